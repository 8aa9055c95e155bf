"""The verdict on a sentence, as a person reads it: the word first, then what it failed on."""

from audit.domain import AnswerRecord, Support
from ingest.display import folded
from onrecord.render.lines import BLANK, Line, Span, Style, line

SAID = {
    Support.SUPPORTED: ("Supported.", "What was said:", Style.GOOD),
    Support.CONTRADICTED: ("Contradicted.", "The record has it otherwise:", Style.BAD),
    Support.NOT_ON_RECORD: ("Not on record.", "", Style.WARNING),
}


def verdict_lines(record: AnswerRecord) -> list[Line]:
    """Nothing where the sentence was not judged: the refusal under it says why."""
    if record.checked is None:
        return []
    word, follows, style = SAID[record.checked.verdict]
    found = [line(Span(word, style))]
    if record.checked.verdict is not Support.NOT_ON_RECORD:
        failed = [check for check in record.checked.checks if not check.passed]
        found += [line(f"{check.name}: {folded(check.detail)}", label=Span("-", Style.BAD)) for check in failed]
    if record.statements and follows:
        found += [BLANK, line(follows)]
    return [*found, BLANK]
