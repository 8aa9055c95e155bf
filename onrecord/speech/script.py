"""What is said of a statement, and of the disclosure before it."""

from audit.domain import AnswerRecord, Citation, Statement
from audit.errors import NotSounded
from audit.records.titles import plain_title
from ingest.display import folded
from onrecord.speech.domain import Script
from onrecord.speech.lexicon import NONE, Lexicon
from onrecord.speech.normal.reading import said

LONGEST = 10_000  # characters: far more than anybody listens to
SUPERSEDED = "This has been superseded since."


def of_statement(statement: Statement, *, source: bool = True, lexicon: Lexicon = NONE) -> Script:
    """The statement's words as a page shows them; with `source`, then where its first citation stands. That it had been
    superseded when it was asked for is always said."""
    text = folded(statement.text)
    told = [text, _source(statement.citations[0], text) if source else ""]
    told += [SUPERSEDED] if any(one.superseded_by for one in statement.citations) else []
    return plain(" ".join(filter(None, told)), lexicon)


def of_disclosure(record: AnswerRecord, lexicon: Lexicon = NONE) -> Script:
    """What is said once, before anything else."""
    return plain(folded(record.disclosure), lexicon)


def plain(text: str, lexicon: Lexicon = NONE) -> Script:
    """A text, and how it is said. Raises NotSounded where it is longer than `LONGEST`."""
    if len(text) > LONGEST:
        raise NotSounded(f"a text of {len(text):,} characters is not read aloud; at most {LONGEST:,} are.")
    return Script(text=text, said=said(text, lexicon))


def _source(cited: Citation, text: str) -> str:
    """What a listener has not heard yet of the document: its title, its month, the page."""
    title = folded(plain_title(cited.title))
    told = [] if title in text else [title]
    if str(cited.date.year) not in text + title:
        told.append(f"{cited.date:%B} {cited.date.year}")
    if cited.page is not None:
        told.append(f"page {cited.page}")
    return f"Source: {', '.join(told)}." if told else ""
