"""Records of what was answered, the log that vouches for them, and the checks that need nothing but these.

What all of it stands on: `domain` (the types that outlive an answer, with `understood` and `over_time`), `errors`,
`canonical` (bytes and hashes); `database` and `tables`. Then a room each, in reading order; its `__init__` says what is
in it, and it imports only rooms before it:

    keys         who may sign what
    records      what a record says, as JSON; its personal sections; where its words stand
    signed       leaves, tree, checkpoints: what is signed, and by which keys
    bundles      what an auditor is given, byte for byte
    witness      who else has seen the log
    log          appending to it and reading it
    ledger       answers kept beside it: read, erased, sounded, searched
    examining    is the log whole?
    exporting    from the database to a bundle
    reports      what past answers come to

`keys` to `witness` need no database, and neither does the verifier: `findings` and `verify` (is a record still true to
its sources?), `verify_main`, `verify_bundle` and their steps (may an auditor believe a bundle?).
"""
