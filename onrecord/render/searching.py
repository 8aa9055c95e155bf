"""Past records that were found, as lines for a terminal; the words about how far a search came, for a page too."""

from audit.ledger.search import Found, Page
from ingest.display import folded
from onrecord.render.citations import shortened
from onrecord.render.lines import BLANK, Line, Span, Style, line

LONGEST = 160  # characters of a question in a list


def format_page(page: Page) -> list[Line]:
    """A record in two lines each, then how far the search came."""
    found: list[Line] = []
    for one in page.found:
        number = f"  number {one.number}" if one.number is not None else ""
        about = f"{one.record_id}  {one.asked_at:%Y-%m-%d %H:%M} UTC  {outcome(one)}{number}"
        found.append(line(Span(about, Style.DIM if one.fault is None else Style.WARNING), whole=True))
        found.append(line(question(one), indent=2))
    return [*found, *([BLANK] if found else []), *(line(one) for one in said(page))]


def outcome(one: Found) -> str:
    """Answered, refused with its reason, interrupted; or that it was erased or cannot be read."""
    if one.fault is not None:
        return f"{one.outcome}, {'erased' if one.erased else 'CANNOT BE READ'}"
    refusal = one.record.refusal if one.record is not None else None
    return one.outcome if refusal is None else f"{one.outcome}: {refusal.reason.value.replace('_', ' ')}"


def question(one: Found) -> str:
    """On one line; where there is none, why."""
    if one.record is None:
        return folded(str(one.fault))
    return shortened(folded(one.record.question), LONGEST)


def said(page: Page) -> list[str]:
    """How many there are and how far the search came, each a sentence."""
    count = len(page.found)
    told = [f"{_counted(page.total)} in all." if page.total is not None else f"{_counted(count)} found."]
    if page.after is not None and page.back_to is not None:
        told.append(f"Searched back to {page.back_to:%-d %B %Y, %H:%M} UTC; to go on: --after {page.after}")
    if page.erased:
        told.append(f"{_counted(page.erased)} could not be searched, being erased.")
    if page.unreadable:
        told.append(f"{_counted(page.unreadable)} could not be read, and so not searched. See: onrecord audit examine")
    return told


def _counted(count: int) -> str:
    return f"{count:,} record{'' if count == 1 else 's'}"
