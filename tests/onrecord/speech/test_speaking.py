"""No leaf and no sound unless every rule holds at the leaf's moment, whatever happens between the look and the leaf."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.database import reading, writing
from audit.errors import NotSounded
from audit.examining.examine import examine
from audit.keys.workspace import WorkspaceKeys
from audit.ledger import erasure, utterances
from audit.log.leaves import leaf_at, leaves_of
from audit.signed.envelopes import Kind
from audit.signed.uttered import audio_digest
from ingest.catalogue import controls
from onrecord.access import Shown, operator, shown
from onrecord.parts import Parts, parts
from onrecord.speech.domain import Likeness, Script, Sound
from onrecord.speech.speaking import Speaking
from onrecord.speech.voice import Voice
from tests.onrecord.conftest import Company
from tests.onrecord.recorded import QUESTION, consent, published
from tests.onrecord.speech.tones import Tones

WHO = operator("all-employees")
OF_BEN, FACE = "b" * 64, "f" * 64


@dataclass
class Interrupted:
    """A voice during whose speech something happens: between the first look and the leaf."""

    inner: Tones = field(default_factory=Tones)
    between: Callable[[], None] = lambda: None

    rate = Tones.rate

    @property
    def likeness(self) -> Likeness:
        return self.inner.likeness

    def speak(self, script: Script) -> Sound:
        made = self.inner.speak(script)
        self.between()
        return made


@dataclass
class Desk:
    """One answer of Ben Okafor's words about the foundry, and what is done to it and to whom."""

    company: Company
    made: Parts
    shown: Shown

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def control(self, action: str, leader_id: str | None = None, source_id: str | None = None) -> None:
        with writing(self.made.engine) as connection:
            controls.control(connection, self.made.log, action, leader_id, "a test", self.now, source_id=source_id)

    def withdraw(self) -> None:
        with writing(self.made.engine) as connection:
            controls.withdraw(connection, self.made.log, "town-hall", "a test", self.now)

    def erase(self) -> None:
        with writing(self.made.engine) as connection:
            erasure.erase(connection, self.made.log, self.shown.record.record_id, reason="a test", by="dpo@example.com")

    def consent(self, **changed: object) -> None:
        consent(self.company, "ben-okafor", **changed)

    def unserve(self) -> None:
        self.company.sql("UPDATE sources SET served = 0 WHERE source_id = 'town-hall'")
        published(self.company)

    def leaves(self, kind: Kind = Kind.UTTERANCE) -> list[int]:
        with reading(self.made.engine) as connection:
            return [one.position for one in leaves_of(connection, [kind])]

    def speaking(self, presenter: Voice, **more: Any) -> Speaking:
        return Speaking(self.made.engine, self.made.log, self.made.kept, lambda: presenter, **more)


@pytest.fixture
def desk(company: Company) -> Iterator[Desk]:
    made = parts(str(company.workspace))
    record = made.ledger.read(company.ask(*QUESTION)["record_id"])
    speaking = Speaking(made.engine, made.log, made.kept, Tones)
    mine = shown(WHO, record, asker=None, shared=False, by=speaking.records())
    assert mine is not None
    assert [one.citations[0].source_id for one in mine.record.statements] == ["town-hall"]
    yield Desk(company=company, made=made, shown=mine)
    made.engine.dispose()


# -- what is given


def test_what_is_sounded_stands_in_the_log_before_it_is_given(desk: Desk) -> None:
    speaking = desk.speaking(Tones())
    given = [speaking.utter(WHO, desk.shown, number) for number in (0, 1, 1)]
    assert [one.leaf for one in given] == desk.leaves()
    with reading(desk.made.engine) as connection:
        salt = utterances.recorded(connection, desk.shown.record.record_id).salt
        for number, one in enumerate(given, 1):
            payload = leaf_at(connection, one.leaf).payload
            assert {key: payload[key] for key in ("utterance_seq", "record_id", "statement", "audience")} == {
                "utterance_seq": number, "record_id": desk.shown.record.record_id, "statement": one.number,
                "audience": "all-employees",
            }  # fmt: skip
            assert payload["voice"] == {"sha256": Tones().likeness.sha256, "leader_id": None}
            assert (payload["avatar"], payload["recording"]) == (None, None)
            assert payload["audio_sha256"] == audio_digest(salt, one.sound.pcm)
    keys = WorkspaceKeys.open(desk.made.log.folder, create=False)
    assert examine(desk.made.engine, keys=keys).faults == []


def test_a_leader_s_voice_speaks_that_leader_s_words_and_the_presenter_all_else(desk: Desk) -> None:
    desk.consent(scope=["quote", "voice"], voices=[OF_BEN])
    speaking = desk.speaking(Tones(), voice=lambda: Tones("ben-okafor", OF_BEN))
    assert [speaking.utter(WHO, desk.shown, one).voice.leader_id for one in (0, 1)] == [None, "ben-okafor"]
    others = desk.speaking(Tones(), voice=lambda: Tones("ada-okafor", "a" * 64))
    assert others.utter(WHO, desk.shown, 1).voice.leader_id is None


def test_a_face_is_written_down_where_it_is_shown(desk: Desk) -> None:
    face = Likeness(name="ben", sha256=FACE, leader_id="ben-okafor")
    speaking = desk.speaking(Tones(), avatar=face)
    assert speaking.utter(WHO, desk.shown, 1).avatar is None
    with pytest.raises(NotSounded, match=r"the face ben is not covered by a consent of Ben Okafor: no scope `avatar`"):
        speaking.utter(WHO, desk.shown, 1, face=True)
    desk.consent(scope=["quote", "avatar"], avatars=[FACE])
    given = speaking.utter(WHO, desk.shown, 1, face=True)
    with reading(desk.made.engine) as connection:
        assert leaf_at(connection, given.leaf).payload["avatar"] == {"sha256": FACE, "leader_id": "ben-okafor"}


# -- what is not what was recorded


def test_only_what_was_recorded_is_sounded(desk: Desk) -> None:
    [said] = desk.shown.record.statements
    cited = replace(said.citations[0], quote="The foundry closes tomorrow.")
    for other in (
        replace(said, text="The foundry closes tomorrow."),
        replace(said, citations=(cited,)),
        replace(said, checks=said.checks[:1]),
    ):
        changed = replace(desk.shown, record=replace(desk.shown.record, statements=(other,)))
        with pytest.raises(NotSounded, match="is not what was recorded"):
            desk.speaking(Tones()).utter(WHO, changed, 1)
    disclosed = replace(desk.shown, record=replace(desk.shown.record, disclosure="This is Ben Okafor."))
    with pytest.raises(NotSounded, match="is not what was recorded"):
        desk.speaking(Tones()).utter(WHO, disclosed, 0)
    moved = replace(desk.shown, numbers=(2,))
    with pytest.raises(NotSounded, match="is not what was recorded"):
        desk.speaking(Tones()).utter(WHO, moved, 2)
    unknown = replace(desk.shown, record=replace(desk.shown.record, record_id="f" * 32))
    with pytest.raises(NotSounded, match="no answer with the record id"):
        desk.speaking(Tones()).utter(WHO, unknown, 1)
    assert desk.leaves() == []


def test_while_an_answer_comes_its_disclosure_may_become_another(desk: Desk) -> None:
    """What was disclosed with its first statement is said, though the second was recorded meanwhile."""
    [said] = desk.shown.record.statements
    first = replace(desk.shown.record, record_id="e" * 32, disclosure="By software; not Ben Okafor speaking.")
    second = replace(first, statements=(said, said), disclosure="By software; not Ben Okafor or Ada Okafor speaking.")
    with desk.made.ledger.transaction() as connection:
        desk.made.ledger.append_part(connection, first)

    def goes_on() -> None:
        with desk.made.ledger.transaction() as connection:
            desk.made.ledger.append_part(connection, second)

    presenter = Interrupted(between=goes_on)
    speaking = desk.speaking(presenter)
    given = [speaking.utter(WHO, replace(desk.shown, record=first), 0)]
    presenter.between = lambda: None
    given.append(speaking.utter(WHO, replace(desk.shown, record=second, numbers=(1, 2)), 2))
    assert [one.leaf for one in given] == desk.leaves()
    keys = WorkspaceKeys.open(desk.made.log.folder, create=False)
    assert examine(desk.made.engine, keys=keys).faults == []


def test_of_an_erased_answer_nothing_is_sounded_any_more(desk: Desk) -> None:
    speaking = desk.speaking(Interrupted(between=desk.erase))
    assert speaking.barred(WHO, desk.shown, 1) is None
    with pytest.raises(NotSounded, match="its answer was erased"):
        speaking.utter(WHO, desk.shown, 1)
    assert (speaking.barred(WHO, desk.shown, 0), desk.leaves()) == ("Its answer was erased", [])


def test_a_voice_that_fails_leaves_no_leaf(desk: Desk) -> None:
    def fails() -> None:
        raise RuntimeError("the model is gone")

    with pytest.raises(RuntimeError):
        desk.speaking(Interrupted(between=fails)).utter(WHO, desk.shown, 1)
    assert desk.leaves() == []


# -- between the look and the leaf


@dataclass
class World:
    """What the desk has done so far, told a second time."""

    paused: set[tuple[str | None, str | None]] = field(default_factory=set)
    scope: tuple[str, ...] = ("quote",)
    until: str = "2040-01-01"
    audiences: tuple[str, ...] = ("all-employees", "managers")
    served: bool = True
    withdrawn: bool = False

    def permits(self, number: int, voice: str | None) -> bool:
        if (None, None) in self.paused:
            return False
        if number == 0:
            return True
        agreed = self.until > "2039" and "all-employees" in self.audiences and "quote" in self.scope
        like = voice is None or "voice" in self.scope
        barred = self.paused & {("ben-okafor", None), (None, "town-hall")} or self.withdrawn or not self.served
        return agreed and like and not barred


Step = Callable[[Desk, World], None]


def pausing(action: str, leader_id: str | None, source_id: str | None) -> Step:
    def step(desk: Desk, world: World) -> None:
        desk.control(action, leader_id, source_id)
        key = (leader_id, source_id)
        if action == "pause":
            world.paused.add(key)
        else:
            world.paused = set() if key == (None, None) else world.paused - {key}

    step.__name__ = f"{action} {leader_id or source_id or 'everybody'}"
    return step


def agreeing(**changed: object) -> Step:
    def step(desk: Desk, world: World) -> None:
        desk.consent(**{"valid_until" if name == "until" else name: value for name, value in changed.items()})
        for name, value in changed.items():
            setattr(world, name, tuple(value) if isinstance(value, list) else value)

    step.__name__ = f"consent {changed}"
    return step


def nothing(desk: Desk, world: World) -> None:
    """As most of the time."""


def withdrawing(desk: Desk, world: World) -> None:
    desk.withdraw()
    world.withdrawn = True


def unserving(desk: Desk, world: World) -> None:
    desk.unserve()
    world.served = False


WHAT = [(None, None), ("ben-okafor", None), ("ada-okafor", None), (None, "town-hall"), (None, "parental")]
STEPS: list[Step] = [
    *(pausing(action, *what) for action in ("pause", "resume") for what in WHAT),
    agreeing(scope=["quote"]),
    agreeing(scope=["quote", "voice"]),
    agreeing(scope=["voice"]),
    agreeing(until="2026-01-01"),
    agreeing(until="2040-01-01"),
    agreeing(audiences=["managers"]),
    agreeing(audiences=["all-employees", "managers"]),
]
FINAL: list[Step] = [withdrawing, unserving]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.sampled_from(STEPS), max_size=4),
    between=st.lists(st.sampled_from(STEPS), max_size=2),
    last=st.sampled_from([nothing] * 12 + FINAL),
    number=st.sampled_from([0, 1, 1, 1]),
    voice=st.sampled_from([None, "ben-okafor"]),
)
def test_a_sound_is_given_where_every_rule_holds_at_both_looks(
    desk: Desk, before: list[Step], between: list[Step], last: Step, number: int, voice: str | None
) -> None:
    world = World()
    _reset(desk)
    for step in before:
        step(desk, world)
    first = world.permits(number, voice)

    def meanwhile() -> None:
        for step in (*between, last):
            step(desk, world)

    presenter, leaders = Interrupted(), Interrupted(inner=Tones("ben-okafor", OF_BEN))
    presenter.between = leaders.between = meanwhile
    speaking = desk.speaking(presenter, voice=(lambda: leaders) if voice is not None else None)
    known = desk.leaves()
    assert (speaking.barred(WHO, desk.shown, number) is None) == first
    given = None
    with contextlib.suppress(NotSounded):
        given = speaking.utter(WHO, desk.shown, number)
    assert (presenter.inner.spoken + leaders.inner.spoken != []) == first, "what is barred is not even made"
    assert (given is not None) == (first and world.permits(number, voice))
    assert desk.leaves() == [*known, *([given.leaf] if given is not None else [])]
    assert given is None or given.voice.leader_id == (voice if number else None)
    assert (speaking.barred(WHO, desk.shown, number) is None) == world.permits(number, voice)


def _reset(desk: Desk) -> None:
    """Everything as at the beginning."""
    for leader_id, source_id in WHAT:
        desk.control("resume", leader_id, source_id)
    desk.company.sql("DELETE FROM withdrawals")
    desk.company.sql("UPDATE sources SET served = 1 WHERE source_id = 'town-hall'")
    desk.consent(scope=["quote"], valid_until="2040-01-01", audiences=["all-employees", "managers"], voices=[OF_BEN])


# -- two threads


@pytest.mark.parametrize("stop", ["pause", "withdraw", "erase"])
def test_behind_what_stops_it_stands_no_utterance(desk: Desk, stop: str) -> None:
    """Several read aloud, as fast as they can, while somebody stops it; each with a connection of its own."""
    speaking = desk.speaking(Tones())
    speaking.utter(WHO, desk.shown, 1)
    began, given, refused = threading.Barrier(4), list[int](), list[str]()
    stopped = threading.Event()
    late: list[int] = []

    def reads() -> None:
        began.wait()
        while True:
            after = stopped.is_set()
            try:
                leaf = speaking.utter(WHO, desk.shown, 1).leaf
            except NotSounded as error:
                refused.append(error.message)
                return
            given.append(leaf)
            if after:
                late.append(leaf)

    readers = [threading.Thread(target=reads) for _ in range(3)]
    for one in readers:
        one.start()
    began.wait()
    while len(given) < 6:
        time.sleep(0.001)
    {"pause": lambda: desk.control("pause"), "withdraw": desk.withdraw, "erase": desk.erase}[stop]()
    stopped.set()
    for one in readers:
        one.join()
    kind = {"pause": Kind.CONTROL, "withdraw": Kind.WITHDRAW, "erase": Kind.ERASE}[stop]
    [barrier] = desk.leaves(kind)
    assert late == []
    assert len(refused) == 3
    assert desk.leaves() == sorted(desk.leaves())
    assert set(given) <= set(desk.leaves())
    assert max(desk.leaves()) < barrier
    with reading(desk.made.engine) as connection:
        found = utterances.of_record(connection, desk.shown.record.record_id)
    assert [one.said.utterance_seq for one in found] == list(range(1, len(given) + 2))
