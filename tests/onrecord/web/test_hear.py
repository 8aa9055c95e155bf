"""A spoken question over HTTP: text comes back, to whoever may ask, and of the recording nothing stays."""

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from onrecord.hearing.hearing import Hearing
from onrecord.hearing.wire import Samples
from onrecord.web.limits import Asking
from tests.onrecord.hearing.sounds import packed, silence, tone, wav
from tests.onrecord.web.conftest import Site

WEBM = packed(tone(1.0), "webm")
SAID = "What was said about hiring?"


class Parrot:
    """A recogniser that always understands the same, when it is let."""

    name = "parrot"

    def __init__(self) -> None:
        self.may = threading.Event()
        self.may.set()

    def text(self, samples: Samples, names: Sequence[str] = ()) -> str:
        assert self.may.wait(30)
        return SAID if samples.any() else ""


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def hears(site: Site, parrot: Parrot) -> Iterator[Site]:
    made = Hearing(lambda: parrot, lambda _: (), waiting=0)
    site.app.state.service = replace(site.app.state.service, hearing=made)
    yield site
    parrot.may.set()
    made.close()


def say(client: Any, data: bytes = WEBM, kind: str = "audio/webm;codecs=opus", **headers: str) -> Any:
    return client.post("/heard", content=data, headers={"Content-Type": kind, **headers})


def test_a_spoken_question_comes_back_as_text_and_is_not_asked(hears: Site) -> None:
    before = hears.company.sql("SELECT count(*) FROM answers")
    for kind, data in (("audio/webm;codecs=opus", WEBM), ("audio/ogg", packed(tone(1.0), "ogg")),
                       ("audio/wav", wav(tone(1.0)))):  # fmt: skip
        reply = say(hears.visit(), data, kind)
        assert reply.status_code == 200, reply.text
        assert reply.json()["text"] == SAID
        assert abs(reply.json()["seconds"] - 1.0) < 0.1
    assert say(hears.program("ask")).json()["text"] == SAID
    assert hears.company.sql("SELECT count(*) FROM answers") == before
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("data", "kind", "status", "told"),
    [
        (WEBM, "text/plain", 400, "a recording is expected"),
        (WEBM, "application/x-www-form-urlencoded", 400, "a recording is expected"),
        (b"", "audio/webm", 422, "the microphone gave no sound"),
        (b"noise", "audio/webm", 422, "no recording"),
        (wav(silence(1.0)), "audio/wav", 422, "no words were heard"),
        (wav(silence(61.5, 8000), 8000), "audio/wav", 422, "longer than 60 seconds"),
        (bytes((10 << 20) + 1), "audio/wav", 413, "larger than the 10,485,760 bytes"),
    ],
)
def test_what_is_no_question_is_told_in_one_line(hears: Site, data: bytes, kind: str, status: int, told: str) -> None:
    reply = say(hears.visit(), data, kind)
    assert reply.status_code == status
    assert told in reply.json()["error"]
    assert "\n" not in reply.json()["error"]


def test_nobody_and_no_other_site_is_heard(hears: Site) -> None:
    assert say(hears.stranger()).status_code == 401
    assert say(hears.program("desk", roles=("author",))).status_code == 403
    assert say(hears.visit(), **{"X-CSRF-Token": "another"}).status_code == 403
    assert say(hears.visit(), **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_it_counts_as_asking(hears: Site) -> None:
    hears.app.state.service = replace(hears.app.state.service, asking=Asking(2))
    eve = hears.visit()
    assert [say(eve).status_code for _ in range(3)] == [200, 200, 429]
    assert int(say(eve).headers["retry-after"]) >= 1
    assert eve.post("/ask", data={"question": SAID}).status_code == 429


def test_whoever_finds_the_queue_full_is_told_when_to_speak_again(hears: Site, parrot: Parrot) -> None:
    parrot.may.clear()
    first: list[Any] = []
    speaking = threading.Thread(target=lambda: first.append(say(hears.visit())))
    speaking.start()
    while hears.app.state.service.hearing.inside == 0:
        speaking.join(0.01)
    reply = say(hears.visit("sam@example.com"))
    assert reply.status_code == 503
    assert int(reply.headers["retry-after"]) >= 1
    assert "speak again in" in reply.json()["advice"]
    assert hears.visit().get("/").status_code == 200  # pages are served meanwhile
    parrot.may.set()
    speaking.join(30)
    assert first[0].json()["text"] == SAID


def test_nothing_of_it_is_logged_or_kept(hears: Site, caplog: pytest.LogCaptureFixture) -> None:
    def kept() -> dict[str, int]:
        files = (one for one in hears.company.folder.rglob("*") if one.is_file() and "catalogue.db" not in one.name)
        return {str(one): one.stat().st_size for one in files}

    caplog.set_level(logging.DEBUG)
    before = kept()
    assert say(hears.visit()).status_code == 200
    assert kept() == before
    assert SAID not in caplog.text
    assert [one[0] for one in hears.company.sql("SELECT count(*) FROM leaves")] == [
        one[0] for one in hears.company.sql("SELECT count(*) FROM leaves WHERE kind NOT LIKE '%utter%'")
    ]


def test_the_page_has_a_microphone_only_where_somebody_listens(hears: Site) -> None:
    page = hears.visit().get("/").text
    assert 'id="hear-button"' in page
    assert "/static/hear.js" in page
    hears.app.state.service = replace(hears.app.state.service, hearing=None)
    assert "hear" not in hears.visit().get("/").text.replace("heard", "")
    reply = say(hears.visit())
    assert (reply.status_code, reply.json()["error"]) == (422, "Questions by voice are not set up here.")


def test_what_is_heard_and_what_is_not_are_counted(hears: Site) -> None:
    say(hears.visit())
    say(hears.visit(), wav(silence(1.0)), "audio/wav")
    told = hears.program("metrics", roles=("admin",)).get("/metrics").text
    assert 'onrecord_questions_heard_total{outcome="heard"} 1.0' in told
    assert 'onrecord_questions_heard_total{outcome="failed"} 1.0' in told
