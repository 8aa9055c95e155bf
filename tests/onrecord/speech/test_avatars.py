"""Which face there is, and that it is shown by the file that was first seen."""

import hashlib
from pathlib import Path

import pytest

from audit.errors import ModelError, NotSounded
from onrecord.settings import Settings
from onrecord.speech import avatars
from onrecord.speech.figure import MOST_BYTES
from tests.onrecord.speech.figures import described, figure, packed

GLB = figure()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "ada.glb"
    made.write_bytes(GLB)
    return made


def test_a_face_is_whose_the_settings_say(file: Path) -> None:
    hers = avatars.configured(Settings(avatar=str(file), avatar_of="ada-okafor"))
    assert hers is not None
    assert (hers.name, hers.leader_id, hers.sha256) == ("ada", "ada-okafor", hashlib.sha256(GLB).hexdigest())
    nobodys = avatars.configured(Settings(avatar=str(file), avatar_of="nobody"))
    assert nobodys is not None
    assert nobodys.leader_id is None
    assert avatars.configured(Settings(avatar="none")) is None
    assert not avatars.shown(Settings(avatar="none"))


def test_what_is_no_face_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be read: No such file") as gone:
        avatars.configured(Settings(avatar=str(tmp_path / "gone.glb"), avatar_of="nobody"))
    assert "\n" not in str(gone.value)
    for data in (b"", b"glTF\x01\0\0\0", b"\x89PNG\r\n\x1a\n"):
        path = tmp_path / f"{len(data)}.glb"
        path.write_bytes(data)
        with pytest.raises(ModelError, match="is not a whole binary glTF"):
            avatars.configured(Settings(avatar=str(path), avatar_of="nobody"))


def test_a_face_that_a_page_could_not_show_is_told_before_anybody_wants_to_see_it(tmp_path: Path) -> None:
    path = tmp_path / "box.glb"
    path.write_bytes(packed(*described(shapes=("jawOpen",))))
    with pytest.raises(ModelError) as lacking:
        avatars.configured(Settings(avatar=str(path), avatar_of="nobody"))
    assert str(lacking.value) == (
        f"the avatar {path} lacks the shapes viseme_PP, viseme_FF, viseme_TH, viseme_DD and 20 more. "
        "See `avatar` in settings.toml."
    )
    with path.open("wb") as large:
        large.truncate(MOST_BYTES + 1)
    with pytest.raises(ModelError, match="cannot be read: it has more than 67,108,864 bytes"):
        avatars.configured(Settings(avatar=str(path), avatar_of="nobody"))


def test_a_file_that_was_exchanged_is_not_given_out(file: Path) -> None:
    settings = Settings(avatar=str(file), avatar_of="ada-okafor")
    likeness = avatars.configured(settings)
    assert likeness is not None
    assert avatars.contents(settings, likeness) == GLB
    file.write_bytes(GLB + b"another")
    assert avatars.configured(settings) == likeness
    with pytest.raises(NotSounded, match="another file than when it was first shown"):
        avatars.contents(settings, likeness)
    file.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        avatars.contents(settings, likeness)
