"""Step 7: which records a bundle is about, and what their leaves bind.

An answer that was shown statement by statement has a leaf for each, and one for the whole; what was shown of one that
was interrupted is its last part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from audit.bundles.annotations import Place, places
from audit.bundles.bundle import Contents, section_path
from audit.canonical import canonical_json, sha256_hex
from audit.domain import AnswerRecord, Form
from audit.errors import RecordError
from audit.records.sections import Name, Section, joined
from audit.records.wire import from_json
from audit.signed.payloads import answer
from audit.verify_declared import in_utc, moment_of
from audit.verify_ground import Ground
from audit.verify_leaves import Leaf
from audit.verify_report import fail, listed, same, told

STEP = 7
SLACK = timedelta(minutes=5)  # between two clocks, and for one that is set right
LONGEST = timedelta(hours=1)  # from the question to its last leaf


@dataclass(slots=True)
class Group:
    """The leaves of one record, in the order of the log; the whole is the last where there is one. `utterances` are
    those of what was read aloud or played of it."""

    record_id: str
    leaves: list[Leaf] = field(default_factory=list)
    utterances: list[Leaf] = field(default_factory=list)

    @property
    def last(self) -> Leaf:
        return self.leaves[-1]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The answer numbers."""
        return tuple(one.sealed.payload["answer_seq"] for one in self.leaves)

    @property
    def parts(self) -> list[Leaf]:
        """What was shown one by one."""
        return [one for one in self.leaves if one.sealed.payload.get("part") is not None]


def groups(leaves: Sequence[Leaf], contents: Contents) -> list[Group]:
    """The records that the bundle says it is about, all of whose leaves that are there it is about."""
    found = dict[str, Group]()
    answers = [one for one in leaves if one.is_answer]
    for one in answers:
        record_id = _text(one, "record_id")
        found.setdefault(record_id, Group(record_id=record_id)).leaves.append(one)
    about = sorted((found[key] for key in contents.answers if key in found), key=lambda one: one.last.index)
    same(
        "answers",
        STEP,
        "bundle.json",
        "its answers are not those of its leaves, in their order",
        expected=[one.record_id for one in about],
        found=list(contents.answers),
    )
    others = [one.index for key, group in found.items() if key not in contents.answers for one in group.leaves]
    closing = [answers[-1].index] if answers[-1].sealed.payload["record_id"] not in contents.answers else []
    same("answers", STEP, "bundle.json", "there are leaves of other answers", expected=closing, found=others)
    expected = closing[0] if closing else None
    same("answers", STEP, "bundle.json", "its closing leaf is another", expected=expected, found=contents.closing)
    same("range", STEP, "bundle.json", "its range is another", expected=range_of(about), found=contents.range)
    utterances = [one for one in leaves if one.is_utterance]
    _utterances({one.record_id: one for one in about}, utterances)
    if contents.range == (1, answers[-1].sealed.payload["answer_seq"]) and utterances:
        expected, detail = (
            utterances[-1].sealed.payload["utterance_seq"],
            "it is of all answers, but not all utterances",
        )
        same("range", STEP, "bundle.json", detail, expected=expected, found=len(utterances))
    return about


def _utterances(about: Mapping[str, Group], utterances: Sequence[Leaf]) -> None:
    """Each to its record. The log's last is there to be counted, whatever it is of."""
    others = []
    for one in utterances:
        group = about.get(_text(one, "record_id"))
        if group is None:
            others.append(one.index)
        else:
            group.utterances.append(one)
    counted = [one.index for one in utterances[-1:] if one.index in others]
    detail = "there are utterances of other answers"
    same("answers", STEP, "bundle.json", detail, expected=counted, found=others)


def range_of(about: Sequence[Group]) -> tuple[int, ...] | None:
    """The first and the last answer number, where none between is missing."""
    numbers = sorted(number for one in about for number in one.numbers)
    whole = bool(numbers) and numbers[-1] - numbers[0] + 1 == len(numbers)
    return (numbers[0], numbers[-1]) if whole else None


def whole(group: Group) -> None:
    """Its parts are numbered from 1; the whole, if it is there, comes last and once; and no leaf of it is void."""
    numbers: list[Any] = [one.sealed.payload.get("part") for one in group.leaves]
    numbers = [str(one) if isinstance(one, bool) else one for one in numbers]  # which Python takes for 1 and 0
    parts = [one for one in numbers if one is not None]
    expected = [*range(1, len(parts) + 1), *([None] if len(parts) < len(numbers) else [])]
    same("parts", STEP, f"record {group.record_id}", "its parts are out of order", expected=expected, found=numbers)
    void = next((one for one in group.leaves if one.void), None)
    if void is not None:
        fail("signature", STEP, void.place, "the key that has signed it was revoked from there, or from before, on")


def erasure_of(ground: Ground, group: Group) -> Leaf | None:
    """The leaf that says that the record was erased, or none; fails where it should not have been."""
    place = f"record {group.record_id}"
    leaf = ground.history.erasure(group.record_id)
    if leaf is None:
        return None
    own, named = [one.index for one in group.leaves], leaf.sealed.payload.get("leaf")
    same("erasure", STEP, place, f"{leaf.place} erases other leaves", expected=own, found=named)
    if leaf.index < own[-1]:
        expected = f"behind leaf {own[-1]}"
        fail("erasure", STEP, place, "it was erased before it was given", expected=expected, found=leaf.place)
    hold = ground.history.held(group.record_id, leaf.index)
    if hold is not None:
        expected = f"that the hold of {hold.place} was lifted"
        fail("hold", STEP, place, "it was erased while it was held", expected=expected, found=leaf.place)
    return leaf


def record_of(ground: Ground, leaf: Leaf) -> AnswerRecord:
    """The record that a leaf binds, out of its sections."""
    payload = leaf.sealed.payload
    with told("payload", STEP, leaf.place):
        sections = _sections(ground, leaf)
        contents = {name: one.content for name, one in sections.items()}
        if Name.QUESTION not in contents or Name.ANSWER not in contents:
            raise RecordError("it names no question or no answer")
        record: AnswerRecord = from_json(AnswerRecord, joined(contents))
        in_utc(record.asked_at)
        digests: dict[Name, str | None] = {name: payload["sections"][name] for name in Name}
        number, part = payload["answer_seq"], payload.get("part")
        kind, expected = answer(record, answer_seq=number, part=part, unsigned=_unsigned(payload), sections=digests)
    found = {key: value for key, value in payload.items() if key not in ("v", "kind", "at", "log")}
    same("record", STEP, leaf.place, "it says something else than its sections", expected=expected, found=found)
    same("record", STEP, leaf.place, "it is of another kind", expected=kind, found=leaf.kind)
    _prompt(record, contents, leaf)
    return record


def _unsigned(payload: Mapping[str, Any]) -> list[str]:
    """The sources of which the leaf says that their approval is unsigned."""
    found = payload.get("unsigned")
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise RecordError("expected the unsigned sources as a list of ids")
    return found


def _sections(ground: Ground, leaf: Leaf) -> dict[Name, Section]:
    """Each section that the leaf names, from the file that stands under its digest."""
    named = leaf.sealed.payload.get("sections")
    if not isinstance(named, Mapping) or set(named) != {one.value for one in Name}:
        raise RecordError(f"expected the sections {listed(list(Name))}")
    found = {}
    for name in Name:
        digest = named[name]
        if digest is None:
            continue
        if not isinstance(digest, str):
            raise RecordError(f"expected a digest of its {name.value}, got {type(digest).__name__}")
        data = ground.files.take_named(section_path(digest), digest, STEP, f"{leaf.place}, {name.value}")
        found[name] = Section.read(data)
    return found


def _prompt(record: AnswerRecord, contents: Mapping[Name, Any], leaf: Leaf) -> None:
    """The prompt that was kept is the one whose hash the record holds."""
    known = sha256_hex(canonical_json(contents[Name.PROMPT])) if Name.PROMPT in contents else None
    detail = "the record names another prompt than its section"
    same("prompt", STEP, leaf.place, detail, expected=record.composer.prompt_sha256, found=known)


def judged(group: Group, record: AnswerRecord) -> Iterator[tuple[Leaf, str, Place, bool]]:
    """Each place that a record shows: the leaf after which it was shown, its name, itself, and whether the statement
    that it is under is composed."""
    named = places(record)
    for number, statement in enumerate(record.statements, 1):
        leaf = group.parts[number - 1] if number <= len(group.parts) else group.last
        for _ in statement.citations:
            name, place = next(named)
            yield leaf, f"record {group.record_id}, {name}", place, statement.form is Form.COMPOSED
    for name, place in named:
        yield group.last, f"record {group.record_id}, {name}", place, False


def timely(leaf: Leaf, record: AnswerRecord, earlier: datetime, seen: datetime | None) -> None:
    """The answer is of the time that its place in the log and its witnesses give it. `earlier` is the latest time of a
    leaf before it; `seen` when the last witness saw it, if any did."""
    at = moment_of(leaf.sealed)
    if at + SLACK < earlier:
        fail("time", STEP, leaf.place, "it is dated back", expected=f"not before {earlier}", found=at)
    if seen is not None and seen + SLACK < at:
        fail("time", STEP, leaf.place, "it is dated ahead of its witnesses", expected=f"not after {seen}", found=at)
    if not -SLACK <= at - record.asked_at <= LONGEST:
        expected = f"from {record.asked_at} to an hour later"
        fail("time", STEP, leaf.place, "it is not of the time of its question", expected=expected, found=at)


def _text(leaf: Leaf, key: str) -> str:
    found = leaf.sealed.payload.get(key)
    if not isinstance(found, str):
        fail("payload", STEP, leaf.place, f"it has no {key}")
    return found
