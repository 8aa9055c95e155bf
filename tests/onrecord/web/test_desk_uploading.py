"""A recording that somebody sends to the desk with its transcript: what comes of it, and what is refused."""

import hashlib
import re
import struct
from dataclasses import replace
from typing import Any

import pytest
import ruamel.yaml
from fastapi.testclient import TestClient

from onrecord.web.app import create_app
from tests.ingest.recordings.made import silent_film, tone
from tests.onrecord.web import desk
from tests.onrecord.web.conftest import Site

TALK = b"WEBVTT\n\n00:00.500 --> 00:02.900\n<v Ada Okafor>The lamps are bright. They will be brighter.\n"
SOUND = tone(".opus", 3)
NOTE = "Cut <b>for</b> length"


def sent(client: TestClient, name: str = "talk.opus", data: bytes = SOUND, **more: Any) -> Any:
    """The talk, and a recording of it."""
    files = {"file": (more.pop("called", "talk.vtt"), more.pop("words", TALK)), "recording": (name, data)}
    fields = desk.FIELDS | {"kind": "transcript", "title": "The talk"} | more
    return client.post("/library/add", data=fields, files=files)


def files(site: Site) -> set[str]:
    """Below the manifest's folder, and not in the workspace."""
    found = site.company.folder.rglob("*")
    return {one.relative_to(site.company.folder).as_posix() for one in found
            if one.is_file() and ".onrecord" not in one.parts}  # fmt: skip


def voiced(site: Site) -> None:
    """Everybody has agreed to be heard."""
    yaml = ruamel.yaml.YAML()
    held = yaml.load(site.company.manifest)
    for leader in held["leaders"]:
        leader["consent"]["scope"] = ["quote", "voice"]
    yaml.dump(held, site.company.manifest)


def test_a_recording_is_added_reviewed_approved_published_and_heard(site: Site) -> None:
    voiced(site)
    sam, lee, eve = desk.sam(site), desk.lee(site), site.visit()
    page = sam.get("/library/add").text
    assert "at most 512 MiB; only with a transcript that has times (.vtt or .srt)." in page
    assert sent(sam, media_note=NOTE).headers["location"] == "/library/the-talk"
    media = desk.source(site, "the-talk").media
    assert media is not None
    sha256 = hashlib.sha256(SOUND).hexdigest()
    assert (media.path, media.sha256, media.note) == ("corpus/recordings/talk.opus", sha256, NOTE)
    assert media.added_by is None
    placed = site.company.folder / media.path
    assert (placed.read_bytes(), oct(placed.stat().st_mode)[-3:]) == (SOUND, "644")
    assert {one for one in files(site) if one.startswith("corpus/")} == {
        "corpus/recordings/talk.opus", "corpus/transcripts/talk.vtt"}  # fmt: skip
    assert lee.get("/library/the-talk/review/recording").content == SOUND
    assert "Cut &lt;b&gt;for&lt;/b&gt; length" in lee.get("/library/the-talk/review").text
    assert desk.approved(lee, "the-talk").status_code == 303
    approval = desk.source(site, "the-talk").approval
    assert approval is not None
    assert approval.media_sha256 == sha256
    report = desk.published(site, lee).report
    assert report is not None
    assert [one.detail for one in report.results if one.source_id == "the-talk"] == [""]
    assert eve.get("/read/the-talk/recording").content == SOUND
    answer = eve.post("/ask", data={"question": "How bright are the lamps?"}).headers["location"]
    assert "data-clip=" in eve.get(answer).text


def test_recordings_of_one_name_are_both_kept(site: Site) -> None:
    sam = desk.sam(site)
    other = tone(".opus", 4)
    assert sent(sam).status_code == sent(sam, data=other, words=TALK + b"\n", title="Two").status_code == 303
    paths = [desk.source(site, one).media for one in ("the-talk", "two")]
    assert [one.path for one in paths if one] == ["corpus/recordings/talk.opus", "corpus/recordings/talk-2.opus"]
    assert (site.company.folder / "corpus/recordings/talk.opus").read_bytes() == SOUND
    assert (site.company.folder / "corpus/recordings/talk-2.opus").read_bytes() == other


def test_a_hostile_name_leads_nowhere(site: Site) -> None:
    sam = desk.sam(site)
    names = ("../../x.opus", "..\\..\\x.opus", "/etc/x.OPUS", "x\x07\n.opus", "\u202ex.opus", "%2e%2e/x.opus")
    for number, name in enumerate(names):
        before = files(site)
        assert sent(sam, name, tone(".opus", 3 + number / 10), words=TALK + b"\n" * number).status_code == 303
        new = {one for one in files(site) - before if "transcripts" not in one}
        assert len(new) == 1, name
        assert re.fullmatch(r"corpus/recordings/x[a-z0-9-]*\.opus", new.pop()), name
    assert not (site.company.folder.parent / "x.opus").exists()


def bomb() -> bytes:
    """A file of 8 KiB that says it has 268 million samples."""
    data = bytearray(tone(".m4a", 1))
    for box, place in ((b"stsz", 12), (b"stts", 12), (b"stsc", 16)):
        at = data.index(box) + place
        data[at : at + 4] = struct.pack(">I", 0x0FFFFFFF)
    at = data.index(b"stsz") + 8
    data[at : at + 4] = struct.pack(">I", 1)
    return bytes(data)


REFUSED: dict[str, tuple[str, bytes, dict[str, Any], str]] = {
    "a picture": ("a.opus", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, {}, "a.opus is truncated or damaged: it cannot be"),
    "no bytes": ("a.opus", b"", {}, "a.opus is empty."),
    "a program": ("a.exe", b"MZ", {}, "a.exe is no recording that can be played here: expected one of .opus"),
    "no ending": ("opus", SOUND, {}, "opus is no recording that can be played here"),
    "no sound": ("a.mp4", silent_film(), {}, "there is no sound in it"),
    "too short": ("a.opus", tone(".opus", 1), {}, "before its transcript does: the last cue ends at 00:00:02.900."),
    "a bomb": ("a.m4a", bomb(), {}, "a.m4a "),
    "half a file": ("a.wav", tone(".wav", 3)[:20_000], {}, "before its transcript does"),
    "a memo": ("a.opus", SOUND, {"called": "memo.txt", "words": desk.MEMO}, "only a transcript with times"),
    "a PDF": ("a.opus", SOUND, {"called": "memo.pdf", "words": b"%PDF-1.7"}, "memo.pdf is none."),
    "no transcript": ("a.opus", SOUND, {"words": b"no transcript"}, "talk.vtt"),
    "a note": ("a.opus", SOUND, {"media_note": "a\u202eb"}, "the note holds U+202E"),
    "no leader": ("a.opus", SOUND, {"leaders": "nobody"}, "expected one of ada-okafor"),
    "no day": ("a.opus", SOUND, {"date": ""}, "when it was said or sent is missing."),
}


def test_what_is_refused_is_told_in_one_line_and_leaves_nothing(site: Site) -> None:
    sam, before, manifest = desk.sam(site), files(site), site.company.manifest.read_bytes()
    for case, (name, data, more, words) in REFUSED.items():
        response = sent(sam, name, data, **more)
        told = desk.said(response)
        assert response.status_code in (400, 422), case
        assert words.lower() in told.lower(), case
        assert "\n" not in told, case
        assert 'value="The talk"' in response.text, f"{case}: what was filled in is kept"
        assert (files(site), site.company.manifest.read_bytes()) == (before, manifest), case


def test_a_recording_that_is_there_already_is_named(site: Site) -> None:
    sam = desk.sam(site)
    assert sent(sam).status_code == 303
    before = files(site)
    again = sent(sam, "other.opus", words=TALK + b"\n", title="Two")
    assert desk.said(again) == "This very recording is in the library already, as that of the-talk."
    assert files(site) == before


def test_a_note_needs_a_recording(site: Site) -> None:
    response = desk.added(desk.sam(site), media_note="Cut")
    assert (response.status_code, desk.said(response)) == (400, "A note is given, and no recording that it is about.")


@pytest.fixture
def small(site: Site) -> Site:
    """A service that takes recordings of a mebibyte."""
    service = site.app.state.service
    made = replace(service.parts, settings=service.parts.settings.model_copy(update={"recording_mib": 1}))
    return replace(site, app=create_app(replace(service, parts=made), warm=False))


def test_a_recording_that_is_too_large_is_told_before_and_after(small: Site) -> None:
    sam, before = desk.sam(small), files(small)
    assert "at most 1 MiB; only with a transcript" in sam.get("/library/add").text
    response = sent(sam, "long.wav", tone(".wav", 40))
    assert (response.status_code, desk.said(response)) == (
        422, "long.wav is too large: expected at most 1 MiB (recording_mib).")  # fmt: skip
    assert 'value="The talk"' in response.text
    assert files(small) == before
    whole = sam.post("/library/add", content=b"", headers={"Content-Length": str(27 << 20)})
    assert (whole.status_code, whole.text.count("\n")) == (413, 1)


def test_only_so_many_send_files_at_a_time(site: Site) -> None:
    uploads = site.app.state.service.uploads
    with uploads.one("sam@example.com"), uploads.one("sam@example.com"):
        refused = sent(desk.sam(site))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert "You have as many open as one person may." in refused.text
    with uploads.one("a"), uploads.one("a"), uploads.one("b"), uploads.one("b"):
        refused = sent(desk.sam(site))
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "As many files are being sent as are taken at a time." in refused.text
    assert sent(desk.sam(site)).status_code == 303
