"""What decides: frozen texts, the published sources and passages, withdrawals and pauses.

Reading order: `tables`, `read` (what asking and the operator's views need), `write` (one publication),
`controls` (withdraw, pause, resume: effective at once), `history` (what was ever published, for an auditor).
"""
