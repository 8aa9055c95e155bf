"""Records of what was answered, the log that vouches for them, and the checks that need nothing but these.

Reading order: `domain` (the types that outlive an answer), `errors`, `canonical` (bytes and hashes), `records` (JSON
and back); `keys`, `envelopes` and `payloads` (what is signed), `merkle`, `notes` and `checkpoints` (under what),
`signers` (by whom); `sections` (what is personal, and can be erased). None of these needs a database.

Then `database` and `tables`, `log` (appending) and `leaves` (reading it), `contents`, `stored` and `ledger` (records),
`erasure`, `recall`, `rotation`, `included` (one leaf's proof), `examined` and `examine` (the whole log again).
`findings` and `verify`: is a record still true to its sources? `witness`: who else has seen the log.
"""
