"""What past answers come to: counts, for an operator. Nothing that was asked or said stands in them.

Read `figures` (plain data), `tally` (counting, one record at a time), `spoken` (what was sounded), `report` (the
whole), `trends` (by week, quickly). Imports `ledger`, `log` and the verifier; nothing in `audit` imports it.
"""
