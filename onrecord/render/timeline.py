"""A topic over time in the terminal: the years, under each what was said and where; changes of position in two columns.

What holds no longer says so under its quote, in words.
"""

import textwrap
from collections.abc import Sequence
from itertools import groupby, zip_longest

from agent.wording import day
from audit.domain import AnswerRecord
from ingest.display import folded
from onrecord.render.answer import format_answer, limits_line, record_lines
from onrecord.render.citations import Surroundings, heard_by, standing_lines
from onrecord.render.lines import BLANK, WIDTH, Line, Span, Style, line
from onrecord.render.over_time import WHY, Changed, Entry, Side, timeline_of
from onrecord.render.understood import meant

GAP = 3  # columns between the two sides of a change
INDENT = 8  # of a quote, under its day


def format_timeline(record: AnswerRecord, around: Surroundings, width: int = WIDTH) -> list[Line]:
    """The whole view; `width` is how many columns there are. A refusal is shown as any other."""
    if record.refusal is not None:
        return format_answer(record, around)
    made = timeline_of(record, around.texts)
    found = [line(Span(folded(record.question), Style.STRONG)), limits_line(record, around), *meant(record, around)]
    for year, of_year in groupby(made.entries, lambda one: one.date.year):
        found += [BLANK, line(Span(str(year), Style.STRONG))]
        for _, told in groupby(of_year, lambda one: (one.first.source_id, one.first.leader_id)):
            found += [BLANK, *_told(list(told), around)]
    if made.changes:
        found += [BLANK, line(Span("Changes of position", Style.STRONG))]
        for change in made.changes:
            found += [BLANK, *_change(change, min(width, WIDTH))]
    return [*found, BLANK, *record_lines(record, around)]


def _told(entries: Sequence[Entry], around: Surroundings) -> list[Line]:
    """What one leader said in one document: the day, who and where, the quotes, and what became of the document."""
    first = entries[0].first
    found = [
        line(
            Span(folded(first.speaker), Style.STRONG),
            ", ",
            Span(folded(first.title), Style.TITLE),
            Span(f"  {first.source_id}", Style.DIM),
            label=Span(f"{first.date:%e %b} ", Style.NUMBER),
        )
    ]
    for one in entries:
        place = Span(f" {one.place}".rstrip(), Style.DIM)
        found.append(line(f"“{one.words}” ", Span(f"[{one.number}]", Style.NUMBER), place, indent=INDENT))
        found += heard_by(one.citations, around, INDENT)
    found += standing_lines(first.source_id, around, INDENT)
    superseded, ended = entries[0].superseded_by, entries[0].ended_on
    if superseded and first.source_id not in around.superseded:  # what replaced it may be gone by now
        found.append(line(Span(f"superseded by {', '.join(superseded)}", Style.WARNING), indent=INDENT))
    if ended is not None:
        found.append(line(Span(f"no longer in effect since {day(ended)}", Style.WARNING), indent=INDENT))
    return found


def _change(one: Changed, width: int) -> list[Line]:
    """Both sides beside each other, and under them what tells that they differ."""
    column = (width - GAP - 2) // 2
    sides = [_side(side, column) for side in (one.earlier, one.later)]
    rows = list(zip_longest(*sides, fillvalue=""))
    found = []
    for number, (left, right) in enumerate(rows):
        style = Style.NUMBER if number == 0 else Style.PLAIN
        found.append(line(Span(f"  {left.ljust(column + GAP)}{right}".rstrip(), style), whole=True))
    return [*found, line(Span(WHY[one.by], Style.DIM), indent=2)]


def _side(side: Side, column: int) -> Sequence[str]:
    head = textwrap.wrap(f"{day(side.citation.date)}  [{side.entry}]", column)
    return [*head, *textwrap.wrap(f"“{side.words}”", column, break_on_hyphens=False)]
