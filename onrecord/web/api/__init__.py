"""JSON, one file a group; `schemas` has what they say."""
