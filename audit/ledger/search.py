"""Searching past records: what the tables tell is asked of the database, the rest of the records, so many at a call.

1. A word is found where the question or a statement has it anywhere: capitals, white space and the shape of quotation
   marks and apostrophes make no difference. Every word must be found; words between quotation marks stand in a row.
2. A leader is one whom the answer was limited to, or whose words it cites; a source is one that it cites or, in a
   refusal, shows. An interrupted answer is neither answered nor refused.
3. What is encrypted must be read to be searched: at most READS records a call. The page says how far it came.
4. What was erased, or cannot be read, is found by what the tables tell of it, and otherwise counted: nobody is told
   that nothing was found where it could not be looked at.
5. What is shown has been read through `stored`, held against the log.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from audit.canonical import canonical_json
from audit.database import aware
from audit.domain import AnswerRecord
from audit.errors import Erased, RecordError
from audit.ledger import stored
from audit.ledger.skim import Place, Skimmed, Wanted, count, rows, skimmed
from audit.records.wire import from_json
from audit.tables import answer_part_sources, answer_parts, answer_sources, answers

MOST = 25  # records of a page
READS = 2_000  # records that are read at one call
AT_ONCE = 200  # of them
INTERRUPTED = "interrupted"  # the outcome of an answer that did not come to its end
_WORDS = re.compile(r'"([^"]+)"|([^\s"]+)')
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a record must be, all of it; what is none or empty is not asked. `words` are as `words_of` gives them;
    `beginning` is of the record's id; `number` is its own, or that of one of its parts; days are of asking, in UTC,
    half-open."""

    words: tuple[str, ...] = ()
    leader: str | None = None
    source: str | None = None
    outcome: str | None = None
    reason: str | None = None
    audience: str | None = None
    composer: str | None = None
    since: date | None = None
    until: date | None = None
    beginning: str = ""
    number: int | None = None

    @property
    def inside(self) -> bool:
        """Whether records must be read to tell."""
        return bool(self.words or self.leader or self.reason or self.audience or self.composer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record. `number` is none for one that is older than the log, `outcome` may be INTERRUPTED. Where there is no
    `record`, `fault` says why; it is an `Erased` where the log says so."""

    record_id: str
    number: int | None
    asked_at: datetime
    outcome: str
    record: AnswerRecord | None = None
    fault: RecordError | None = None

    @property
    def erased(self) -> bool:
        return isinstance(self.fault, Erased)


@dataclass(slots=True, kw_only=True)
class Page:
    """`after` is where to go on, none where every record was looked at; `back_to` is when the last of them was asked,
    none where there was none. Of the `looked_at`, `erased` and `unreadable` ones could not be searched. `total` is how
    many match in all, where counting needs no reading."""

    found: list[Found] = field(default_factory=list)
    after: Place | None = None
    looked_at: int = 0
    back_to: datetime | None = None
    erased: int = 0
    unreadable: int = 0
    total: int | None = None


def words_of(text: str) -> tuple[str, ...]:
    """What is to be found, as step 1 compares it."""
    alike = text.translate(_ALIKE)
    return tuple(one for pair in _WORDS.findall(alike) if (one := _folded(pair[0] or pair[1])))


def matches(criteria: Criteria, content: Mapping[str, Any]) -> bool:
    """Steps 1 and 2 of a record's JSON, for what the tables cannot tell."""
    statements = content["statements"]
    if criteria.words:
        said = _folded("\n".join([content["question"], *(one["text"] for one in statements)]))
        if not all(one in said for one in criteria.words):
            return False
    if criteria.leader is not None:
        whose = {one["leader_id"] for statement in statements for one in statement["citations"]}
        if criteria.leader not in whose | set(content["leaders"]):
            return False
    refusal = content["refusal"]
    told = (refusal and refusal["reason"], content["audience"], content["composer"]["kind"])
    asked = (criteria.reason, criteria.audience, criteria.composer)
    return all(one is None or one == other for one, other in zip(asked, told, strict=True))


def search(
    connection: Connection,
    criteria: Criteria,
    *,
    after: Place | None = None,
    most: int = MOST,
    reads: int = READS,
) -> Page:
    """The newest `most` records that match, of those that come after a place."""
    wanted, page = _wanted(criteria), Page()
    coming = rows(connection, wanted, after)
    if after is None and not criteria.inside:
        page.total = count(connection, wanted)
    listed: list[Row[Any]] = []
    unread = (Skimmed(row=row, data=None) for row in coming)
    candidates: Iterator[Skimmed] = skimmed(connection, coming, AT_ONCE) if criteria.inside else unread
    last: Row[Any] | None = None
    for one in candidates:
        if len(listed) == most or page.looked_at == reads:
            assert last is not None
            page.after = Place.of(last)
            break
        last = one.row
        page.looked_at += 1
        if not criteria.inside or _matches(criteria, one, page):
            listed.append(one.row)
    page.back_to = aware(last.asked_at) if last is not None else None
    page.found = [_found(connection, row) for row in listed]
    return page


def _matches(criteria: Criteria, one: Skimmed, page: Page) -> bool:
    """Step 4, too: what cannot be read is counted."""
    if one.erased:
        page.erased += 1
        return False
    if one.data is not None and not _may_match(criteria, one.text):
        return False
    try:
        if one.content is not None:
            return matches(criteria, one.content)
    except (KeyError, TypeError):
        pass
    page.unreadable += 1
    return False


def _may_match(criteria: Criteria, text: str) -> bool:
    """False where a word, or one of the other values, stands nowhere in a record's JSON: most are passed over without
    being parsed. A word with what JSON writes otherwise (RFC 8259 section 7) is not looked for here, nor is a row of
    words."""
    values = (criteria.leader, criteria.reason, criteria.audience, criteria.composer)
    if not all(canonical_json(one).decode("utf-8") in text for one in values if one is not None):
        return False
    plain = [one for one in criteria.words if not any(letter in '"\\' or letter <= " " for letter in one)]
    said = _folded(text) if plain else ""
    return all(one in said for one in plain)


def _wanted(criteria: Criteria) -> Wanted:
    begun = None if criteria.outcome not in (None, INTERRUPTED) else [*_common(criteria, answer_parts)]
    if begun is not None and criteria.source is not None:
        begun.append(_using(answer_parts, answer_part_sources, criteria.source))
    whole = _common(criteria, answers)
    if criteria.outcome is not None:
        whole.append(answers.c.outcome == criteria.outcome)
    if criteria.source is not None:
        whole.append(_using(answers, answer_sources, criteria.source))
    return Wanted(whole=whole, begun=begun)


def _common(criteria: Criteria, table: Table) -> list[ColumnElement[bool]]:
    found = []
    if criteria.since is not None:
        found.append(table.c.asked_at >= datetime.combine(criteria.since, time(), UTC))
    if criteria.until is not None:
        found.append(table.c.asked_at < datetime.combine(criteria.until, time(), UTC))
    if criteria.beginning:
        found.append(table.c.record_id.startswith(criteria.beginning, autoescape=True))
    if criteria.number is not None:
        numbered = [
            select(one.c.record_id).where(one.c.answer_seq == criteria.number) for one in (answers, answer_parts)
        ]
        found.append(table.c.record_id.in_(numbered[0].union_all(numbered[1])))
    return found


def _using(table: Table, used: Table, source_id: str) -> ColumnElement[bool]:
    return table.c.record_id.in_(select(used.c.record_id).where(used.c.source_id == source_id))


def _found(connection: Connection, row: Row[Any]) -> Found:
    """Step 5."""
    record, fault = None, None
    try:
        record = from_json(AnswerRecord, stored.content(connection, row))
    except RecordError as error:
        fault = error
    return Found(
        record_id=row.record_id,
        number=row.answer_seq,
        asked_at=aware(row.asked_at),
        outcome=row.outcome or INTERRUPTED,
        record=record,
        fault=fault,
    )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.translate(_ALIKE)).casefold().split())
