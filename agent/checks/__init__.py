"""What a composed statement may say, held against its quotes. Reading order: `claim`, `words`, then a rule a module."""
