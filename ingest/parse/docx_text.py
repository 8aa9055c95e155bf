"""The words of one DOCX paragraph (ECMA-376 part 1, section 17.3): runs in order, without what is not there
to read.
"""

from lxml import etree

from ingest.parse.docx_styles import Styles, tag
from ingest.parse.layout import Layout

_DRAWN = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

# Properties, deletions, the text that a move left behind, a reading aid above the line; and the second form
# of a drawing, for programs that do not know the first.
_LEFT_OUT = frozenset(
    {
        *map(tag, ("pPr", "rPr", "del", "moveFrom", "delText", "instrText", "delInstrText", "rt")),
        _DRAWN + "Fallback",
    }
)
_CHARACTERS = {tag("tab"): "\t", tag("br"): "\n", tag("cr"): "\n", tag("noBreakHyphen"): "\u2011"}


class Words:
    """Writes the words of paragraphs into a layout."""

    def __init__(self, layout: Layout, styles: Styles) -> None:
        self._layout = layout
        self._styles = styles

    def write(self, paragraph: etree._Element) -> list[etree._Element]:
        """Write the words; the text boxes that hang on the paragraph are returned, for they are blocks."""
        return _Run(self._layout, self._styles, paragraph).boxes


class _Run:
    def __init__(self, layout: Layout, styles: Styles, paragraph: etree._Element) -> None:
        self._layout = layout
        self._styles = styles
        self._paragraph = paragraph
        self.boxes: list[etree._Element] = []
        # Of each field we are in: whether this is still its instruction. Kept to one paragraph, so that a
        # field that never ends cannot swallow the rest of the document.
        self._fields: list[bool] = []
        self._walk(paragraph)

    def _walk(self, element: etree._Element) -> None:
        for child in element:
            name = child.tag
            if name in _LEFT_OUT or not isinstance(name, str):
                continue
            if name == tag("txbxContent"):
                self.boxes.append(child)
            elif name == tag("fldChar"):
                self._field(child.get(tag("fldCharType")))
            elif name in (tag("t"), _MATH + "t"):
                self._write(child.text or "")
            elif name in _CHARACTERS:
                self._write(_CHARACTERS[name])
            elif name != tag("r") or not self._styles.unseen(child, self._paragraph):
                self._walk(child)

    def _write(self, text: str) -> None:
        if not any(self._fields):
            self._layout.verbatim(text)

    def _field(self, kind: str | None) -> None:
        """A field is `begin`, its instruction, `separate`, the result, `end` (section 17.16.18)."""
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()
