"""A recall as a person reads it."""

from collections.abc import Sequence
from datetime import datetime

from agent.wording import day
from audit.ledger.recall import Told, Used
from ingest.display import folded
from onrecord.render.lines import BLANK, Line, Span, Style, line

LISTED = 50  # past answers told in text; --json tells all


def format_recall(
    source_id: str,
    title: str,
    withdrawn: tuple[datetime | None, str] | None,
    used: Sequence[Used],
    told: Sequence[Told],
) -> list[Line]:
    """What became of the document, the answers that used it, and who knows."""
    found = [line(Span(folded(title), Style.STRONG), f"  {source_id}")]
    if withdrawn is None:
        found.append(line("not taken back"))
    else:
        at, reason = withdrawn
        since = f"withdrawn on {day(at.date())}: " if at is not None else "not quoted any more: "
        found.append(line(Span(f"{since}{folded(reason)}", Style.WARNING)))
    found.append(BLANK)
    records = {one.record_id for one in used}
    count = "No past answer" if not records else f"{len(records)} past answer{'' if len(records) == 1 else 's'}"
    found.append(line(f"{count} used it{':' if records else '.'}"))
    mark = "  withdrawn since" if withdrawn is not None else ""
    heard = {one.record_id for one in used if one.heard}
    if heard:
        found.append(line(f"Something of {len(heard)} of them was read aloud or played.", indent=2))
    for one in used[:LISTED]:
        gone = ("  erased" if one.erased else "") + (f"  heard {_times(one.heard)}" if one.heard else "")
        row = f"{one.record_id}  {one.asked_at:%Y-%m-%d %H:%M} UTC  {one.role}"
        found.append(line(row, Span(f"{mark}{gone}", Style.WARNING), indent=2, whole=True))
    if len(used) > LISTED:
        found.append(line(f"and {len(used) - LISTED} more; --json lists them all", indent=2))
    if withdrawn is not None and records:
        found += [BLANK, *_told(source_id, told)]
    return found


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _told(source_id: str, told: Sequence[Told]) -> list[Line]:
    command = f"onrecord audit recall {source_id} --told EMAIL"
    if not told:
        return [line("Nobody was told yet."), line(f"When somebody was: {command}", whole=True)]
    return [line("Told:"), *(line(f"{one.address}  {day(one.at.date())}", indent=2) for one in told)]
