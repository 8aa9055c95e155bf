"""Sound as a file that somebody named: its form by the name's ending, whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from audit.errors import UsageError
from onrecord.room.exporting import write as write_whole
from onrecord.speech.captions import webvtt
from onrecord.speech.domain import Sound, Utterance
from onrecord.speech.files import Form, encoded
from onrecord.speech.rates import at_rate


def form_of(path: str) -> Form:
    """Raises UsageError for an ending that is none of them, or a folder that is not there."""
    found = Path(path).suffix.lower().removeprefix(".")
    if found not in list(Form):
        raise UsageError(f"-o {path}: expected a name that ends in {', '.join(f'.{one}' for one in Form)}.")
    if not Path(path).parent.is_dir():
        raise UsageError(f"-o {path}: there is no folder {Path(path).parent}.")
    return Form(found)


def captions_of(path: str) -> str:
    """Where the captions of a file are."""
    return f"{path}.vtt"


def write(path: str, sounds: Sequence[Sound], *, title: str, comment: str) -> None:
    """One after another. Raises OSError."""
    rate = sounds[0].rate
    alike = [at_rate(one, rate) for one in sounds]
    write_whole(Path(path), encoded(alike, form_of(path), title=title, comment=comment))


def write_spoken(path: str, utterances: Sequence[Utterance], *, title: str, disclosure: str) -> None:
    """The same, with the captions beside it; the disclosure stands in both."""
    write(path, [one.sound for one in utterances], title=title, comment=disclosure)
    write_whole(Path(captions_of(path)), webvtt(utterances, note=disclosure).encode())
