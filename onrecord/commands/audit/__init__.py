"""What an auditor does with a workspace, one module an action."""
