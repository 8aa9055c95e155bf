"""From evidence to statements. Reading order: `sentences` (candidates and their scores), `extractive`."""
