"""The voices and the face that the settings choose."""

from functools import cache, partial
from pathlib import Path

from sqlalchemy import Engine

from audit.errors import Problem, SettingsError
from audit.log import Log
from ingest.catalogue.kept import Kept
from onrecord.settings import FILE, Settings
from onrecord.speech import avatars, piper
from onrecord.speech.speaking import Speaking

PRESENTER, NONE, NOBODY = "presenter", "none", "nobody"


def speaking(settings: Settings, engine: Engine, log: Log, kept: Kept) -> Speaking | None:
    """What reads aloud with them; none where `voice` is `none`. A voice is loaded when it first speaks. A leader's is
    beside the presenter, which speaks all else; one that is like nobody is in its place. Raises SettingsError."""
    if settings.voice == NONE:
        return None
    presenter, voice = cache(piper.presenter), None
    if settings.voice != PRESENTER:
        leader_id = _whose(settings)
        made = cache(partial(piper.by_file, Path(settings.voice), leader_id))
        presenter, voice = (made, None) if leader_id is None else (presenter, made)
    return Speaking(engine, log, kept, presenter, voice=voice, avatar=avatars.configured(settings))


def _whose(settings: Settings) -> str | None:
    """The leader whose voice it is like; none for nobody's."""
    if settings.voice_of is None:
        message = "is needed beside a voice's file: the id of the leader that it sounds like, or `nobody`"
        raise SettingsError(FILE, (Problem(line=0, path="voice_of", message=message),))
    return None if settings.voice_of == NOBODY else settings.voice_of
