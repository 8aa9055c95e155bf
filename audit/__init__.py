"""Records of what was answered, and the checks that need nothing but the records and the frozen texts.

Reading order: `domain` (the types that outlive an answer), `errors`, `canonical` (bytes and hashes),
`records` (JSON and back), `merkle`, `findings` and `verify` (is this record still true to its sources), `database` and
`ledger` (where records are kept).
"""
