"""API tokens, one module an action. The operator may make any; nothing but its hash is kept."""
