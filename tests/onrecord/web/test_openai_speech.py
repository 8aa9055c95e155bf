"""OpenAI's speech interface, by its own client: a checked statement is spoken, and nothing else is."""

import hashlib
import io
import wave
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openai
import pytest
from sqlalchemy import event

from onrecord.access import EVERYBODY
from onrecord.identity.domain import Identity, TokenScope, Way
from onrecord.web.limits import Asking
from tests.onrecord.recorded import published
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.serving import serving
from tests.onrecord.web.test_speech import LEEDS, leaves, paused


class Speaker:
    """OpenAI's client with somebody's token."""

    def __init__(self, site: Site, url: str) -> None:
        self.site, self.url = site, url

    def client(self, person: str = "eve@example.com") -> openai.OpenAI:
        identity = Identity(person=person, name=person, roles=EVERYBODY - {"auditor"}, audience="all-employees",
                            way=Way.TOKEN, scopes=frozenset({TokenScope.ASK}))  # fmt: skip
        self.site.door.tokens[f"onr_{person}"] = identity
        return openai.OpenAI(base_url=f"{self.url}/v1", api_key=f"onr_{person}", max_retries=0)

    def stated(self, client: openai.OpenAI) -> tuple[str, list[str]]:
        """A record's id, and the texts of its statements."""
        asked = client.post("/../api/answers", body={"question": LEEDS}, cast_to=dict[str, Any])
        return asked["record_id"], [one["text"] for one in asked["statements"]]


def say(client: openai.OpenAI, text: str, **more: Any) -> bytes:
    given = {"model": "onrecord-speech", "voice": "presenter", "response_format": "wav"} | more
    return client.audio.speech.create(input=text, **given).read()


@pytest.fixture
def speaker(site: Site) -> Iterator[Speaker]:
    with serving(site.app) as url:
        yield Speaker(site, url)


def test_a_checked_statement_is_spoken_behind_the_disclosure(site: Site, speaker: Speaker) -> None:
    client = speaker.client()
    record_id, texts = speaker.stated(client)
    for place, text in enumerate(texts, 1):
        for more in ({}, {"record_id": record_id}, {"record_id": record_id, "number": place}):
            data = say(client, text, extra_body=more)
            with wave.open(io.BytesIO(data)) as file:
                assert file.getnframes() > file.getframerate()
            assert b"Selected by software" in data[:500]
    written = [(one["record_id"], one["statement"]) for one in leaves(site)]
    assert written == [(record_id, one) for place in range(1, len(texts) + 1) for one in (0, place) * 3]


def test_the_form_is_mp3_unless_another_is_asked_for(speaker: Speaker) -> None:
    client = speaker.client()
    _, [text, *_] = speaker.stated(client)
    made = client.audio.speech.create(input=text, model="onrecord-speech", voice="presenter")
    assert made.response.headers["content-type"] == "audio/mpeg"
    with pytest.raises(openai.BadRequestError):
        say(client, text, response_format="pcm")


@pytest.mark.parametrize(
    "text",
    [
        "We will close every site by Friday.",
        "Ada Okafor",
        "…",
        'On 15 January 2026, in *Hiring 2026*, Ada Okafor said: "We will hire engineers in Leeds this year."',
        "all-employees " * 1000,
    ],
)
def test_any_other_text_is_refused_in_one_line(site: Site, speaker: Speaker, text: str) -> None:
    client = speaker.client()
    record_id, [stated, *_] = speaker.stated(client)
    for wrong in (text, stated.upper(), stated + " Not.", stated[:-1]):
        for more in ({}, {"record_id": record_id}, {"record_id": record_id, "number": 1}):
            with pytest.raises(openai.UnprocessableEntityError) as caught:
                say(client, wrong, extra_body=more)
            told = caught.value.body["message"]  # type: ignore[index]
            assert told.startswith("only a checked statement of an answer that you may read is spoken")
            assert "\n" not in told
            assert wrong not in told
    with pytest.raises(openai.UnprocessableEntityError):
        say(client, stated, extra_body={"record_id": record_id, "number": 99})
    assert leaves(site) == []


def test_a_statement_of_somebody_elses_answer_is_refused_as_what_is_none(site: Site, speaker: Speaker) -> None:
    record_id, [text, *_] = speaker.stated(speaker.client())
    other = speaker.client("sam@example.com")
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        say(other, text)
    with pytest.raises(openai.UnprocessableEntityError) as nothing:
        say(other, "This was never said.")
    assert caught.value.body == nothing.value.body
    with pytest.raises(openai.NotFoundError):
        say(other, text, extra_body={"record_id": record_id})
    assert leaves(site) == []


def test_how_long_it_takes_tells_nothing_of_what_others_asked(site: Site, speaker: Speaker) -> None:
    """The work done, as statements of the database."""
    speaker.stated(speaker.client())
    other = speaker.client("sam@example.com")
    statements = list[str]()
    event.listen(site.app.state.service.parts.engine, "before_cursor_execute",
                 lambda _c, _cursor, statement, *_: statements.append(statement))  # fmt: skip

    def cost(text: str) -> list[str]:
        statements.clear()
        with pytest.raises(openai.UnprocessableEntityError):
            say(other, text)
        return list(statements)

    cost("anything")
    assert cost("Leeds") == cost("Trumpets")


def test_what_others_asked_since_hides_nobodys_own_answer(speaker: Speaker) -> None:
    client = speaker.client()
    _, [text, *_] = speaker.stated(client)
    for number in range(21):
        speaker.stated(speaker.client(f"sam{number}@example.com"))
    assert say(client, text)


def test_nothing_is_written_down_of_a_statement_that_may_not_be_spoken(site: Site, speaker: Speaker) -> None:
    """Not the disclosure before it either: here the document was corrected since, and a reader may read both."""
    client = speaker.client()
    record_id, [text, *_] = speaker.stated(client)
    for file in site.company.folder.glob("hiring-*.md"):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        site.company.sql("UPDATE sources SET declared = replace(declared, ?, ?)", digest, "0" * 64)
    published(site.company)
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        say(client, text, extra_body={"record_id": record_id})
    assert "not any longer the one that it cites" in str(caught.value)
    assert leaves(site) == []


def test_a_statement_may_no_longer_be_spoken_when_everything_is_paused(site: Site, speaker: Speaker) -> None:
    client = speaker.client()
    _, [text, *_] = speaker.stated(client)
    paused(site)
    with pytest.raises(openai.UnprocessableEntityError):
        say(client, text)
    assert leaves(site) == []


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"voice": "alloy"}, "voice"),
        ({"voice": {"id": "voice_1234"}}, "voice"),
        ({"speed": 2.0}, "speed"),
        ({"instructions": "Sound like Ada Okafor."}, "instructions"),
        ({"stream_format": "sse"}, "stream_format"),
    ],
)
def test_nobody_can_say_how_somebodys_words_are_to_sound(speaker: Speaker, more: dict[str, Any], param: str) -> None:
    client = speaker.client()
    _, [text, *_] = speaker.stated(client)
    with pytest.raises(openai.BadRequestError) as caught:
        say(client, text, **more)
    assert caught.value.param == param


def test_another_model_is_none_of_ours(speaker: Speaker) -> None:
    client = speaker.client()
    _, [text, *_] = speaker.stated(client)
    with pytest.raises(openai.NotFoundError) as caught:
        say(client, text, model="tts-1")
    assert caught.value.code == "model_not_found"


def test_looking_for_a_text_counts_as_listening_does(site: Site, speaker: Speaker) -> None:
    client = speaker.client()
    site.app.state.service = replace(site.app.state.service, listening=Asking(2))
    for _ in range(2):
        with pytest.raises(openai.UnprocessableEntityError):
            say(client, "Anything at all.")
    with pytest.raises(openai.RateLimitError):
        say(client, "Anything at all.")
