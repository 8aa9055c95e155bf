"""Pages, one file a group."""
