"""Which voices read aloud, by the workspace's settings `voice` and `voice_of`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from audit.errors import Problem, SettingsError
from onrecord.settings import FILE, NOBODY, NONE, PRESENTER, Settings
from onrecord.speech import piper, piper_model
from onrecord.speech.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """`presenter` sounds like nobody on record; `likeness` like a leader, whose words alone it speaks. Both load when
    they are first asked to speak."""

    presenter: Callable[[], Voice]
    likeness: Callable[[], Voice] | None = None


def configured(settings: Settings, workspace: Path) -> Voices | None:
    """None where nothing is to be read aloud. A file's path is from the workspace. Raises SettingsError where there is
    none."""
    if settings.voice == NONE:
        return None
    if settings.voice == PRESENTER:
        return Voices(presenter=piper.presenter)
    path = workspace / settings.voice
    for one in (path, piper_model.beside(path)):
        if not one.is_file():
            problem = Problem(line=0, path="voice", message=f"there is no file {one}")
            raise SettingsError(str(workspace / FILE), (problem,), advice="Name a Piper voice, `presenter` or `none`.")
    leader_id = None if settings.voice_of == NOBODY else settings.voice_of
    voice = piper.by_file(path, leader_id)
    if leader_id is None:
        return Voices(presenter=lambda: voice)
    return Voices(presenter=piper.presenter, likeness=lambda: voice)
