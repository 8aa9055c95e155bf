"""What a session of strangers needs: a shelf of documents with words that no other has, a plain model of who may read
each at which time, people of every kind, and requests at random."""

import math
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from tests.onrecord.web.test_document_matrix import printed

EMPLOYEES, MANAGERS = "all-employees", "managers"
BOTH, ONE, NOBODY = frozenset({EMPLOYEES, MANAGERS}), frozenset({MANAGERS}), frozenset[str]()
ANIMALS = (
    "otters", "herons", "badgers", "stoats", "curlews", "newts", "voles", "larks", "minks", "hares", "moles", "wrens",
    "seals", "ravens", "geese", "bats", "terns", "shrews", "plovers", "adders", "dippers", "kestrels", "lapwings",
    "martens",
)  # fmt: skip
DESK = frozenset({"author", "approver", "auditor"})
PAPERS = (
    *["open"] * 5, *["managers"] * 3, *["embargoed"] * 2, *["draft"] * 2, "withdrawn", "lapsed", "to-come", "expired",
    "paused", "replaced", "replacing", *["pausable"] * 2, *["taken"] * 2, "coming",
)  # fmt: skip
AUDIENCES = {"managers": ONE, "embargoed": NOBODY, "draft": NOBODY, "withdrawn": NOBODY, "lapsed": NOBODY,
             "to-come": NOBODY, "paused": NOBODY, "replacing": ONE, "coming": NOBODY}  # fmt: skip
FOREVER = math.inf


@dataclass
class Paper:
    """A document. `open` are the times at which its audience may read it, as long as the clock runs."""

    number: int
    kind: str
    audience: frozenset[str]
    open: list[list[float]] = field(default_factory=list)

    @property
    def source_id(self) -> str:
        return f"paper-{self.number:02}"

    @property
    def topic(self) -> str:
        return ANIMALS[self.number]

    @property
    def secrets(self) -> tuple[str, ...]:
        """A word of its text, one of its title, and one of its owner's address."""
        return f"quib{self.number}frost", f"zorn{self.number}lund", f"murk{self.number}bird"

    def may(self, audience: str, since: float, until: float) -> bool:
        """Whether they might read it at any moment from `since` to `until`."""
        return audience in self.audience and any(begin <= until and end >= since for begin, end in self.open)


@dataclass
class Model:
    """Who may read what, and when. What bars a paper counts from when it was done, what opens it from when it began."""

    papers: Mapping[str, Paper]
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> Self:
        """Of a shelf of them, from now on."""
        model = cls(papers={one.source_id: one for one in papers})
        model.opens(*(one for one in papers if one.audience))
        for one in papers:
            if one.kind == "coming":
                one.audience = BOTH  # once it is published
        return model

    def opens(self, *papers: Paper) -> None:
        with self.lock:
            for one in papers:
                one.open.append([time.monotonic(), FOREVER])

    def closed(self, *papers: Paper) -> None:
        with self.lock:
            for one in papers:
                one.open[-1][1] = time.monotonic()

    def barred(self, audience: str, since: float, until: float) -> list[Paper]:
        with self.lock:
            return [one for one in self.papers.values() if not one.may(audience, since, until)]


def papers_of_each_kind() -> list[Paper]:
    return [Paper(number=number, kind=kind, audience=AUDIENCES.get(kind, BOTH)) for number, kind in enumerate(PAPERS)]


def fill(company: Any, papers: Sequence[Paper]) -> None:
    """Put them on a company's shelf."""
    text = company.manifest.read_text()
    leader = text[text.index("  - id: ben-okafor") : text.index("documents:")]
    gone = leader.replace("ben-okafor", "cleo-okafor").replace("Ben Okafor", "Cleo Okafor")
    company.manifest.write_text(text.replace("documents:", gone + "documents:", 1))
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
        word, title, owner = one.secrets
        facts = {"title": f"Of {title}", "audience": MANAGERS if one.audience == ONE else EMPLOYEES}
        facts |= {"leaders": "cleo-okafor"} if one.kind == "lapsed" else {}
        facts |= {"date": "2025-06-01"} if one.kind == "replacing" else {}
        sentence = f"The care of {one.topic} costs {word} crowns in every year."
        company.add(one.source_id, f"{one.source_id}.pdf", printed(sentence), more.get(one.kind, ""), **facts)
        entry = company.manifest.read_text()
        at = entry.rindex("comms@example.com")
        company.manifest.write_text(f"{entry[:at]}{owner}@example.com{entry[at + len('comms@example.com') :]}")
    code, _, err = company.run("ingest")
    assert code == 0, err
    lapsed = gone.replace("valid_until: 2040-01-01", "valid_until: 2021-01-01")
    company.manifest.write_text(company.manifest.read_text().replace(gone, lapsed, 1))
    company.sql("UPDATE leaders SET declared = replace(declared, '2040-01-01', '2021-01-01') WHERE leader_id = ?",
                "cleo-okafor")  # fmt: skip
    assert company.run("withdraw", by_kind["withdrawn"].source_id, "--reason", "A wrong figure")[0] == 0
    assert company.run("pause", "--document", by_kind["paused"].source_id)[0] == 0


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


def leaks(who: Stranger, path: str, reply: Any, barred: Sequence[Paper]) -> Iterator[str]:
    """The barred papers' words in a reply; but those that this person's work is with, at the pages of that work."""
    at_desk = path.startswith(DESK_PATHS) or "desk=1" in path
    if (who.desk and at_desk) or (who.audits and path.startswith(RECORD_PATHS)):
        return
    told = reply.text if "image/" not in reply.headers.get("content-type", "") else ""
    told += "\n".join(f"{name}: {value}" for name, value in reply.headers.items())
    for paper in barred:
        yield from (f"{paper.kind} {one}" for one in paper.secrets if one in told)
