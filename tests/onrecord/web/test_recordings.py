"""A recording over HTTP: for whom, which part of it, and where it ends."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Recording
from onrecord.recordings.files import Files
from onrecord.web.limits import Asking
from onrecord.web.ranges import Unsatisfiable, part_of, served
from tests.onrecord.recorded import NOTE, QUESTION, consent, record
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.test_document_matrix import told

URL = "/read/town-hall/recording"


def asked(site: Site, client: Any) -> tuple[str, int]:
    """An answer of one's own, and the number of its citation of the town hall."""
    reply = client.post("/ask", data={"question": QUESTION[0], "leader": QUESTION[2]})
    record_id = reply.headers["location"].rsplit("/", 1)[1]
    page = client.get(f"/record/{record_id}").text
    number = page.split('href="/read/town-hall')[1].split("</span>")[1].split("<")[0]
    return record_id, int(number)


def test_a_range_of_it_or_the_whole(site: Site) -> None:
    data = record(site.company)
    eve = site.visit()
    whole = eve.get(URL)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, data, "audio/wav")
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["cache-control"] == "no-store"
    size, tag = len(data), whole.headers["etag"]
    for wanted, start, end in (("0-99", 0, 100), ("100-", 100, size), ("-50", size - 50, size), ("5-5", 5, 6),
                               (f"10-{size + 9}", 10, size), (f"-{size * 2}", 0, size)):  # fmt: skip
        part = eve.get(URL, headers={"Range": f"bytes={wanted}"})
        assert (part.status_code, part.content) == (206, data[start:end]), wanted
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert part.headers["content-length"] == str(end - start)
    behind = eve.get(URL, headers={"Range": f"bytes={size}-"})
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{size}")
    for ignored in ("bytes=9-3", "bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=a-b"):
        assert eve.get(URL, headers={"Range": ignored}).status_code == 200, ignored
    assert eve.get(URL, headers={"If-None-Match": f'"other", {tag}'}).status_code == 304
    assert eve.get(URL, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert eve.get(URL, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200


def test_a_head_says_what_a_get_of_the_whole_would(site: Site) -> None:
    record(site.company)
    eve = site.visit()
    for client in (eve, site.stranger()):
        whole, told = client.get(URL), client.head(URL, headers={"Range": "bytes=0-9"})
        assert (told.status_code, told.content) == (whole.status_code, b"")
        for name in ("content-length", "content-type", "accept-ranges", "etag", "cache-control", "location"):
            assert told.headers.get(name) == whole.headers.get(name), name
    assert eve.head(URL, headers={"If-None-Match": eve.get(URL).headers["etag"]}).status_code == 304
    assert eve.head("/read/gone/recording").status_code == 404
    assert site.company.run("pause", "--reason", "A test.")[0] == 0
    assert eve.head(URL).status_code == eve.get(URL).status_code == 404


@given(st.integers(1, 50), st.integers(0, 60) | st.none(), st.integers(0, 60) | st.none())
def test_a_part_lies_within_the_file(size: int, first: int | None, last: int | None) -> None:
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    try:
        part = part_of(size, header)
    except Unsatisfiable:
        assert (first if first is not None else size) >= size or last == 0
        return
    if part is not None:
        assert 0 <= part[0] < part[1] <= size
        whole = range(size)
        wanted = whole[-last:] if first is None and last else whole[first : None if last is None else last + 1]
        assert list(range(*part)) == list(wanted)


def test_playing_counts_as_listening_does(site: Site) -> None:
    """Each time is a leaf of the log."""
    record(site.company)
    eve = site.visit()
    record_id, number = asked(site, eve)
    site.app.state.service = replace(site.app.state.service, listening=Asking(1))
    assert [eve.post(f"/record/{record_id}/clips/{number}").status_code for _ in range(3)] == [200, 429, 429]
    assert site.company.sql("SELECT count(*) FROM leaves WHERE kind = 'utterance'") == [(1,)]


def test_a_citation_can_be_heard_by_its_number(site: Site) -> None:
    data = record(site.company)
    eve = site.visit()
    record_id, number = asked(site, eve)
    clip = eve.post(f"/record/{record_id}/clips/{number}")
    assert clip.status_code == 200
    found = clip.json()
    assert (found["from_s"], found["to_s"], found["kind"], found["note"]) == (5.0, 9.5, "audio", NOTE)
    assert found["url"] == f"{URL}#t=5.000,9.500"
    assert eve.get(found["url"]).content == data
    [(kind,)] = site.company.sql("SELECT kind FROM leaves WHERE position = ?", found["leaf"])
    assert kind == "utterance"


def test_what_cannot_be_heard_is_one_line_of_json_to_a_script(site: Site) -> None:
    record(site.company)
    eve = site.visit()
    eve.headers["Accept"] = "application/json"
    record_id, number = asked(site, site.visit())
    consent(site.company, "ben-okafor", scope=["quote"])
    refused = eve.post(f"/record/{record_id}/clips/{number}")
    assert refused.status_code == 422
    assert "not everybody in the recording may be heard." in refused.json()["error"]
    for missing in ("99", "0", "x", "-1"):
        reply = eve.post(f"/record/{record_id}/clips/{missing}")
        assert reply.status_code in (404, 422), missing
        assert "\n" not in reply.json()["error"]
    assert eve.post(f"/record/{'0' * 32}/clips/1").status_code == 404
    stranger = site.stranger().post(f"/record/{record_id}/clips/{number}", headers={"Accept": "application/json"})
    assert (stranger.status_code, list(stranger.json())) == (401, ["error", "advice"])


def test_who_may_not_read_the_whole_document_is_told_that_there_is_none(site: Site) -> None:
    record(site.company)
    eve = site.visit()
    assert eve.get(URL).status_code == 200
    assert site.visit("ann@example.com", "auditor", audience="no-such").get(URL).status_code == 404
    assert eve.get("/read/hiring-2025/recording").status_code == 404
    assert eve.get("/read/unheard-of/recording").status_code == 404
    consent(site.company, "ben-okafor", valid_until="2026-01-01")
    assert eve.get(URL).status_code == 404
    consent(site.company, "ben-okafor", valid_until="2040-01-01", scope=["quote"])
    reply = eve.get(URL)
    assert reply.status_code == 422
    assert "not everybody in the recording may be heard." in reply.text


def test_a_document_that_is_not_out_yet_is_one_that_there_is_not(site: Site) -> None:
    """Nor is it told apart by what was guessed of its file."""
    record(site.company)
    eve = site.visit()
    for headers in ({}, {"Accept": "application/json"}, {"Range": "bytes=0-1"}, {"If-None-Match": '"0"'}):
        draft, unknown = (eve.get(f"/read/{one}/recording", headers=headers) for one in ("draft", "unheard-of"))
        assert told(draft) == told(unknown), headers


@pytest.mark.parametrize(
    "words",
    [("withdraw", "town-hall", "--reason", "wrong"), ("pause", "--reason", "an incident")],
    ids=lambda one: one[0],
)
def test_what_is_taken_back_is_gone_with_the_next_range(site: Site, words: tuple[str, ...]) -> None:
    record(site.company)
    eve = site.visit()
    record_id, number = asked(site, eve)
    assert eve.get(URL, headers={"Range": "bytes=0-9"}).status_code == 206
    assert site.company.run(*words)[0] == 0
    gone = eve.get(URL, headers={"Range": "bytes=10-19"})
    assert gone.status_code == 404
    refused = eve.post(f"/record/{record_id}/clips/{number}", headers={"Accept": "application/json"})
    assert refused.status_code in (404, 422)
    assert "\n" not in refused.json()["error"]


def test_another_file_than_was_approved_is_given_to_nobody(site: Site) -> None:
    data = record(site.company)
    (site.company.folder / "town-hall.wav").write_bytes(data[:-1] + b"\1")
    reply = site.visit().get(URL, headers={"Accept": "application/json"})
    assert reply.status_code == 422
    assert reply.json()["error"].startswith("the recording of town-hall is not what was approved: approved sha256")


class Slow:
    """Somebody who takes a while for each piece."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    async def __call__(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        await anyio.sleep(0.25)

    @property
    def taken(self) -> int:
        return sum(len(one.get("body", b"")) for one in self.messages)


@pytest.mark.parametrize("barred_at", [1, 2, None])
def test_what_is_barred_while_it_is_given_out_ends_short_of_its_length(tmp_path: Path, barred_at: int | None) -> None:
    data = bytes(1_000_000)
    (tmp_path / "hall.wav").write_bytes(data)
    opened = Files().opened(tmp_path, "hall", Recording(path="hall.wav", sha256=hashlib.sha256(data).hexdigest()))
    looks = iter(range(1, 99))
    scope = {"type": "http", "method": "GET", "headers": [], "path": "/", "query_string": b""}
    response = served(
        Request(scope), opened, lambda: "It is paused" if next(looks) == barred_at else None, lambda size: None
    )
    slow = Slow()

    async def never() -> dict[str, Any]:
        await anyio.sleep_forever()
        raise AssertionError

    async def respond() -> None:
        await response(scope, never, slow)

    anyio.run(respond)
    ended = slow.messages[-1].get("more_body") is False
    assert (ended, slow.taken == len(data)) == ((False, False) if barred_at else (True, True))
    assert barred_at != 1 or slow.taken == 0  # hashing a large file takes longer than it takes to bar it
    assert opened.file.closed
