"""From a file's bytes to canonical text, in a process that may die.

Reading order: `canonical` (the text all offsets count in), `refusals` (why a file is not taken in), `media`
(what a file really is), `versions`, `registry` (which module reads which type), then a format a module:
`text`, `html` (with `charset` and `layout`), `markdown`, `pdf` (with `pdf_streams` and `furniture`), `docx`
(with `zipguard`, `docx_styles` and `docx_text`), `vtt` and `srt` (with `subtitles` and `labels`). Last the
sandbox, from the inside out: `wire` (how a result travels), `child` (one file, under limits), `forker` (the
process that forks children), `keeper` (its owner's side), `sandbox` (what ingest calls).
"""
