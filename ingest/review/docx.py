"""What is in a DOCX and does not show on its pages, or is there only until somebody decides about it.

The text is taken with all tracked changes accepted: what was inserted is in it, what was deleted or is hidden is not,
and yet it lies in the file. White text in a text box or in a table whose style has shades is not judged: what lies
behind it is another part's to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from ingest.parse.docx import opened
from ingest.parse.docx_styles import Styles, first_switch, tag
from ingest.review.codepoints import excerpt, visible
from ingest.review.colours import WHITE, Rgb, from_hex, near
from ingest.review.cursor import Cursor
from ingest.review.domain import Finding, Kind

_TINIEST = 8  # half-points
_LONGEST_NAME = 60
_INSERTED = frozenset(map(tag, ("ins", "moveTo")))
_DELETED = frozenset(map(tag, ("del", "moveFrom")))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HIGHLIGHTS = {  # ECMA-376 part 1, section 17.18.40
    "black": "000000", "blue": "0000ff", "cyan": "00ffff", "green": "00ff00", "magenta": "ff00ff", "red": "ff0000",
    "yellow": "ffff00", "white": "ffffff", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080",
    "lightGray": "c0c0c0",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Runs in a row that are reported for one reason; `places` are those of them that the text has."""

    kind: Kind
    reason: str
    texts: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)


def look(data: bytes, text: str) -> Iterator[Finding]:
    """Raises `Unreadable`."""
    document, body = opened(data)
    styles, cursor = Styles(document), Cursor(text)
    open_rows: dict[Kind, _Row] = {}
    for run in () if body is None else body.iter(tag("r")):
        said = "".join(part.text or "" for part in run if part.tag in (tag("t"), tag("delText")))
        if not said.strip():
            continue
        reasons, reads = _reasons(run, styles)
        place = cursor.place(said) if reads else None
        for kind in [kind for kind, row in open_rows.items() if reasons.get(kind) != row.reason]:
            yield _told(open_rows.pop(kind))
        for kind, reason in reasons.items():
            row = open_rows.setdefault(kind, _Row(kind=kind, reason=reason))
            row.texts.append(said)
            row.places.extend([place] if place else [])
    yield from map(_told, open_rows.values())
    yield from _comments(document)


def _comments(document: Document) -> Iterator[Finding]:
    try:
        part: Any = document.part.part_related_by(RELATIONSHIP_TYPE.COMMENTS)
        comments = list(part.element.iter(tag("comment")))
    except (KeyError, AttributeError):
        return  # a document without comments
    for comment in comments:
        said = " ".join(part.text or "" for part in comment.iter(tag("t")))
        if said.strip():
            yield _without_place(Kind.COMMENT, f"a comment by {_name(comment.get(tag('author')))}: {excerpt(said)}")


def _reasons(run: etree._Element, styles: Styles) -> tuple[dict[Kind, str], bool]:
    """Why a run is reported, and whether the canonical text has it."""
    above = list(run.iterancestors())
    tags = {element.tag for element in above}
    if _FALLBACK in tags:  # the same words again, for programs of another kind
        return {}, False
    paragraph = next((element for element in above if element.tag == tag("p")), run)
    change = next((element for element in above if element.tag in _INSERTED | _DELETED), None)
    by = f"by {_name(change.get(tag('author')))}" if change is not None else ""
    if tags & _DELETED or any(_deleted(row) for row in above if row.tag == tag("tr")):
        return {Kind.DELETED: f"deleted {by}".rstrip() + ", and still in the file"}, False
    properties = styles.properties(run, paragraph)
    if first_switch(properties, "vanish"):
        return {Kind.HIDDEN: "hidden text"}, False
    if styles.unseen(run, paragraph):  # struck out: a reader sees it, with a line through it
        return {}, False
    found = {Kind.INSERTED: f"inserted {by}, and not yet accepted"} if tags & _INSERTED else {}
    size = _first(properties, "sz") or ""
    if size.isascii() and size.isdigit() and int(size[:9]) < _TINIEST:
        found[Kind.TINY] = "smaller than 4 points"
    colour, behind = from_hex(_first(properties, "color") or ""), _behind(properties, paragraph, above, styles)
    if colour is not None and behind is not None and near(colour, behind):
        found[Kind.COLOUR] = "in the colour of what lies behind it"
    return found, True


def _deleted(row: etree._Element) -> bool:
    return row.find(f"{tag('trPr')}/{tag('del')}") is not None


def _first(properties: list[etree._Element], name: str, attribute: str = "val") -> str | None:
    """The nearest value of a property."""
    return next((one.get(tag(attribute)) for layer in properties if (one := layer.find(tag(name))) is not None), None)


def _behind(
    properties: list[etree._Element], paragraph: etree._Element, above: list[etree._Element], styles: Styles
) -> Rgb | None:
    """What the nearest shade makes of white paper; none where that is not for this part of the file to say."""
    highlight = _first(properties, "highlight")
    if highlight in _HIGHLIGHTS:
        return from_hex(_HIGHLIGHTS[highlight])
    cells = [cell.find(tag("tcPr")) for cell in above if cell.tag == tag("tc")]
    layers = (properties, styles.paragraph_properties(paragraph), [cell for cell in cells if cell is not None])
    for layer in layers:
        shade = from_hex(_first(layer, "shd", "fill") or "")
        if shade is not None:
            return shade
    boxed = any(element.tag == tag("txbxContent") for element in above)
    return None if boxed or any(element.tag == tag("tbl") and styles.shades(element) for element in above) else WHITE


def _name(author: str | None) -> str:
    return visible(author or "somebody")[:_LONGEST_NAME]


def _told(row: _Row) -> Finding:
    detail = f"{row.reason}: {excerpt(''.join(row.texts))}"
    if not row.places:
        return _without_place(row.kind, detail)
    return Finding(kind=row.kind, page=None, start=row.places[0][0], end=row.places[-1][1], detail=detail)


def _without_place(kind: Kind, detail: str) -> Finding:
    return Finding(kind=kind, page=None, start=None, end=None, detail=detail)
