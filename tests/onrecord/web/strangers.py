"""What a session of strangers needs: a shelf of documents with words that no other has, a plain model of who may read
and hear each at which time, people of every kind, and requests of pages at random (of sound: `strangers_sound.py`)."""

import hashlib
import math
import random
import threading
import time
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from tests.onrecord.speech.figures import described, packed
from tests.onrecord.web.test_document_matrix import printed

EMPLOYEES, MANAGERS = "all-employees", "managers"
BOTH, ONE, NOBODY = frozenset({EMPLOYEES, MANAGERS}), frozenset({MANAGERS}), frozenset[str]()
ANIMALS = (
    "otters", "herons", "badgers", "stoats", "curlews", "newts", "voles", "larks", "minks", "hares", "moles", "wrens",
    "seals", "ravens", "geese", "bats", "terns", "shrews", "plovers", "adders", "dippers", "kestrels", "lapwings",
    "martens", "beavers", "storks", "weasels", "toads", "swifts", "owls", "carps", "eels",
)  # fmt: skip
DESK = frozenset({"author", "approver", "auditor"})
PAPERS = (
    *["open"] * 5, *["managers"] * 3, *["embargoed"] * 2, *["draft"] * 2, "withdrawn", "lapsed", "to-come", "expired",
    "paused", "replaced", "replacing", *["pausable"] * 2, *["taken"] * 2, "coming",
    "heard", "heard", "heard-by-managers", "unvoiced", "together", "half", "pausable", "taken",
)  # fmt: skip
RECORDED = 24  # from this one on they are transcripts, each with its recording
AUDIENCES = {"managers": ONE, "embargoed": NOBODY, "draft": NOBODY, "withdrawn": NOBODY, "lapsed": NOBODY,
             "to-come": NOBODY, "paused": NOBODY, "replacing": ONE, "coming": NOBODY,
             "heard-by-managers": ONE}  # fmt: skip
ADA, BEN, CLEO, DORA = "ada-okafor", "ben-okafor", "cleo-okafor", "dora-okafor"
LEADERS = {"lapsed": (CLEO,), "unvoiced": (BEN,), "together": (DORA, BEN), "half": (DORA, CLEO)}
VOICE_SHA256 = "d0" * 32
FOREVER = math.inf
DORAS = "Dora's own face"
RATE, SECONDS = 8_000, 3  # of a recording: a byte a sample


def face(by: str = DORAS) -> bytes:
    """A face's file, in which stands who has made it."""
    told, binary = described()
    return packed(told | {"asset": {"version": "2.0", "generator": by}}, binary)


class Times(list[list[float]]):
    """From when until when something is allowed, as long as the clock runs."""

    def open(self) -> None:
        self.append([time.monotonic(), FOREVER])

    def close(self) -> None:
        self[-1][1] = time.monotonic()

    def any(self, since: float, until: float) -> bool:
        """At any moment from `since` to `until`."""
        return any(begin <= until and end >= since for begin, end in self)


@dataclass
class Paper:
    """A document. `open` are the times at which its audience may read it."""

    number: int
    kind: str
    audience: frozenset[str]
    open: Times = field(default_factory=Times)

    @property
    def source_id(self) -> str:
        return f"paper-{self.number:02}"

    @property
    def topic(self) -> str:
        return ANIMALS[self.number]

    @property
    def leaders(self) -> tuple[str, ...]:
        default = (ADA,) if self.number < RECORDED else (DORA,)
        return LEADERS.get(self.kind, default)

    @property
    def name(self) -> str:
        """Of somebody whom it tells of, in letters alone: what is suggested for a spoken question."""
        return f"Tor{chr(97 + self.number // 10)}{chr(97 + self.number % 10)}quist"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Words of its text, one of its title, and one of its owner's address."""
        return f"quib{self.number}frost", f"zorn{self.number}lund", f"murk{self.number}bird", self.name

    @property
    def said(self) -> tuple[str, ...]:
        """Its sentences, one of each of its leaders."""
        first = f"The care of {self.topic} costs {self.secrets[0]} crowns in every year to {self.name}."
        return (first, f"Of {self.topic} I say hush{self.number}moor and nothing else.")[: len(self.leaders)]

    @property
    def hidden(self) -> tuple[str, ...]:
        """What somebody says in it whose consent has lapsed: nobody's to read, though the rest is."""
        return (f"hush{self.number}moor",) if CLEO in self.leaders else ()

    @property
    def tone(self) -> bytes:
        """What its recording consists of, again and again."""
        return f"<tone {self.number:02} of it>".encode()

    @cached_property
    def recording(self) -> bytes:
        """A WAV file, eight bits a sample."""
        made = BytesIO()
        with wave.open(made, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(1)
            file.setframerate(RATE)
            file.writeframes(self.tone * (RATE * SECONDS // len(self.tone)))
        return made.getvalue()

    @cached_property
    def sha256(self) -> str:
        """Of its recording, which somebody may have guessed."""
        return hashlib.sha256(self.recording).hexdigest()

    def may(self, audience: str, since: float, until: float) -> bool:
        """Whether they might read it at any moment from `since` to `until`."""
        return audience in self.audience and self.open.any(since, until)


@dataclass
class Model:
    """Who may read and hear what, and when. What bars something counts from when it was done, what opens it from when
    it began. `voice` and `avatar` are the scopes of Dora's consent; `owners` whose a record is, `shared` the records
    that they have shared."""

    papers: Mapping[str, Paper]
    voice: Times = field(default_factory=Times)
    avatar: Times = field(default_factory=Times)
    owners: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def opens(self, *papers: Paper) -> None:
        with self.lock:
            for one in papers:
                one.open.open()

    def closed(self, *papers: Paper) -> None:
        with self.lock:
            for one in papers:
                one.open.close()

    def barred(self, audience: str, since: float, until: float) -> list[Paper]:
        with self.lock:
            return [one for one in self.papers.values() if not one.may(audience, since, until)]

    def may(self, paper: Paper, audience: str, since: float, until: float) -> bool:
        """Whether somebody might read it meanwhile."""
        with self.lock:
            return paper.may(audience, since, until)

    def agrees(self, scope: str, *, yes: bool) -> None:
        """Dora, from now on."""
        with self.lock:
            times: Times = getattr(self, scope)
            times.open() if yes else times.close()

    def agreed(self, scope: str, since: float, until: float) -> bool:
        """Whether Dora's consent might have had a scope meanwhile."""
        with self.lock:
            times: Times = getattr(self, scope)
            return times.any(since, until)

    def heard(self, paper: Paper, audience: str, since: float, until: float) -> bool:
        """Whether somebody might hear its recording: who may read all of it, where all in it have agreed."""
        recorded = paper.number >= RECORDED and paper.leaders == (DORA,)
        return recorded and self.agreed("voice", since, until) and self.may(paper, audience, since, until)


def begun() -> Model:
    """The model of the shelf as it is when it is opened."""
    papers = [Paper(number=number, kind=kind, audience=AUDIENCES.get(kind, BOTH)) for number, kind in enumerate(PAPERS)]
    model = Model(papers={one.source_id: one for one in papers})
    model.opens(*(one for one in papers if one.audience))
    model.voice.open()
    model.avatar.open()
    next(one for one in papers if one.kind == "coming").audience = BOTH  # once it is published
    return model


def shelved(company: Any, kept: Path) -> Model:
    """The papers, on a company's shelf; the second time it is copied from where it is `kept`."""
    if kept.exists():
        company.begun(kept)
    else:
        fill(company)
        company.keep(kept)
    return begun()


def fill(company: Any) -> None:
    """Put the papers onto a company's shelf."""
    text = company.manifest.read_text()
    leader = text[text.index("  - id: ben-okafor") : text.index("documents:")]
    gone = leader.replace(BEN, CLEO).replace("Ben Okafor", "Cleo Okafor")
    likenesses = f"[quote, voice, avatar], voices: [{VOICE_SHA256}], avatars: [{hashlib.sha256(face()).hexdigest()}]"
    heard = leader.replace(BEN, DORA).replace("Ben Okafor", "Dora Okafor").replace("[quote]", likenesses)
    company.manifest.write_text(text.replace("documents:", gone + heard + "documents:", 1))
    papers = list(begun().papers.values())
    by_kind = {one.kind: one for one in papers}
    day = datetime.now(UTC).date()
    more = {
        "embargoed": "    embargo_until: 2099-01-01\n",
        "draft": "draft",
        "coming": "draft",
        "to-come": "    effective_from: 2099-01-01\n",
        "expired": f"    effective_until: {day - timedelta(days=1)}\n",
        "replacing": f"    supersedes: [{by_kind['replaced'].source_id}]\n",
    }
    for one in papers:
        facts = {"title": f"Of {one.secrets[1]}", "audience": MANAGERS if one.audience == ONE else EMPLOYEES}
        facts |= {"leaders": ", ".join(one.leaders)}
        facts |= {"date": "2025-06-01"} if one.kind == "replacing" else {}
        if one.number < RECORDED:
            company.add(one.source_id, f"{one.source_id}.pdf", printed(one.said[0]), more.get(one.kind, ""), **facts)
        else:
            _recorded(company, one, facts)
        entry = company.manifest.read_text()
        at = entry.rindex("comms@example.com")
        owner = f"{one.secrets[2]}@example.com"
        company.manifest.write_text(f"{entry[:at]}{owner}{entry[at + len('comms@example.com') :]}")
    code, _, err = company.run("ingest")
    assert code == 0, err
    lapsed = gone.replace("valid_until: 2040-01-01", "valid_until: 2021-01-01")
    company.manifest.write_text(company.manifest.read_text().replace(gone, lapsed, 1))
    company.sql("UPDATE leaders SET declared = replace(declared, '2040-01-01', '2021-01-01') WHERE leader_id = ?", CLEO)
    assert company.run("withdraw", by_kind["withdrawn"].source_id, "--reason", "A wrong figure")[0] == 0
    assert company.run("pause", "--document", by_kind["paused"].source_id)[0] == 0


def _recorded(company: Any, paper: Paper, facts: dict[str, str]) -> None:
    """A transcript and its recording, which everybody has approved."""
    names = [one.split("-")[0].capitalize() + " Okafor" for one in paper.leaders]
    cues = (
        f"00:00:0{place}.000 --> 00:00:0{place + 1}.000\n<v {name}>{said}\n"
        for place, (name, said) in enumerate(zip(names, paper.said, strict=True))
    )
    (company.folder / f"{paper.source_id}.wav").write_bytes(paper.recording)
    media = f"    media: {{path: {paper.source_id}.wav, sha256: {paper.sha256}}}\n"
    text = "WEBVTT\n\n" + "\n".join(cues)
    company.add(paper.source_id, f"{paper.source_id}.vtt", text, media, kind="transcript", **facts)
    before, _, behind = company.manifest.read_text().rpartition("}\n    media:")
    company.manifest.write_text(f"{before}, media_sha256: {paper.sha256}}}\n    media:{behind}")


@dataclass(frozen=True)
class Stranger:
    """Somebody with a browser or a token. `desk` and `audits` say what their roles and scopes add."""

    client: TestClient
    person: str
    roles: frozenset[str]
    audience: str
    scopes: frozenset[str] | None

    @property
    def desk(self) -> bool:
        works = self.roles & DESK
        return bool(works) and (self.scopes is None or bool(self.scopes & {"desk", "audit"}))

    @property
    def audits(self) -> bool:
        return "auditor" in self.roles and (self.scopes is None or "audit" in self.scopes)


def people(site: Any) -> list[Stranger]:
    """Every role, several at once, and programs, of every audience, and of none."""
    made = []
    for audience in (EMPLOYEES, MANAGERS, "", "retired"):
        for roles in (("employee",), ("author",), ("approver",), ("auditor",), ("admin",), ("employee", "admin")):
            person = f"{'-'.join(roles)}-{audience or 'none'}@example.com"
            client = site.visit(person, *roles, audience=audience)
            made.append(Stranger(client, person, frozenset(roles), audience, None))
            for scopes in (("ask",), ("desk",), ("audit", "metrics")):
                client = site.program(*scopes, roles=roles, audience=audience, person=person)
                made.append(Stranger(client, person, frozenset(roles), audience, frozenset(scopes)))
    return made


HOSTILE = ("../../etc/passwd", "..%2f..%2fcatalogue.db", "paper-00' OR '1'='1", "%00", "a" * 5000, "-1", "0", "ä→𝕏",
           "{{7*7}}", "<script>alert(1)</script>", "null", "paper-00/", "PAPER-00", " paper-00", "*")  # fmt: skip
DESK_PATHS = ("/library", "/gaps", "/reports", "/room", "/api/records", "/metrics")
RECORD_PATHS = ("/record/", "/over-time/", "/api/answers/", "/room/record/")
STREAMS = ("/mcp", "/library/publish/events")  # they may go on for longer than anybody here listens


@dataclass
class Requests:
    """Requests at random: of any route, about any paper, any record that anybody ever got, or none that there is."""

    random: random.Random
    papers: Sequence[Paper]
    gets: Sequence[str]
    records: list[str] = field(default_factory=lambda: ["0" * 32])

    def one(self, who: Stranger) -> tuple[str, str, dict[str, Any]]:
        """Method, address and what is sent."""
        chosen = self.random.random()
        if chosen < 0.30:
            return self._asking()
        if chosen < 0.36:
            return self._doing(who)
        if chosen < 0.66:
            return "GET", self._reading(), {}
        return "GET", self._filled(self.random.choice(self.gets)), {}

    def _asking(self) -> tuple[str, str, dict[str, Any]]:
        paper = self.random.choice(self.papers)
        text = self.random.choice((f"What does the care of {paper.topic} cost?", f"{paper.topic}", f"Who said anything "
                                   f"of {paper.topic}?", "When does the foundry close?", "x" * 1999))  # fmt: skip
        more: dict[str, Any] = {}
        if self.random.random() < 0.3:
            more["leader"] = self.random.choice(("ada-okafor", "cleo-okafor", "anyone", "nobody", "../"))
        if self.random.random() < 0.3:
            more["as_of"] = self.random.choice(("2025-04-01", "2026-01-01", "2099-01-01", "soon"))
        way = self.random.randrange(6)
        if way == 0:
            return "POST", "/api/search", {"json": {"query": text, **more}}
        if way == 1:
            said = [{"role": "user", "content": text}]
            body = {"model": "onrecord", "messages": said, "stream": self.random.random() < 0.5}
            return "POST", "/v1/chat/completions", {"json": body}
        if way == 2:
            return "POST", "/over-time", {"data": {"topic": text, **more}}
        if way == 3:
            wanted = {"Accept": self.random.choice(("text/event-stream", "text/html"))}
            return "POST", "/ask", {"data": {"question": text, "audience": MANAGERS, **more}, "headers": wanted}
        return "POST", "/api/answers", {"json": {"question": text, **more}}

    def _doing(self, who: Stranger) -> tuple[str, str, dict[str, Any]]:
        """What an answer's reader may do; of what changes the record, only what this person's role must not do."""
        record, source = self._record(), self._source()
        posts: list[tuple[str, dict[str, Any]]] = [
            (f"/record/{record}/share", {}),
            (f"/record/{record}/feedback", {"kind": "helpful", "statement": "0"}),
            (f"/record/{record}/feedback", {"kind": "wrong", "statement": "1", "comment": "It is not so."}),
        ]
        if not who.roles & DESK:
            posts += [
                (f"/library/{source}/withdraw", {"reason": "I want it so"}),
                (f"/library/{source}/approve", {"sha256": "0" * 64}),
                (f"/library/{source}/schedule", {"embargo_until": ""}),
                ("/library/publish", {}),
                ("/room/export", {"since": "1"}),
            ]
        path, data = self.random.choice(posts)
        return "POST", path, {"data": data}

    def _reading(self) -> str:
        source = self._source()
        return self.random.choice((
            f"/read/{source}", f"/read/{source}?fragment=1&start=4&end=19", f"/read/{source}?desk=1",
            f"/read/{source}?record={self._record()}&start=0&end=30", f"/read/{source}/page/1.png?width=800",
            f"/read/{source}/page/1.png?desk=1", f"/read/{source}/page/{self._wild()}.png", f"/api/sources/{source}",
            f"/api/sources/{source}/text?start=0&end=400", "/api/sources", f"/?q={source}",
            f"/api/timeline?topic={self.random.choice(self.papers).topic}",
        ))  # fmt: skip

    def _filled(self, template: str) -> str:
        path = template.replace("{record_id}", self._record()).replace("{source_id}", self._source())
        while "{" in path:
            begin, end = path.index("{"), path.index("}")
            path = path[:begin] + self.random.choice(("1", "2", self._wild())) + path[end + 1 :]
        return path

    def _record(self) -> str:
        return self.random.choice(self.records) if self.random.random() < 0.9 else self._wild()

    def _source(self) -> str:
        return self.random.choice(self.papers).source_id if self.random.random() < 0.9 else self._wild()

    def _wild(self) -> str:
        return self.random.choice(HOSTILE).replace("?", "").replace("{", "(").replace("}", ")")


def gets(app: Any) -> list[str]:
    """The addresses of every route that is read."""
    found = {str(one.path) for one in iter_route_contexts(app.routes) if "GET" in (getattr(one, "methods", None) or ())}
    return sorted(found - set(STREAMS))
