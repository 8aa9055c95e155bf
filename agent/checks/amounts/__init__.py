"""Numbers, measures and how they are bounded. Reading order: `numerals`, `units`, `reading`, `likeness`."""
