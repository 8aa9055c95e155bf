"""What the routes work with: the workspace's parts, the queue of answers, and who is signed in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fastapi import Request

from audit.database import reading
from audit.errors import CatalogueError, NotSounded, OnRecordError
from audit.ledger import feedback
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.display import folded
from ingest.standing import Standing
from onrecord.access import Records
from onrecord.answering import Answering
from onrecord.bounded import Bounded
from onrecord.hearing.hearing import Hearing
from onrecord.identity.domain import Identity
from onrecord.parts import Parts, now
from onrecord.speech import avatars, label
from onrecord.web.lately import Lately
from onrecord.web.limits import Asking, AtOnce
from onrecord.web.metrics import Metrics

if TYPE_CHECKING:
    from onrecord.speech.speaking import Speaking

SPEAKERS, SPEECH_WAITING = 2, 16  # utterances that are made at a time, and that may wait for it
LISTENS_PER_MINUTE = 120  # of one person, each a statement or a whole answer
LEASES, LEASES_EACH, LOOKERS = 128, 8, 2  # and the threads that look whether what sounds may go on
UPLOADS, UPLOADS_EACH = 4, 2  # forms with files that are being sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody's visit. `csrf` is the secret that their own forms carry."""

    identity: Identity
    csrf: str


class Door(Protocol):
    """Who stands behind a secret, at this moment."""

    def session(self, secret: str, audiences: tuple[str, ...]) -> Session | None:
        """The visit of a session cookie; none where it is unknown or has ended, or its person may do nothing now."""

    def token(self, secret: str, audiences: tuple[str, ...]) -> Identity | None:
        """Whose API token it is; none where it is unknown, revoked or past its term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """`manifest` is the file that the desk edits, where nothing was published from another; `local` whether anybody at
    this machine may sign in as anybody. `speech` is the queue of what is read aloud, `listening` each person's share
    of it, `leases` what sounds now, `watching` who looks after that, `deciding` by what it is judged, `uploads` who is
    sending files."""

    parts: Parts
    hearing: Hearing | None = None  # none: nobody can ask by voice here
    answering: Answering
    door: Door
    metrics: Metrics
    asking: Asking
    manifest: Path
    local: bool = False
    speech: Bounded = field(
        default_factory=lambda: Bounded(
            workers=SPEAKERS,
            waiting=SPEECH_WAITING,
            name="speech",
            told="statements are being read aloud or wait for it",
            advice="Listen again",
        )
    )
    listening: Asking = field(default_factory=lambda: Asking(LISTENS_PER_MINUTE))
    watching: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(LOOKERS, "leases"))
    deciding: Lately[Records] = field(default_factory=Lately)
    leases: AtOnce = field(
        default_factory=lambda: AtOnce(
            most=LEASES,
            each=LEASES_EACH,
            told="more is being listened to than can be watched over.",
            advice="Listen again",
        )
    )
    uploads: AtOnce = field(
        default_factory=lambda: AtOnce(
            most=UPLOADS,
            each=UPLOADS_EACH,
            told="as many files are being sent as are taken at a time.",
            advice="Send yours again",
        )
    )

    @property
    def speaks(self) -> bool:
        """Whether anything is read aloud here."""
        return self.parts.settings.voice != "none"

    @property
    def faced(self) -> bool:
        """Whether a face can be shown while something is read aloud."""
        try:
            return self.speaks and avatars.shown(self.parts.settings)
        except OnRecordError:  # its file is gone since the service was started
            return False

    def face_label(self, whose: str) -> str:
        """What a face's picture says of itself before it speaks of anybody (`whose` record, in names)."""
        face = avatars.configured(self.parts.settings)
        if face is None or face.leader_id is None:
            return label.reading(whose)
        try:
            leader = self.published()[1].leaders.get(face.leader_id)
        except CatalogueError:  # nothing is published, so there is nothing to be read either
            leader = None
        return label.reading(whose, what="face", like=folded(leader.name) if leader is not None else face.leader_id)

    @property
    def speaking(self) -> "Speaking":
        """Raises NotSounded where nothing is read aloud here, SettingsError where the settings cannot be used."""
        found = self.parts.speaking
        if found is None:
            raise NotSounded("nothing is read aloud here: `voice` is none in the settings.")
        return found

    @staticmethod
    def now() -> datetime:
        """The present moment in UTC."""
        return now()

    def shared(self, record_id: str) -> bool:
        """Whether the asker has shared this answer with everybody who may read its sources."""
        with reading(self.parts.engine) as connection:
            return feedback.shared(connection, record_id) is not None

    def published(self) -> tuple[Published, Standing]:
        """The published state and what decides access at this moment. Raises CatalogueError where there is none."""
        with reading(self.parts.engine) as connection:
            state = self.parts.kept.published(connection)
            if state is None:
                raise CatalogueError("nothing has been published yet.", advice="Publish it from the library.")
            return state, read.standing(connection, state)

    def audiences(self) -> tuple[str, ...]:
        """The published audiences; none where nothing was published."""
        with reading(self.parts.engine) as connection:
            return read.audiences(connection)


def address_of(request: Request) -> str:
    """The service's own address as its readers have it, without a slash at its end."""
    return (service_of(request).parts.settings.public_url or str(request.base_url)).rstrip("/")


def service_of(request: Request) -> Service:
    """The application's one service."""
    found: Service = request.app.state.service
    return found
