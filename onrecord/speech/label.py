"""What stands beside a voice while it speaks: what it is, and whose record it reads."""

from collections.abc import Iterable

from audit.domain import Citation
from ingest.display import folded
from onrecord.access import Shown
from onrecord.speech.domain import Likeness
from onrecord.speech.permitted import statement_of


def label(shown: Shown, number: int, voice: Likeness) -> str:
    """Beside a statement, by its number in the whole record; beside the disclosure (0), of the whole answer."""
    statement = statement_of(shown, number)
    statements = shown.record.statements if statement is None else (statement,)
    whose = names(cited for one in statements for cited in one.citations)
    reading = f"reading the record of {whose}" if whose else "reading the record"
    return f"AI presenter, {reading}" if voice.leader_id is None else f"AI voice in the likeness of {whose}, {reading}"


def names(citations: Iterable[Citation]) -> str:
    """Whose words are cited: `Ada Moss`, `Ada Moss and Ben Orr`, `Ada Moss, Ben Orr and Cy Dell`; or empty."""
    found = list(dict.fromkeys(folded(one.speaker) for one in citations if not one.brought))
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
