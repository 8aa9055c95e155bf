"""How elements become lines: blocks with a blank line between them, as a reader sees them apart.

White space folds as in a browser. A list item begins with its marker, `- ` or `1. `; a row of a table is a
line, its cells joined with ` | `; whatever stands in a cell stays on that line.
"""

import re
from collections.abc import Sequence

from ingest.domain import Span
from ingest.parse.canonical import canonical

BETWEEN = "\n\n"

_SPACE = re.compile(r"[ \t\n\r\f]+")  # HTML's white space; a no-break space is a character like others


class Layout:
    """Collects text in the order of the document. `block()` goes wherever an element stands on lines of its
    own.
    """

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._quoted: list[bool] = []  # in step with the blocks: somebody else's words
        self._quotations = 0  # how deep we are in quotations
        self._parts: list[str] = []  # never an empty string among them
        self._markers: list[str] = []  # of the list items we are in; blank once it is written
        self._row: list[str] = []
        self._cells = 0  # how deep we are in cells of tables in cells
        self._around: list[str] = []  # the parts outside the outermost cell

    def blocks(self) -> list[tuple[str, bool]]:
        """All blocks so far, each with whether it is a quotation."""
        self.block()
        return list(zip(self._blocks, self._quoted, strict=True))

    def begin_quotation(self) -> None:
        self.block()
        self._quotations += 1

    def end_quotation(self) -> None:
        self.block()
        self._quotations -= 1

    def words(self, text: str) -> None:
        """Running text: white space folds, also across elements."""
        folded = _SPACE.sub(" ", text)
        if not self._parts or self._parts[-1][-1] in " \n":
            folded = folded.removeprefix(" ")
        if folded:
            self._parts.append(folded)

    def verbatim(self, text: str) -> None:
        """Text whose white space counts, though not in a cell."""
        if self._cells:
            self.words(text)
        elif text:
            self._parts.append(text)

    def newline(self) -> None:
        """A line break within a block; a space within a cell."""
        if self._cells:
            self.words(" ")
        elif self._parts:
            self._parts[-1] = self._parts[-1].rstrip(" ") + "\n"

    def block(self) -> None:
        """End the block under way, if there is one."""
        if self._cells:
            self.words(" ")
            return
        text = "".join(self._parts).strip("\n").rstrip()
        self._parts = []
        if not text.strip():
            return
        if self._markers:
            text = self._markers[-1] + text
            self._markers[-1] = " " * len(self._markers[-1])
        self._blocks.append(text)
        self._quoted.append(self._quotations > 0)

    def begin_item(self, marker: str) -> None:
        """A list item, indented by the items it stands in."""
        self.block()
        outer = self._markers[-1] if self._markers else ""
        self._markers.append(" " * len(outer) + marker)

    def end_item(self) -> None:
        self.block()
        self._markers.pop()

    def begin_cell(self) -> None:
        if not self._cells:
            self._around, self._parts = self._parts, []
        self._cells += 1

    def end_cell(self) -> None:
        self._cells -= 1
        if self._cells:
            self.words(" ")
        else:
            self._row.append("".join(self._parts).strip())
            self._parts = self._around

    def end_row(self) -> None:
        """Write the row, unless it belongs to a table within a cell or has no words."""
        if self._cells:
            return
        if any(self._row):
            if self._parts and not self._parts[-1].endswith("\n"):
                self.newline()
            self._parts.append(" | ".join(self._row) + "\n")
        self._row = []


def joined(blocks: Sequence[tuple[str, bool]]) -> tuple[str, tuple[Span, ...]]:
    """The canonical text of blocks with a blank line between them, and a span for each block that is a quotation."""
    at, texts, spans = 0, [], []
    for block, quoted in blocks:
        text = canonical(block)
        if quoted and text:
            spans.append(Span(start=at, end=at + len(text)))
        texts.append(text)
        at += len(text) + len(BETWEEN)
    return BETWEEN.join(texts), tuple(spans)
