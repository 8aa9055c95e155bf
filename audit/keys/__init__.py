"""Keys: who may sign what. Ed25519 (RFC 8032) by `cryptography`, nothing else.

Read `domain` (public and private keys, signatures), then `files` (one file a key, for its owner alone), then
`workspace` (the record signer's and the log's keys, which the operator keeps).
"""
