"""Steps 6 to 8 of what was read aloud or played: it is counted, stands where it may, and might be sounded there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.bundles.archive import pack
from audit.canonical import canonical_json, read_json, sha256_hex
from audit.domain import BroughtPassage
from audit.keys.domain import Role
from audit.signed.envelopes import Kind, Sealed
from audit.verify_bundle import verify
from audit.verify_leaves import Leaf, complete
from audit.verify_main import main
from audit.verify_report import Failed, Failure, Verdict
from tests.audit.bundles.world import RECORDING, World, key, only_failure

OF_ADA = {"sha256": "f" * 64, "leader_id": "ada-okafor"}
ONE, TWO, THREE = (f"{number:032x}" for number in (1, 2, 3))
Change = Callable[[World], Any]


def without(world: World, about: tuple[str, ...], *indices: int) -> bytes:
    """A bundle without some leaves, as somebody would make it who wants them to be unknown."""
    files = world.files(*about)
    for index in indices:
        del files[f"leaves/{index}.json"], files[f"proofs/{index}.json"]
    contents = read_json(files["bundle.json"])
    contents = {**contents, "leaves": [one for one in contents["leaves"] if one not in indices]}
    return pack(files | {"bundle.json": canonical_json(contents)})


def failed(world: World, *about: str) -> Failure:
    return world.failure(*(about or (ONE,)))


# -- what a bundle holds


def test_what_was_read_aloud_is_told(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world.utter(1, 0)
    world.utter(1)
    world.utter(2)
    report = world.verify()
    assert (report.verdict, report.failures, report.notes) == (Verdict.VERIFIED, (), ())
    assert [one.utterances for one in report.answers] == [2, 1, 0]
    (tmp_path / "bundle.zip").write_bytes(world.bundle())
    (tmp_path / "policy.json").write_bytes(world.policy())
    assert main([str(tmp_path / "bundle.zip"), "--policy", str(tmp_path / "policy.json")]) == 0
    lines = [one for one in capsys.readouterr().out.splitlines() if one.startswith("record ")]
    assert [one.partition("documents")[2] for one in lines] == [
        "; read aloud or played 2 times", "; read aloud or played once", "",
    ]  # fmt: skip


@pytest.mark.parametrize("about", [ONE, TWO, THREE])
def test_a_bundle_holds_the_utterances_of_its_own_answers_and_the_last(world: World, about: str) -> None:
    spoken = [world.utter(number) for number in (1, 2, 1, 2, 1, 2)]
    world.withdraw("another")
    world.refuse(4)
    files = world.files(about)
    own = {one for place, one in enumerate(spoken) if about == f"{1 + place % 2:032x}"}
    assert {one for one in spoken if f"leaves/{one}.json" in files} == own | {spoken[-1]}
    assert verify(pack(files), world.policy()).verdict is Verdict.VERIFIED


def test_an_utterance_of_another_answer_does_not_belong_there(world: World) -> None:
    index = world.utter(2)
    world.utter(1)
    world.heard[ONE].append(index)
    failure = failed(world)
    assert (failure.code, failure.step, failure.detail) == ("answers", 7, "there are utterances of other answers")


def test_a_bundle_of_all_answers_holds_all_utterances(world: World) -> None:
    spoken = [world.utter(1), world.utter(1)]
    failure = only_failure(verify(without(world, (), spoken[0]), world.policy()))
    assert (failure.code, failure.expected, failure.found) == ("range", "2", "1")


# -- nothing else is missing


@pytest.fixture
def busy(world: World) -> World:
    """Answers and utterances mixed, with a withdrawal, a pause and its end between them."""
    world.utter(1)
    world.withdraw("another")
    world.utter(2)
    world.utter(1)
    world.answer(4)
    world.pause(source_id="another")
    world.utter(2)
    world.answer(5)
    world.pause("resume", source_id="another")
    world.utter(1)
    return world


def test_it_is_whole(busy: World) -> None:
    for about in ((), (ONE,), (TWO,), (ONE, f"{5:032x}")):
        assert busy.verify(*about).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("about", [(ONE,), (TWO,), (THREE,), (ONE, TWO, f"{4:032x}"), ()])
def test_no_other_leaf_can_be_left_out_as_if_it_were_an_utterance(busy: World, about: tuple[str, ...]) -> None:
    others = [one for one, kind in enumerate(busy.kinds) if kind in (Kind.WITHDRAW, Kind.CONTROL)]
    for index in others:
        assert only_failure(verify(without(busy, about, index), busy.policy())).code == "incomplete"


def test_the_last_of_either_kind_is_there_to_be_counted(busy: World) -> None:
    last = len(busy.leaves) - 1
    assert only_failure(verify(without(busy, (TWO,), last), busy.policy())).code == "incomplete"
    busy.withdraw("another")
    assert only_failure(verify(without(busy, (TWO,), last), busy.policy())).code == "incomplete"
    busy.answer(6)
    assert only_failure(verify(without(busy, (TWO,), last), busy.policy())).code == "incomplete"


@pytest.mark.parametrize("number", [0, 1, 3, 7, -1, None, "2", True, 1.0])
def test_an_utterance_has_the_number_that_its_place_gives_it(world: World, number: Any) -> None:
    world.utter(1)
    world.utter(1, utterance_seq=number)
    assert failed(world).code == "incomplete"


def test_a_number_that_was_left_out_when_it_was_written_hides_nothing_from_a_bundle_of_all(world: World) -> None:
    """Whoever has every key may write two for one, so as to leave a withdrawal out for an utterance."""
    world.utter(1)
    hidden = world.withdraw("another")
    world.utterances += 1
    world.utter(1)
    about = tuple(world.given)
    assert only_failure(verify(without(world, about, hidden), world.policy())).code == "range"


# -- 7. where it stands


@pytest.mark.parametrize(
    "change",
    [
        {"statement": -1},
        {"statement": True},
        {"statement": "1"},
        {"audience": None},
        {"voice": None},
        {"voice": {"sha256": "e" * 63, "leader_id": None}},
        {"voice": {"sha256": "E" * 64, "leader_id": None}},
        {"voice": {"sha256": "e" * 64}},
        {"audio_sha256": None},
        {"audio_sha256": "none"},
        {"recording": {"citation": 1, "source_id": "spring", "sha256": "e" * 64}},
        {"voice": None, "audio_sha256": None},
        {"voice": None, "audio_sha256": None, "avatar": OF_ADA},
        {"heard_by": "eve@example.com"},
    ],
)
def test_an_utterance_has_one_form(world: World, change: dict[str, Any]) -> None:
    world.utter(1, **change)
    failure = failed(world)
    assert (failure.code, failure.step, failure.place) == ("utterance", 7, "leaf 10")


@pytest.mark.parametrize(
    "change", [{"statement": 0}, {"recording": {"citation": 0, "source_id": "a", "sha256": "e" * 64}}]
)
def test_what_is_played_is_a_citation_s(world: World, change: dict[str, Any]) -> None:
    world.play(1, **change)
    assert failed(world).code == "utterance"


def test_an_utterance_of_no_record_is_a_failure(world: World) -> None:
    world.utter(1, record_id=None)
    assert failed(world).code == "payload"


def test_it_stands_behind_what_it_is_of(world: World) -> None:
    world.utter(4)
    world.answer(4)
    failure = failed(world, f"{4:032x}")
    assert (failure.code, failure.detail) == ("utterance", "no statement 1 had been recorded before it")


@pytest.mark.parametrize(("statement", "holds"), [(0, True), (1, True), (2, False)])
def test_of_what_is_shown_one_by_one_the_part_comes_first(published: World, statement: int, holds: bool) -> None:
    whole = published.record(
        1,
        published.statement(),
        published.statement(published.citation(quote="The end is near.", page=2, timecode=None)),
    )
    published.give(replace(whole, statements=whole.statements[:1]), part=1)
    published.utter(1, statement)
    published.give(whole, part=2)
    published.utter(1, 2)
    published.give(whole)
    assert [one.code for one in published.verify().failures] == ([] if holds else ["utterance"])


def test_a_whole_has_so_many_statements(world: World) -> None:
    world.utter(1, 2)
    assert failed(world).detail == "the record has no statement 2"


def test_an_erased_record_keeps_its_utterances(world: World) -> None:
    world.utter(1)
    world.erase(ONE)
    report = world.verify()
    assert (report.verdict, report.answers[0].utterances) == (Verdict.VERIFIED_WITH_ERASURES, 1)
    world.utter(1)
    assert failed(world).detail == "what it is of was erased"


@pytest.mark.parametrize("erased", [False, True])
def test_it_is_of_the_time_of_its_place(world: World, erased: bool) -> None:
    if erased:
        world.erase(ONE)
    world.utter(1, at="2026-03-10T08:50:00.000Z")
    assert (failed(world).code, failed(world).detail) == ("time", "it is dated back")


def test_it_is_not_ahead_of_its_witnesses(world: World) -> None:
    world.utter(1, at="2026-03-10T09:30:00.000Z")
    assert failed(world).detail == "it is dated ahead of its witnesses"


def test_under_a_revoked_signature_it_is_told_and_not_believed(world: World) -> None:
    following = key(Role.RECORD, "next")
    pinned = world.policy(record_keys=[one.public.raw.hex() for one in (world.record_key, following)])
    index = world.utter(1, statement=9)
    world.rotate(Role.RECORD, world.record_key, following)
    world.revoke(world.record_key, index, following)
    report = world.verify(ONE, policy=pinned)
    assert (report.verdict, [one.place for one in report.notes]) == (Verdict.VERIFIED, [f"leaf {index}"])


# -- 8. whether it might be sounded


def test_what_was_paused_before_is_not_sounded(world: World) -> None:
    for pause in ((None, None), ("ada-okafor", None), (None, "spring")):
        world.pause("pause", *pause)
        world.utter(1)
        assert failed(world).code == "paused"
        world.pause("resume", *pause)
        world.heard.clear()
        world.utter(1)
        assert [one.code for one in world.verify(ONE).failures] == []


def test_the_disclosure_is_stopped_by_a_pause_of_everybody_alone(world: World) -> None:
    world.pause("pause", "ada-okafor")
    world.utter(1, 0)
    assert world.verify(ONE).verdict is Verdict.VERIFIED
    world.pause()
    world.utter(1, 0)
    assert failed(world).code == "paused"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda world: world.withdraw(), "withdrawn"),
        (lambda world: world.consent(scope=["paraphrase"]), "consent_scope"),
        (lambda world: world.consent(valid_until="2026-03-10"), "consent_term"),
        (lambda world: world.consent(audiences=["managers"]), "consent_audience"),
        (lambda world: world.source(file=b"%PDF of another speech"), "source"),
        (lambda world: world.source(text="The plan.\n"), "source"),
        (lambda world: world.source(embargo_until="2026-04-01T00:00:00.000Z"), "embargo"),
        (lambda world: world.source(effective_from="2026-04-01"), "not_in_effect"),
        (lambda world: world.source(audience="managers"), "audience"),
        (lambda world: world.source(leaders=["ben-okafor"]), "leader"),
        (lambda world: world.source(signed=False), "unsigned"),
        (lambda world: world.manifest(audiences=["managers"]), "audience"),
    ],
)
def test_what_bars_an_answer_bars_its_sound_later(world: World, change: Change, code: str) -> None:
    world.utter(1)
    change(world)
    index = world.utter(1)
    failure = failed(world)
    assert (failure.code, failure.step, failure.place) == (code, 8, f"leaf {index}")


def test_a_new_manifest_and_what_has_expired_bar_nothing(world: World) -> None:
    world.manifest(manifest_sha256="d" * 64)
    world.source(effective_until="2026-03-05")
    world.utter(1)
    assert world.verify(ONE).verdict is Verdict.VERIFIED


def test_a_listener_of_a_narrower_audience_may_hear_it(empty: World) -> None:
    empty.source(audience="managers")
    empty.snapshot()
    empty.give(empty.record(1, empty.statement(), audience="managers"))
    empty.utter(1, audience="managers")
    assert empty.verify().verdict is Verdict.VERIFIED
    empty.utter(1, audience="all-employees")
    assert failed(empty).code == "audience"


def test_what_is_composed_needs_a_consent_to_that(world: World) -> None:
    world.consent(scope=["quote"])
    world.utter(1)
    world.utter(2)
    assert world.verify(ONE).verdict is Verdict.VERIFIED
    failure = failed(world, TWO)
    assert (failure.code, failure.expected, failure.found) == ("consent_scope", "paraphrase, quote", "quote")


def test_what_the_question_brought_is_not_sounded(published: World) -> None:
    brought = (BroughtPassage(id="p1", text_sha256=sha256_hex(b"x"), text="x"),)
    published.give(published.record(1, closed_context=brought))
    published.utter(1, 0)
    assert [one.code for one in published.verify().failures][-1] == "utterance"


def test_the_record_of_a_later_consent_is_in_the_bundle(world: World) -> None:
    world.append(Kind.CONSENT, _consent(world, b"I agree again.\n"))
    world.utter(1)
    failure = failed(world)
    assert (failure.code, failure.step) == ("missing", 8)


def _consent(world: World, record: bytes) -> dict[str, Any]:
    consent = {"record": "ada.md", "sha256": sha256_hex(record), "scope": ["quote"], "audiences": ["all-employees"],
               "valid_from": "2026-01-01", "valid_until": "2027-01-01"}  # fmt: skip
    leader = {"leader_id": "ada-okafor", "name": "Ada Okafor", "title": "CEO", "consent": consent}
    return {"leader": leader, "record_sha256": consent["sha256"]}


# -- 8. voices and faces


@pytest.mark.parametrize("what", ["voice", "avatar"])
def test_a_likeness_speaks_where_its_leader_s_consent_names_it(world: World, what: str) -> None:
    scope = ["paraphrase", "quote", what]
    world.consent(scope=scope, **{f"{what}s": ["f" * 64]})
    world.utter(1, **{what: OF_ADA})
    assert world.verify(ONE).verdict is Verdict.VERIFIED
    for change, code in (
        ({"scope": scope}, "likeness"),
        ({"scope": scope, f"{what}s": ["d" * 64]}, "likeness"),
        ({"scope": ["quote"], f"{what}s": ["f" * 64]}, "consent_scope"),
    ):
        world.consent(**change)
        world.heard.clear()
        index = world.utter(1, **{what: OF_ADA})
        failure = failed(world)
        assert (failure.code, failure.place) == (code, f"leaf {index}")


@pytest.mark.parametrize("what", ["voice", "avatar"])
def test_a_likeness_speaks_nobody_else_s_words(world: World, what: str) -> None:
    world.utter(1, **{what: {"sha256": "f" * 64, "leader_id": "ben-okafor"}})
    failure = failed(world)
    assert (failure.code, failure.expected, failure.found) == ("likeness", "ben-okafor", "ada-okafor")


@pytest.mark.parametrize("what", ["voice", "avatar"])
def test_a_model_that_a_consent_names_is_like_that_leader_whatever_it_is_called(world: World, what: str) -> None:
    ben = {"leader_id": "ben-okafor", "name": "Ben", "title": "CFO", "consent": {
        "record": "ben.md", "sha256": "9" * 64, "scope": ["quote", what], "audiences": ["all-employees"],
        "valid_from": "2026-01-01", "valid_until": "2027-01-01", f"{what}s": ["f" * 64]}}  # fmt: skip
    world.append(Kind.CONSENT, {"leader": ben, "record_sha256": "9" * 64})
    world.utter(1, **{what: {"sha256": "f" * 64, "leader_id": None}})
    assert failed(world).code == "likeness"


def test_a_leader_s_voice_says_no_disclosure_and_no_face_of_theirs_speaks_another_s_answer(world: World) -> None:
    both = {"voices": ["f" * 64], "avatars": ["f" * 64]}
    world.consent(scope=["avatar", "paraphrase", "quote", "voice"], **both)
    world.utter(1, 0, avatar=OF_ADA)
    assert world.verify(ONE).verdict is Verdict.VERIFIED
    world.utter(3, 0, avatar=OF_ADA)  # of a refusal
    assert (failed(world, THREE).code, failed(world, THREE).found) == ("likeness", "nobody")
    world.utter(1, 0, voice=OF_ADA)
    assert failed(world).code == "likeness"


# -- 8. recordings


@pytest.fixture
def recorded(empty: World) -> World:
    """One source with an approved recording, and an answer that cites it."""
    empty.recorded()
    empty.answer(1)
    return empty


def test_an_approved_recording_is_played(recorded: World) -> None:
    recorded.play()
    assert recorded.verify().verdict is Verdict.VERIFIED


def test_to_play_a_recording_needs_a_consent_to_that(recorded: World) -> None:
    recorded.consent()
    recorded.utter(1)
    assert recorded.verify().verdict is Verdict.VERIFIED
    recorded.play()
    failure = failed(recorded)
    assert (failure.code, failure.expected) == ("consent_scope", "voice")


@pytest.mark.parametrize(
    "change",
    [
        lambda world: world.source(media=None, approval={"media_sha256": sha256_hex(RECORDING)}),
        lambda world: world.recorded(approval={"media_sha256": None}),
        lambda world: world.recorded(approval={"media_sha256": "0" * 64}),
        lambda world: world.recorded(media={"path": "a.opus", "sha256": "0" * 64}),
    ],
)
def test_only_the_recording_that_was_approved_is_played(recorded: World, change: Change) -> None:
    change(recorded)
    recorded.play()
    assert failed(recorded).code == "recording"


def test_a_recording_is_of_what_is_cited(recorded: World) -> None:
    recorded.answer(2)
    recorded.play(citation=2)
    assert failed(recorded).code == "utterance"
    recorded.heard.clear()
    recorded.play(recording={"citation": 1, "source_id": "another", "sha256": sha256_hex(RECORDING)})
    assert failed(recorded).code == "utterance"


def test_everybody_in_a_recording_has_agreed(recorded: World) -> None:
    recorded.recorded(leaders=["ada-okafor", "ben-okafor"])
    recorded.play()
    assert failed(recorded).code == "consent"


def test_a_withdrawn_source_s_recording_is_not_played(recorded: World) -> None:
    recorded.now += timedelta(days=1)
    recorded.withdraw()
    recorded.play()
    assert failed(recorded).code == "withdrawn"


# -- whatever is left out


def numbered(kinds: list[Kind]) -> list[Leaf]:
    """A log of these kinds, as it is numbered when it is written."""
    counts, found = {Kind.ANSWER: 0, Kind.UTTERANCE: 0}, []
    names = {Kind.ANSWER: "answer_seq", Kind.UTTERANCE: "utterance_seq"}
    for index, kind in enumerate(kinds):
        payload = {}
        if kind in counts:
            counts[kind] += 1
            payload = {names[kind]: counts[kind]}
        found.append(Leaf(index=index, sealed=Sealed(kind=kind, payload=payload, signatures=(), pae=b"")))
    return found


KINDS = st.lists(st.sampled_from([Kind.ANSWER, Kind.UTTERANCE, Kind.WITHDRAW]), min_size=1, max_size=14)


@settings(deadline=None)
@given(KINDS, st.data())
def test_whichever_leaves_somebody_leaves_out_all_others_are_there_or_it_fails(
    kinds: list[Kind], data: st.DataObject
) -> None:
    whole = numbered(kinds)
    held = [one for one in whole if data.draw(st.integers(0, 4), label=f"{one.index} {one.kind}") > 0]
    passed = True
    try:
        complete(held, len(whole))
    except Failed:
        passed = False
    if passed:
        assert [one for one in whole if not one.is_numbered] == [one for one in held if not one.is_numbered]
        assert held[-1] is whole[-1]


@settings(deadline=None)
@given(KINDS, st.data())
def test_a_bundle_that_leaves_out_answers_and_utterances_alone_is_complete(
    kinds: list[Kind], data: st.DataObject
) -> None:
    whole = numbered([Kind.ANSWER, *kinds])
    last = {max(one.index for one in whole if one.kind is kind) for kind in set(kinds) | {Kind.ANSWER}}
    complete([one for one in whole if not one.is_numbered or one.index in last or data.draw(st.booleans())], len(whole))
