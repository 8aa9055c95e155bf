"""What a DOCX file says elsewhere about a paragraph: whether its runs show, and how its list item begins."""

from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HIDING = ("vanish", "strike", "dstrike")  # hidden, and struck out once or twice


def tag(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return _W + name


class Styles:
    def __init__(self, document: Document) -> None:
        styles = document.styles.element
        self._styles = {style.get(tag("styleId")): style for style in styles.iterchildren(tag("style"))}
        self._default = styles.find(f"{tag('docDefaults')}/{tag('rPrDefault')}/{tag('rPr')}")
        self._levels: dict[str, dict[str, etree._Element]] = {}  # of each numbering: its levels
        self._family: dict[str, str] = {}  # numberings that count on together share an abstract one
        self._restarts: dict[tuple[str, str], int] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._read_numbering(document)

    def unseen(self, run: etree._Element, paragraph: etree._Element) -> bool:
        """Whether a run is hidden or struck out, by itself or by its styles; what is nearest decides."""
        properties = self.properties(run, paragraph)
        return any(first_switch(properties, name) for name in _HIDING)

    def properties(self, run: etree._Element, paragraph: etree._Element) -> list[etree._Element]:
        """A run's own properties and those of its styles, the nearest first."""
        character = _value(run, "rPr", "rStyle")
        layers = [run, *self._chain(character), *self._chain(_value(paragraph, "pPr", "pStyle"))]
        found = [layer.find(tag("rPr")) for layer in layers] + [self._default]
        return [one for one in found if one is not None]

    def paragraph_properties(self, paragraph: etree._Element) -> list[etree._Element]:
        """A paragraph's own properties and those of its styles, the nearest first."""
        layers = (paragraph, *self._chain(_value(paragraph, "pPr", "pStyle")))
        return [one for layer in layers if (one := layer.find(tag("pPr"))) is not None]

    def shades(self, table: etree._Element) -> bool:
        """Whether the style of a table shades any cells; which ones is not told here."""
        styles = self._chain(_value(table, "tblPr", "tblStyle"))
        return any(next(style.iter(tag("shd")), None) is not None for style in styles)

    def marker(self, paragraph: etree._Element) -> str:
        """`1. ` for a numbered item, `- ` for one with another sign (a letter too), else empty."""
        numbering = level = None
        for layer in (paragraph, *self._chain(_value(paragraph, "pPr", "pStyle"))):
            properties = layer.find(f"{tag('pPr')}/{tag('numPr')}")
            if properties is not None:
                numbering = numbering or _attribute(properties.find(tag("numId")))
                level = level or _attribute(properties.find(tag("ilvl")))
        definition = self._levels.get(numbering or "", {}).get(level or "0")
        if numbering is None or definition is None:
            return ""
        form = _attribute(definition.find(tag("numFmt"))) or "decimal"
        if form == "none":
            return ""
        return f"{self._count(numbering, level or '0', definition)}. " if form == "decimal" else "- "

    def quotes(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph has Word's style for quotations (`Quote`, `Intense Quote`), or one based on it."""
        styles = self._chain(_value(paragraph, "pPr", "pStyle"))
        names = (_attribute(style.find(tag("name"))) for style in styles)
        return any(name is not None and name.casefold() in ("quote", "intense quote") for name in names)

    def _count(self, numbering: str, level: str, definition: etree._Element) -> int:
        family, depth = self._family[numbering], int(level)
        restart = self._restarts.pop((numbering, level), None)  # holds once, at the numbering's first item
        start = int(_attribute(definition.find(tag("start"))) or 1)
        number = restart if restart is not None else self._counts.get((family, depth), start - 1) + 1
        self._counts[family, depth] = number
        for other in [key for key in self._counts if key[0] == family and key[1] > depth]:
            del self._counts[other]
        return number

    def _chain(self, style: str | None) -> Iterator[etree._Element]:
        """A style and those it is based on, in a file that may base it on itself."""
        seen = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = _attribute(self._styles[style].find(tag("basedOn")))

    def _read_numbering(self, document: Document) -> None:
        try:
            part: Any = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
            root = part.element
        except (KeyError, AttributeError):
            return  # a document without lists
        abstract = {item.get(tag("abstractNumId")): item for item in root.iterchildren(tag("abstractNum"))}
        for item in root.iterchildren(tag("num")):
            number, family = item.get(tag("numId")), _attribute(item.find(tag("abstractNumId")))
            if family is None or family not in abstract:
                continue
            levels = abstract[family].iterchildren(tag("lvl"))
            self._levels[number] = {level.get(tag("ilvl")): level for level in levels}
            self._family[number] = family
            for override in item.iterchildren(tag("lvlOverride")):
                start = _attribute(override.find(tag("startOverride")))
                if start is not None:
                    self._restarts[number, override.get(tag("ilvl"))] = int(start)


def first_switch(properties: list[etree._Element], name: str) -> bool:
    """An on/off property (section 17.17.4): on where its element stands without a value that says off."""
    for layer in properties:
        switch = layer.find(tag(name))
        if switch is not None:
            return switch.get(tag("val")) not in ("0", "false", "off")
    return False


def _value(element: etree._Element, properties: str, name: str) -> str | None:
    return _attribute(element.find(f"{tag(properties)}/{tag(name)}"))


def _attribute(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(tag("val"))
