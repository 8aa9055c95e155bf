"""One reading of English for every rule. Reading order: `words`, `alignment`, then tables of words."""
