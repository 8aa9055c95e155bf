"""A draft's recording at the desk: heard before it is approved, bound by the approval, and told on its card."""

import hashlib
from datetime import date
from typing import Any

import pytest

from ingest.domain import Kind, Recording, Source
from ingest.manifest.edit import add_document
from tests.ingest.recordings.made import put, tone
from tests.onrecord.web import desk
from tests.onrecord.web.conftest import Site

TALK = b"WEBVTT\n\n00:00.500 --> 00:01.000\n<v Ada Okafor>The lamps are bright.\n"
URL = "/library/talk/review/recording"
NOTE = "Cut <b>for</b> length"


def recorded(site: Site, name: str = "talk.wav", data: bytes | None = None) -> bytes:
    """A draft with a recording; nothing is published of it."""
    data = tone(".wav", 1.5) if data is None else data
    put(site.company.folder, "talk.vtt", TALK)
    put(site.company.folder, name, data)
    draft = Source(
        source_id="talk",
        path="talk.vtt",
        sha256=hashlib.sha256(TALK).hexdigest(),
        title="The talk",
        kind=Kind.TRANSCRIPT,
        leaders=("ada-okafor",),
        date=date(2026, 5, 6),
        audience="all-employees",
        owner="comms@example.com",
        added_by="sam@example.com",
        media=Recording(path=name, sha256=hashlib.sha256(data).hexdigest(), note=NOTE),
    )
    add_document(site.company.manifest, draft)
    return data


def test_an_approver_hears_the_recording_that_they_are_about_to_approve(site: Site) -> None:
    data = recorded(site)
    lee = desk.lee(site)
    page = lee.get("/library/talk/review").text
    assert f'<audio class="recording" controls preload="none" aria-label="The recording" src="{URL}?of=' in page
    assert "Cut &lt;b&gt;for&lt;/b&gt; length" in page
    assert "Nobody who reads hears it without a consent with the scope voice of Ada Okafor." in page
    assert "It binds the recording too" in page
    whole = lee.get(URL)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, data, "audio/wav")
    part = lee.get(URL, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, data[4:8])
    assert lee.get("/library/draft/review/recording").status_code == 404
    assert "recording" not in lee.get("/library/draft/review").text


def test_a_film_is_shown(site: Site) -> None:
    recorded(site, "talk.mp4", tone(".mp4", 1.5))
    assert '<video class="recording" controls preload="none"' in desk.lee(site).get("/library/talk/review").text


def test_nobody_else_hears_a_draft(site: Site) -> None:
    recorded(site)
    for client in (site.visit(), site.visit("ida@example.com", "auditor")):
        assert client.get(URL).status_code == 403
        assert client.get("/read/talk/recording").status_code == 404


def test_an_approval_at_the_page_binds_the_recording_and_the_card_says_so(site: Site) -> None:
    data = recorded(site)
    lee = desk.lee(site)
    assert "approved with the document’s" not in lee.get("/library/talk").text
    assert desk.approved(lee, "talk").status_code == 303
    approval = desk.source(site, "talk").approval
    assert approval is not None
    assert approval.media_sha256 == hashlib.sha256(data).hexdigest()
    card = lee.get("/library/talk").text
    assert "talk.wav: Cut &lt;b&gt;for&lt;/b&gt; length" in card
    assert f"<code>{approval.media_sha256}</code>" in card
    assert "approved with the document" in card


def changed(site: Site) -> None:
    put(site.company.folder, "talk.wav", tone(".wav", 2))


def gone(site: Site) -> None:
    (site.company.folder / "talk.wav").unlink()


@pytest.mark.parametrize(("broken", "told"), [(changed, "is not the declared one"), (gone, "is not there")])
def test_a_recording_that_is_another_by_now_is_neither_heard_nor_approved(site: Site, broken: Any, told: str) -> None:
    recorded(site)
    lee = desk.lee(site)
    shown = desk.fields(lee.get("/library/talk/review").text, "approve")
    broken(site)
    assert lee.get(URL).status_code in (403, 409, 422)
    refused = lee.post("/library/talk/approve", data=shown)
    assert refused.status_code == 422
    assert told in refused.text
    assert desk.source(site, "talk").approval is None


def test_another_recording_in_the_entry_is_not_what_was_shown(site: Site) -> None:
    recorded(site)
    lee = desk.lee(site)
    shown = desk.fields(lee.get("/library/talk/review").text, "approve")
    changed(site)
    text = site.company.manifest.read_text()
    old, new = tone(".wav", 1.5), tone(".wav", 2)
    site.company.manifest.write_text(text.replace(*(hashlib.sha256(one).hexdigest() for one in (old, new))))
    refused = lee.post("/library/talk/approve", data=shown)
    assert "The entry of talk was changed while it was read." in refused.text
    assert desk.source(site, "talk").approval is None


def test_a_recording_that_was_left_out_of_the_publication_is_told_on_the_card(site: Site) -> None:
    data = recorded(site)
    lee = desk.lee(site)
    desk.approved(lee, "talk")
    gone(site)
    report = desk.published(site, lee).report
    assert report is not None
    [result] = [one for one in report.results if one.source_id == "talk"]
    assert result.detail.startswith("its recording is not served: the recording talk.wav is not there.")
    card = lee.get("/library/talk").text
    assert "its recording is not served; look at what publishing would say of it" in card
    assert "at the next publication" not in card
    put(site.company.folder, "talk.wav", data)
    desk.published(site, lee)
    assert "its recording is not served" not in lee.get("/library/talk").text
