"""What a reader of the page would not see, found before anybody approves its text.

Read `domain`, then `reviewer`, which a command calls; of the text itself `characters` with `codepoints`; of two
extractors `words` and `pair`; and what runs in a child: `look`, `wire`, `pdf` with `glyphs`, `visible`, `annotations`
and `png`, `docx`, `html` with `css`.
"""
