"""Text to vectors. Reading order: `port` (the protocol), then one adapter a file."""
