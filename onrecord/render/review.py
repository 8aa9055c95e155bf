"""What a reader of the page would not see, as lines before the question."""

from ingest.review.domain import Finding
from onrecord.render.lines import BLANK, Line, Span, Style, line
from onrecord.review import Reviewed

HEADING = "What a reader of the page would not see:"
_MOST = 12  # findings that are shown; more would hide the question


def format_reviewed(reviewed: Reviewed) -> list[Line]:
    """Nothing for a document without findings of which no picture was wanted."""
    found: list[Line] = []
    if reviewed.findings:
        found = [line(Span(HEADING, Style.WARNING)), *map(_finding, reviewed.findings[:_MOST])]
        more = len(reviewed.findings) - _MOST
        if more > 0:
            found.append(line(f"… and {more:,} more: --html FILE shows them all in their places.", indent=2))
        found.append(BLANK)
    if reviewed.asked:
        found += [*_written(reviewed), BLANK]
    return found


def _finding(one: Finding) -> Line:
    place = [f"page {one.page}"] if one.page is not None else []
    place += [f"character {one.start:,}"] if one.start is not None else []
    return line(one.detail, label=Span(f"{', '.join(place) or 'not in the text'}:", Style.NUMBER), indent=2)


def _written(reviewed: Reviewed) -> list[Line]:
    found = []
    if reviewed.pages:
        last = f" to {reviewed.pages[-1].name}" if len(reviewed.pages) > 1 else ""
        found.append(line(f"Images of the pages: {reviewed.pages[0]}{last}", whole=True))
    if reviewed.html is not None:
        found.append(line(f"The file beside its text: {reviewed.html}", whole=True))
    return found or [line("Only a PDF has pages to draw; no image was written.")]
