"""A workspace asked in this very process, for programs on its own machine: the same answers and the same ledger.

Whoever may read the workspace's files may read everything in it: the audience is their own choice, as on the command
line. Over HTTP it comes from identity alone (onrecord/web).
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import Lock

from agent.ask import ask
from agent.domain import Question
from agent.draft import Agent
from agent.search import search
from audit.database import reading
from audit.errors import CatalogueError, RecordError
from ingest.catalogue import read
from onrecord.access import operator, reach
from onrecord.client.domain import Answer, Found, Opened, Verification, found_of
from onrecord.client.links import Links
from onrecord.excerpt import opened
from onrecord.parts import Parts, now
from onrecord.room.verification import verified


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """`audience` none: the manifest's first; `leader` where a call names none. Threads take turns. Once a workspace is
    asked, its models stay in memory."""

    parts: Parts
    audience: str | None = None
    leader: str | None = None
    _turn: Lock = field(default_factory=Lock)

    @property
    def links(self) -> Links | None:
        return None

    def ask(self, question: str, *, leader: str | None = None, as_of: date | None = None) -> Answer:
        with self._turn:
            record = ask(self._agent, self._question(question, leader, as_of))
            return Answer(record=record, receipt=self.parts.ledger.receipt(record.record_id))

    def search(self, query: str, *, leader: str | None = None, as_of: date | None = None, limit: int = 10) -> Found:
        with self._turn:
            return found_of(search(self._agent, self._question(query, leader, as_of), limit))

    def open(self, source_id: str, *, start: int = 0, length: int = 4_000) -> Opened:
        """Raises RecordError for what is not there or above the audience, alike."""
        with reading(self.parts.engine) as connection:
            state = read.published(connection)
            entry = state.entries.get(source_id) if state is not None else None
            if state is None or entry is None or not entry.served:
                raise _not_here(source_id)
            standing = read.standing(connection, state)
            theirs = reach(operator(self._audience(state)), entry.source, standing, now())
            if not theirs:
                raise _not_here(source_id)
            document = read.document(connection, entry)
        return opened(entry.source, state.leaders, document, theirs, start=start, length=length)

    def verify(self, record_id: str) -> Verification:
        """Raises RecordError for an unknown record."""
        found = verified(self.parts, self.parts.ledger.resolve(record_id))
        return Verification(record_id=found.record_id, verdict=found.verdict, findings=found.findings)

    @cached_property
    def _agent(self) -> Agent:
        if not self.parts.exists:
            raise CatalogueError(f"there is no workspace {self.parts.workspace} yet.", advice="Run: onrecord ingest")
        return self.parts.agent()

    def _question(self, text: str, leader: str | None, as_of: date | None) -> Question:
        asked_at = now()
        with reading(self.parts.engine) as connection:
            state = read.published(connection)
        if state is None:
            raise CatalogueError("nothing has been published in this workspace yet.", advice="Run: onrecord ingest")
        return Question(
            text=text,
            audience=self._audience(state),
            as_of=as_of or asked_at.date(),
            asked_at=asked_at,
            leader_id=leader or self.leader,
            as_of_chosen=as_of is not None,
        )

    def _audience(self, state: read.Published) -> str:
        audience = self.audience or state.audiences[0]
        if audience not in state.audiences:
            known = ", ".join(state.audiences)
            raise CatalogueError(f"there is no audience {audience!r}; expected one of {known}.")
        return audience


def _not_here(source_id: str) -> RecordError:
    return RecordError(f"there is no document {source_id!r} that may be read here.")
