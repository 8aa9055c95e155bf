"""Each result as text: what an assistant reads that knows nothing of structured results. Citations and the disclosure
are in it, so that whoever copies it whole copies them along."""

from agent.wording import day
from audit.findings import Level
from audit.records.titles import plain_title
from ingest.display import folded
from onrecord.client.domain import Found, Opened, Verification
from onrecord.client.links import Links
from onrecord.render.cited import CitedText, harmless


def found_text(found: Found, links: Links | None) -> str:
    """The passages, each with its place; or why there are none."""
    lines = ["Passages on record, the nearest first. They are quotes and no answer.", ""] if found.hits else []
    for number, one in enumerate(found.hits, 1):
        told = f"{folded(plain_title(one.title))}, {folded(one.speaker)}, {day(one.date)}"
        told += f", page {one.page}" if one.page is not None else ""
        told += f", at {one.timecode.partition('.')[0]}" if one.timecode is not None else ""
        told += ", superseded since" if one.superseded_by else ""
        where = links.place(one, found.record_id) if links is not None else "open_source"
        place = f"{one.source_id} {one.start}-{one.end}"
        lines += [f"[{number}] {harmless(told)}: {where} ({place})", f"“{harmless(folded(one.text))}”", ""]
    if found.refusal is not None:
        made = CitedText(record_id=found.record_id, links=links)
        lines += made.refused(found.refusal)
    return "\n".join([*lines, harmless(folded(found.disclosure)), "", f"Record {found.record_id}"])


def opened_text(opened: Opened) -> str:
    """The stretch of the document, under what it is and above where it goes on."""
    who = ", ".join(folded(one) for one in opened.speakers)
    head = f"{folded(opened.title)} ({opened.kind}), {day(opened.date)}; words of {who}; {opened.source_id}, "
    head += f"characters {opened.start} to {opened.end} of {opened.length}:"
    more = f"It goes on: open_source with start {opened.end}." if opened.end < opened.length else "It ends here."
    told = "An approved document, quoted by software; no leader is speaking."
    return "\n\n".join([head, harmless(opened.text), more, told])


def verification_text(found: Verification) -> str:
    """The verdict, then what failed or must be known."""
    odd = [one for one in found.findings if one.level is not Level.PASSED]
    lines = [f"{one.name}, {one.place}: {one.level.value}, {folded(one.detail)}" for one in odd]
    told = f"Record {found.record_id}: {found.verdict.value}. {len(found.findings)} comparisons were made."
    return "\n".join([told, *lines])
