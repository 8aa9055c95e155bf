"""Who signs what, one module an action."""
