"""Somebody who asks this very service from inside it, as whoever their token says they are: what the assistants' tools
work with. Each method makes the decision that the route of the same name makes, and raises what it raises."""

from dataclasses import dataclass
from datetime import date

from agent.ask import ask
from agent.search import search
from audit.database import reading
from ingest.catalogue import read
from onrecord.access import Action, may, reach
from onrecord.client.domain import Answer, Found, Opened, Verification, found_of
from onrecord.client.links import Links
from onrecord.excerpt import opened
from onrecord.identity.domain import Identity
from onrecord.web.asking import question_of, recorded
from onrecord.web.faults import Forbidden, NotFound
from onrecord.web.service import Service
from onrecord.web.verification import verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """`base` is the service's own address, as the caller has it."""

    service: Service
    who: Identity
    base: str

    @property
    def links(self) -> Links:
        return Links(base=self.base)

    def ask(self, question: str, *, leader: str | None = None, as_of: date | None = None) -> Answer:
        self._may(Action.ASK)
        asked = question_of(self.who, question, leader=leader, as_of=as_of)
        record = recorded(self.service, self.who, lambda agent: ask(agent, asked))
        return Answer(record=record, receipt=self.service.parts.ledger.receipt(record.record_id))

    def search(self, query: str, *, leader: str | None = None, as_of: date | None = None, limit: int = 10) -> Found:
        self._may(Action.SEARCH)
        asked = question_of(self.who, query, leader=leader, as_of=as_of)
        return found_of(recorded(self.service, self.who, lambda agent: search(agent, asked, limit)))

    def open(self, source_id: str, *, start: int = 0, length: int = 4_000) -> Opened:
        self._may(Action.READ)
        state, standing = self.service.published()
        entry = state.entries.get(source_id)
        if entry is None or not entry.served:
            raise NotFound
        theirs = reach(self.who, entry.source, standing, self.service.now())
        if not theirs:
            raise NotFound
        with reading(self.service.parts.engine) as connection:
            document = read.document(connection, entry)
        return opened(entry.source, state.leaders, document, theirs, start=start, length=length)

    def verify(self, record_id: str) -> Verification:
        self._may(Action.RECORD)
        return verification(self.service, self.who, record_id)

    def _may(self, action: Action) -> None:
        if not may(self.who, action):
            raise Forbidden("Your role, or your token's scope, does not open this.")
