"""A text as a reader sees it, to words as a voice says them: numbers, dates, sums, abbreviations.

Reading order: `numbers` (one number in words), `rules` (what is read in its own way, each rule by itself), `words` (a
word that no rule knows), `reading` (the whole text).
"""
