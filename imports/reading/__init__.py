"""Reading files: bytes → text → rows → values. Pure: no models, no requests; errors are sentences for the reader."""
