"""An answer read aloud, over HTTP: what is given, to whom, and what is refused in one line."""

import base64
import io
import json
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import av
import httpx2
import pytest

from audit.errors import ModelError
from onrecord.bounded import Bounded
from onrecord.parts import parts
from onrecord.speech.domain import Script, Sound
from onrecord.web.limits import Asking
from tests.onrecord.recorded import QUESTION, record
from tests.onrecord.speech.tones import Tones
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.serving import serving
from tests.onrecord.web.sounding import AVATAR, Sounding

LEEDS = "Will we hire engineers in Leeds?"
JSON = {"Accept": "application/json"}


def asked(client: Any, question: str = LEEDS) -> str:
    """The id of an answer of one's own."""
    found: str = client.post("/api/answers", json={"question": question}).json()["record_id"]
    return found


def spoken(client: Any, record_id: str, number: int, **how: Any) -> Any:
    return client.post(f"/record/{record_id}/utterances/{number}", params=how, headers=JSON)


def seconds(data: bytes) -> float:
    """Of a WAV file whose end may not be known."""
    with wave.open(io.BytesIO(data)) as file:
        return len(file.readframes(len(data))) / 2 / file.getframerate()


def leaves(site: Site) -> list[dict[str, Any]]:
    """What the log says was read aloud, in its order."""
    rows = site.company.sql("SELECT envelope FROM leaves WHERE kind = 'utterance' ORDER BY \"index\"")
    return [json.loads(base64.b64decode(json.loads(one)["payload"])) for (one,) in rows]


def paused(site: Site) -> None:
    assert site.company.run("pause", "--reason", "A test.")[0] == 0


def one_line(reply: Any, status: int, *words: str) -> str:
    """What a fault says; it is one line, and tells these words."""
    assert reply.status_code == status, reply.text
    told: str = reply.json()["error"]
    assert "\n" not in told
    for one in words:
        assert one in told, told
    return told


def test_a_statement_comes_with_its_sound_its_words_and_its_leaf(site: Site) -> None:
    client = site.visit()
    record_id = asked(client)
    found = spoken(client, record_id, 1).json()
    data = base64.b64decode(found["audio"])
    assert seconds(data) == pytest.approx(found["seconds"], abs=0.001)
    assert b"Selected by software" in data[:500]
    assert "Leeds" in found["text"]
    assert found["disclosure"] == spoken(client, record_id, 0).json()["text"]
    for word, following in zip(found["words"], [*found["words"][1:], None], strict=True):
        assert found["text"][word["start"] : word["end"]].strip()
        assert 0 <= word["begin"] <= word["finish"] <= found["seconds"]
        assert following is None or word["finish"] <= following["begin"]
    assert found["visemes"][-1]["finish"] == pytest.approx(found["seconds"], abs=0.001)
    assert found["label"] == "AI presenter, reading the record of Ada Okafor"
    assert found["voice"] == {"name": "tones", "sha256": "70" * 32, "leader_id": None}
    leaf = leaves(site)[0]
    assert (leaf["record_id"], leaf["statement"], leaf["avatar"]) == (record_id, 1, None)
    assert leaf["voice"] == {"leader_id": None, "sha256": found["voice"]["sha256"]}


def test_number_nought_is_the_disclosure(site: Site) -> None:
    client = site.visit()
    found = spoken(client, asked(client), 0).json()
    assert found["text"] == "Selected by software from approved statements; not Ada Okafor speaking."
    assert leaves(site)[0]["statement"] == 0


def test_where_it_stands_is_said_unless_it_is_not_wanted(site: Site) -> None:
    client = site.visit()
    record_id = asked(client)
    plain = spoken(client, record_id, 1, source=False).json()
    assert spoken(client, record_id, 1).json()["text"].startswith(plain["text"])
    assert "Source:" not in plain["text"]


def test_a_face_that_is_shown_is_written_down(site: Site) -> None:
    client = site.visit()
    found = spoken(client, asked(client), 1, face=True).json()
    assert found["avatar"] == {"name": "mask", "sha256": AVATAR.sha256, "leader_id": None}
    assert leaves(site)[0]["avatar"] == {"leader_id": None, "sha256": AVATAR.sha256}


def test_whether_others_have_heard_the_same_words_cannot_be_told_by_the_time(site: Site) -> None:
    """A voice speaks anew for each answer, though not for each time that it is heard."""
    tones = site.app.state.service.parts.tones
    for number, person in enumerate(("eve@example.com", "sam@example.com"), 1):
        client = site.visit(person)
        record_id = asked(client)
        for _ in range(2):
            text = spoken(client, record_id, 1).json()["text"]
        assert tones.spoken.count(text) == number


def test_what_is_not_theirs_is_not_there(site: Site) -> None:
    record_id, other = asked(site.visit()), site.visit("sam@example.com")
    own = site.visit("sam@example.com")
    assert spoken(other, record_id, 1).content == spoken(own, "unheard-of", 1).content
    assert spoken(other, record_id, 1).status_code == 404
    assert other.get(f"/record/{record_id}/speech/lease?numbers=1").status_code == 404
    assert other.get(f"/answers/{record_id}/speech").status_code == 404
    assert leaves(site) == []


def test_what_may_not_be_read_aloud_is_refused_in_one_line_and_leaves_nothing(site: Site) -> None:
    client = site.visit()
    record_id = asked(client)
    one_line(spoken(client, record_id, 99), 422, "statement 99", "it is no statement of this answer")
    for number in (-1, "x", 10**6):
        assert spoken(client, record_id, number).status_code == 400
    paused(site)
    one_line(spoken(client, record_id, 1), 422, "everything is paused")
    one_line(spoken(client, record_id, 0), 422, "everything is paused")
    one_line(client.get(f"/api/answers/{record_id}/speech"), 422, "everything is paused")
    assert leaves(site) == []


def test_a_refusal_has_nothing_to_be_read(site: Site) -> None:
    site.company.answers(everything=False)
    client = site.visit()
    one_line(client.get(f"/api/answers/{asked(client)}/speech"), 422, "no statement that could be read aloud")
    assert leaves(site) == []  # not its disclosure either, which nobody heard


def test_a_statement_whose_source_was_withdrawn_is_silent_at_once(site: Site) -> None:
    client = site.visit()
    record_id = asked(client)
    before = client.get(f"/api/answers/{record_id}/speech?format=json").json()["utterances"]
    [number] = [one["number"] for one in before if "no engineers" in one["text"]]
    assert site.company.run("withdraw", "hiring-2026", "--reason", "Wrong.")[0] == 0
    one_line(spoken(client, record_id, number), 422, f"statement {number}", "its source may not be read now")
    left = client.get(f"/api/answers/{record_id}/speech?format=json").json()["utterances"]
    assert [one["number"] for one in left] == [one["number"] for one in before if one["number"] != number]


def test_whoever_listens_too_often_is_told_when_to_come_back(site: Site) -> None:
    service = site.app.state.service
    client = site.visit()
    record_id = asked(client)
    site.app.state.service = replace(service, listening=Asking(1))
    assert spoken(client, record_id, 1).status_code == 200
    for again in (spoken(client, record_id, 1), client.get(f"/api/answers/{record_id}/speech")):
        one_line(again, 429)
        assert int(again.headers["Retry-After"]) >= 1
    assert spoken(site.visit("sam@example.com"), record_id, 1).status_code == 404


class Counting(Asking):
    """It counts, and a minute passes in half a second."""

    def __init__(self, a_minute: int) -> None:
        super().__init__(a_minute, clock=lambda: time.monotonic() * 120)
        self.count = 0

    def one(self, person: str) -> None:
        super().one(person)
        self.count += 1


def test_each_statement_of_a_file_counts_and_waits_for_its_turn(site: Site) -> None:
    client = site.visit()
    record_id, counting = asked(client), Counting(1)
    site.app.state.service = replace(site.app.state.service, listening=counting)
    found = client.get(f"/api/answers/{record_id}/speech?format=json").json()["utterances"]
    assert counting.count == len(found) == 3


def test_a_full_queue_turns_away(site: Site) -> None:
    client, go = site.visit(), threading.Event()
    record_id = asked(client)
    full = Bounded(workers=1, waiting=0, name="full", told="statements are being read aloud", advice="Listen again")
    site.app.state.service = replace(site.app.state.service, speech=full)
    busy = full.submit(lambda: go.wait(20))
    refused = spoken(client, record_id, 1)
    go.set()
    assert busy.result()
    full.close()
    one_line(refused, 503, "1 statements are being read aloud")
    assert int(refused.headers["Retry-After"]) >= 1


def test_what_stands_in_the_log_is_not_turned_away_by_a_full_queue(site: Site) -> None:
    go = threading.Event()
    full = Bounded(workers=1, waiting=1, name="full", told="statements are being read aloud", advice="Listen again")
    made = parts(str(site.company.workspace))
    cut = Interrupted(workspace=made.workspace, settings=made.settings, then=lambda: full.submit(lambda: go.wait(20)))
    cut.tones.spoken.append("Something before.")
    site.app.state.service = replace(site.app.state.service, parts=cut, speech=full)
    client = site.visit()
    record_id = asked(client)
    late = threading.Timer(5, go.set)
    late.start()
    assert spoken(client, record_id, 1).status_code == 200
    assert not go.is_set()
    go.set()
    late.cancel()
    full.close()
    cut.engine.dispose()
    assert len(leaves(site)) == 1


@pytest.mark.parametrize(
    ("form", "media_type", "codec"),
    [("wav", "audio/wav", "pcm_s16le"), ("flac", "audio/flac", "flac"), ("opus", "audio/ogg", "opus"),
     ("mp3", "audio/mpeg", "mp3")],
)  # fmt: skip
def test_a_whole_answer_is_a_file_in_the_form_that_is_asked_for(
    site: Site, form: str, media_type: str, codec: str
) -> None:
    client = site.visit()
    record_id = asked(client)
    said = client.get(f"/api/answers/{record_id}/speech", params={"format": "json"}).json()
    for reply in (
        client.get(f"/answers/{record_id}/speech", params={"format": form}),
        client.get(f"/api/answers/{record_id}/speech", headers={"Accept": f"text/html, {media_type};q=0.9, */*"}),
    ):
        assert (reply.status_code, reply.headers["content-type"]) == (200, media_type)
        with av.open(io.BytesIO(reply.content)) as file:
            stream = file.streams.audio[0]
            assert stream.codec_context.name.startswith(codec)
            samples = sum(frame.samples for frame in file.decode(stream))
            comments = {**file.metadata, **stream.metadata}
        assert samples / stream.rate == pytest.approx(said["seconds"], abs=0.1)
        assert "Selected by software" in str({key.lower(): one for key, one in comments.items()}["comment"])


def test_captions_and_the_sound_come_together_as_json(site: Site) -> None:
    client = site.visit()
    record_id = asked(client)
    found = client.get(f"/api/answers/{record_id}/speech", headers=JSON).json()
    assert [one["number"] for one in found["utterances"]][:2] == [0, 1]
    assert found["captions"].startswith("WEBVTT\n\nNOTE Selected by software")
    assert seconds(base64.b64decode(found["audio"])) == pytest.approx(found["seconds"], abs=0.01)
    at = 0.0
    for one in found["utterances"]:
        assert one["begin"] == pytest.approx(at, abs=0.001)
        at += one["seconds"]
    assert [one["statement"] for one in leaves(site)] == [one["number"] for one in found["utterances"]]


@dataclass(frozen=True)
class Interrupted(Sounding):
    """Parts whose voice does something before it says its second text."""

    then: Callable[[], object] = lambda: None

    @cached_property
    def tones(self) -> Tones:
        return Interrupting(self.then)


class Interrupting(Tones):
    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self.then = then

    def speak(self, script: Script) -> Sound:
        if len(self.spoken) == 1:
            self.then()
        return super().speak(script)


@pytest.mark.parametrize("form", ["wav", "flac", "json"])
def test_a_pause_between_two_statements_ends_a_file_before_the_second(site: Site, form: str) -> None:
    made = parts(str(site.company.workspace))
    cut = Interrupted(workspace=made.workspace, settings=made.settings, then=lambda: paused(site))
    site.app.state.service = replace(site.app.state.service, parts=cut)
    client = site.program()
    record_id = asked(client)
    with serving(site.app) as url, httpx2.Client(base_url=url, headers=dict(client.headers)) as remote:
        address = f"/api/answers/{record_id}/speech?format={form}"
        if form == "wav":  # has begun by then
            with pytest.raises(httpx2.RemoteProtocolError):
                remote.get(address)
        else:
            one_line(remote.get(address), 422, "everything is paused")
    assert [one["statement"] for one in leaves(site)] == [0]
    cut.engine.dispose()


def test_no_other_site_leads_to_a_file(site: Site) -> None:
    client = site.visit()
    record_id = asked(client)
    reply = client.get(f"/answers/{record_id}/speech", headers={"Sec-Fetch-Site": "cross-site", **JSON})
    one_line(reply, 403, "another site")
    del client.headers["X-CSRF-Token"]
    assert client.get(f"/answers/{record_id}/speech", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert client.get(f"/api/answers/{record_id}/speech").status_code == 403


def test_the_page_has_a_button_for_each_statement_and_for_the_whole(site: Site) -> None:
    client = site.visit()
    record_id = asked(client)
    page = client.get(f"/record/{record_id}").text
    assert 'aria-label="Read statement 1 aloud"' in page
    assert 'data-whole="whole" data-aloud="1' in page
    assert f'<a href="/answers/{record_id}/speech">Listen to this answer</a>' in page
    assert page.count("data-clip=") == 0


def test_a_source_with_a_recording_has_a_button_and_only_for_whom_it_is(site: Site) -> None:
    record(site.company)
    client = site.visit()
    record_id = client.post("/ask", data={"question": QUESTION[0], "leader": QUESTION[2]}).headers["location"]
    page = client.get(record_id).text
    assert page.count("data-clip=") == 1
    assert "Hear it" in page
    paused(site)
    assert "data-clip=" not in client.get(record_id).text


def test_without_a_voice_nothing_speaks_of_it(site: Site) -> None:
    made = site.app.state.service.parts
    silent = parts(str(made.workspace))
    silent = replace(silent, settings=silent.settings.model_copy(update={"voice": "none"}))
    site.app.state.service = replace(site.app.state.service, parts=silent)
    client = site.visit()
    record_id = asked(client)
    for page in (client.get("/").text, client.get(f"/record/{record_id}").text):
        assert "aloud" not in page
    one_line(spoken(client, record_id, 1), 422, "nothing is read aloud here")
    assert "onrecord-speech" not in site.program().get("/v1/models").text
    silent.engine.dispose()


@pytest.mark.parametrize("address", ["/answers/{}/speech", "/api/answers/{}/speech"])
def test_a_head_says_what_a_get_would_and_nothing_is_made_for_it(site: Site, address: str) -> None:
    client = site.visit()
    url = address.format(asked(client))
    for form in ("wav", "flac", "json"):
        before = len(leaves(site))
        told = client.head(url, params={"format": form})
        assert (told.status_code, told.content, "content-length" in told.headers) == (200, b"", False)
        assert len(leaves(site)) == before
        given = client.get(url, params={"format": form})
        for name in ("content-type", "content-disposition", "cache-control"):
            assert told.headers.get(name) == given.headers.get(name), (form, name)
    assert client.head(address.format("gone")).status_code == client.get(address.format("gone")).status_code == 404
    assert site.stranger().head(url).status_code == site.stranger().get(url).status_code
    paused(site)
    before = len(leaves(site))
    assert client.head(url).status_code == client.get(url).status_code == 422
    assert len(leaves(site)) == before


def counted(site: Site) -> dict[str, float]:
    """What /metrics says, by a figure's name with its labels."""
    told = site.program("metrics", roles=("admin",)).get("/metrics").text
    lines = (one.rpartition(" ") for one in told.splitlines() if not one.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_what_is_heard_is_counted_by_kinds_of_which_there_are_few(site: Site) -> None:
    record(site.company)
    client = site.visit()
    reply = client.post("/ask", data={"question": QUESTION[0], "leader": QUESTION[2]})
    record_id = reply.headers["location"].rsplit("/", 1)[1]
    lengths = [spoken(client, record_id, number).json()["seconds"] for number in (0, 1)]
    page = client.get(f"/record/{record_id}").text
    number = page.split('href="/read/town-hall')[1].split("</span>")[1].split("<")[0]
    clip = client.post(f"/record/{record_id}/clips/{number}").json()
    size = len(client.get("/read/town-hall/recording", headers={"Range": "bytes=0-9"}).content)
    assert spoken(client, record_id, 99).status_code == 422
    paused(site)
    assert client.post(f"/record/{record_id}/clips/{number}").status_code == 422
    found = counted(site)
    labels = 'onrecord_utterances_total{kind="%s",outcome="%s",reason="%s"}'
    for kind in ("disclosure", "statement", "recording"):
        assert found[labels % (kind, "given", "")] == 1
    assert found[labels % ("statement", "barred", "no_statement")] == 1
    assert found[labels % ("recording", "barred", "other")] == 1, "there is no citation left to be heard"
    sound = [found[f'onrecord_sound_seconds_total{{kind="{one}"}}'] for one in ("disclosure", "statement", "recording")]
    assert sound == pytest.approx([*lengths, clip["to_s"] - clip["from_s"]], abs=0.001)
    assert found["onrecord_speaking_seconds_count"] == 2
    assert found["onrecord_recording_bytes_total"] == size == 10
    assert found["onrecord_leases_open"] == 0
    assert record_id not in str(found)


class Mute(Tones):
    """A voice that cannot speak."""

    def speak(self, script: Script) -> Sound:
        raise ModelError("the voice is gone.")


def test_a_voice_that_fails_is_counted_as_a_failure(site: Site) -> None:
    client = site.visit()
    record_id = asked(client)
    site.app.state.service.parts.speaking._presenter = Mute
    assert spoken(client, record_id, 1).status_code == 503
    assert counted(site)['onrecord_utterances_total{kind="statement",outcome="failed",reason=""}'] == 1
