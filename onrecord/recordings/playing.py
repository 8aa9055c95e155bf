"""The one way to a recording.

1. judged: may this listener hear it now (`onrecord.speech.permitted`)?
2. its file is opened, and is the one that was approved (`files`);
3. of a citation: in one transaction judged again, held against what was recorded, and written into the log
   (`audit.ledger.utterances`);
4. given. Whoever plays it keeps asking `barred` while it lasts, and the file's bytes are given out only as long as
   nothing bars them.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from audit.database import reading, writing
from audit.domain import Citation
from audit.errors import NotSounded
from audit.ledger import utterances
from audit.log.appending import Log
from ingest.catalogue import read
from ingest.catalogue.kept import Kept
from ingest.catalogue.read import Entry, Published
from ingest.domain import Recording
from onrecord.access import Records, Shown
from onrecord.identity.domain import Identity
from onrecord.places import place_of
from onrecord.recordings.clips import Clip, clip_of
from onrecord.recordings.files import Files, Kind, Opened, kind_of
from onrecord.speech.deciding import published, records
from onrecord.speech.permitted import NO_RECORDING, recording_barred, statement_barred
from onrecord.speech.recorded import erased, recorded

WITHDRAWN = "Its source was withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A part of a recording that may be played, and stands in the log at `leaf`: citation `number` of an answer, which
    its statement `statement` rests on. `note` is the line that stands beside the recording, none where it has none."""

    record_id: str
    number: int
    statement: int
    citation: Citation
    clip: Clip
    kind: Kind
    note: str | None
    leaf: int


class Playing:
    """One for a process; its methods may be called from several threads."""

    def __init__(self, engine: Engine, log: Log, kept: Kept) -> None:
        self._engine, self._log, self._kept = engine, log, kept
        self._files = Files()

    def records(self) -> Records:
        """What decides at this moment. Raises CatalogueError where nothing is published."""
        with reading(self._engine) as connection:
            return records(connection, self._state(connection))

    def heard(self, who: Identity, shown: Shown) -> dict[int, Kind]:
        """The numbers of the citations that may be heard or watched now, with what plays them."""
        by, found = self.records(), {}
        for number, (statement, citation) in citations(shown).items():
            source = by.sources.get(citation.source_id)
            kind = kind_of(source.media) if source is not None and source.media is not None else None
            if kind is not None and self._barred(who, shown, statement, citation, by) is None:
                found[number] = kind
        return found

    def barred(self, who: Identity, shown: Shown, number: int) -> str | None:
        """Why the recording of citation `number` may not be heard now, in a sentence without its full stop; none where
        it may. The question that is asked again while it plays."""
        statement, citation = _cited(shown, number)
        with reading(self._engine) as connection:
            by = records(connection, self._state(connection))
            return self._barred(who, shown, statement, citation, by) or erased(connection, shown)

    def judge(self, who: Identity, shown: Shown, number: int) -> None:
        """Raises NotSounded where the recording of citation `number` may not be heard now, or is not the approved
        one."""
        self._judge(who, shown, number, self.records())
        source_id = _cited(shown, number)[1].source_id
        with reading(self._engine) as connection:
            state = self._state(connection)
        self._files.opened(_folder(state), source_id, _media(state.entries[source_id])).file.close()

    def play(self, who: Identity, shown: Shown, number: int) -> tuple[Played, Opened]:
        """What citation `number` of an answer is a part of, and the recording, to be closed. Raises NotSounded."""
        statement, citation = _cited(shown, number)
        with reading(self._engine) as connection:
            state = self._state(connection)
            self._judge(who, shown, number, records(connection, state))
            clip = clip_of(read.document(connection, state.entries[citation.source_id]), citation)
        media = _media(state.entries[citation.source_id])
        opened = self._files.opened(_folder(state), citation.source_id, media)
        try:
            with writing(self._engine) as connection:
                by = records(connection, self._state(connection))
                self._judge(who, shown, number, by)
                if by.sources[citation.source_id].media != media:
                    raise NotSounded("the recording was replaced just now.", advice="Play it again.")
                kept = recorded(connection, shown, statement)
                leaf = utterances.played(
                    connection,
                    self._log,
                    kept,
                    statement,
                    citation,
                    audience=who.audience,
                    sha256=opened.sha256,
                    at=by.now,
                )
        except BaseException:
            opened.file.close()
            raise
        played = Played(
            record_id=shown.record.record_id,
            number=number,
            statement=statement,
            citation=citation,
            clip=clip,
            kind=opened.kind,
            note=media.note,
            leaf=leaf,
        )
        return played, opened

    def whole_barred(self, who: Identity, source_id: str) -> str | None:
        """Why somebody may not hear a document's recording now, as `barred`."""
        with reading(self._engine) as connection:
            by = records(connection, self._state(connection))
            return recording_barred(who, by.sources.get(source_id), by)

    def open(self, who: Identity, source_id: str) -> Opened:
        """A document's recording, to be closed. Raises NotSounded."""
        with reading(self._engine) as connection:
            state = self._state(connection)
            by = records(connection, state)
            why = recording_barred(who, by.sources.get(source_id), by)
        if why is not None:
            raise NotSounded(f"the recording of {source_id} is not played: {lower(why)}.", why=why)
        return self._files.opened(_folder(state), source_id, _media(state.entries[source_id]))

    def _judge(self, who: Identity, shown: Shown, number: int, by: Records) -> None:
        why = self._barred(who, shown, *_cited(shown, number), by)
        if why is not None:
            what = f"citation {number} of {shown.record.record_id[:8]}"
            raise NotSounded(f"the recording of {what} is not played: {lower(why)}.", why=why)

    @staticmethod
    def _barred(who: Identity, shown: Shown, statement: int, citation: Citation, by: Records) -> str | None:
        source = by.sources.get(citation.source_id)
        withdrawn = citation.source_id in by.standing.withdrawn
        if withdrawn or (source is not None and source.withdrawn is not None):
            return WITHDRAWN
        return statement_barred(who, shown, statement, by) or recording_barred(who, source, by)

    def _state(self, connection: Connection) -> Published:
        return published(connection, self._kept)


def citations(shown: Shown) -> dict[int, tuple[int, Citation]]:
    """By number, the citations of an answer, each with the number of the first statement that rests on it."""
    found: dict[int, tuple[int, Citation]] = {}
    for number, statement in zip(shown.numbers, shown.record.statements, strict=True):
        for one in statement.citations:
            found.setdefault(shown.places[place_of(one)], (number, one))
    return found


def lower(why: str) -> str:
    """A reason within a sentence."""
    return f"{why[:1].lower()}{why[1:]}"


def _cited(shown: Shown, number: int) -> tuple[int, Citation]:
    found = citations(shown)
    if number not in found:
        known = f"expected one of {', '.join(map(str, sorted(found)))}" if found else "nothing is cited in it"
        raise NotSounded(f"there is no citation {number} to be heard in {shown.record.record_id[:8]}: {known}.")
    return found[number]


def _folder(state: Published) -> Path:
    return Path(state.manifest).parent


def _media(entry: Entry) -> Recording:
    if entry.source.media is None:
        raise NotSounded(f"the recording of {entry.source.source_id} is not played: {lower(NO_RECORDING)}.")
    return entry.source.media
