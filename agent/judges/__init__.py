"""Does a quote support a statement? Reading order: `port`, `standing`, then an adapter a module."""
