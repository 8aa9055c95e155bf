"""Gaps as a person reads them, and as JSON: counts, texts and passages; of nobody who asked, not even a record's id."""

from collections.abc import Sequence
from typing import Any

from agent.gaps.domain import Gap, Near, State, Why
from agent.gaps.look import Looked
from agent.wording import day
from audit.records.wire import to_json
from ingest.display import folded
from onrecord.render.lines import BLANK, Line, Span, Style, line

LISTED = 30  # gaps told in text; --json tells all
TEXTS = 5  # questions told of each
QUOTED = 160  # characters of a passage
WORDS = {
    Why.NOTHING: "nothing on record",
    Why.UNSUPPORTED: "nothing supported",
    Why.PREMISE: "the record says otherwise",
    Why.DOUBTFUL: "answered with little confidence",
    Why.FAULTED: "answered, and reported wrong or no help",
}
STATES = {
    State.OPEN: "open",
    State.WRITING: "being written",
    State.CLOSED: "closed",
    State.DISMISSED: "dismissed",
}
_STYLES = {State.OPEN: Style.WARNING, State.WRITING: Style.NUMBER, State.CLOSED: Style.GOOD, State.DISMISSED: Style.DIM}


def gaps_json(found: Sequence[Gap], looked: Looked) -> dict[str, Any]:
    """Every gap. What identifies the records of its questions is left out."""
    return {"since": looked.since.isoformat(), "questions": len(looked.asked), "gaps": [gap_json(one) for one in found]}


def gap_json(gap: Gap) -> dict[str, Any]:
    """One gap, without what identifies its records."""
    value: dict[str, Any] = to_json(gap)
    del value["record_ids"]
    for draft in value["standing"]["drafts"]:
        draft["served"] = draft.pop("served_from") is not None
    return value


def format_gaps(found: Sequence[Gap], looked: Looked) -> list[Line]:
    """What is open first, each with its questions and what lies nearest."""
    head = f"{_count(len(looked.asked), 'question')} since {day(looked.since)} that the record answered badly or not"
    if not found:
        return [line(f"Since {day(looked.since)} the record answered whatever was asked.")]
    lines = [line(f"{head}, in {_count(len(found), 'gap')}.")]
    for gap in found[:LISTED]:
        lines += [BLANK, *_gap(gap)]
    if len(found) > LISTED:
        lines += [BLANK, line(f"and {len(found) - LISTED} more; --json lists them all")]
    return lines


def told(gap: Gap) -> str:
    """What is being done about it, in a few words."""
    standing = gap.standing
    words = STATES[standing.state]
    if standing.state is State.OPEN and standing.again:
        last = [one.source_id for one in standing.drafts if one.served_from is not None][-1]
        return f"{words}: asked {_count(standing.again, 'time')} in vain since {last} was published"
    if standing.state is State.DISMISSED and standing.dismissal is not None:
        return f"{words}: {folded(standing.dismissal.reason)}"
    if standing.drafts and standing.state in (State.WRITING, State.CLOSED):
        return f"{words}: {', '.join(one.source_id for one in standing.drafts if not one.withdrawn)}"
    return words


def whys(gap: Gap) -> str:
    """Why its questions are here, with counts."""
    return ", ".join(f"{WORDS[why]} {count}" for why, count in gap.why.items())


def _gap(gap: Gap) -> list[Line]:
    state = Span(told(gap), _STYLES[gap.standing.state])
    lines = [line(Span(gap.name, Style.STRONG), label=Span(f"{gap.count:>3}×", Style.NUMBER))]
    when = day(gap.first.date()) if gap.first.date() == gap.last.date() else _between(gap)
    lines.append(line(state, f"; {when}; {whys(gap)}", indent=5))
    others = [one for one in gap.texts if one.text != gap.name]
    for one in others[:TEXTS]:
        lines.append(line(one.text, f" ({one.count}×)" if one.count > 1 else "", label="-", indent=5))
    if len(others) > TEXTS:
        lines.append(line(f"and {len(others) - TEXTS} more ways of asking it", indent=5))
    if gap.near:
        lines.append(_near(gap.near[0]))
    return lines


def _between(gap: Gap) -> str:
    return f"{day(gap.first.date())} to {day(gap.last.date())}"


def _near(near: Near) -> Line:
    words = folded(near.quote)
    shown = words if len(words) <= QUOTED else f"{words[:QUOTED].rsplit(' ', 1)[0]} ..."
    place = f" {near.speaker}, {folded(near.title)}, {day(near.date)}"
    return line(Span(shown, Style.QUOTE), Span(place, Style.DIM), label="nearest:", indent=5)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
