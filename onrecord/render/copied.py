"""An answer as it is copied into a mail or a document: every statement keeps its citations, the disclosure stays."""

from collections.abc import Callable

from agent.wording import day
from audit.domain import AnswerRecord, Citation, Statement
from audit.records.titles import plain_title
from ingest.display import folded
from onrecord.client.links import Links

Form = Callable[[AnswerRecord, str], str]
_SPECIAL = "\\`*_{}[]<>#+|~"


def markdown(record: AnswerRecord, address: str) -> str:
    """Markdown (CommonMark); `address` is the service's own, before the links' paths."""
    return _made(record, address, escaped, "{number}. {told}\n", "[{title}](<{link}>)")


def text(record: AnswerRecord, address: str) -> str:
    """Plain text."""
    return _made(record, address, lambda words: words, "[{number}] {told}\n", "{title} ({link})")


def escaped(words: str) -> str:
    """So that no document's words are read as Markdown."""
    return "".join(f"\\{one}" if one in _SPECIAL else one for one in words)


def _made(record: AnswerRecord, address: str, plain: Callable[[str], str], entry: str, linked: str) -> str:
    numbers: dict[tuple[str, int, int], int] = {}
    cited: list[Citation] = []
    lines = [f"{plain(folded(record.question))}\n"]
    for statement in record.statements:
        marks = []
        for one in statement.citations:
            place = (one.source_id, one.start, one.end)
            if place not in numbers:
                numbers[place] = len(numbers) + 1
                cited.append(one)
            marks.append(f"[{numbers[place]}]")
        lines.append(f"{_told(statement, plain)} {''.join(dict.fromkeys(marks))}\n")
    if record.refusal is not None:
        lines.append(f"{plain(folded(record.refusal.detail))}\n")
    sources = [
        entry.format(number=number, told=_source(one, record.record_id, address, plain, linked))
        for number, one in enumerate(cited, start=1)
    ]
    found = "\n".join(lines) + ("\n" + "".join(sources) if sources else "")
    return f"{found}\n{plain(folded(record.disclosure))}\n{address}/record/{record.record_id}\n"


def _told(statement: Statement, plain: Callable[[str], str]) -> str:
    """The statement's words; the title in its frame, which code set between asterisks, stays so."""
    words, title = folded(statement.text), f"*{folded(plain_title(statement.citations[0].title))}*"
    before, found, after = (words, "", "") if statement.citations[0].brought else words.partition(title)
    return f"{plain(before)}{found and f'*{plain(found[1:-1])}*'}{plain(after)}"


def _source(one: Citation, record_id: str, address: str, plain: Callable[[str], str], linked: str) -> str:
    link = Links(base=address).place(one, record_id)
    place = f", page {one.page}" if one.page is not None else ""
    place = f", at {one.timecode.partition('.')[0]}" if one.timecode is not None else place
    title = linked.format(title=plain(folded(one.title)), link=link)
    return f"{plain(folded(one.speaker))}, {title}, {day(one.date)}{place}"
