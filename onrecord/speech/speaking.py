"""The one way from a checked statement to its sound.

1. judged: may it be sounded now, before this listener, by this voice and this face (`permitted`)?
2. made by the voice, or taken from the last ones that it made;
3. in one transaction judged again, held against what was recorded, and written into the log
   (`audit.ledger.utterances`): no pause, no withdrawal and no erasure falls between the last look and the leaf, whose
   time is that of this look;
4. given. Whoever sounds it keeps asking `barred` while it lasts: a sound is stopped by what would have prevented it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy import Connection, Engine

from audit.database import reading, writing
from audit.domain import Citation
from audit.errors import NotSounded
from audit.ledger import utterances
from audit.log.appending import Log
from audit.signed.uttered import Model
from ingest.catalogue.kept import Kept
from onrecord.access import Records, Shown
from onrecord.identity.domain import Identity
from onrecord.speech import script
from onrecord.speech.deciding import published, records
from onrecord.speech.domain import Likeness, Script, Sound, Utterance
from onrecord.speech.lexicon import NONE, Lexicon
from onrecord.speech.permitted import face_barred, statement_barred, statement_of, voice_barred
from onrecord.speech.recorded import erased, recorded
from onrecord.speech.voice import Voice

KEPT_BYTES = 64 * 1024 * 1024  # of sounds that were made last


class Speaking:
    """`presenter` speaks for whom no likeness does; `voice` is a leader's, `avatar` the face that is shown, where there
    are any; `lexicon` says how the company's own words are said. One for a process; its methods may be called from
    several threads."""

    def __init__(
        self,
        engine: Engine,
        log: Log,
        kept: Kept,
        presenter: Callable[[], Voice],
        *,
        voice: Callable[[], Voice] | None = None,
        avatar: Likeness | None = None,
        lexicon: Lexicon = NONE,
    ) -> None:
        self._engine, self._log, self._kept = engine, log, kept
        self._presenter, self._voice = presenter, voice
        self._avatar, self._lexicon = avatar, lexicon
        self._sounds: OrderedDict[tuple[str, str, Script], Sound] = OrderedDict()
        self._lock = threading.Lock()

    def records(self) -> Records:
        """What decides at this moment. Raises CatalogueError where nothing is published."""
        with reading(self._engine) as connection:
            return self._records(connection)

    def barred(
        self, who: Identity, shown: Shown, *numbers: int, face: bool = False, by: Records | None = None
    ) -> str | None:
        """Why one of these may not be sounded now (0: the disclosure), in a sentence without its full stop; none where
        all of them may. The question that is asked again while they sound; `by` is a look that was just taken."""
        with reading(self._engine) as connection:
            by = by or self._records(connection)
            why = erased(connection, shown)
        barred = (self._bar(who, shown, number, by, face) for number in numbers)
        return next((one for one in barred if one is not None), why)

    def judge(self, who: Identity, shown: Shown, number: int) -> None:
        """Raises NotSounded where this may not be sounded now."""
        with reading(self._engine) as connection:
            self._judge(connection, who, shown, number, face=False)

    def utter(self, who: Identity, shown: Shown, number: int, *, source: bool = True, face: bool = False) -> Utterance:
        """A statement by its number in the whole record, or (0) the disclosure; `source`: with where it stands, said
        behind it; `face`: while the avatar is shown. Raises NotSounded, too for what is too long to be read aloud, or
        ModelError where the voice cannot speak."""
        with reading(self._engine) as connection:
            self._judge(connection, who, shown, number, face)
        voice = self._speaker(shown, number)
        said = self._script(shown, number, source)
        sound = self._sound(voice, said, shown.record.record_id if number else "")
        avatar = self._avatar if face else None
        with writing(self._engine) as connection:
            by = self._judge(connection, who, shown, number, face)
            kept = recorded(connection, shown, number)
            leaf = utterances.read_aloud(
                connection,
                self._log,
                kept,
                number,
                audience=who.audience,
                voice=_model(voice.likeness),
                avatar=_model(avatar) if avatar is not None else None,
                pcm=sound.pcm,
                at=by.now,
            )
        return Utterance(
            record_id=shown.record.record_id,
            number=number,
            script=said,
            sound=sound,
            voice=voice.likeness,
            avatar=avatar,
            leaf=leaf,
        )

    def warm(self) -> None:
        """Load the presenter, and have it say something. Raises ModelError."""
        self._presenter().speak(script.plain("Ready."))

    def _judge(self, connection: Connection, who: Identity, shown: Shown, number: int, face: bool) -> Records:
        """Raises NotSounded; gives what it was judged by."""
        by = self._records(connection)
        why = self._barred(connection, who, shown, number, by, face)
        if why is not None:
            raise self._not_sounded(shown, number, why)
        return by

    def _not_sounded(self, shown: Shown, number: int, why: str) -> NotSounded:
        what = f"statement {number}" if number else "the disclosure"
        told = f"{what} of {shown.record.record_id[:8]} is not read aloud: {why[:1].lower()}{why[1:]}."
        return NotSounded(told, why=why)

    def _barred(
        self, connection: Connection, who: Identity, shown: Shown, number: int, by: Records, face: bool
    ) -> str | None:
        return self._bar(who, shown, number, by, face) or erased(connection, shown)

    def _bar(self, who: Identity, shown: Shown, number: int, by: Records, face: bool) -> str | None:
        why = statement_barred(who, shown, number, by)
        if why is None:
            why = voice_barred(self._speaker(shown, number).likeness, shown, number, by)
        if why is None and face and self._avatar is not None:
            why = face_barred(self._avatar, shown, number, by)
        return why

    def _speaker(self, shown: Shown, number: int) -> Voice:
        """A leader's voice for that leader's own words, and the presenter for everything else, the disclosure too."""
        citations = _cited(shown, number)
        if self._voice is not None and citations:
            voice = self._voice()
            if all(one.leader_id == voice.likeness.leader_id for one in citations):
                return voice
        return self._presenter()

    def _script(self, shown: Shown, number: int, source: bool) -> Script:
        statement = statement_of(shown, number)
        if statement is None:
            return script.of_disclosure(shown.record, self._lexicon)
        return script.of_statement(statement, source=source, lexicon=self._lexicon)

    def _sound(self, voice: Voice, said: Script, record_id: str) -> Sound:
        """Kept for its answer alone, so that nobody can tell by the time whether another has heard the same words; a
        disclosure (of no `record_id`) is of many answers."""
        key = (voice.likeness.sha256, record_id, said)
        with self._lock:
            found = self._sounds.get(key)
            if found is not None:
                self._sounds.move_to_end(key)
                return found
        found = voice.speak(said)
        with self._lock:
            self._sounds[key] = found
            while len(self._sounds) > 1 and sum(len(one.pcm) for one in self._sounds.values()) > KEPT_BYTES:
                self._sounds.popitem(last=False)
        return found

    def _records(self, connection: Connection) -> Records:
        return records(connection, published(connection, self._kept))


def _cited(shown: Shown, number: int) -> tuple[Citation, ...]:
    statement = statement_of(shown, number)
    return statement.citations if statement is not None else ()


def _model(likeness: Likeness) -> Model:
    return Model(sha256=likeness.sha256, leader_id=likeness.leader_id)
