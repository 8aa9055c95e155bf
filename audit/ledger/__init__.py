"""Past answers, kept beside the log and vouched for by it.

Read `ledger` (an answer is appended before it is shown), `contents` (where sections are kept), `stored` (one record
read back), then what happens to answers: `erasure`, `recall`, `utterances` (they are sounded), `feedback`; and how many
are read: `past` (one after another), `skim` and `search`. Imports `log` and what that imports.
"""
