"""What a person reads. `format_x() -> str` is pure; `present` and `ProgressBar` print."""
