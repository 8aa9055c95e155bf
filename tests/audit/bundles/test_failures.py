"""What each failure says: its code and step, where, and both values, compared with a golden file.

`ONRECORD_WRITE_GOLDEN=1 python -m pytest tests/audit/bundles/test_failures.py` writes the file anew.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from audit.bundles.archive import pack
from audit.canonical import canonical_json, read_json, sha256_hex
from audit.domain import Check
from audit.keys.domain import PrivateKey, Role
from audit.records.layouts import Turn
from audit.records.sections import Name
from audit.records.wire import to_json
from audit.signed.envelopes import Kind
from audit.signed.payloads import added_key
from audit.verify_bundle import verify
from audit.verify_main import _failure
from audit.verify_report import Report
from tests.audit.bundles.world import MORNING, PROMPT, TEXT, World, key

GOLDEN = Path(__file__).parent / "golden" / "failures.txt"
ONE, TWO = f"{1:032x}", f"{2:032x}"
NEXT = key(Role.RECORD, "next")
STRANGER = PrivateKey.of(Role.APPROVER, "lee@example.com", key(Role.APPROVER, "stranger").secret)


def started(**source: Any) -> World:
    """Keys, manifest, consent, one source, a snapshot."""
    world = World()
    world.begin()
    world.source(**source)
    world.snapshot()
    return world


def answered(**source: Any) -> World:
    """And two answers."""
    world = started(**source)
    world.answer(1)
    world.answer(2)
    return world


def after(*changes: Callable[[World], Any], **source: Any) -> Report:
    """One answer, after these changes."""
    world = started(**source)
    for change in changes:
        change(world)
    world.answer(1)
    return world.verify()


def repacked(change: Callable[[dict[str, bytes]], Any], world: World | None = None, **options: Any) -> Report:
    """The bundle of two answers with a change of its files."""
    world = world or answered()
    files = world.files(**options)
    change(files)
    return verify(pack(files), world.policy())


def contents(**other: Any) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files["bundle.json"] = canonical_json({**read_json(files["bundle.json"]), **other})

    return change


def given(record: Callable[[World], Any], **options: Any) -> Report:
    world = started()
    world.give(record(world), **options)
    return world.verify()


def cited(**other: Any) -> Report:
    return given(lambda w: w.record(1, w.statement(replace(w.citation(), **other))))


def said(**other: Any) -> Report:
    return given(lambda w: w.record(1, replace(w.statement(), **other)))


def policed(**other: Any) -> Report:
    world = answered()
    return world.verify(policy=world.policy(**other))


def changed(change: Callable[[World], Any], *ids: str, **options: Any) -> Report:
    """The log of two answers, changed and exported again."""
    world = answered()
    change(world)
    return world.verify(*ids, **options)


def noted(note: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files["checkpoint"] = note
        contents(checkpoint=sha256_hex(note))(files)

    return change


def unsigned(*says: str, **policy: Any) -> Report:
    world = started(signed=False)
    world.answer(1, unsigned=says)
    return world.verify(policy=world.policy(**policy))


def approved_by_a_stranger() -> Report:
    world = World(approver_key=STRANGER)
    world.begin()
    world.source()
    world.snapshot()
    world.answer(1)
    world.approver_key = key(Role.APPROVER, "lee@example.com")
    return world.verify()


def without_consent() -> Report:
    world = World()
    for one in (world.record_key, world.log_key):
        world.append(Kind.KEY, added_key(one.public, "first"))
    world.manifest()
    world.hold_file("consent", b"I agree to be quoted.\n")
    world.source()
    world.snapshot()
    world.answer(1)
    return world.verify()


def without(kind: Kind) -> Report:
    """A log in which no leaf of a kind is."""
    world = World()
    for one in (world.record_key, world.log_key):
        world.append(Kind.KEY, added_key(one.public, "first"))
    if kind is not Kind.MANIFEST:
        world.manifest()
    world.consent()
    world.source()
    if kind is not Kind.SNAPSHOT:
        world.snapshot()
    world.answer(1)
    return world.verify()


def revoked() -> Report:
    world = answered()
    world.rotate(Role.RECORD, world.record_key, NEXT)
    world.revoke(world.record_key, 8, NEXT)
    pinned = [one.public.raw.hex() for one in (world.record_key, NEXT)]
    return world.verify(policy=world.policy(record_keys=pinned))


def timed(change: timedelta, cosigned: timedelta = timedelta(0), **other: Any) -> Report:
    world = answered()
    now = world.now
    world.now += change
    world.give(world.record(3, world.statement(), **other))
    world.now = now + cosigned
    return world.verify(f"{3:032x}")


def in_parts(*numbers: int | None) -> Report:
    world = started()
    whole = world.record(1, world.statement(), world.statement(world.citation(quote="Not all at once.")))
    for number in numbers:
        world.give(replace(whole, statements=whole.statements[: number or 2]), part=number)
    return world.verify()


def spliced(change: Callable[[Any], Any]) -> Report:
    return given(lambda w: w.record(1, w.statement()), contents=change)


def no_text() -> Report:
    text = TEXT.encode() + b"\xff"
    digest = sha256_hex(text)
    world = started(leaf={"text_sha256": digest}, approval={"text_sha256": digest})
    world.give(world.record(1, world.statement(world.citation(text_sha256=digest))))
    return repacked(lambda files: files.__setitem__(f"texts/{digest}.txt", text), world)


def swapped(files: dict[str, bytes]) -> None:
    files["leaves/7.json"], files["leaves/8.json"] = files["leaves/8.json"], files["leaves/7.json"]


def another_log(world: World) -> None:
    world.append(Kind.MANIFEST, {"log": "onrecord/another", "manifest_sha256": "a" * 64, "audiences": []})


def unnamed() -> Report:
    world = started()
    world.answer(1, says={"record_id": ...})
    return world.verify()


def left_out(*indices: int) -> Report:
    def change(files: dict[str, bytes]) -> None:
        for index in indices:
            del files[f"leaves/{index}.json"], files[f"proofs/{index}.json"]
        kept = [one for one in read_json(files["bundle.json"])["leaves"] if one not in indices]
        contents(leaves=kept)(files)

    world = answered()
    world.withdraw()
    return repacked(change, world)


def erased_too_early() -> Report:
    world = started()
    payload = {"record_id": ONE, "leaf": [8], "reason": "before it was asked", "by": "dpo@example.com"}
    world.append(Kind.ERASE, payload)
    world.answer(1)
    world.erased.add(ONE)
    return world.verify()


def in_nobody_s_segment() -> Report:
    host = Turn(speaker="Host", leader_id=None, start=0, end=len(TEXT))
    world = World()
    return after(source_id="spring", layout=world.layout(segments=(host,)))


def no_layout() -> Report:
    world = World()
    world.begin()
    world.source(leaf={"layout_sha256": world.hold_file("layouts", b"{}", ".json")})
    world.snapshot()
    world.answer(1)
    return world.verify()


def other_consent(world: World) -> None:
    """A consent whose leaf names another record than its declaration."""
    consent = {
        "sha256": "1" * 64,
        "scope": [],
        "audiences": [],
        "valid_from": "2026-01-01",
        "valid_until": "2027-01-01",
    }
    leader = {"leader_id": "ada-okafor", "name": "Ada", "consent": consent}
    world.append(Kind.CONSENT, {"record_sha256": "2" * 64, "leader": leader})


FAILED = (Check(name="numbers", passed=False, detail="fifty"),)
LATER = to_json(MORNING + timedelta(days=1))

SCENARIOS: dict[str, Callable[[], Report]] = {
    "no archive": lambda: verify(b"", World().policy()),
    "no bundle.json": lambda: repacked(lambda files: files.pop("bundle.json")),
    "another version": lambda: repacked(contents(v=2)),
    "leaves out of order": lambda: repacked(contents(leaves=[1, 0])),
    "no record ids": lambda: repacked(contents(answers=["1"])),
    "a file too many": lambda: repacked(lambda files: files.__setitem__("note.txt", b"")),
    "no policy": lambda: answered().verify(policy=b"{}"),
    "another checkpoint": lambda: repacked(contents(checkpoint="0" * 64)),
    "no checkpoint": lambda: repacked(lambda files: files.pop("checkpoint")),
    "another origin": lambda: repacked(contents(origin="onrecord/another")),
    "another size": lambda: repacked(contents(size=8)),
    "another log's signature": lambda: policed(
        log=read_json(World(log_key=key(Role.LOG, "another")).policy())["log"]
    ),
    "two signatures": lambda: repacked(lambda files: files.__setitem__("older", answered().checkpoint(5)), older=5),
    "no cosignature": lambda: repacked(noted(b"".join(
        [answered().checkpoint(9, cosigned=False), answered().checkpoint(8).split(b"\n")[-2], b"\n"]))),
    "not in the tree": lambda: repacked(swapped),
    "a proof that is none": lambda: repacked(lambda files: files.__setitem__("proofs/3.json", b"{}")),
    "another older size": lambda: repacked(
        lambda files: files.__setitem__("older", answered().checkpoint(6, cosigned=False)), older=5),
    "no consistency": lambda: repacked(lambda files: files.__setitem__("consistency.json", b"[]"), older=5),
    "not what was seen": lambda: policed(seen={"size": 5, "root": "0" * 64}),
    "seen with another root": lambda: policed(seen={"size": 9, "root": "0" * 64}),
    "no envelope": lambda: changed(lambda world: world.leaves.__setitem__(6, b"{}")),
    "a leaf of another log": lambda: changed(another_log),
    "a signature of nobody's": lambda: changed(lambda world: world.append(Kind.SNAPSHOT, {}, signers=[NEXT])),
    "a rotation that the old key did not sign": lambda: changed(
        lambda world: world.rotate(Role.RECORD, world.record_key, NEXT, NEXT)),
    "a record key that is not pinned": lambda: policed(record_keys=[NEXT.public.raw.hex()]),
    "a record key that was added": lambda: changed(
        lambda world: world.append(Kind.KEY, added_key(NEXT.public, "a second one"))),
    "a log key that was revoked": lambda: changed(lambda world: world.revoke(world.log_key, 5)),
    "no answer": lambda: started().verify(),
    "a leaf is left out": lambda: left_out(3),
    "the last leaf is left out": lambda: left_out(9),
    "other answers": lambda: repacked(contents(answers=[TWO, ONE])),
    "an answer that nobody asked for": lambda: repacked(contents(answers=[TWO])),
    "another closing leaf": lambda: repacked(contents(closing=8)),
    "another range": lambda: repacked(contents(range=None)),
    "parts out of order": lambda: in_parts(2),
    "no beginning of the whole": lambda: given(
        lambda w: w.record(1, w.statement(), w.statement()), part=1),
    "a revoked signature": revoked,
    "an erasure of other leaves": lambda: changed(lambda world: world.erase(ONE, leaf=[8])),
    "an erasure that came too early": erased_too_early,
    "an erasure of what was held": lambda: changed(lambda world: (world.hold(ONE), world.erase(ONE))),
    "a leaf about no record": unnamed,
    "a record without a question": lambda: spliced(lambda c: {k: v for k, v in c.items() if k is not Name.QUESTION}),
    "a record with another key": lambda: spliced(lambda c: {**c, Name.ANSWER: {**c[Name.ANSWER], "more": 1}}),
    "a time without a zone": lambda: spliced(
        lambda c: {**c, Name.ANSWER: {**c[Name.ANSWER], "asked_at": "2026-03-10T09:00:07"}}),
    "no list of unsigned sources": lambda: given(lambda w: w.record(1, w.statement()), says={"unsigned": None}),
    "no digests": lambda: given(lambda w: w.record(1, w.statement()), says={"sections": {}}),
    "a digest that is none": lambda: given(
        lambda w: w.record(1, w.statement()), says={"sections": {name.value: 7 for name in Name}}),
    "a section that is missing": lambda: repacked(
        lambda files: files.pop(next(one for one in files if one.startswith("sections/")))),
    "a section that was changed": lambda: repacked(
        lambda files: files.update({one: b"x" for one in files if one.startswith("sections/")})),
    "a leaf that says something else": lambda: given(
        lambda w: w.record(1, w.statement()), says={"audience": "managers", "more": 1}),
    "an answer as a refusal": lambda: given(lambda w: w.record(1, w.statement()), kind=Kind.REFUSAL),
    "another prompt": lambda: given(lambda w: w.record(1, w.composed()), prompt={**PROMPT, "more": 1}),
    "dated back": lambda: timed(timedelta(minutes=-6), as_of=date(2026, 3, 9)),
    "dated ahead": lambda: timed(timedelta(minutes=6)),
    "not of its question's time": lambda: timed(timedelta(0), asked_at=MORNING - timedelta(days=1)),
    "a source that was not published": lambda: cited(source_id="summer"),
    "other bytes": lambda: cited(source_sha256="0" * 64),
    "another text": lambda: cited(text_sha256="0" * 64),
    "a source's leaf of other bytes": lambda: after(leaf={"sha256": "0" * 64}),
    "a source's leaf without a layout": lambda: after(leaf={"layout_sha256": None}),
    "a source's leaf without leaders": lambda: after(leaders=None),
    "an embargo without a zone": lambda: after(embargo_until="2026-03-10T09:00:00"),
    "no second person": lambda: after(owner="lee@example.com"),
    "an approval of other bytes": lambda: after(approval={"sha256": "0" * 64}),
    "an approval of another text": lambda: after(approval={"text_sha256": "0" * 64}),
    "an approval that came later": lambda: after(approval={"at": MORNING + timedelta(hours=1)}),
    "an approval without a leaf": lambda: after(approve=False),
    "an approval of something else": lambda: after(
        lambda w: w.source(approval={"at": MORNING - timedelta(hours=1)}), lambda w: w.source(approve=False),
        lambda w: w.snapshot()),
    "no approval": lambda: after(lambda w: w.append(Kind.SOURCE, {
        "source": {**w.sources["spring"], "approval": None}, "sha256": w.sources["spring"]["sha256"],
        "text_sha256": w.sources["spring"]["text_sha256"], "layout_sha256": w.layout().sha256})),
    "an unsigned approval": lambda: unsigned("spring"),
    "an unsigned approval that is not told": lambda: unsigned(unsigned_approvals=True),
    "a stranger's signature": approved_by_a_stranger,
    "an approver whom nobody pins": lambda: policed(approvers={}),
    "withdrawn": lambda: after(lambda w: w.withdraw()),
    "withdrawn in the manifest": lambda: after(withdrawn={"at": LATER, "reason": "wrong"}),
    "under embargo": lambda: after(embargo_until=LATER),
    "another leader's": lambda: after(leaders=["ben-okafor"]),
    "no consent": without_consent,
    "a consent of another record": lambda: after(other_consent),
    "a consent that is none": lambda: after(lambda w: w.append(
        Kind.CONSENT, {"record_sha256": "2" * 64, "leader": {"leader_id": "ada-okafor", "consent": None}})),
    "no consent to quote": lambda: after(lambda w: w.consent(scope=[])),
    "a consent that has ended": lambda: after(lambda w: w.consent(valid_until="2026-03-10")),
    "a consent for others": lambda: after(lambda w: w.consent(audiences=["managers"])),
    "a consent for nobody": lambda: after(lambda w: w.consent(audiences=[])),
    "paused": lambda: after(lambda w: w.pause(), lambda w: w.pause("pause", "ada-okafor"),
                            lambda w: w.pause("pause", None, "spring")),
    "a pause that cannot be read": lambda: after(lambda w: w.append(Kind.CONTROL, {"action": "rest"})),
    "no manifest": lambda: without(Kind.MANIFEST),
    "another manifest": lambda: after(lambda w: w.manifest(manifest_sha256="d" * 64)),
    "not for this audience": lambda: after(audience="managers"),
    "not in effect yet": lambda: after(effective_from="2026-03-11"),
    "not in effect any more": lambda: after(effective_until="2026-03-10"),
    "no snapshot": lambda: without(Kind.SNAPSHOT),
    "another snapshot": lambda: after(lambda w: w.snapshot(snapshot_id="d" * 64)),
    "another title": lambda: cited(title="Summer speech"),
    "no text": no_text,
    "no layout": no_layout,
    "nobody's words": in_nobody_s_segment,
    "another's words": lambda: cited(leader_id="ben-okafor"),
    "another page": lambda: cited(page=2),
    "another time": lambda: cited(timecode=None),
    "another quote": lambda: cited(quote="We will hire fifty engineers in Leeds."),
    "other selectors": lambda: repacked(lambda files: files.__setitem__(f"annotations/{ONE}.json", b"[]")),
    "no citation": lambda: said(citations=()),
    "no check": lambda: said(checks=()),
    "a check that had failed": lambda: said(checks=FAILED),
    "more than its quotes": lambda: said(text="Ada Okafor resigns."),
    "neither an answer nor a refusal": lambda: given(
        lambda w: replace(w.record(1), statements=(w.statement(),))),
}  # fmt: skip


def test_what_each_failure_says() -> None:
    told = []
    for name, scenario in SCENARIOS.items():
        report = scenario()
        assert report.failures, name
        told.append("\n".join([f"# {name}", *_failure(report.failures[0])]))
    found = "\n\n".join(told) + "\n"
    if os.environ.get("ONRECORD_WRITE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")
