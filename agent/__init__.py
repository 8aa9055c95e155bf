"""From a question to a verified, recorded answer or refusal.

Reading order: `domain`, `ask` (the whole way), `draft` (what an answer may be made of), `leaders` and `topics` (who
is meant, what is barred), `library` (the published state, open), `retrieve`, `reading`, `rerankers`, `confidence` (does
this answer), `statements`, `composers`, `repair`, `verify` (every check) with `checks`, `settle`, `recording`,
`wording`. For a language model `prompts`, `llm`, `judges`; for a sentence of somebody else's `check` and `examine`.
"""
