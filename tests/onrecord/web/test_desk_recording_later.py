"""A recording that is brought for a transcript which is there already: it ends the approval, and says so before."""

from typing import Any

from fastapi.testclient import TestClient

from ingest.manifest.read import read_manifest
from tests.ingest.recordings.made import tone
from tests.onrecord.web import desk
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.test_desk_uploading import SOUND, TALK, files, sent


def later(client: TestClient, source_id: str, name: str = "hall.opus", data: bytes | None = None, **more: str) -> Any:
    """A recording of what is there already."""
    data = tone(".opus", 10) if data is None else data
    return client.post("/library/add", data={"records": source_id} | more, files={"recording": (name, data)})


def test_a_recording_that_is_added_later_ends_the_approval_and_says_so_before(site: Site) -> None:
    kim, lee, ann = (
        site.visit("kim@example.com", "author", "approver"),
        desk.lee(site),
        site.visit("ann@x.org", "approver"),
    )
    assert '/library/add?records=town-hall">Add a recording' in kim.get("/library/town-hall").text
    page = kim.get("/library/add?records=town-hall").text
    assert "It takes the approval of lee@example.com away, since an approval binds the recording" in page
    assert later(kim, "town-hall", media_note="Cut").headers["location"] == "/library/town-hall"
    source = desk.source(site, "town-hall")
    assert source.approval is None
    assert source.media is not None
    assert (source.media.path, source.media.note, source.media.added_by) == (
        "corpus/recordings/hall.opus", "Cut", "kim@example.com")  # fmt: skip
    card = lee.get("/library/town-hall").text
    assert "It leaves what is answered from at the next publication." in card
    assert "<strong>A recording</strong> by kim@example.com" in card
    assert "<strong>Not approved any more</strong> by kim@example.com: lee@example.com had given it" in card
    assert "you cannot approve it" in kim.get("/library/town-hall/review").text
    sam = site.visit("sam@example.com", "approver")
    for client in (kim, sam):  # the adder of the recording, and of the document
        shown = desk.fields(lee.get("/library/town-hall/review").text, "approve")
        assert "cannot approve it" in client.post("/library/town-hall/approve", data=shown).text
    assert desk.approved(ann, "town-hall").status_code == 303
    approval = desk.source(site, "town-hall").approval
    assert approval is not None
    assert approval.media_sha256 == source.media.sha256
    assert desk.published(site, lee).report is not None
    assert "approved with the document" in lee.get("/library/town-hall").text


def test_what_is_refused_later_leaves_the_approval_as_it_was(site: Site) -> None:
    sam, before, manifest = desk.sam(site), files(site), site.company.manifest.read_bytes()
    for source_id, name, data, words in (
        ("town-hall", "a.opus", tone(".opus", 3), "the last cue ends at 00:00:09.500"),
        ("town-hall", "a.opus", b"", "a.opus is empty"),
        (
            "parental",
            "a.opus",
            SOUND,
            "only a transcript with times (.vtt or .srt) has a recording; parental.txt",
        ),
    ):
        refused = later(sam, source_id, name, data)
        assert refused.status_code == 422
        assert words.lower() in desk.said(refused).lower()
    assert desk.said(sam.post("/library/add", data={"records": "town-hall"}, files={"file": ("a.txt", b"a")})) == (
        "No recording was chosen."
    )
    assert later(sam, "nothing").status_code == 404
    assert "records=" not in sam.get("/library/parental").text
    assert "records=" not in desk.lee(site).get("/library/town-hall").text
    assert (files(site), site.company.manifest.read_bytes()) == (before, manifest)


def test_another_recording_takes_the_place_of_the_first(site: Site) -> None:
    sam = desk.sam(site)
    assert sent(sam, media_note="First").status_code == 303
    assert "Another recording" in sam.get("/library/the-talk").text
    assert "in the place of the one that it has" in sam.get("/library/add?records=the-talk").text
    assert later(sam, "the-talk", "two.opus", tone(".opus", 4)).status_code == 303
    media = desk.source(site, "the-talk").media
    assert media is not None
    assert (media.path, media.note, media.added_by) == ("corpus/recordings/two.opus", None, None)
    assert f"# recording added {sam_day(site)}" in site.company.manifest.read_text()
    assert "corpus/recordings/talk.opus sha256" in site.company.manifest.read_text()


def sam_day(site: Site) -> str:
    return f"{site.app.state.service.now():%Y-%m-%d} (the-talk) by sam@example.com: before it"


def test_another_transcript_keeps_who_brought_the_recording(site: Site) -> None:
    sam, kim = desk.sam(site), site.visit("kim@example.com", "author")
    assert sent(sam).status_code == 303
    words = TALK.replace(b"bright", b"green")
    given = {"file": ("talk.vtt", words)}
    assert kim.post("/library/add", data={"replaces": "the-talk"}, files=given).status_code == 303
    source = desk.source(site, "the-talk")
    assert source.media is not None
    assert (source.added_by, source.media.added_by) == ("kim@example.com", "sam@example.com")
    pdf = kim.post("/library/add", data={"replaces": "the-talk"}, files={"file": ("a.txt", desk.MEMO)})
    assert "media: expected a transcript with times" in desk.said(pdf)
    assert read_manifest(site.company.manifest).sources[-1] == source
