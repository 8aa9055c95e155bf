"""What was read aloud or played of an answer, as a person reads it."""

from collections.abc import Sequence

from onrecord.render.lines import BLANK, Line, Span, Style, line
from onrecord.room.sounding import Sounding

LISTED = 20  # utterances told in text; --json tells all


def format_soundings(found: Sequence[Sounding]) -> list[Line]:
    """Those first that should not have been; nothing where nothing was."""
    if not found:
        return []
    times = "once" if len(found) == 1 else f"{len(found):,} times"
    lines = [BLANK, line(Span(f"Read aloud or played {times}", Style.STRONG))]
    for one in sorted(found, key=lambda one: not one.bad)[:LISTED]:
        lines.append(line(f"leaf {one.leaf}  {one.at:%Y-%m-%d %H:%M:%S} UTC  {one.what}, {one.means}", indent=2))
        if one.wrong is not None:
            word = Span("FAILED", Style.BAD) if one.bad else Span("note", Style.WARNING)
            lines.append(line(word, f"  {one.wrong}", indent=4))
    rest = len(found) - LISTED
    return [*lines, line(Span(f"  and {rest:,} more; --json lists them all", Style.DIM))] if rest > 0 else lines
