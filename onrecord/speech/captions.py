"""Captions of what is read aloud: WebVTT (W3C Web Video Text Tracks), each word behind its own timestamp."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.speech.domain import SpokenWord, Utterance

CUE_CHARACTERS = 84  # two lines of a caption, as broadcasters set them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The text's `[start:end]` is shown from `begin` on, in seconds of its sound."""

    start: int
    end: int
    begin: float
    finish: float


def webvtt(utterances: Sequence[Utterance], *, note: str) -> str:
    """One after another, as their sounds are put into one file; `note` stands before them, on one line."""
    blocks = ["WEBVTT", f"NOTE {_one_line(note)}"]
    at = 0.0
    for one in utterances:
        blocks += (_cue(one.script.text, run, at) for run in _cues(one.script.text, one.sound.words))
        at += one.sound.seconds
    return "\n\n".join(blocks) + "\n"


def _cues(text: str, words: Sequence[SpokenWord]) -> Iterator[Sequence[_Shown]]:
    """Runs of words that two lines hold, broken between words that a space parts."""
    run: list[_Shown] = []
    for one in _shown(text, words):
        if run and one.end - run[0].start > CUE_CHARACTERS and text[one.start - 1].isspace():
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _shown(text: str, words: Sequence[SpokenWord]) -> Iterator[_Shown]:
    """Each word with what stands before it back to a space or the word before; the last with all behind it."""
    ends = 0
    starts = []
    for one in words:
        starts.append(max(ends, text.rfind(" ", 0, one.start) + 1))
        ends = one.end
    for place, one in enumerate(words):
        until = starts[place + 1] if place + 1 < len(words) else len(text)
        yield _Shown(start=starts[place], end=until, begin=one.begin, finish=one.finish)


def _cue(text: str, run: Sequence[_Shown], at: float) -> str:
    parts = [f"<{_time(at + one.begin)}>{_escaped(text[one.start : one.end])}" for one in run]
    parts[0] = _escaped(text[run[0].start : run[0].end])
    return f"{_time(at + run[0].begin)} --> {_time(at + run[-1].finish)}\n{''.join(parts).strip()}"


def _time(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _one_line(text: str) -> str:
    """`-->` may not stand in a note."""
    return " ".join(text.split()).replace("-->", "->")
