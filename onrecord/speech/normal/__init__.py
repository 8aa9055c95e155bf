"""A text as a reader sees it, to words as a voice says them: numbers, dates, sums, abbreviations.

Reading order: `numbers` (one number in words), `rule` (one way of reading something), `calendar`, `money`, `amounts`,
`abbreviations`, `signs`, `codes` (what is read in its own way), `reading` (the whole text).
"""
