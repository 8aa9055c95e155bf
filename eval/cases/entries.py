"""The parts of cases.yaml, each read from its place in the form.

version: 1
thresholds?: {METRIC: {at_least?: NUMBER, at_most?: NUMBER}}
cases: [{id, question, leader?: ID, speaker?: ID, audience?: NAME, as_of?: DATE,
         gold: [{source: ID, quote: TEXT}], or expect: refuse with reason?: REASON}]
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, TypeAdapter

from audit.domain import Reason
from eval.domain import Threshold
from eval.metrics.figures import NAMES, known
from ingest.manifest.faults import Loc, did_you_mean, shown
from ingest.manifest.nodes import Mapping, Node, Scalar
from ingest.manifest.nodes import Sequence as Items
from ingest.manifest.schema import Day, Identifier, Line, Version
from ingest.manifest.values import word_of
from ingest.policy.form import Form

REFUSE = "refuse"
OPTIONAL = ("leader", "speaker", "audience", "as_of", "gold", "expect", "reason")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One case as it is written; `gold` are (source id, quote), empty where a refusal is expected."""

    id: str
    question: str
    leader: str | None
    speaker: str | None
    audience: str | None
    as_of: date | None
    gold: tuple[tuple[str, str], ...]
    reason: Reason | None


def _number(node: object) -> float:
    text = node.text if isinstance(node, Scalar) and node.plain else ""
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"expected a number such as 0.75; got {shown(node.text if isinstance(node, Scalar) else '')}")
    return float(text)


def _refusal(text: str) -> str:
    if text != REFUSE:
        raise ValueError(f"expected the word {REFUSE}, or gold in its place; got {shown(text)}")
    return text


def _with_words(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError(f"expected words; got {shown(text)}")
    return text


_VERSION: TypeAdapter[int] = TypeAdapter(Version)
_ID: TypeAdapter[str] = TypeAdapter(Identifier)
_LINE: TypeAdapter[str] = TypeAdapter(Line)
_DAY: TypeAdapter[date] = TypeAdapter(Day)
_WORDS: TypeAdapter[str] = TypeAdapter(Annotated[Line, AfterValidator(_with_words)])
_AMOUNT: TypeAdapter[float] = TypeAdapter(Annotated[float, BeforeValidator(_number)])
_REFUSE: TypeAdapter[str] = TypeAdapter(Annotated[Line, AfterValidator(_refusal)])
_REASON: TypeAdapter[Reason] = TypeAdapter(
    Annotated[Reason, BeforeValidator(lambda node: word_of(Reason, _LINE.validate_python(node)))]
)


def cases_of(form: Form, root: Node) -> tuple[tuple[Threshold, ...], tuple[Entry, ...]]:
    """What could be read: whole where the form has no faults, with stand-ins where it has."""
    keys = form.keys(root, (), ("version", "cases"), ("thresholds",))
    form.one(keys.get("version"), ("version",), _VERSION)
    thresholds = _thresholds(form, keys.get("thresholds"))
    entries = tuple(_entry(form, node, loc) for loc, node in form.items(keys.get("cases"), ("cases",)))
    _unique(form, entries)
    if not entries and not form.faults and "cases" in keys:
        form.fault(("cases",), "holds no case: there would be nothing to measure")
    return thresholds, entries


def _thresholds(form: Form, node: Node | None) -> tuple[Threshold, ...]:
    if node is None:
        return ()
    names = tuple(node.pairs) if isinstance(node, Mapping) else ()
    found = []
    for name, bounds in form.keys(node, ("thresholds",), (), names).items():
        loc: Loc = ("thresholds", name)
        if not known(name):
            form.fault(loc, f"there is no such metric; docs/evaluation.md lists them{did_you_mean(name, NAMES)}")
        keys = form.keys(bounds, loc, (), ("at_least", "at_most"))
        low = form.one(keys.get("at_least"), (*loc, "at_least"), _AMOUNT)
        high = form.one(keys.get("at_most"), (*loc, "at_most"), _AMOUNT)
        if isinstance(bounds, Mapping) and not bounds.pairs:
            form.fault(loc, "lacks at_least or at_most")
        if low is not None and high is not None and low > high:
            form.fault(loc, f"nothing is at least {low:g} and at most {high:g}")
        found.append(Threshold(metric=name, at_least=low, at_most=high))
    return tuple(found)


def _entry(form: Form, node: Node, loc: Loc) -> Entry:
    keys = form.keys(node, loc, ("id", "question"), OPTIONAL)
    entry = Entry(
        id=form.one(keys.get("id"), (*loc, "id"), _ID) or "",
        question=form.one(keys.get("question"), (*loc, "question"), _WORDS) or "",
        leader=form.one(keys.get("leader"), (*loc, "leader"), _ID),
        speaker=form.one(keys.get("speaker"), (*loc, "speaker"), _ID),
        audience=form.one(keys.get("audience"), (*loc, "audience"), _LINE),
        as_of=form.one(keys.get("as_of"), (*loc, "as_of"), _DAY),
        gold=tuple(_gold(form, one, place) for place, one in form.items(keys.get("gold"), (*loc, "gold"))),
        reason=form.one(keys.get("reason"), (*loc, "reason"), _REASON),
    )
    form.one(keys.get("expect"), (*loc, "expect"), _REFUSE)
    if isinstance(node, Mapping):
        _expected(form, loc, keys)
    return entry


def _expected(form: Form, loc: Loc, keys: dict[str, Node]) -> None:
    """A case says what is right: gold, or a refusal."""
    gold = keys.get("gold")
    if ("gold" in keys) == ("expect" in keys):
        found = "has gold and expects a refusal; keep one" if gold else f"lacks gold, or expect: {REFUSE}"
        form.fault(loc, found)
    if isinstance(gold, Items) and not gold.items:
        form.fault((*loc, "gold"), f"holds no quote; where nothing on record answers, write expect: {REFUSE}")
    if "reason" in keys and "expect" not in keys:
        form.fault((*loc, "reason"), f"belongs to a case with expect: {REFUSE}")


def _gold(form: Form, node: Node, loc: Loc) -> tuple[str, str]:
    keys = form.keys(node, loc, ("source", "quote"), ())
    source = form.one(keys.get("source"), (*loc, "source"), _ID)
    return source or "", form.one(keys.get("quote"), (*loc, "quote"), _WORDS) or ""


def _unique(form: Form, entries: Sequence[Entry]) -> None:
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if entry.id and first.setdefault(entry.id, index) != index:
            form.fault(("cases", index, "id"), f"{shown(entry.id)} is already that of cases[{first[entry.id]}]")
