"""A facsimile is the picture of a PDF's page, and where on it the words of its canonical text are printed.

Reading order: `domain`, `facsimiles` (what is called), `boxes` (of a quote), then what runs in a child: `draw`,
`counterparts`; `wire` is how it comes back.
"""
