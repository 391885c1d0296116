"""The roof: settings, URLs, the pages that mix floors. Nobody imports it."""
