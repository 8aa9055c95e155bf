"""What a record says, and where its words stand. Pure.

Read `wire` (frozen types to JSON and back), then `sections` (what is personal, and can be erased), `layouts` (pages,
segments and cues of a text), `quotes` and `titles` (how both stand in a statement). Imports nothing of `audit` but
`domain`, `canonical` and `errors`.
"""
