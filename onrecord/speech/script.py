"""What is said of a statement, and of the disclosure before it."""

import re

from audit.domain import AnswerRecord, Statement
from audit.titles import plain_title
from ingest.display import folded
from onrecord.speech.domain import Said, Script

_WORD = re.compile(r"\S+")


def of_statement(statement: Statement, *, source: bool = True) -> Script:
    """The statement's words as a page shows them; with `source`, then where the first citation stands."""
    text = folded(statement.text)
    if source:
        cited = statement.citations[0]
        page = f", page {cited.page}" if cited.page is not None else ""
        text += f" Source: {folded(plain_title(cited.title))}{page}."
    return plain(text)


def of_disclosure(record: AnswerRecord) -> Script:
    """What is said once, before anything else."""
    return plain(folded(record.disclosure))


def plain(text: str) -> Script:
    """A text said as it is written."""
    return Script(
        text=text,
        said=tuple(Said(start=one.start(), end=one.end(), words=one.group()) for one in _WORD.finditer(text)),
    )
