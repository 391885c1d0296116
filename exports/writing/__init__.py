"""Writing files: values → cells → lines. Pure: no models, no requests."""
