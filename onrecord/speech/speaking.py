"""The one way from a checked statement to its sound.

1. judged: may it be sounded now, before this listener, by this voice and this face (`permitted`)?
2. made by the voice, or taken from the last ones that it made;
3. in one transaction judged again, and written into the log (`audit.payloads.utterance`): no pause and no withdrawal
   falls between the last look and the leaf;
4. given. Whoever sounds it keeps asking `barred` while it lasts: a sound is stopped by what would have prevented it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy import Connection, Engine

from audit import payloads
from audit.database import reading, writing
from audit.domain import Citation
from audit.envelopes import Kind
from audit.errors import CatalogueError, NotSounded
from audit.log import Log, NewLeaf
from ingest.catalogue import read
from ingest.catalogue.kept import Kept
from ingest.domain import Scope
from onrecord.access import Records, Shown
from onrecord.identity.domain import Identity
from onrecord.parts import now
from onrecord.speech import script
from onrecord.speech.domain import Likeness, Script, Sound, Utterance
from onrecord.speech.lexicon import NONE, Lexicon
from onrecord.speech.permitted import likeness_barred, statement_barred, statement_of
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
        self._sounds: OrderedDict[tuple[str, Script], Sound] = OrderedDict()
        self._lock = threading.Lock()

    def records(self) -> Records:
        """What decides at this moment. Raises CatalogueError where nothing is published."""
        with reading(self._engine) as connection:
            return self._records(connection)

    def barred(self, who: Identity, shown: Shown, number: int, *, face: bool = False) -> str | None:
        """Why this may not be sounded now (0: the disclosure), in a sentence without its full stop; none where it may.
        The question that is asked again while it sounds."""
        return self._barred(who, shown, number, self.records(), face)

    def utter(self, who: Identity, shown: Shown, number: int, *, source: bool = True, face: bool = False) -> Utterance:
        """A statement by its number in the whole record, or (0) the disclosure; `source`: with where it stands, said
        behind it; `face`: while the avatar is shown. Raises NotSounded, or ModelError where the voice cannot speak."""
        by = self.records()
        self._judge(who, shown, number, by, face)
        voice = self._speaker(shown, number)
        said = self._script(shown, number, source)
        sound = self._sound(voice, said)
        avatar = self._avatar if face else None
        with writing(self._engine) as connection:
            self._judge(who, shown, number, self._records(connection), face)
            payload = payloads.utterance(
                shown.record.record_id,
                number,
                voice=voice.likeness.sha256,
                avatar=avatar.sha256 if avatar is not None else None,
                audio=sound.sha256,
            )
            leaf = self._log.append(connection, [NewLeaf(kind=Kind.UTTERANCE, payload=payload)])
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

    def _judge(self, who: Identity, shown: Shown, number: int, by: Records, face: bool) -> None:
        why = self._barred(who, shown, number, by, face)
        if why is not None:
            what = f"statement {number}" if number else "the disclosure"
            raise NotSounded(f"{what} of {shown.record.record_id[:8]} is not read aloud: {why[:1].lower()}{why[1:]}.")

    def _barred(self, who: Identity, shown: Shown, number: int, by: Records, face: bool) -> str | None:
        why = statement_barred(who, shown, number, by)
        if why is not None:
            return why
        citations = _cited(shown, number)
        why = likeness_barred(self._speaker(shown, number).likeness, Scope.VOICE, citations, by)
        if why is None and face and self._avatar is not None:
            why = likeness_barred(self._avatar, Scope.AVATAR, citations, by)
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

    def _sound(self, voice: Voice, said: Script) -> Sound:
        key = (voice.likeness.sha256, said)
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
        state = self._kept.published(connection)
        if state is None:
            raise CatalogueError("nothing has been published yet.", advice="Run: onrecord ingest")
        sources = {one: entry.source for one, entry in state.entries.items()}
        return Records(sources=sources, standing=read.standing(connection, state), now=now())


def _cited(shown: Shown, number: int) -> tuple[Citation, ...]:
    statement = statement_of(shown, number)
    return statement.citations if statement is not None else ()
