"""Where what a file says stands in its canonical text, when both are gone through from beginning to end."""

import re

from ingest.parse.canonical import canonical


class Cursor:
    """Each part is looked for behind the one before; white space may differ, for the text is laid out."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def place(self, part: str) -> tuple[int, int] | None:
        """The next place at which the words of `part` stand; none where there is no such place or no word."""
        words = canonical(part).split()
        if not words:
            return None
        found = re.compile(r"\s+".join(map(re.escape, words))).search(self._text, self._at)
        if found is None:
            return None
        self._at = found.end()
        return found.span()
