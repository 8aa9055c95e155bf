"""What is in an HTML page and does not show in it, as far as the page itself says so.

Two kinds: what the parser leaves out already (elements that say they are hidden, comments), and what it keeps because
only a style sheet or a colour hides it. Style sheets of other files and scripts are not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import bs4
import soupsieve
from bs4.element import Comment, NavigableString, PageElement, Tag

from ingest.parse.canonical import has_words
from ingest.parse.charset import decode_page
from ingest.parse.html import UNSEEN, hides, hiding, soup_of
from ingest.review import css
from ingest.review.codepoints import excerpt
from ingest.review.colours import WHITE, Rgb, near
from ingest.review.cursor import Cursor
from ingest.review.domain import Finding, Kind

_TINIEST = 4.0  # points
_OFF = -500.0  # points: so far outside of the page that it is meant to be
_REASONS = {
    Kind.HIDDEN: "hidden by a style sheet",
    Kind.OFF_PAGE: "moved out of the page by a style",
    Kind.CLIPPED: "clipped away by a style",
    Kind.TRANSPARENT: "transparent",
    Kind.TINY: "smaller than 4 points",
    Kind.COLOUR: "in the colour of what lies behind it",
}
_MOVES = ("left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How text in an element looks. A colour is none where it is not known; `gone` is why nothing of it shows."""

    colour: Rgb | None = (0, 0, 0)
    behind: Rgb | None = WHITE
    size: float = 12.0  # points
    shadow: bool = False
    gone: Kind | None = None

    @property
    def verdict(self) -> Kind | None:
        if self.gone is not None:
            return self.gone
        if self.size < _TINIEST:
            return Kind.TINY
        same = self.colour is not None and self.behind is not None and near(self.colour, self.behind)
        return Kind.COLOUR if same and not self.shadow else None


def look(data: bytes, text: str) -> Iterator[Finding]:
    """Raises `Unreadable`."""
    soup = soup_of(decode_page(data))
    styles, cursor = _styles(soup), Cursor(text)
    # Not recursive, as in the parser: elements may be nested a hundred thousand deep.
    path: list[tuple[_Look, Iterator[PageElement]]] = [(_Look(), iter(soup.contents))]
    while path:
        around, children = path[-1]
        child = next(children, None)
        if child is None:
            path.pop()
        elif isinstance(child, Tag):
            if child.name not in UNSEEN and hides(child):
                yield from _left_out(Kind.HIDDEN, "not in the text, for its element says hidden", child.get_text(" "))
            elif child.name not in UNSEEN:
                path.append((_look(around, _declared(child, styles)), iter(child.contents)))
        elif isinstance(child, Comment):
            if not child.startswith("[if"):
                yield from _left_out(Kind.COMMENT, "a comment in the page", child)
        elif type(child) is NavigableString:
            place, kind = cursor.place(child), around.verdict
            if place is not None and kind is not None:
                detail = f"{_REASONS[kind]}: {excerpt(child)}"
                yield Finding(kind=kind, page=None, start=place[0], end=place[1], detail=detail)


def _left_out(kind: Kind, reason: str, words: str) -> Iterator[Finding]:
    if has_words(words):
        yield Finding(kind=kind, page=None, start=None, end=None, detail=f"{reason}: {excerpt(words)}")


def _styles(soup: bs4.BeautifulSoup) -> dict[int, css.Declarations]:
    """What the page's own style sheets declare, by the element's identity."""
    found: dict[int, css.Declarations] = {}
    for sheet in soup.find_all("style"):
        for selector, declared in css.rules(sheet.get_text()):
            try:
                chosen = soup.select(selector)
            except (soupsieve.SelectorSyntaxError, NotImplementedError):
                continue  # a browser would not know it either, or it is none of a document's elements (::before)
            for element in chosen:
                found.setdefault(id(element), {}).update(declared)
    return found


def _declared(element: Tag, styles: dict[int, css.Declarations]) -> css.Declarations:
    attributes = {name: str(element.attrs[name]) for name in ("color", "bgcolor", "style") if name in element.attrs}
    return {
        **({"color": attributes["color"].lower()} if element.name == "font" and "color" in attributes else {}),
        **({"background-color": attributes["bgcolor"].lower()} if "bgcolor" in attributes else {}),
        **styles.get(id(element), {}),
        **css.declarations(attributes.get("style", "")),
    }


def _look(around: _Look, declared: css.Declarations) -> _Look:
    if not declared:
        return around
    size = css.points(declared.get("font-size", ""), around.size)
    shade = declared.get("background-color", declared.get("background", ""))
    colour = declared.get("color", "")
    return replace(
        around,
        size=around.size if size is None else size,
        behind=_behind(shade, around.behind),
        colour=css.colour(colour) if colour and colour != "inherit" else around.colour,
        shadow=around.shadow or "text-shadow" in declared,
        gone=around.gone or _gone(declared),
    )


def _behind(shade: str, around: Rgb | None) -> Rgb | None:
    if "url(" in shade or "gradient" in shade:
        return None
    if shade in ("", "none", "inherit", "initial") or css.clear(shade):
        return around
    return css.colour(shade)


def _gone(declared: css.Declarations) -> Kind | None:
    if hiding("".join(f"{name}:{value};" for name, value in declared.items())):
        return Kind.HIDDEN
    if any((css.points(declared.get(name, ""), 12.0) or 0.0) < _OFF for name in _MOVES):
        return Kind.OFF_PAGE
    clip, path = declared.get("clip", ""), declared.get("clip-path", "")
    if clip.replace(" ", "").startswith(("rect(0", "rect(1px")) or path.startswith(("inset(50%", "inset(100%")):
        return Kind.CLIPPED
    painted = any("text" in declared.get(name, "") for name in ("background-clip", "-webkit-background-clip"))
    return Kind.TRANSPARENT if css.clear(declared.get("color", "")) and not painted else None
