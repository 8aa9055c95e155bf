"""Which voices read aloud, by the workspace's settings `voice` and `voice_of`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from audit.errors import Problem, SettingsError
from onrecord.settings import FILE, NOBODY, NONE, PRESENTER, Settings
from onrecord.speech import piper
from onrecord.speech.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """`presenter` sounds like nobody on record; `likeness` like a leader, whose words alone it speaks. Both load when
    they are first asked to speak."""

    presenter: Callable[[], Voice]
    likeness: Callable[[], Voice] | None = None


def configured(settings: Settings, workspace: Path) -> Voices | None:
    """None where nothing is to be read aloud. A file's path is from the workspace. Raises SettingsError."""
    if settings.voice == NONE:
        return None
    if settings.voice == PRESENTER:
        return Voices(presenter=piper.presenter)
    if settings.voice_of is None:
        told = f"needed beside voice = {settings.voice!r}: the id of the leader that it sounds like, or `{NOBODY}`"
        raise SettingsError(str(workspace / FILE), (Problem(line=0, path="voice_of", message=told),))
    leader_id = None if settings.voice_of == NOBODY else settings.voice_of
    voice = piper.by_file(workspace / settings.voice, leader_id)
    if leader_id is None:
        return Voices(presenter=lambda: voice)
    return Voices(presenter=piper.presenter, likeness=lambda: voice)
