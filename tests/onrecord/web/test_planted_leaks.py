"""The test of strangers has its power: a leak of each kind, planted, is found by its own requests and its own judge.

Each is planted where it would grow: in a part that is given to the service, in its door, or around the application.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ingest.catalogue.read import Published
from ingest.standing import Standing
from onrecord.hearing.hearing import Hearing
from onrecord.hearing.names import Names
from onrecord.identity.domain import Identity, Role
from onrecord.recordings.playing import Playing
from onrecord.speech.domain import Script, Sound
from onrecord.speech.permitted import NO_RECORDING, UNREADABLE
from onrecord.speech.speaking import Speaking
from onrecord.web.pages import FLASH
from onrecord.web.service import Service, Session
from tests.onrecord.recorded import consent
from tests.onrecord.web.serving import serving
from tests.onrecord.web.strangers import DORA, DORAS, EMPLOYEES, MANAGERS, Model, Stranger, face, people, shelved
from tests.onrecord.web.strangers_sound import MARK, Echo, Judge, Letters, Sounding, sent, voiced

MOST = 400  # requests, among which a leak must be found
HEAD = "http.response.start"


class Wide(Playing):
    """It takes everybody for a manager."""

    def whole_barred(self, who: Identity, source_id: str) -> str | None:
        return super().whole_barred(replace(who, audience=MANAGERS), source_id)

    def open(self, who: Identity, source_id: str) -> Any:
        return super().open(replace(who, audience=MANAGERS), source_id)


class Telling(Playing):
    """It says why there is nothing to be heard."""

    def whole_barred(self, who: Identity, source_id: str) -> str | None:
        why = super().whole_barred(who, source_id)
        return "It is not served" if why in (NO_RECORDING, UNREADABLE) else why


class Anything(Playing):
    """It plays whatever is cited."""

    @staticmethod
    def _barred(*_: Any) -> str | None:
        return None


class Anyhow(Speaking):
    """It asks nobody."""

    def _barred(self, *_: Any) -> str | None:
        return None


class Lenient(Speaking):
    """It never ends what has begun."""

    def barred(self, *_: Any, **__: Any) -> str | None:
        return None


class Copied(Letters):
    """A voice like Dora's, of which nobody says so."""

    def speak(self, script: Script) -> Sound:
        made = super().speak(script)
        return replace(made, pcm=made.pcm + MARK + b" " * (len(MARK) % 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Generous(Service):
    """Everything is shared."""

    def shared(self, record_id: str) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale(Service):
    """What was published once is published for ever."""

    kept: list[tuple[Published, Standing]] = field(default_factory=list)

    def published(self) -> tuple[Published, Standing]:
        if not self.kept:
            self.kept.append(Service.published(self))
        return self.kept[0]


@dataclass
class Door:
    """Everybody is let in as somebody else."""

    before: Any
    change: Callable[[Identity], Identity]

    def session(self, secret: str, audiences: tuple[str, ...]) -> Session | None:
        found = self.before.session(secret, audiences)
        return None if found is None else replace(found, identity=self.change(found.identity))

    def token(self, secret: str, audiences: tuple[str, ...]) -> Identity | None:
        found = self.before.token(secret, audiences)
        return None if found is None else self.change(found)


@dataclass
class Around:
    """An application in front of the other, which does as `leak` does: it is given the request, and what is sent."""

    app: Any
    leak: Callable[[Any, list[dict[str, Any]]], list[dict[str, Any]]] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or self.leak is None:
            await self.app(scope, receive, send)
            return
        came, messages = list[dict[str, Any]](), list[dict[str, Any]]()

        async def read() -> Any:
            came.append(await receive())
            return came[-1]

        async def keep(message: dict[str, Any]) -> None:
            messages.append(message)

        await self.app(scope, read, keep)
        body = b"".join(one.get("body", b"") for one in came)
        for message in self.leak({**scope, "came": body}, messages):
            await send(message)


def body_of(messages: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(one.get("body", b"") for one in messages)


def replied(status: int, body: bytes, kind: str) -> list[dict[str, Any]]:
    head = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    return [{"type": HEAD, "status": status, "headers": head}, {"type": "http.response.body", "body": body}]


class Cache:
    """It keeps what was given to somebody, for everybody."""

    def __init__(self) -> None:
        self.kept: dict[Any, list[dict[str, Any]]] = {}

    def __call__(self, scope: Any, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        key = scope["method"], scope["path"], scope["query_string"]
        if messages[0]["status"] == 200:
            self.kept[key] = messages
        return self.kept.get(key, messages)


def anything(scope: Any, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whatever is sent is spoken."""
    if scope["path"] != "/v1/audio/speech" or messages[0]["status"] != 422:
        return messages
    return replied(200, b"<says>" + json.loads(scope["came"])["input"].encode() + b"</says>", "audio/wav")


def marked(scope: Any, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What there is, but not for this person, has a header that what there is not lacks."""
    if messages[0]["status"] == 404 and "0" * 32 not in scope["path"] and "unheard-of" not in scope["path"]:
        messages[0]["headers"] = [*messages[0]["headers"], (b"last-modified", b"Thu, 26 Nov 2026 09:00:00 GMT")]
    return messages


class Tattler:
    """It has the line of one browser for the page of the next."""

    def __init__(self) -> None:
        self.line = b"Thank you. Your report is shown to somebody."

    def __call__(self, scope: Any, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        shown = b'<p class="said" role="status">' + self.line + b"</p><main"
        body = body_of(messages)
        if b"<main" not in body:
            return messages
        return replied(messages[0]["status"], body.replace(b"<main", shown, 1), "text/html; charset=utf-8")


@dataclass(frozen=True, kw_only=True)
class Plant:
    """A leak: the `ways` by which it would be met, `found` is what is said of it. The rest is what is planted; `closed`
    when Dora has taken her consent back, and her paper is paused."""

    name: str
    ways: str
    found: str
    closed: bool = False
    plays: type[Playing] | None = None
    speaks: type[Speaking] | None = None
    service: type[Service] | None = None
    change: Callable[[Identity], Identity] | None = None
    around: Any = None
    copied: bool = False
    hears: bool = False


def manager(who: Identity) -> Identity:
    return replace(who, audience=MANAGERS)


def approver(who: Identity) -> Identity:
    return replace(who, roles=who.roles | {Role.APPROVER})


PLANTS = (
    Plant(name="a recording for everybody", ways="recording", found="the recording of heard-by-managers", plays=Wide),
    Plant(name="why it is not there", ways="recording", found="a recording that there is not: 422", plays=Telling),
    Plant(name="all is shared: statements", ways="utterance", found="another's record: 200", service=Generous),
    Plant(name="all is shared: clips", ways="clip", found="another's record: 200", service=Generous),
    Plant(name="all is shared: leases", ways="lease", found="another's record: 200", service=Generous),
    Plant(name="all is shared: files", ways="file", found="another's record: 200", service=Generous),
    Plant(name="all is shared: texts", ways="text", found="another's record: 200", service=Generous),
    Plant(name="all is shared: tools", ways="tool", found="verify_record tells of what there is not", service=Generous),
    Plant(name="a wider audience: tools", ways="tool", found="managers quib", change=manager),
    Plant(name="a wider role: publishing", ways="publishing", found="watches a publication", change=approver),
    Plant(name="a cache before everybody", ways="file", found="another's record: 200", around=Cache()),
    Plant(name="any text is spoken", ways="text", found="says what is no statement", around=anything),
    Plant(name="what there is looks otherwise", ways="utterance", found="looks otherwise", around=marked),
    Plant(name="names of what is barred", ways="spoken", found="managers Tor", hears=True),
    Plant(name="a line of somebody else's", ways="utterance", found="a line that was said", around=Tattler()),
    Plant(name="a published state that is kept", ways="tool", found="pausable quib", closed=True, service=Stale),
    Plant(name="what nobody judged", ways="utterance", found="sounds statement", closed=True, speaks=Anyhow),
    Plant(name="a leader's voice", ways="utterance", found="a voice without consent", closed=True, speaks=Anyhow),
    Plant(name="a copied voice", ways="file", found="a voice without consent", closed=True, copied=True),
    Plant(name="a copied face", ways="face", found="a face without consent", closed=True, copied=True),
    Plant(name="a lease without an end", ways="lease", found="sounds statement", closed=True, speaks=Lenient),
    Plant(name="a clip that nobody judged", ways="clip", found="plays a citation", closed=True, plays=Anything),
)  # fmt: skip


@dataclass
class Session_:
    """The same strangers on the same shelf, one plant after another."""

    site: Any
    company: Any
    model: Model
    judge: Judge
    around: Around
    remote: httpx2.Client
    people: Sequence[Stranger]
    asked: list[str] = field(default_factory=list)
    stated: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, who: Stranger, question: str) -> None:
        reply = who.client.post("/api/answers", json={"question": question})
        self.stated += self.judge.asked(who, "POST", "/api/answers", reply)
        self.asked.append(reply.json()["record_id"])

    def close(self) -> None:
        """Dora takes back what she agreed to, and what she said is paused."""
        for paper in self.model.papers.values():
            if paper.kind == "pausable":
                assert self.company.run("pause", "--document", paper.source_id)[0] == 0
                self.model.closed(paper)
        consent(self.company, DORA, scope=["quote"])
        self.model.agrees("voice", yes=False)
        self.model.agrees("avatar", yes=False)

    def faults(self, ways: str, most: int) -> Iterator[str]:
        """What the judge finds."""
        sounding = Sounding(random.Random(7), self.judge, self.asked, self.stated, only=ways)
        for _ in range(most):
            who = sounding.random.choice(self.people)
            method, path, given = sounding.one(who)
            who.client.cookies.pop(FLASH, None)
            since = time.monotonic()
            reply = sent(who, method, path, given, self.remote)
            yield from self.judge.faults(who, path, given, reply, since, time.monotonic())

    def planted(self, plant: Plant, folder: Path) -> Service:
        """The service with the leak in it."""
        service: Service = self.site.app.state.service
        parts = service.parts
        if plant.copied:
            (folder / "copy.glb").write_bytes(face(f"{DORAS}, copied"))
            shown = {"avatar": str(folder / "copy.glb"), "avatar_of": "nobody"}
            copied = {"settings": parts.settings.model_copy(update=shown), "voice": None, "presenter": Copied()}
            service = replace(service, parts=replace(parts, **copied))
        kinds = {"plays": plant.plays, "speaks": plant.speaks}
        if any(kinds.values()):
            service = replace(service, parts=replace(parts, **{name: one for name, one in kinds.items() if one}))
        if plant.change is not None:
            service = replace(service, door=Door(service.door, plant.change))
        if plant.hears:
            names = Names(parts)
            service = replace(service, hearing=Hearing(Echo, lambda who: names.of(manager(who)), waiting=8))
        if plant.service is not None:
            service = plant.service(**{one.name: getattr(service, one.name) for one in fields(service)})
        return service


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_leak_of_each_kind_is_found(site: Any, company: Any, tmp_path: Path) -> None:
    model = shelved(company, tmp_path / "kept")
    around = Around(site.app)
    with voiced(site, tmp_path), serving(around) as url, httpx2.Client(base_url=url, timeout=60) as remote:
        strangers = [
            one for one in people(replace(site, app=around))
            if one.roles <= {"employee", "approver"} and one.audience in (EMPLOYEES, MANAGERS, "")
            and (one.scopes is None or "ask" in one.scopes)
        ]  # fmt: skip
        session = Session_(site, company, model, Judge(model), around, remote, strangers)
        topics = [one.topic for one in model.papers.values() if one.number >= 24 or one.kind == "managers"]
        for number, topic in enumerate(topics * 2):
            who = [one for one in strangers if one.audience][number % 8]
            session.ask(who, f"What does the care of {topic} cost?")
        good = site.app.state.service
        assert list(session.faults("", MOST // 2)) == []  # nothing is found where nothing is planted
        for plant in PLANTS:
            if plant.closed and model.voice[-1][1] == float("inf"):
                stale = session.planted(plant, tmp_path)
                stale.published()
                session.close()
                assert list(session.faults("", MOST // 2)) == []
            else:
                stale = session.planted(plant, tmp_path)
            site.app.state.service, around.leak = stale, plant.around
            found = (one for one in session.faults(plant.ways, MOST) if plant.found in one)
            assert next(found, None), plant.name
            site.app.state.service, around.leak = good, None
            if stale.hearing is not good.hearing and stale.hearing is not None:
                stale.hearing.close()
            if stale.parts is not good.parts:
                stale.parts.engine.dispose()
