"""A recording from its file to an approval, and the models that a consent names: what a person types and reads."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml

from audit.signed.approvals import approval_payload, verify
from ingest.domain import Recording, Source
from ingest.manifest.edit import set_approval, set_recording
from ingest.manifest.read import read_manifest
from tests.ingest.recordings.made import put, tone

TALK = (
    "WEBVTT\n\n00:00.500 --> 00:01.000\n<v Host>How are the lamps?\n\n"
    "00:01.000 --> 00:02.900\n<v Ada Okafor>The lamps are bright.<00:00:02.000> They will be brighter.\n"
)
ADD = ("add", "talk.vtt", "--leader", "ada-okafor", "--date", "2026-04-01", "--kind", "transcript",
       "--owner", "comms@example.com", "--media", "sound/talk.opus")  # fmt: skip
APPROVE = ("approve", "talk", "--by", "lee@example.com", "--yes")


def source(company: Any, source_id: str = "talk") -> Source:
    return next(one for one in read_manifest(company.manifest).sources if one.source_id == source_id)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def talk(company: Any) -> Any:
    """The company has a talk and its recording, three seconds long; neither is in the manifest."""
    put(company.folder, "talk.vtt", TALK.encode())
    put(company.folder, "sound/talk.opus", tone(".opus", 3))
    return company


def scoped(company: Any, *scope: str) -> None:
    """Ada's consent has this scope."""
    yaml = ruamel.yaml.YAML()
    held = yaml.load(company.manifest)
    held["leaders"][0]["consent"]["scope"] = list(scope)
    yaml.dump(held, company.manifest)


# --- add


def test_a_recording_is_added_with_its_transcript(talk: Any) -> None:
    code, out, _ = talk.run(*ADD, "--media-note", "Cut for length")
    sound = sha256(talk.folder / "sound/talk.opus")
    assert code == 0
    assert source(talk).media == Recording(path="sound/talk.opus", sha256=sound, note="Cut for length")
    assert f"  sound  sound/talk.opus  sha256 {sound}" in out
    found = talk.json(*ADD[:1], "talk.vtt", "--id", "two", *ADD[2:-2])
    assert "media" not in found


def test_what_was_added_is_printed_as_json(talk: Any) -> None:
    found = talk.json(*ADD)["media"]
    assert found == {"path": "sound/talk.opus", "sha256": sha256(talk.folder / "sound/talk.opus")}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--media", "sound/none.opus"), "there is no file sound/none.opus"),
        (("--media", "talk.vtt"), "talk.vtt is no recording that can be played here: expected one of .opus"),
        (("--media", "broken.mp3"), "broken.mp3 is truncated or damaged: it cannot be decoded"),
        (("--media", "../outside.opus"), "is outside the manifest's folder"),
    ],
)
def test_a_recording_that_cannot_be_played_is_not_added(talk: Any, words: tuple[str, ...], told: str) -> None:
    put(talk.folder, "broken.mp3", b"ID3" + b"\0" * 99)
    put(talk.folder.parent, "outside.opus", tone(".opus", 1))
    before = talk.manifest.read_bytes()
    code, out, err = talk.run(*ADD[:-2], *words)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert told in err
    assert talk.manifest.read_bytes() == before


def test_only_a_transcript_with_times_has_a_recording(talk: Any) -> None:
    code, _, err = talk.run("add", "draft.txt", "--id", "again", *ADD[2:])
    assert (code, err.count("\n")) == (1, 1)
    code, _, err = talk.run("add", put(talk.folder, "memo.txt", b"We will hire.\n").name, *ADD[2:])
    assert (code, err.count("\n")) == (1, 1)
    assert "media: expected a transcript with times (.vtt or .srt); got 'memo.txt'. Nothing was written" in err


def test_a_note_needs_a_recording(talk: Any) -> None:
    code, _, err = talk.run(*ADD[:-2], "--media-note", "Cut")
    assert (code, err) == (
        2, "onrecord: a note is given, and no recording that it is about. Name it: --media FILE\n")  # fmt: skip


# --- recording


LATER = ("recording", "talk", "sound/talk.opus", "--by", "kim@example.com")


def test_a_recording_is_named_later_and_the_approval_ends(talk: Any) -> None:
    talk.run(*ADD[:-2])
    assert talk.run(*APPROVE)[0] == 0
    code, out, _ = talk.run(*LATER, "--note", "Cut for length")
    sound = sha256(talk.folder / "sound/talk.opus")
    assert (code, f"  sound  sound/talk.opus  sha256 {sound}" in out) == (0, True)
    assert "is a draft: an approval binds the recording" in out
    media = Recording(path="sound/talk.opus", sha256=sound, note="Cut for length", added_by="kim@example.com")
    assert (source(talk).media, source(talk).approval) == (media, None)
    assert "by kim@example.com: lee@example.com had given it without this recording" in talk.manifest.read_text()
    code, _, err = talk.run("approve", "talk", "--by", "kim@example.com", "--yes")
    assert (code, "kim@example.com is the adder of its recording of talk and cannot approve it" in err) == (1, True)
    assert talk.run(*APPROVE)[0] == 0
    before = talk.manifest.read_bytes()
    code, out, _ = talk.run(*LATER, "--note", "Cut for length")
    assert (code, "is approved with this recording already; nothing was changed" in out) == (0, True)
    assert talk.manifest.read_bytes() == before
    assert talk.run("ingest")[0] == 0
    assert "kim@example.com" in talk.sql("SELECT declared FROM sources WHERE source_id = 'talk'")[0][0]


def test_whoever_added_the_document_adds_its_recording(talk: Any) -> None:
    talk.run(*ADD[:-2])
    found = talk.json(*LATER[:-1], "comms@example.com")
    media = {"path": "sound/talk.opus", "sha256": sha256(talk.folder / "sound/talk.opus")}
    step = "onrecord approve talk --by EMAIL"
    assert found == {"source_id": "talk", "media": media, "approved": False, "manifest": "corpus_manifest.yaml",
                     "next": step}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("talk", "sound/short.opus"), "before its transcript does: the last cue ends at 00:00:02.900"),
        (("talk", "sound/none.opus"), "there is no file sound/none.opus"),
        (("talk", "draft.txt"), "draft.txt is no recording that can be played here"),
        (("parental", "sound/talk.opus"), "only a transcript with times (.vtt or .srt) has a recording; parental.txt"),
        (("talks", "sound/talk.opus"), "has no document 'talks'. Did you mean 'talk'?"),
        (("talk", "sound/talk.opus", "--note", "a\u202e"), "the note holds U+202E"),
        (("town-hall", "sound/talk.opus"), "this very recording is in the library already, as that of other."),
    ],
)
def test_what_cannot_be_a_recording_ends_no_approval(talk: Any, words: tuple[str, ...], told: str) -> None:
    put(talk.folder, "sound/short.opus", tone(".opus", 1))
    put(talk.folder, "other.vtt", TALK.encode() + b"\n")
    put(talk.folder, "sound/other.opus", (talk.folder / "sound/talk.opus").read_bytes())
    talk.run(*ADD[:-2])
    talk.run(*APPROVE)
    if words[0] == "town-hall":
        assert talk.run("add", "other.vtt", *ADD[2:-1], "sound/other.opus")[0] == 0
    before = talk.manifest.read_bytes()
    code, _, err = talk.run("recording", *words, "--by", "kim@example.com")
    assert (code, err.count("\n"), told in err) == (1, 1, True), err
    assert talk.manifest.read_bytes() == before


# --- approve


def test_an_approval_binds_the_recording(talk: Any) -> None:
    scoped(talk, "quote", "voice")
    talk.run(*ADD, "--media-note", "Cut for length")
    code, out, _ = talk.run(*APPROVE)
    sound = sha256(talk.folder / "sound/talk.opus")
    assert code == 0
    assert f"recording sha256 {sound}  sound/talk.opus" in out
    assert "Cut for length" in out
    assert "Nobody hears it" not in out
    approval = source(talk).approval
    assert approval is not None
    assert approval.media_sha256 == sound
    assert "was approved by lee@example.com already; nothing was changed" in talk.run(*APPROVE)[1]
    assert talk.run("ingest")[0] == 0
    assert talk.json("sources")["sources"][-1]["status"] == "published"


def test_a_signature_is_for_the_recording_too(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.run(*ADD)
    assert talk.run("keys", "new", "--approver", "lee@example.com", "--manifest", str(talk.manifest))[0] == 0
    found = talk.json(*APPROVE)
    approval, keys = source(talk).approval, [one.key for one in read_manifest(talk.manifest).approvers]
    assert approval is not None
    assert approval.signature is not None
    assert found["media_sha256"] == approval.media_sha256 == sha256(talk.folder / "sound/talk.opus")
    payload = approval_payload(
        source_id="talk",
        by=approval.by,
        at=approval.at,
        sha256=approval.sha256,
        text_sha256=approval.text_sha256,
        media_sha256=approval.media_sha256,
    )
    verify(payload, approval.signature, keys)
    code, out, _ = talk.run("ingest")
    assert (code, "not served" in out) == (0, False)


def test_an_approver_is_told_who_has_not_agreed_to_be_heard(talk: Any) -> None:
    talk.run(*ADD)
    _, out, _ = talk.run(*APPROVE)
    assert "Nobody hears it without a consent with the scope voice of Ada Okafor." in out


def test_an_approval_of_the_text_alone_does_not_stand_once_there_is_a_recording(talk: Any) -> None:
    talk.run(*ADD)
    talk.run(*APPROVE)
    alone = source(talk).approval
    assert alone is not None
    set_approval(talk.manifest, "talk", replace(alone, media_sha256=None))
    assert "nothing was changed" not in talk.run(*APPROVE)[1]
    assert source(talk).approval == replace(alone, at=source(talk).approval.at)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "the recording sound/talk.opus is not there."),
        (tone(".opus", 4), "the recording sound/talk.opus is not the declared one: declared sha256 "),
    ],
)
def test_a_recording_that_is_another_by_now_is_not_approved(talk: Any, data: bytes | None, told: str) -> None:
    talk.run(*ADD)
    file = talk.folder / "sound/talk.opus"
    file.unlink() if data is None else file.write_bytes(data)
    code, out, err = talk.run(*APPROVE)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert told in err
    assert source(talk).approval is None


def test_a_recording_that_ends_too_soon_is_neither_added_nor_approved(talk: Any) -> None:
    short = put(talk.folder, "sound/short.opus", tone(".opus", 1))
    told = "before its transcript does: the last cue ends at 00:00:02.900"
    code, _, err = talk.run(*ADD[:-1], "sound/short.opus")
    assert (code, err.count("\n"), told in err) == (1, 1, True)
    assert talk.run(*ADD)[0] == 0
    other = Recording(path="sound/short.opus", sha256=sha256(short))  # by hand, as anybody may edit the file
    set_recording(talk.manifest, "talk", other, added_by="sam@example.com", on=date(2026, 4, 2))
    code, _, err = talk.run(*APPROVE)
    assert (code, err.count("\n"), told in err) == (1, 1, True)


# --- leader add


def test_a_consent_names_the_models_that_a_leader_has_agreed_to(company: Any) -> None:
    put(company.folder.parent, "mira.onnx", b"a voice")
    put(company.folder.parent, "mira.glb", b"a face")
    words = ("leader", "add", "Mira Sol", "--title", "Chair", "--consent", "consent.md", "--valid-from", "2026-01-01",
             "--valid-until", "2027-01-01", "--voice", "../mira.onnx", "--avatar", "../mira.glb")  # fmt: skip
    code, _, err = company.run(*words)
    assert (code, err) == (
        2, "onrecord: --voice names a model, and the consent does not have the scope voice. "
        "Add it, where the leader has agreed to it: --scope quote,voice\n")  # fmt: skip
    code, out, _ = company.run(*words, "--scope", "quote,voice,avatar")
    consent = read_manifest(company.manifest).leaders[-1].consent
    voice, face = hashlib.sha256(b"a voice").hexdigest(), hashlib.sha256(b"a face").hexdigest()
    assert code == 0
    assert (consent.voices, consent.avatars) == ({voice}, {face})
    assert f"  voices   {voice}\n  avatars  {face}\n" in out
    found = company.json(*words[:2], "Jo Sol", *words[3:], "--scope", "quote,voice,avatar")["consent"]
    assert (found["voices"], found["avatars"]) == ([voice], [face])
    code, _, err = company.run(*words[:2], "Bo Sol", *words[3:-1], "no.glb", "--scope", "quote,voice,avatar")
    assert (code, err) == (1, "onrecord: no.glb cannot be read: No such file or directory. Check the path.\n")
