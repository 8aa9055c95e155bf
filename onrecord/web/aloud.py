"""An answer read aloud, for pages and programs alike. Whatever is said stands in one bounded queue, within its
listener's share of each minute; `Speaking` judges it, and writes it into the log before it is given."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from audit.errors import NotSounded, OnRecordError
from audit.records.wire import to_json
from ingest.display import folded
from onrecord.access import Shown
from onrecord.identity.domain import Identity
from onrecord.speech import captions, files
from onrecord.speech.domain import Utterance
from onrecord.speech.files import Form
from onrecord.speech.label import label
from onrecord.speech.rates import at_rate
from onrecord.speech.visemes import visemes
from onrecord.web import metrics as kinds
from onrecord.web.answers import readable
from onrecord.web.faults import TooMany
from onrecord.web.service import Service

DISCLOSURE = 0  # its number
SHARE_S = 0.5  # between two looks whether one more may be heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An utterance, and the answer that it is of, as its listener may read it."""

    utterance: Utterance
    shown: Shown


async def said(
    service: Service, who: Identity, record_id: str, number: int, *, source: bool = True, face: bool = False
) -> Said:
    """One statement, or the disclosure. Raises TooMany and Overloaded at once, NotFound for an answer that is not
    theirs, and as `Speaking.utter`."""
    service.listening.one(who.person)
    return await _made(service, who, record_id, number, source=source, face=face)


async def whole(
    service: Service, who: Identity, record_id: str, *, only: int | None = None, source: bool = True
) -> AsyncIterator[Said]:
    """The disclosure, then each statement that may be read, or `only` that one; each is judged when its turn comes.
    Raises as `said`; NotSounded where nothing is stated, or what comes first may not be read: before anything is
    written down."""
    service.listening.one(who.person)
    await asyncio.to_thread(could_begin, service, who, record_id, only)
    first = await _made(service, who, record_id, DISCLOSURE, source=source, face=False)
    yield first
    for number in first.shown.numbers if only is None else (only,):
        if only is None:
            await _share(service, who)
        yield await _made(service, who, record_id, number, source=source, face=False)


def could_begin(service: Service, who: Identity, record_id: str, only: int | None = None) -> None:
    """Whether what comes first may be read now, or `only` that statement. Raises as `whole`."""
    found = readable(service, who, record_id)
    service.speaking.judge(who, found, next(iter(found.numbers), DISCLOSURE) if only is None else only)
    if not found.numbers:
        raise NotSounded(f"the answer {record_id[:8]} has no statement that could be read aloud.")


async def as_file(service: Service, said: list[Said], form: Form) -> bytes:
    """One after another, with the question and the disclosure written into the file. Samples are only put together
    for a WAV; the other forms wait in the queue for their coder. Raises ModelError, and Overloaded for those."""
    rate, record = said[0].utterance.sound.rate, said[0].shown.record
    title, comment = folded(record.question), folded(record.disclosure)

    def work() -> bytes:
        sounds = [at_rate(one.utterance.sound, rate) for one in said]
        return files.encoded(sounds, form, title=title, comment=comment)

    if form is Form.WAV:  # what stands in the log already is not turned away by a full queue
        return await asyncio.to_thread(work)
    return await asyncio.wrap_future(service.speech.submit(work))


def fact(one: Said, audio: bytes) -> dict[str, Any]:
    """As JSON, with its sound as a WAV file."""
    made = one.utterance
    return {
        "record_id": made.record_id,
        "number": made.number,
        "text": made.script.text,
        "disclosure": folded(one.shown.record.disclosure),
        "audio": base64.b64encode(audio).decode("ascii"),
        **timed(one),
    }


def timed(one: Said) -> dict[str, Any]:
    """What is known of an utterance beside its sound; times are seconds from its beginning."""
    made = one.utterance
    return {
        "seconds": _rounded(made.sound.seconds),
        "label": label(one.shown, made.number, made.voice, made.avatar),
        "words": [to_json(word) | _times(word.begin, word.finish) for word in made.sound.words],
        "visemes": [{"name": each.name} | _times(each.begin, each.finish) for each in visemes(made.sound)],
        "voice": to_json(made.voice),
        "avatar": to_json(made.avatar),
        "leaf": made.leaf,
    }


def captioned(said: list[Said]) -> str:
    """The captions of a file of them, as WebVTT."""
    return captions.webvtt([one.utterance for one in said], note=folded(said[0].shown.record.disclosure))


def _times(begin: float, finish: float) -> dict[str, float]:
    return {"begin": _rounded(begin), "finish": _rounded(finish)}


def _rounded(seconds: float) -> float:
    return round(seconds, 4)


async def _share(service: Service, who: Identity) -> None:
    """Each statement of a whole answer counts as one, since each is a leaf of the log. Where too many were heard within
    a minute the next one waits: what is heard lasts longer than that."""
    while True:
        try:
            return service.listening.one(who.person)
        except TooMany:
            await asyncio.sleep(SHARE_S)


async def _made(service: Service, who: Identity, record_id: str, number: int, *, source: bool, face: bool) -> Said:
    def work() -> Said:
        found, metrics = readable(service, who, record_id), service.metrics
        kind, began = (kinds.STATEMENT if number else kinds.DISCLOSURE), time.monotonic()
        try:
            made = service.speaking.utter(who, found, number, source=source, face=face)
        except OnRecordError as error:
            metrics.not_sounded(kind, error)
            raise
        metrics.spoke(time.monotonic() - began)
        metrics.sounded(kind, made.sound.seconds)
        return Said(utterance=made, shown=found)

    return await asyncio.wrap_future(service.speech.submit(work))
