"""What writes spoken questions down: there, and the right one. Loads no model."""

from collections.abc import Iterator

from onrecord.doctor.finding import Finding, ok, warn
from onrecord.hearing import whisper
from onrecord.parts import Parts
from onrecord.settings import NONE, PACKAGED

NAME = "recogniser"


def recogniser(made: Parts) -> Iterator[Finding]:
    """Its files; the packaged one's by their hashes. Questions can always be typed, so a missing package fails
    nothing."""
    setting = made.settings.recogniser
    if setting == NONE:
        yield ok(NAME, "none; questions are typed")
        return
    why = whisper.missing(setting)
    if why is not None:
        yield warn(NAME, f"{why}; the page that asks has no microphone", whisper.INSTALL)
        return
    found = whisper.chosen(setting)
    if found is not None and setting == PACKAGED:
        yield ok(NAME, f"{found.name}, sha256 {whisper.FILES['model.bin'][:16]}…")
    elif found is not None:
        yield ok(NAME, f"{found.name}, a folder")
