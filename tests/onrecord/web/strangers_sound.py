"""What strangers do to hear what they may not, at random; and what is wrong with a reply, by the model of the shelf.

The voices write: a sound's samples are the text that it says, so that a leak can be read in it. A recording consists of
its paper's own tone, again and again, a face's file of words. So whatever is heard or seen is found by its bytes.
"""

import base64
import html
import json
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2

from onrecord.hearing.hearing import Hearing
from onrecord.hearing.names import Names
from onrecord.parts import Parts
from onrecord.recordings.playing import Playing
from onrecord.speech import avatars
from onrecord.speech.domain import Likeness, Script, Sound
from onrecord.speech.speaking import Speaking
from onrecord.web.limits import Asking
from onrecord.web.signin import COOKIE
from tests.onrecord.conftest import TEXTS
from tests.onrecord.hearing.sounds import tone, wav
from tests.onrecord.web.strangers import (
    DESK_PATHS,
    DORA,
    DORAS,
    RECORD_PATHS,
    RECORDED,
    VOICE_SHA256,
    Model,
    Paper,
    Stranger,
    face,
)
from tests.onrecord.web.test_document_matrix import told

MARK = b"<a voice like Dora's>"
JSON = {"Accept": "application/json"}
QUESTION = wav(tone(0.3, 8_000), 8_000)
OF_RECORD = re.compile(r"/(?:api/)?(?:record|answers|over-time)/([0-9a-f]{32})(?![0-9a-f])")
SOUND = re.compile(r"/utterances/|/speech|/clips/|/recording$|^/presenter/|^/heard$|^/mcp$")
TRACE = re.compile(rb"(?:quib|zorn|murk|hush)\d+(?:frost|lund|bird|moor)|Tor[a-z]{2}quist")
SPOKEN = re.compile(rb"<says>(.*?)</says>", re.DOTALL)
FRAME = re.compile(r'On [\w ]+, in \*(?P<title>[^*]+)\*, (?P<name>\w+ Okafor) said: "(?P<quote>[^"]+)"'
                   r"(?: Source: [^:]+\.)?(?: This has been superseded since\.)?")  # fmt: skip
DISCLOSURE = re.compile(r"Selected by software from approved statements; not [\w ,]+ speaking\.")
FLASHED = re.compile(rb'<p class="said" role="status">(.*?)</p>', re.DOTALL)
NOT_HERE = "There is nothing here that you may read."
BASE = " ".join(" ".join(text.split()) for text in TEXTS.values())


class Letters:
    """As `Voice` says: its samples are the text, in letters."""

    rate = 16_000

    def __init__(self, leader_id: str | None = None, sha256: str = "70" * 32) -> None:
        self.likeness = Likeness(name="letters", sha256=sha256, leader_id=leader_id)

    def speak(self, script: Script) -> Sound:
        said = b"<says>" + script.text.encode() + b"</says>" + (MARK if self.likeness.leader_id == DORA else b"")
        return Sound(pcm=said + b" " * (len(said) % 2), rate=self.rate)


@dataclass(frozen=True)
class Written(Parts):
    """`Parts` whose voices write: a presenter, and one like Dora; the face is the settings'."""

    speaks: type[Speaking] = Speaking
    plays: type[Playing] = Playing
    voice: Letters | None = field(default_factory=lambda: Letters(DORA, VOICE_SHA256))
    presenter: Letters = field(default_factory=Letters)

    @cached_property
    def speaking(self) -> Speaking:
        voice = self.voice
        return self.speaks(self.engine, self.log, self.kept, lambda: self.presenter, avatar=avatars.configured(
            self.settings), voice=None if voice is None else lambda: voice)  # fmt: skip

    @cached_property
    def playing(self) -> Playing:
        return self.plays(self.engine, self.log, self.kept)


@contextmanager
def voiced(site: Any, folder: Path) -> Iterator[None]:
    """Meanwhile the site has voices that write, Dora's face, and somebody who understands names."""
    (folder / "dora.glb").write_bytes(face())
    service = site.app.state.service
    shown = {"avatar": str(folder / "dora.glb"), "avatar_of": DORA}
    parts = Written(workspace=service.parts.workspace, settings=service.parts.settings.model_copy(update=shown))
    hearing = Hearing(Echo, Names(parts).of, waiting=8)
    site.app.state.service = replace(service, parts=parts, hearing=hearing, listening=Asking(0))
    try:
        yield
    finally:
        hearing.close()
        parts.facsimiles.close()
        parts.engine.dispose()


class Echo:
    """A recogniser that understands every name that is suggested to it."""

    name = "echo"

    def text(self, samples: Any, names: Sequence[str] = ()) -> str:
        return " ".join(names)


WAYS = {"asking": 8, "utterance": 24, "clip": 12, "recording": 20, "file": 8, "text": 12, "face": 6, "spoken": 1,
        "tool": 8, "lease": 6, "publishing": 1}  # fmt: skip


@dataclass
class Sounding:
    """Requests at random for what sounds, of one's own records and any that anybody ever got, of any statement and any
    paper. `stated` are texts of statements, each with the id of its record."""

    random: random.Random
    judge: "Judge"
    records: list[str]
    stated: list[tuple[str, str]] = field(default_factory=list)
    own: Sequence[str] = ()
    only: str = ""  # one way alone, by its name

    @property
    def papers(self) -> Sequence[Paper]:
        return list(self.judge.model.papers.values())

    def visitor(self, strangers: Sequence[Stranger]) -> Stranger:
        """Somebody: more often one who may ask, of whom more is answered."""
        asking = [one for one in strangers if one.scopes is None or "ask" in one.scopes]
        return self.random.choice(asking if self.random.random() < 0.8 else strangers)

    def one(self, who: Stranger) -> tuple[str, str, dict[str, Any]]:
        """Method, address and what is sent."""
        owners = self.judge.model.owners
        self.own = [one for one in list(self.judge.stating) if owners.get(one) == who.person]
        way = self.only or self.random.choices(list(WAYS), list(WAYS.values()))[0]
        method, path, sent = getattr(self, f"_{way}")()
        if self.random.random() < 0.5:
            sent["headers"] = JSON | sent.get("headers", {})
        return method, path, sent

    def _record(self) -> str:
        if self.own and self.random.random() < 0.6:
            return self.random.choice(self.own[-10:])
        return self.random.choice(self.records) if self.random.random() < 0.95 else "0" * 32

    def _source(self) -> str:
        recorded = self.random.random() < 0.7
        papers = [one for one in self.papers if one.number >= RECORDED] if recorded else self.papers
        return self.random.choice(papers).source_id if self.random.random() < 0.95 else "unheard-of"

    def _number(self) -> int:
        return self.random.choice((0, 1, 1, 1, 2, 2, 3, 4, 99))

    def _asking(self) -> tuple[str, str, dict[str, Any]]:
        topic = self.random.choice([one for one in self.papers if one.number >= RECORDED]).topic
        return "POST", "/api/answers", {"json": {"question": f"What does the care of {topic} cost?"}}

    def _utterance(self) -> tuple[str, str, dict[str, Any]]:
        params = {"source": self.random.random() < 0.8, "face": self.random.random() < 0.3}
        return "POST", f"/record/{self._record()}/utterances/{self._number()}", {"params": params}

    def _clip(self) -> tuple[str, str, dict[str, Any]]:
        return "POST", f"/record/{self._record()}/clips/{self._number()}", {}

    def _recording(self) -> tuple[str, str, dict[str, Any]]:
        paper = self.random.choice(self.papers)
        tag = f'"{paper.sha256}"'
        start = self.random.randrange(30_000)
        headers = self.random.choice((
            {}, {"Range": f"bytes={start}-{start + 99}"}, {"Range": f"bytes=-{start + 1}"}, {"If-None-Match": tag},
            {"Range": f"bytes={start}-", "If-Range": tag}, {"Range": "bytes=99999999-"}, {"Range": "bytes=0-1,4-5"},
        ))  # fmt: skip
        desk = self.random.random() < 0.1
        path = f"/library/{self._source()}/review/recording" if desk else f"/read/{self._source()}/recording"
        return "GET", path, {"headers": dict(headers)}

    def _file(self) -> tuple[str, str, dict[str, Any]]:
        form = self.random.choice(("wav", "wav", "json", "json", "flac", "mp3", "opus"))
        return "GET", f"{self.random.choice(('', '/api'))}/answers/{self._record()}/speech?format={form}", {}

    def _text(self) -> tuple[str, str, dict[str, Any]]:
        paper = self.random.choice(self.papers)
        record, text = self.random.choice(self.stated or [("0" * 32, "Nothing yet.")])
        other = (
            text + " Not.", text.replace("a", "а"), text + "\n", f"\u200b{text}", text.upper(), text[:-1], "[[həˈloʊ]]",
            f"<speak>{text}</speak>", paper.said[0], f"Of {paper.secrets[1]}", f"{paper.topic}", paper.name,
            text.replace("crowns", "ｃrowns"), f"What does the care of {paper.topic} cost?", NOT_HERE,
            "Selected by software from approved statements; not Dora Okafor speaking.",
        )  # fmt: skip
        asked: dict[str, Any] = {"model": "onrecord-speech", "voice": "presenter", "response_format": "wav"}
        asked["input"] = text if self.random.random() < 0.6 else self.random.choice(other)
        chance = self.random.random()
        if chance < 0.6:
            asked["record_id"] = record if chance < 0.4 else self._record()
        return "POST", "/v1/audio/speech", {"json": asked}

    def _face(self) -> tuple[str, str, dict[str, Any]]:
        return self.random.choice(("GET", "HEAD")), "/presenter/avatar.glb", {}

    def _spoken(self) -> tuple[str, str, dict[str, Any]]:
        return "POST", "/heard", {"content": QUESTION, "headers": {"Content-Type": "audio/wav"}}

    def _tool(self) -> tuple[str, str, dict[str, Any]]:
        topic = f"What does the care of {self.random.choice(self.papers).topic} cost?"
        name, given = self.random.choice((
            ("ask", {"question": topic}), ("search", {"query": topic}), ("open_source", {"source_id": self._source()}),
            ("open_source", {"source_id": self._source(), "start": 4, "length": 99}),
            ("verify_record", {"record_id": self._record()}), ("verify_record", {"record_id": self._record()}),
        ))  # fmt: skip
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": given}}
        return "POST", "/mcp", {"json": body, "headers": {"Accept": "application/json, text/event-stream"}}

    def _lease(self) -> tuple[str, str, dict[str, Any]]:
        what = self.random.choice(("numbers=0", "numbers=1", "numbers=2", "numbers=0,1,2,3", "clip=1", "clip=2"))
        return "GET", f"/record/{self._record()}/speech/lease?{what}", {}

    def _publishing(self) -> tuple[str, str, dict[str, Any]]:
        return "GET", "/library/publish/events", {}


def streamed(path: str) -> bool:
    """Whether it is for the running server alone: a stream that may have no end, or the assistants' tools."""
    return path == "/mcp" or "/speech/lease" in path or path == "/library/publish/events"


def sent(who: Stranger, method: str, path: str, given: dict[str, Any], remote: httpx2.Client) -> Any:
    """The reply; of a stream what comes first."""
    if not streamed(path):
        return who.client.request(method, path, **given)
    cookie = {"Cookie": f"{COOKIE}={who.client.cookies[COOKIE]}"} if COOKIE in who.client.cookies else {}
    own = {name: value for name, value in who.client.headers.items() if name in ("authorization", "x-csrf-token")}
    with remote.stream(method, path, **given | {"headers": given.get("headers", {}) | own | cookie}) as reply:
        if "event-stream" not in reply.headers.get("content-type", ""):
            reply.read()
            return reply
        lines = reply.iter_lines()
        first = "\n".join([next(lines, ""), next(lines, "")])
        return httpx2.Response(reply.status_code, headers=reply.headers, text=first, request=reply.request)


@dataclass
class Judge:
    """What is wrong with a reply. `unknown` is what each visitor gets for what there is not, byte for byte."""

    model: Model
    unknown: dict[tuple[int, str], Any] = field(default_factory=dict)
    stating: dict[str, list[list[tuple[str, str, int, int]]]] = field(default_factory=dict)

    def asked(self, who: Stranger, method: str, path: str, reply: Any) -> Iterator[tuple[str, str]]:
        """Learn from a reply whose record it is and what it states; gives each text with its record's id."""
        if reply.status_code == 303 and path in ("/ask", "/over-time"):
            found = re.fullmatch(r"/(?:record|over-time)/([0-9a-f]{32})", reply.headers["location"])
            if found is not None:
                self.model.owners.setdefault(found[1], who.person)
        elif reply.status_code == 200 and "application/json" in reply.headers.get("content-type", ""):
            made = json.loads(reply.text)
            if method == "POST" and path == "/mcp":
                made = made.get("result", {}).get("structuredContent") or {}
            asking = path in ("/api/answers", "/api/search", "/v1/chat/completions", "/mcp") and method == "POST"
            if (asking or path.startswith("/api/timeline")) and isinstance(made, dict) and "record_id" in made:
                self.model.owners.setdefault(made["record_id"], who.person)
            if path == "/api/answers" and asking and made.get("statements"):
                self.stating[made["record_id"]] = [
                    [(one["source_id"], one["leader_id"], one["start"], one["end"]) for one in each["citations"]]
                    for each in made["statements"]
                ]
                yield from ((made["record_id"], each["text"]) for each in made["statements"])

    def sharing(self, who: Stranger, path: str) -> None:
        """Before a request: whoever shares their own lets everybody read it from now on."""
        found = re.fullmatch(r"/record/([0-9a-f]{32})/share", path)
        if found is not None and self.model.owners.get(found[1]) == who.person:
            self.model.shared.add(found[1])

    def theirs(self, who: Stranger, record_id: str) -> bool:
        """Whether a record may be theirs to read; of one that nobody here asked for it is not known."""
        owner = self.model.owners.get(record_id)
        return owner is None or owner == who.person or record_id in self.model.shared or who.audits

    def faults(
        self, who: Stranger, path: str, given: dict[str, Any], reply: Any, since: float, until: float, line: str = ""
    ) -> Iterator[str]:
        """Every one that there is; `since` and `until` are when it was asked and answered, `line` is what the page
        before had to say to the very same browser, as its cookie has it."""
        data = heard(reply)
        shown = FLASHED.search(data) if "text/html" in reply.headers.get("content-type", "") else None
        if shown is not None and html.unescape(shown[1].decode()) != unquote(line.strip('"')):
            yield "a line that was said to somebody else"
        elif shown is not None:
            data = data.replace(shown[0], b"")
        yield from self._words(who, path, reply, data, since, until)
        yield from self._bytes(who, path, data, since, until)
        if reply.status_code >= 500 and reply.status_code != 503:
            yield f"status {reply.status_code}: {reply.text[:200]}"
        record = _record_of(path, given)
        if record is not None and not self.theirs(who, record):
            yield from self._not_there(who, path, given, reply, "another's record")
        source = re.fullmatch(r"/read/([^/?]+)/recording", path)
        if source is not None:
            paper = self.model.papers.get(source[1])
            if paper is None or paper.number < RECORDED or not self.model.may(paper, who.audience, since, until):
                yield from self._not_there(who, path, given, reply, "a recording that there is not")
        if path == "/library/publish/events" and reply.status_code == 200 and not _publishes(who):
            yield "watches a publication"
        if path == "/mcp" and reply.status_code == 200:
            yield from self._tool(who, given, json.loads(reply.text), since, until)
        if record is not None and reply.status_code == 200:
            yield from self._sounded(who, record, path, reply, since, until)

    def _words(self, who: Stranger, path: str, reply: Any, data: bytes, since: float, until: float) -> Iterator[str]:
        """The barred papers' words; but those that this person's work is with, at the pages of that work."""
        at_desk = path.startswith(DESK_PATHS) or "desk=1" in path
        if (who.desk and at_desk) or (who.audits and path.startswith(RECORD_PATHS) and not SOUND.search(path)):
            return
        told = data if "image/" not in reply.headers.get("content-type", "") else b""
        found = traces(told + "\n".join(f"{name}: {value}" for name, value in reply.headers.items()).encode())
        for paper in self.model.papers.values() if found else ():
            words = () if self.model.may(paper, who.audience, since, until) else paper.secrets
            yield from (f"{paper.kind} {one}" for one in words + paper.hidden if one in found)

    def _bytes(self, who: Stranger, path: str, data: bytes, since: float, until: float) -> Iterator[str]:
        reviews = bool(who.roles & {"author", "approver"}) and path.startswith("/library/")
        for paper in self.model.papers.values() if b"<tone" in data else ():
            if paper.tone in data and not reviews and not self.model.heard(paper, who.audience, since, until):
                yield f"the recording of {paper.kind}"
        if MARK in data and not self.model.agreed("voice", since, until):
            yield "a voice without consent"
        if DORAS.encode() in data and not self.model.agreed("avatar", since, until):
            yield "a face without consent"
        for one in SPOKEN.findall(data):
            if not self._may_be_said(one.decode()):
                yield f"says what is no statement: {one.decode()[:80]}"

    def _may_be_said(self, text: str) -> bool:
        if DISCLOSURE.fullmatch(text):
            return True
        found = FRAME.fullmatch(text)
        if found is None:
            return False
        papers = [one for one in self.model.papers.values() if found["title"] == f"Of {one.secrets[1]}"]
        return found["quote"] in {said for one in papers for said in one.said} if papers else found["quote"] in BASE

    def _not_there(self, who: Stranger, path: str, given: dict[str, Any], reply: Any, what: str) -> Iterator[str]:
        """It must look like what there is not, or be refused before anything was looked for."""
        if reply.status_code in (400, 401, 403, 405, 429, 503):
            return
        if reply.status_code != 404:
            yield f"{what}: {reply.status_code}"
        elif SOUND.search(path) and not streamed(path) and told(reply) != self._unknown(who, path, given):
            yield f"{what} looks otherwise than what there is not"

    def _unknown(self, who: Stranger, path: str, given: dict[str, Any]) -> Any:
        form = "v1" if path.startswith("/v1/") else "json"
        if form == "json" and not path.startswith("/api/") and given.get("headers", {}).get("Accept") != JSON["Accept"]:
            form = "html"
        key = id(who.client), form
        if key not in self.unknown:
            if form == "v1":
                asked = {"model": "onrecord-speech", "voice": "presenter", "input": "x", "record_id": "0" * 32}
                self.unknown[key] = told(who.client.post("/v1/audio/speech", json=asked))
            else:
                headers = JSON if form == "json" else {}
                self.unknown[key] = told(who.client.get("/read/unheard-of", headers=headers))
        return self.unknown[key]

    def _tool(self, who: Stranger, given: dict[str, Any], told: Any, since: float, until: float) -> Iterator[str]:
        asked, result = given["json"]["params"], told.get("result", {})
        if asked["name"] == "verify_record":
            barred = not self.theirs(who, asked["arguments"]["record_id"])
        elif asked["name"] == "open_source":
            paper = self.model.papers.get(asked["arguments"]["source_id"])
            barred = paper is None or not self.model.may(paper, who.audience, since, until)
        else:
            return
        said = result.get("content", [{}])[0].get("text", "")
        if barred and said != NOT_HERE and "does not open this" not in said:
            yield f"{asked['name']} tells of what there is not: {said[:80]}"

    def _sounded(self, who: Stranger, record: str, path: str, reply: Any, since: float, until: float) -> Iterator[str]:
        """What a record is known to state, against what its reader may hear now."""
        stating = self.stating.get(record)
        if stating is None or "event: stop" in reply.text:
            return
        clip, numbers = re.search(r"/clips/(\d+)|[?&]clip=(\d+)", path), list[int]()
        if clip is not None:
            places = list(dict.fromkeys(one for each in stating for one in each))
            number = int(clip[1] or clip[2])
            paper = self.model.papers.get(places[number - 1][0]) if 0 < number <= len(places) else None
            if paper is None or not self.model.heard(paper, who.audience, since, until):
                yield f"plays a citation {number} that may not be heard"
        elif (found := re.search(r"/utterances/(\d+)|[?&]numbers=([\d,]+)", path)) is not None:
            numbers = [int(one) for one in (found[1] or found[2]).split(",") if int(one)]
        for number in numbers:
            cited = stating[number - 1] if number <= len(stating) else []
            papers = [self.model.papers.get(one[0]) for one in cited]
            like = {one[1] for one in cited} == {DORA}
            read = all(one is None or self.model.may(one, who.audience, since, until) for one in papers)
            if not cited or not read or (like and not self.model.agreed("voice", since, until)):
                yield f"sounds statement {number} that may not be heard"


def traces(data: bytes) -> set[str]:
    """The papers' own words that stand in it."""
    return {one.decode() for one in TRACE.findall(data)}


def heard(reply: Any) -> bytes:
    """A reply's bytes, and those of the sounds within its JSON."""
    data: bytes = reply.content
    if b'"audio"' in data and "application/json" in reply.headers.get("content-type", ""):
        data += base64.b64decode(json.loads(data).get("audio", ""))
    return data


def _record_of(path: str, given: dict[str, Any]) -> str | None:
    found = OF_RECORD.match(path)
    if found is not None:
        return found[1]
    asked = given.get("json", {})
    record = asked.get("record_id") if path == "/v1/audio/speech" else None
    return record if isinstance(record, str) else None


def _publishes(who: Stranger) -> bool:
    return "approver" in who.roles and (who.scopes is None or "desk" in who.scopes)
