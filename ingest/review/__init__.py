"""What a reader of the page would not see, found before anybody approves its text.

Read `domain`, `reviewer` (what a command calls), then from the text inward: `characters`, `words`; and what runs in a
child: `look`, `pdf` with `glyphs`, `visible`, `annotations` and `png`, `docx`, `html`.
"""
