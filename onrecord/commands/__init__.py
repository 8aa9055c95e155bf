"""One module a command, each with `run(args) -> int`; imported only when its command is called."""
