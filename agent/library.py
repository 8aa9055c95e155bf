"""The published state, held open for questions: catalogue and index together, exchanged when a new one is published."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Engine

from agent.access import Access, access
from agent.domain import Question
from audit.database import reading
from audit.errors import CatalogueError, IndexFault
from ingest import closed
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.domain import Document
from ingest.encoders.port import Encoder
from ingest.index.port import Index, Reader
from ingest.standing import Moment, Standing
from ingest.watch import Watch

MOST_KEPT = 32  # pairs of audience and as-of date whose access is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One consistent look: the published state, who may be quoted at this moment, and the generation's reader.

    `documents` are those read for this question so far, by source id; `kept` is the library's, by audience rank, as-of
    date, and whether what has expired counts.
    """

    state: Published
    standing: Standing
    reader: Reader
    connection: Connection
    documents: dict[str, Document] = field(default_factory=dict)
    kept: dict[tuple[int, date, bool], Access] = field(default_factory=dict)

    def document(self, source_id: str) -> Document:
        """A published document, read and checked against its hash once a question; or one that the question brought."""
        if source_id not in self.documents:
            self.documents.update(read.documents(self.connection, self.state, [source_id]))
        return self.documents[source_id]

    def access(self, moment: Moment) -> Access:
        """What may be read at this moment; worked out anew where what was kept does not hold any longer."""
        key = (moment.rank, moment.as_of, moment.expired)
        found = self.kept.get(key)
        if found is None or not found.holds(self.standing, moment):
            served = [entry.source for entry in self.state.entries.values() if entry.served]
            found = access(served, self.standing, moment)
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = found
        return found


class Library:
    """Opens the published generation once, and the next one when the catalogue's pointer has moved."""

    def __init__(self, engine: Engine, index: Index) -> None:
        self._engine = engine
        self._index = index
        self._mark: str | None = None
        self._state: Published | None = None
        self._reader: Reader | None = None
        self._kept: dict[tuple[int, date, bool], Access] = {}  # of `_state`

    @contextmanager
    def view(self) -> Iterator[View]:
        """Raises CatalogueError where nothing was ever published, IndexFault where the index is gone."""
        for last in (False, True):
            with reading(self._engine) as connection:
                try:
                    state, reader = self._current(connection)
                except IndexFault:
                    if last:
                        raise
                    continue  # an ingest may have published, and removed, since the pointer was read: read it anew
                standing = read.standing(connection, state)
                kept = self._kept
                yield View(state=state, standing=standing, reader=reader, connection=connection, kept=kept)
                return

    @contextmanager
    def view_of(self, question: Question, encoder: Encoder, watch: Watch) -> Iterator[View]:
        """What a question may be answered from: the published state or, where it brought passages, these and no other;
        then nothing need be published. Raises as `view`, and ModelError where the encoder cannot be loaded."""
        if question.passages is None:
            with self.view() as published:
                yield published
            return
        with watch.time("embed"):
            state, reader = closed.opened(question.passages, encoder, question.audience, question.asked_at)
        with reading(self._engine) as connection:
            yield View(state=state, standing=read.standing(connection, state), reader=reader, connection=connection)

    def _current(self, connection: Connection) -> tuple[Published, Reader]:
        mark = read.current_snapshot_id(connection)
        if self._state is None or self._reader is None or mark != self._mark:
            self.close()
            state = read.published(connection)
            if state is None:
                raise CatalogueError("nothing has been published in this workspace yet.", advice="Run: onrecord ingest")
            self._reader = self._index.open(state.generation)
            self._state, self._mark, self._kept = state, mark, {}
        return self._state, self._reader

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader = self._state = self._mark = None


def years_on_record(view: View, moment: Moment) -> Mapping[str, frozenset[int]]:
    """The years in which each leader has a document that this asker may read."""
    return view.access(moment).years
