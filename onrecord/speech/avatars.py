"""The face that is shown while a record is read aloud: which file it is, and whom it looks like."""

from functools import cache
from pathlib import Path

from audit.canonical import sha256_hex
from audit.errors import ModelError, NotSounded
from onrecord.settings import FILE, NOBODY, NONE, PRESENTER, Settings
from onrecord.speech import figure, model_files
from onrecord.speech.domain import Likeness

BUILT = Path(__file__).parents[1] / "web" / "static" / "presenter"  # by `make presenter`
_FILE, _SCRIPT = BUILT / "presenter.glb", BUILT / "presenter.js"


def configured(settings: Settings) -> Likeness | None:
    """The settings' face, by its file as it was when it was first asked for; none where they want none, and where the
    presenter was not built. Raises ModelError where the file cannot be used."""
    if settings.avatar == NONE:
        return None
    if settings.avatar == PRESENTER:
        return _likeness(_FILE, PRESENTER, None) if _FILE.is_file() else None
    leader_id = None if settings.avatar_of == NOBODY else settings.avatar_of
    return _likeness(_path(settings), Path(settings.avatar).stem, leader_id)


def shown(settings: Settings) -> bool:
    """Whether a page can show one: there is a face, and the script that moves it was built."""
    return _SCRIPT.is_file() and configured(settings) is not None


def contents(settings: Settings, likeness: Likeness) -> bytes:
    """The configured face's file. Raises NotSounded where it is another than it was, ModelError where it is gone."""
    data = _read(_path(settings))
    if sha256_hex(data) != likeness.sha256:
        raise NotSounded(
            f"The face {likeness.name} has another file than when it was first shown.", advice="Restart the service."
        )
    return data


def _path(settings: Settings) -> Path:
    return _FILE if settings.avatar == PRESENTER else Path(settings.avatar)


@cache
def _likeness(path: Path, name: str, leader_id: str | None) -> Likeness:
    data = _read(path)
    why = figure.unfit(data)
    if why is not None:
        raise ModelError(f"the avatar {path} {why}.", advice=f"See `avatar` in {FILE}.")
    return Likeness(name=name, sha256=sha256_hex(data), leader_id=leader_id)


def _read(path: Path) -> bytes:
    try:
        return model_files.contents(path, figure.MOST_BYTES)
    except OSError as error:
        raise ModelError(
            f"the avatar {path} cannot be read: {error.strerror}.", advice=f"See `avatar` in {FILE}."
        ) from error
