"""Is the log whole? Everything computed again, within the database.

Read `examined` (the steps, and what was found), `examine` (leaves, tree, checkpoints), `answers` and `utterances` (what
stands beside the log about them), `rows`. Imports `ledger` and `log`; nothing in `audit` imports it.
"""
