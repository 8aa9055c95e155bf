"""Who says, does and owns what. Reading order: `sources`, `reports`, `quotations`, then the rest."""
