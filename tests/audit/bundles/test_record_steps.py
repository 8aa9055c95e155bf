"""Step 7: an answer's leaf says what its sections say, of its time, and what has no sections was erased."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from audit.bundles.archive import pack
from audit.canonical import canonical_json, read_json, sha256_hex
from audit.domain import Composer
from audit.keys.domain import Role, decoded
from audit.records.sections import Name
from audit.signed.envelopes import Kind
from audit.verify_bundle import verify
from audit.verify_report import Verdict
from tests.audit.bundles.world import MORNING, PROMPT, World, key, only_failure

ONE = f"{1:032x}"


# -- what the leaf says


@pytest.mark.parametrize(
    "change",
    [
        {"asked_at": "2026-03-10T09:00:00.000Z"},
        {"as_of": "2026-03-09"},
        {"audience": "managers"},
        {"outcome": "refused"},
        {"snapshot": {"snapshot_id": "c" * 64, "manifest_sha256": "a" * 64, "passages": 7}},
        {"policy_sha256": "0" * 64},
        {"models": {}},
        {"composer": {"kind": "vllm"}},
        {"evidence": ["p"]},
        {"more": 1},
    ],
)
def test_a_leaf_says_what_its_sections_say(published: World, change: dict[str, Any]) -> None:
    published.answer(1, says=change)
    failure = published.failure()
    assert (failure.code, failure.step, failure.place) == ("record", 7, "leaf 7")
    assert failure.expected != failure.found


def test_an_answer_is_no_refusal(published: World) -> None:
    published.give(published.record(1, published.statement()), kind=Kind.REFUSAL)
    failure = published.failure()
    assert (failure.code, failure.expected, failure.found) == ("record", "answer", "refusal")


@pytest.mark.parametrize(
    "change",
    [
        lambda c: {name: one for name, one in c.items() if name is not Name.QUESTION},
        lambda c: {name: one for name, one in c.items() if name is not Name.ANSWER},
        lambda c: {**c, Name.QUESTION: {"text": "x", "more": 1}},
        lambda c: {**c, Name.ANSWER: {**c[Name.ANSWER], "question": "x"}},
        lambda c: {**c, Name.ANSWER: {**c[Name.ANSWER], "unknown": 1}},
        lambda c: {**c, Name.ANSWER: {k: v for k, v in c[Name.ANSWER].items() if k != "audience"}},
        lambda c: {**c, Name.ANSWER: {**c[Name.ANSWER], "confidence": "high"}},
        lambda c: {**c, Name.ANSWER: {**c[Name.ANSWER], "asked_at": "2026-03-10T09:00:07.000"}},
        lambda c: {**c, Name.ANSWER: []},
    ],
)
def test_sections_that_are_no_record_are_a_failure(published: World, change: Callable[[Any], Any]) -> None:
    published.give(published.record(1, published.statement()), contents=change)
    failure = published.failure()
    assert (failure.code, failure.step, failure.place) == ("payload", 7, "leaf 7")


@pytest.mark.parametrize(
    "sections",
    [None, {}, [], {"question": None}, {name.value: None for name in Name} | {"question": 7, "answer": 7}],
)
def test_digests_that_are_none_are_a_failure(published: World, sections: Any) -> None:
    published.answer(1, says={"sections": sections})
    assert published.failure().code == "payload"


@pytest.mark.parametrize(
    "change",
    [
        {"unsigned": None},
        {"unsigned": "spring"},
        {"unsigned": [7]},
        {"record_id": ...},
        {"record_id": 7},
        {"sections": ...},
        {"unsigned": ...},
    ],
)
def test_a_leaf_without_its_facts_is_a_failure(published: World, change: dict[str, Any]) -> None:
    published.answer(1, says=change)
    failure = published.failure()
    assert (failure.code, failure.step, failure.place) == ("payload", 7, "leaf 7")


def test_a_section_has_one_spelling(published: World) -> None:
    """Though its digest is right: what cannot be read again as it was hashed is not read."""
    published.answer(1)
    given = published.given[ONE]
    digest, data = next((d, s) for d, s in given.sections.items() if b'"text"' in s)
    spaced = data[:32] + data[32:].replace(b":", b": ")
    del given.sections[digest]
    given.sections[sha256_hex(spaced)] = spaced
    envelope = read_json(published.leaves.pop())
    published.kinds.pop()
    payload = read_json(decoded(envelope["payload"]))
    payload["sections"]["question"] = sha256_hex(spaced)
    published.append(Kind.ANSWER, payload)
    failure = published.failure()
    assert (failure.code, "canonical JSON" in failure.detail) == ("payload", True)


def test_the_sections_of_two_answers_cannot_be_swapped(world: World) -> None:
    files = world.files()
    sections = sorted(one for one in files if one.startswith("sections/"))
    files[sections[0]], files[sections[1]] = files[sections[1]], files[sections[0]]
    assert only_failure(verify(pack(files), world.policy())).code == "hash"


def test_the_prompt_is_the_one_whose_hash_the_record_holds(published: World) -> None:
    published.give(published.record(1, published.composed()), prompt={**PROMPT, "more": 1})
    failure = published.failure()
    assert (failure.code, failure.step) == ("prompt", 7)


def test_a_record_that_names_a_prompt_has_one(published: World) -> None:
    composer = Composer(kind="extractive", model=None, prompt_version=None, prompt_sha256="0" * 64)
    record = published.record(1, published.statement(), composer=composer)
    published.give(record, contents=lambda c: {k: v for k, v in c.items() if k is not Name.PROMPT})
    assert published.failure().code == "prompt"
    published.give(published.record(2, published.statement()), prompt=PROMPT)
    assert published.failure(f"{2:032x}").code == "prompt"


# -- parts


def parts(world: World, *numbers: int | None, **other: Any) -> None:
    """A record of two statements; each number is a leaf of that part of it, none the whole."""
    one, two = world.statement(), world.statement(world.citation(quote="Not all at once."))
    whole = world.record(1, one, two, **other)
    for number in numbers:
        world.give(replace(whole, statements=whole.statements[: number or 2]), part=number)


@pytest.mark.parametrize("numbers", [(2,), (1, 1), (2, 1), (1, None, 2), (None, 1), (None, None), (1, 2, 2), (0,)])
def test_parts_are_numbered_and_the_whole_is_last(published: World, numbers: tuple[int | None, ...]) -> None:
    parts(published, *numbers)
    failure = published.failure()
    assert (failure.code, failure.step) == ("parts", 7)


@pytest.mark.parametrize("part", ["1", -1, [1], {}, True, False])
def test_a_part_has_a_number(published: World, part: Any) -> None:
    published.answer(1, says={"part": part})
    assert published.failure().code == "parts"


def test_a_part_is_the_beginning_of_the_whole(published: World) -> None:
    one, two = published.statement(), published.statement(published.citation(quote="Not all at once."))
    whole = published.record(1, one, two)
    published.give(replace(whole, statements=(two,)), part=1)
    published.give(whole)
    assert published.failure().code == "parts"


def test_a_part_has_as_many_statements_as_its_number_says(published: World) -> None:
    other = published.statement(published.citation(quote="Not all at once."))
    whole = published.record(1, published.statement(), other)
    published.give(whole, part=1)
    published.give(whole)
    assert published.failure().code == "parts"


@pytest.mark.parametrize(
    "change", [{"question": "Another?"}, {"audience": "managers"}, {"leaders": ()}, {"as_of": date(2026, 3, 9)}]
)
def test_parts_and_whole_answer_one_question(published: World, change: dict[str, Any]) -> None:
    whole = published.record(1, published.statement())
    published.give(replace(whole, **change), part=1)
    published.give(whole)
    assert published.failure().code == "parts"


# -- erased


def test_without_sections_a_record_was_erased_or_has_failed(world: World) -> None:
    world.erased.add(ONE)
    assert world.failure().code == "missing"


def test_what_was_erased_is_not_in_the_bundle(world: World) -> None:
    files = world.files()
    world.erase(ONE)
    data = pack({**files, **world.files()})
    failure = only_failure(verify(data, world.policy()))
    assert (failure.code, failure.step) == ("extra", 1)
    assert "annotations/" in (failure.found or "")


@pytest.mark.parametrize("leaves", [[], [8], [7, 8], None, "7"])
def test_an_erasure_names_the_leaves_of_its_record(world: World, leaves: Any) -> None:
    world.erase(ONE, leaf=leaves)
    failure = world.failure()
    assert (failure.code, failure.step, failure.expected) == ("erasure", 7, "[7]")


def test_an_erasure_stands_behind_what_it_erases(published: World) -> None:
    published.append(
        Kind.ERASE, {"record_id": ONE, "leaf": [8], "reason": "before it was asked", "by": "dpo@example.com"}
    )
    published.answer(1)
    published.erased.add(ONE)
    failure = published.failure()
    assert (failure.code, failure.expected, failure.found) == ("erasure", "behind leaf 8", "leaf 7")


def test_a_record_that_is_held_is_not_erased(world: World) -> None:
    world.hold(ONE)
    world.erase(ONE)
    failure = world.failure()
    assert (failure.code, failure.step) == ("hold", 7)


def test_a_hold_that_was_lifted_holds_no_more(world: World) -> None:
    world.hold(ONE)
    world.hold(ONE, "lift")
    world.erase(ONE)
    world.hold(f"{2:032x}")
    assert world.verify().verdict is Verdict.VERIFIED_WITH_ERASURES


def test_an_erased_record_under_a_revoked_signature_fails_all_the_same(world: World) -> None:
    new = key(Role.RECORD, "next")
    world.erase(f"{3:032x}")
    world.rotate(Role.RECORD, world.record_key, new)
    world.revoke(world.record_key, 9, new)
    pinned = [one.public.raw.hex() for one in (world.record_key, new)]
    world.record_key = new
    world.erase(f"{3:032x}")  # the first erasure does not count any more
    failure = world.failure(policy=world.policy(record_keys=pinned))
    assert (failure.code, failure.step, failure.place) == ("signature", 7, "leaf 9")


def test_an_erased_record_in_parts_is_erased_as_a_whole(published: World) -> None:
    parts(published, 1, 2, None)
    published.erase(ONE)
    report = published.verify()
    assert (report.verdict, report.answers[0].numbers) == (Verdict.VERIFIED_WITH_ERASURES, (1, 2, 3))


# -- time


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        (timedelta(seconds=-1), True),
        (timedelta(minutes=-60, seconds=1), True),  # the leaf is a second later: one hour
        (timedelta(minutes=-60), False),
        (timedelta(minutes=5, seconds=1), True),
        (timedelta(minutes=5, seconds=2), False),
    ],
)
def test_an_answer_is_of_the_time_of_its_question(published: World, asked: timedelta, holds: bool) -> None:
    published.now += timedelta(days=1)
    record = published.record(1, published.statement(), asked_at=published.now + asked, as_of=MORNING.date())
    published.give(record)
    report = published.verify()
    assert report.verdict is (Verdict.VERIFIED if holds else Verdict.FAILED)
    assert [one.code for one in report.failures] == ([] if holds else ["time"])


@pytest.mark.parametrize(
    ("back", "holds"), [(timedelta(minutes=5, seconds=1), True), (timedelta(minutes=5, seconds=2), False)]
)
def test_an_answer_is_not_dated_back(world: World, back: timedelta, holds: bool) -> None:
    seen = world.now
    world.now -= back
    world.answer(4)
    world.now = seen
    report = world.verify()
    assert [one.code for one in report.failures] == ([] if holds else ["time"])


def test_an_approval_may_be_older_than_its_leaf(world: World) -> None:
    """Only what the log itself has dated says how late it was."""
    world.append(Kind.APPROVAL, {"at": "2027-01-01T00:00:00.000Z", "source_id": "other"})
    world.answer(4)
    assert world.verify().verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("ahead", "holds"), [(timedelta(minutes=5, seconds=9), True), (timedelta(minutes=5, seconds=10), False)]
)
def test_an_answer_is_not_dated_ahead_of_its_witnesses(world: World, ahead: timedelta, holds: bool) -> None:
    seen = world.now
    world.now += ahead
    world.answer(4)
    world.now = seen
    report = world.verify()
    assert [one.code for one in report.failures] == ([] if holds else ["time"])
    assert world.verify(cosigned=False).verdict is Verdict.UNWITNESSED  # nobody else says when it was


def test_a_bundle_is_about_whole_records(world: World) -> None:
    """A leaf of another answer is there only to close the count."""
    files = world.files(ONE)
    extra = world.files()
    for name in ("leaves/8.json", "proofs/8.json"):
        files[name] = extra[name]
    contents = read_json(files["bundle.json"])
    contents["leaves"] = sorted([*contents["leaves"], 8])
    files["bundle.json"] = canonical_json(contents)
    failure = only_failure(verify(pack(files), world.policy()))
    assert (failure.code, failure.expected, failure.found) == ("answers", "[9]", "[8, 9]")
