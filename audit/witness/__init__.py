"""A witness of logs (https://c2sp.org/tlog-witness): it cosigns a checkpoint only where the log it knows has grown into
it, so that a log which shows two people two histories is found out. It trusts no log and keeps its own state.

Reading order: `faults` (its errors), `wire` (what is sent), `state` (what it keeps), `key`, `witness` (the rules),
`server` (HTTP), `client` (how a log asks for a cosignature). Needs the standard library and cryptography alone.
"""
