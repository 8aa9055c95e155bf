"""From evidence to statements. Reading order: `sentences` (candidates and their scores), `extractive`; then, for a
language model, `numbered`, `reply`, `composed`.
"""
