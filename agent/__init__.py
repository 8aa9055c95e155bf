"""From a question to a verified, recorded answer or refusal.

Reading order: `domain`, `ask` (the whole way), `leaders` (who is meant), `library` (the published state, open),
`retrieve`, `reading`, `rerankers`, `composers`, `confidence` (does this answer), `verify` (every check), `wording`.
"""
