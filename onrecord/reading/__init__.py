"""What a reader of one source sees: whose words, where, and on what page. Access is judged by `onrecord.access`.

Reading order: `domain`, `stretches` (a text cut by speaker, page and mark, without what may not be read), `flow` (its
lines, for display), `sources` (what the catalogue has), `printed` (a PDF's page with the marked words on it).
"""
