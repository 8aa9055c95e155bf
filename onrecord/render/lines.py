"""Lines of styled text, and the two ways to print them: for a terminal, and for everything else.

Text from documents and questions never passes through rich's markup: `[bold]` in a document is six letters.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDTH = 100  # columns of plain text, and the most that a terminal's lines take


class Style(StrEnum):
    """rich's names. Two are marked in plain text as well: QUOTE » so «, TITLE *so*."""

    PLAIN = ""
    STRONG = "bold"
    DIM = "dim"
    TITLE = "italic"
    QUOTE = "bold green"
    NUMBER = "cyan"
    WARNING = "yellow"
    BAD = "bold red"
    GOOD = "green"


MARKS = {Style.QUOTE: "»{}«", Style.TITLE: "*{}*"}


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, wrapped when it is printed; `label` stands before it, and what follows hangs under its text.

    A `whole` line is never wrapped: a command must survive being copied.
    """

    spans: tuple[Span, ...] = ()
    label: Span = Span("")
    indent: int = 0
    whole: bool = False


def line(*parts: str | Span, label: Span | str = "", indent: int = 0, whole: bool = False) -> Line:
    """A line of words and spans."""
    spans = tuple(part if isinstance(part, Span) else Span(part) for part in parts if part)
    return Line(spans, label if isinstance(label, Span) else Span(label), indent, whole)


BLANK = Line()


def plain(lines: Iterable[Line], width: int = WIDTH) -> str:
    """Without colours or escape codes."""
    return "\n".join(_plain(one, width) for one in lines)


def _plain(one: Line, width: int) -> str:
    words = "".join(MARKS.get(span.style, "{}").replace("{}", span.text) for span in one.spans)
    first = " " * one.indent + (f"{one.label.text} " if one.label.text else "")
    if one.whole:
        return first + words
    wrapped = textwrap.fill(
        words,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped or first.rstrip()


def show(lines: Iterable[Line], width: int = WIDTH) -> None:
    """Print to stdout: coloured on a terminal, else plain."""
    import sys

    if not sys.stdout.isatty():
        print(plain(lines, width))
        return
    from rich.console import Console

    draw(Console(highlight=False, emoji=False, markup=False), lines, width)


def draw(console: "Console", lines: Iterable[Line], width: int = WIDTH) -> None:
    """Print to a rich console, in at most `width` columns."""
    for one in lines:
        if one.whole:
            console.print(_text(one.spans), soft_wrap=True)
        elif not one.indent and not one.label.text:  # a grid's empty first column would take a place
            console.print(_text(one.spans), width=min(console.width, width))
        else:
            console.print(_grid(one), width=min(console.width, width))


def _text(spans: Iterable[Span]) -> "Text":
    from rich.text import Text

    text = Text()
    for span in spans:
        text.append(span.text, style=span.style.value)
    return text


def _grid(one: Line) -> "Table":
    from rich.padding import Padding
    from rich.table import Table

    table = Table.grid(padding=0)
    table.add_column(no_wrap=True)
    table.add_column()
    label = Span(f"{one.label.text} " if one.label.text else "", one.label.style)
    table.add_row(Padding(_text([label]), (0, 0, 0, one.indent)), _text(one.spans))
    return table
