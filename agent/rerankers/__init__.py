"""How well does a text answer a question. Reading order: `port`, then one adapter a file."""
