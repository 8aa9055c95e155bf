"""Voices in Piper's format (VITS as ONNX, phonemes by espeak-ng), each with the durations that the model itself gives.

The packaged one, `en_US-joe-medium` (CC0), is the presenter: it sounds like nobody on record. It loads in .7 s.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

from audit.errors import NotSounded
from onrecord.speech import piper_model
from onrecord.speech.alignment import spans
from onrecord.speech.domain import SAMPLE_BYTES, Likeness, Phoneme, Said, Script, Sound, SpokenWord
from onrecord.speech.piper_model import PACKAGED, PACKAGED_CONFIG_SHA256, PACKAGED_SHA256, Manner, Model

MANNER = Manner(length_scale=1.15, noise_scale=0, noise_w_scale=0)
"""The presenter's, as measured by bench/read_back.py. It draws no noise: what it says once it says again, sample by
sample, so that a sound can be made anew and compared with the log."""
PAUSE_S = 0.2  # behind a sentence, beside what the model itself leaves
KEPT_WORDS = 20_000  # whose phonemes are kept
_ENDS = (".", "?", "!")
LONGEST = 500  # characters that the model is given at once: the memory it takes grows with their square
MOST_PHONEMES = 2_000  # of an utterance: two minutes of speech, for which two cores work some ten seconds
BREATH = 300  # behind which a clause may end what it is given
NAMED = 8  # characters that are as much to say as one letter of another script, which is said by its name
_BREATHS = (",", ";", ":")


class Piper:
    """As `Voice` says. Loads when it is first asked for anything but a name that is known."""

    def __init__(
        self,
        find: Callable[[], Path],
        *,
        name: str,
        leader_id: str | None = None,
        expected: tuple[str, str] | None = None,
        manner: Manner | None = None,
    ) -> None:
        """`find` says where the model is; `expected` are the SHA-256 of it and of its configuration, where known."""
        self._find, self._name, self._leader_id = find, name, leader_id
        self._expected, self._manner = expected, manner
        self._lock = threading.Lock()
        self._loaded: Model | None = None
        self._words: dict[str, list[str]] = {}

    @property
    def _model(self) -> Model:
        with self._lock:
            if self._loaded is None:
                self._loaded = piper_model.load(self._find(), self._expected)
            return self._loaded

    @property
    def likeness(self) -> Likeness:
        sha256 = self._expected[0] if self._expected is not None else self._model.sha256
        return Likeness(name=self._name, sha256=sha256, leader_id=self._leader_id)

    @property
    def rate(self) -> int:
        return self._model.rate

    def speak(self, script: Script) -> Sound:
        """Sentence by sentence, and a very long one in parts, with a pause behind each. Raises ModelError, and
        NotSounded at once for more than `MOST_PHONEMES`: what takes its time is the model, by what it has to say."""
        pcm = bytearray()
        words: list[SpokenWord] = []
        phonemes: list[Phoneme] = []
        pause = bytes(SAMPLE_BYTES * round(PAUSE_S * self.rate))
        for sentence, heard in self._heard(script.said):
            sound, owned = self._sentence(sentence, heard, len(pcm) / SAMPLE_BYTES / self.rate)
            phonemes += sound.phonemes
            words += owned
            pcm += sound.pcm + pause
        return Sound(pcm=bytes(pcm), rate=self.rate, words=tuple(_whole(words)), phonemes=tuple(phonemes))

    def _heard(self, said: Sequence[Said]) -> list[tuple[Sequence[Said], list[str]]]:
        """Its sentences, each with its phonemes. Raises NotSounded."""
        found = []
        count = 0
        for sentence in _sentences(said):
            heard = self._model.phonemes(" ".join(one.words for one in sentence))
            count += len(heard)
            if count > MOST_PHONEMES:
                raise NotSounded("what takes more than about two minutes to say is not read aloud.", advice="Read it.")
            found.append((sentence, heard))
        return found

    def _sentence(self, said: Sequence[Said], heard: list[str], at: float) -> tuple[Sound, list[SpokenWord]]:
        """Its sound, with times as they are where it begins at `at` seconds."""
        if not heard:
            return Sound(pcm=b"", rate=self.rate), []
        spoken = self._model.spoken(heard, self._manner)
        ends = [at]
        for samples in spoken.samples:
            ends.append(ends[-1] + samples / self.rate)
        phonemes = tuple(
            Phoneme(symbol=one, begin=ends[place], finish=ends[place + 1]) for place, one in enumerate(heard)
        )
        found = spans([self._alone(one.words) for one in said], heard)
        words = [
            SpokenWord(start=one.start, end=one.end, begin=ends[begin], finish=ends[end])
            for one, (begin, end) in zip(said, found, strict=True)
        ]
        return Sound(pcm=spoken.pcm, rate=self.rate, phonemes=phonemes), words

    def _alone(self, words: str) -> list[str]:
        """The phonemes of one word by itself."""
        found = self._words.get(words)
        if found is None:
            if len(self._words) >= KEPT_WORDS:
                self._words.clear()
            found = self._words[words] = self._model.phonemes(words)
        return found


@cache
def presenter() -> Piper:
    """The packaged voice, taken only by its SHA-256."""
    expected = (PACKAGED_SHA256, PACKAGED_CONFIG_SHA256)
    return Piper(piper_model.packaged, name=PACKAGED, expected=expected, manner=MANNER)


def by_file(path: Path, of: str | None) -> Piper:
    """A voice of the company's own: a Piper model and, beside it, its configuration (`NAME.onnx.json`); `of` is the id
    of the leader that it sounds like, none where it sounds like nobody."""
    return Piper(lambda: path, name=path.stem, leader_id=of)


def _sentences(said: Sequence[Said]) -> Iterator[Sequence[Said]]:
    """Each of at most `LONGEST` characters: a table's row, or a number of a thousand digits, is a sentence as well."""
    held: list[Said] = []
    size = 0
    for one in (part for each in said for part in _parts(each)):
        if held and size + _size(one.words) >= LONGEST:
            yield held
            held, size = [], 0
        held.append(one)
        size += _size(one.words) + 1
        if one.words.endswith(_ENDS) or (size > BREATH and one.words.endswith(_BREATHS)):
            yield held
            held, size = [], 0
    if held:
        yield held


def _parts(one: Said) -> Iterator[Said]:
    """A word in parts that are short enough, which all stand for the same of the text."""
    rest = one.words
    while _size(rest) > LONGEST:
        most = LONGEST if _size(rest) == len(rest) else LONGEST // NAMED
        cut = rest.rfind(" ", 1, most)
        cut = cut if cut > 0 else most
        yield replace(one, words=rest[:cut])
        rest = rest[cut:].lstrip()
    yield replace(one, words=rest)


def _size(words: str) -> int:
    """As of letters of the Latin script."""
    if words.startswith("[["):
        return len(words)
    return sum(1 if one < "\u0250" else NAMED for one in words)


def _whole(words: Sequence[SpokenWord]) -> Iterator[SpokenWord]:
    """The parts of a word as one again."""
    for _, parts in groupby(words, key=lambda one: (one.start, one.end)):
        first, *others = parts
        yield replace(first, finish=others[-1].finish) if others else first
