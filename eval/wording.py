"""How well the checks of wording tell a supported statement from a minimally changed one.

Pairs lie in `eval/contrast`: `pairs.jsonl` and `more.jsonl`, which the checks were tuned on, and `blind.jsonl`, which
was written without sight of them and is only reported on. Each has quotes of the sample corpus, a statement that they
support and one in which a number, a date, a name, a negation, a degree of commitment, a speaker, a direction, a tense
or a join was changed. What counts: the share of changed statements that any check stops, and of supported ones.
"""

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from agent.checks.claim import Claim, Quoted
from agent.composers.extractive import displayed
from agent.verify import within, worded
from audit.canonical import read_json
from audit.errors import CatalogueError
from ingest.catalogue.read import Published
from ingest.domain import Document

SETS = ("pairs", "more", "blind")
CLASSES = ("number", "date", "name", "negation", "modality", "attribution", "direction", "tense", "leap")
AS_OF = date(2026, 11, 22)  # after every document of the corpus; fixed, since what is past or to come depends on it
PACKAGE = "eval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`quotes` are (source id, quote), each a slice of that source's text."""

    id: str
    kind: str
    quotes: tuple[tuple[str, str], ...]
    supported: str
    changed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One pair's outcome: the checks that stopped each side, and whether the bound on words did as well."""

    pair: Pair
    stopped_supported: tuple[str, ...]
    stopped_changed: tuple[str, ...]
    beyond_supported: bool
    beyond_changed: bool
    milliseconds: float  # for both statements


def pairs(name: str) -> list[Pair]:
    text = files(PACKAGE).joinpath("contrast", f"{name}.jsonl").read_text(encoding="utf-8")
    return [_pair(read_json(line)) for line in text.splitlines() if line.strip()]


def _pair(row: dict[str, object]) -> Pair:
    quotes = row["quotes"]
    assert isinstance(quotes, list)
    return Pair(
        id=str(row["id"]),
        kind=str(row["class"]),
        quotes=tuple((one["source_id"], one["quote"]) for one in quotes),
        supported=str(row["supported"]),
        changed=str(row["changed"]),
    )


def judge(found: Sequence[Pair], state: Published, documents: dict[str, Document]) -> list[Row]:
    """Every pair by every check of wording but the outward form. `documents` by source id."""
    return [_row(pair, state, documents) for pair in found]


def _row(pair: Pair, state: Published, documents: dict[str, Document]) -> Row:
    quoted = tuple(_quoted(source_id, quote, state, documents) for source_id, quote in pair.quotes)
    began = time.perf_counter()
    supported, changed = (_stopped(text, quoted, state) for text in (pair.supported, pair.changed))
    spent = (time.perf_counter() - began) * 1000
    beyond = [within(_claim(text, quoted, state)) is not None for text in (pair.supported, pair.changed)]
    return Row(
        pair=pair,
        stopped_supported=supported,
        stopped_changed=changed,
        beyond_supported=beyond[0],
        beyond_changed=beyond[1],
        milliseconds=spent,
    )


def _stopped(text: str, quoted: Sequence[Quoted], state: Published) -> tuple[str, ...]:
    checks = worded(_claim(text, quoted, state))
    return tuple(check.name for check in checks if not check.passed and check.name != "form")


def _claim(text: str, quoted: Sequence[Quoted], state: Published) -> Claim:
    return Claim(
        text=text,
        quotes=tuple(quoted),
        as_of=AS_OF,
        people=tuple(leader.name for leader in state.leaders.values()),
        organisation=state.organisation,
    )


def _quoted(source_id: str, quote: str, state: Published, documents: dict[str, Document]) -> Quoted:
    """Raises CatalogueError where the quote is not in the corpus as it is now, or is nobody's words."""
    document = documents.get(source_id)
    at = document.text.find(quote) if document is not None else -1
    speakers = [
        one.leader_id
        for one in (document.segments if document is not None else ())
        if one.start <= at and at + len(quote) <= one.end and one.leader_id is not None
    ]
    if document is None or at < 0 or not speakers:
        raise CatalogueError(
            f"the contrast set quotes {source_id}, which has no such words of a leader: {quote[:60]!r}.",
            advice="Ingest the sample corpus that belongs to this version.",
        )
    leader, source = state.leaders[speakers[0]], state.entries[source_id].source
    words = displayed([quote], document)
    return Quoted(words=words, speaker=leader.name, role=leader.title, title=source.title, date=source.date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of one class: how many pairs, and the shares of changed and of supported statements that were stopped, by the
    checks alone and together with the bound on words."""

    kind: str
    pairs: int
    caught: float
    stopped: float
    caught_within: float
    stopped_within: float


def shares(rows: Sequence[Row]) -> list[Share]:
    """By class, in the order of CLASSES, and over all."""
    kinds = [kind for kind in CLASSES if any(row.pair.kind == kind for row in rows)]
    return [*(_share(kind, [row for row in rows if row.pair.kind == kind]) for kind in kinds), _share("all", rows)]


def _share(kind: str, rows: Sequence[Row]) -> Share:
    def mean(values: Sequence[bool]) -> float:
        return round(sum(values) / len(values), 4)

    return Share(
        kind=kind,
        pairs=len(rows),
        caught=mean([bool(row.stopped_changed) for row in rows]),
        stopped=mean([bool(row.stopped_supported) for row in rows]),
        caught_within=mean([bool(row.stopped_changed) or row.beyond_changed for row in rows]),
        stopped_within=mean([bool(row.stopped_supported) or row.beyond_supported for row in rows]),
    )


def lines(found: Mapping[str, Sequence[Row]]) -> list[str]:
    """A table for each set, and how long a statement took."""
    told: list[str] = []
    for name, rows in found.items():
        told.append(
            f"{name}: share of changed statements caught, of supported ones stopped (and with the bound on words)"
        )
        told += [
            f"  {one.kind:<12} {one.pairs:>4}  caught {one.caught:.3f} ({one.caught_within:.3f})"
            f"  stopped {one.stopped:.3f} ({one.stopped_within:.3f})"
            for one in shares(rows)
        ]
        middle = statistics.median(row.milliseconds for row in rows) / 2
        slowest = max(row.milliseconds for row in rows) / 2
        told.append(f"  a statement takes {middle:.1f} ms, at most {slowest:.1f}")
    return told
