"""HTML: the words that a reader of the page sees, in their order.

Left out: scripts, styles, templates, comments, what `head` holds, navigation and controls; text that its
author struck out (`del`, `s`), for plain text cannot show the line through it; and what the page hides by an
attribute or an inline style, for nobody approved what nobody saw. A style sheet is not evaluated: text that
only a class hides is kept, and whoever approves the document reads it in the extract.
"""

import re
import warnings
from collections.abc import Iterator

import bs4
from bs4.element import NavigableString, PageElement, Tag

from ingest.domain import Parsed, Span
from ingest.parse.charset import decode_page
from ingest.parse.layout import Layout, joined
from ingest.parse.media import Media
from ingest.parse.versions import parser_name

UNSEEN = frozenset(
    re.findall(
        r"\w+",
        """script style template noscript head title nav iframe object embed svg canvas audio video map
        select textarea button datalist del s strike rp rt""",
    )
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
        figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend main menu ol optgroup
        option p pre search section summary table ul""",
    )
)
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:opacity|font-size):0(?:\.0*)?(?:[a-z%]*)(?:;|!|$)",
    re.IGNORECASE,
)
_IN_STYLE = re.compile(r"/\*.*?\*/|\s+", re.DOTALL)


def parse(data: bytes) -> Parsed:
    text, quotations = read(decode_page(data))
    return Parsed(text=text, parser=parser_name(Media.HTML), quotations=quotations)


def text_of(page: str) -> str:
    """The canonical text of an HTML page, or of a part of one."""
    return read(page)[0]


def read(page: str) -> tuple[str, tuple[Span, ...]]:
    """The canonical text of an HTML page, or of a part of one, and the spans of its quotations."""
    soup = soup_of(page)
    layout = Layout()
    walk = _Walk(layout)
    # Not recursive: elements may be nested a hundred thousand deep.
    path: list[tuple[Tag, Iterator[PageElement]]] = [(soup, iter(soup.contents))]
    while path:
        element, children = path[-1]
        child = next(children, None)
        if child is None:
            walk.leave(element)
            path.pop()
        elif isinstance(child, Tag):
            if _seen(child):
                walk.enter(child)
                path.append((child, iter(child.contents)))
        elif type(child) is NavigableString:  # comments, declarations and the like are of derived types
            walk.words(child)
    return joined(layout.blocks())


def soup_of(page: str) -> bs4.BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Beautiful Soup wonders whether a short page is a file name or XML
        return bs4.BeautifulSoup(page, "lxml", huge_tree=True)  # lxml's own limits would cut the text off in silence


def _seen(element: Tag) -> bool:
    return element.name not in UNSEEN and not hides(element)


def hides(element: Tag) -> bool:
    """Whether an element hides what is in it by an attribute or by its own style."""
    attributes = element.attrs
    if "hidden" in attributes or "popover" in attributes or (element.name == "dialog" and "open" not in attributes):
        return True
    if str(attributes.get("aria-hidden", "")).lower() == "true":
        return True
    return hiding(str(attributes.get("style", "")))


def hiding(style: str) -> bool:
    """Whether CSS declarations hide an element."""
    return _HIDING.search(_IN_STYLE.sub("", style)) is not None


class _Walk:
    """What each element does to the layout."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._preformatted = 0
        self._next: list[int | None] = []  # of each list we are in: its next number, none where it has points

    def words(self, text: str) -> None:
        if self._preformatted:
            self._layout.verbatim(text)
        else:
            self._layout.words(text)

    def enter(self, element: Tag) -> None:
        name = element.name
        if name == "br":
            self._layout.newline()
        elif name == "li":
            self._layout.begin_item(self._marker(element))
        elif name in ("td", "th"):
            self._layout.begin_cell()
        elif name == "blockquote":
            self._layout.begin_quotation()
        elif name in _BLOCKS:
            self._layout.block()
        if name in ("ul", "menu", "dir"):
            self._next.append(None)
        elif name == "ol":
            self._next.append(_number(element, "start") or 1)
        elif name == "pre":
            self._preformatted += 1

    def leave(self, element: Tag) -> None:
        name = element.name
        if name == "li":
            self._layout.end_item()
        elif name in ("td", "th"):
            self._layout.end_cell()
        elif name == "tr":
            self._layout.end_row()
        elif name == "blockquote":
            self._layout.end_quotation()
        elif name in _BLOCKS:
            self._layout.block()
        if name in ("ul", "menu", "dir", "ol"):
            self._next.pop()
        elif name == "pre":
            self._preformatted -= 1

    def _marker(self, item: Tag) -> str:
        number = self._next[-1] if self._next else None
        if number is None:
            return "- "
        number = _number(item, "value") or number
        self._next[-1] = number + 1
        return f"{number}. "


def _number(element: Tag, attribute: str) -> int | None:
    value = str(element.attrs.get(attribute, ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
