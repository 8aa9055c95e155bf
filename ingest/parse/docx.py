"""DOCX: the words of the document's body as its reader sees them with all changes accepted, in their order.

Left out: hidden text, struck and deleted text, comments, footnotes, headers and footers (they are apart from
the body already), pictures. A tracked insertion is in: it is what the document says. A text box follows the
paragraph that it hangs on.
"""

import io
import zipfile
from collections.abc import Iterator

import docx as python_docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from lxml import etree

from ingest.domain import Parsed
from ingest.parse.docx_styles import Styles, tag
from ingest.parse.docx_text import Words
from ingest.parse.layout import Layout, joined
from ingest.parse.media import Media
from ingest.parse.refusals import Unreadable
from ingest.parse.versions import parser_name
from ingest.parse.zipguard import repacked

# Elements around others that are no more than brackets. A content control (`sdt`) is where templates put the
# words.
_BRACKETS = frozenset(
    tag(name) for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "tbl", "txbxContent")
)


def parse(data: bytes) -> Parsed:
    document, body = opened(data)
    layout = Layout()
    if body is not None:
        _Body(layout, Styles(document)).write(body)
    text, quotations = joined(layout.blocks())
    return Parsed(text=text, parser=parser_name(Media.DOCX), quotations=quotations)


def opened(data: bytes) -> tuple[Document, etree._Element | None]:
    """The file's parts, unpacked within bounds, and its body, if it has one. Raises `Unreadable`."""
    try:
        document = python_docx.Document(io.BytesIO(repacked(data)))
        body = document.element.body
        if document.element.getroottree().docinfo.doctype:
            # Forbidden (ECMA-376 part 2, section 8.1.4), and of use only for entities that read files or multiply.
            raise Unreadable("malformed", "it declares a document type, which no DOCX may")
    except ValueError as error:
        raise Unreadable("mislabelled", f"it is an Office file of another kind: {error}") from None
    except (OpcError, KeyError, AttributeError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise Unreadable("truncated", f"its parts do not fit together ({error})") from None
    return document, body


class _Body:
    """Writes block after block. Recurses into tables and text boxes; lxml allows 256 levels of them."""

    def __init__(self, layout: Layout, styles: Styles) -> None:
        self._layout = layout
        self._styles = styles
        self._words = Words(layout, styles)

    def write(self, container: etree._Element) -> None:
        for element in _within(container, tag("p"), tag("tbl")):
            if element.tag == tag("tbl"):
                self._table(element)
            else:
                self._paragraph(element)

    def _paragraph(self, paragraph: etree._Element) -> None:
        marker, quotes = self._styles.marker(paragraph), self._styles.quotes(paragraph)
        if quotes:
            self._layout.begin_quotation()
        if marker:
            self._layout.begin_item(marker)
        boxes = self._words.write(paragraph)
        if marker:
            self._layout.end_item()
        else:
            self._layout.block()
        if quotes:
            self._layout.end_quotation()
        for box in boxes:
            self.write(box)

    def _table(self, table: etree._Element) -> None:
        self._layout.block()
        for row in _within(table, tag("tr")):
            if row.find(f"{tag('trPr')}/{tag('del')}") is not None:
                continue
            for cell in _within(row, tag("tc")):
                self._layout.begin_cell()
                self.write(cell)
                self._layout.end_cell()
            self._layout.end_row()
        self._layout.block()


def _within(container: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The nearest elements of `tags` in `container`, looking through brackets."""
    for child in container:
        if child.tag in tags:
            yield child
        elif child.tag in _BRACKETS:
            yield from _within(child, *tags)
