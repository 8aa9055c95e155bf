"""A language model behind a server.

Reading order: `port`, `faults`, `vllm`; then what carries it: `server`, `exchange`, `retry`, `foreign`, `choices`.
`scripted` and `scripted_http` are the inside of `agent.testing`.
"""
