"""A part of a recording as sound, for this machine's own device. PyAV reads what FFmpeg reads; of a film, its sound.
It is read as what its name says, as it was when it was looked into: a list of other files, or of addresses, is none."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from audit.errors import ModelError, NotSounded
from onrecord.recordings.clips import Clip
from onrecord.recordings.files import Opened
from onrecord.speech.domain import SAMPLE_BYTES, Sound

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

BLOCK_S = 1.0
AHEAD_MS = 1000  # that is decoded and dropped before the part begins: some codecs need what came before
BY_GUESS = ("mp3", "aac")  # whose places are guessed when they are looked for, and so read from the beginning


def decoded(opened: Opened, clip: Clip) -> Iterator[Sound]:
    """The part, all voices in one, in pieces of a second. The file stays open. Raises NotSounded where it cannot be
    decoded, or has no sound in this part; ModelError where PyAV is not installed."""
    try:
        import av
    except ModuleNotFoundError as error:
        raise ModelError(
            f"playing a recording needs the package {error.name}, which is not installed.",
            advice="Run: pip install 'onrecord[speech]'",
        ) from None
    try:
        opened.file.seek(0)
        with av.open(opened.file, "r", format=opened.container.demuxer, metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise NotSounded("the recording has no sound.")
            yield from _blocks(opened, container, container.streams.audio[0], clip)
    except av.FFmpegError as error:
        raise NotSounded(f"the recording cannot be decoded: {error.strerror}.") from error


def _blocks(opened: Opened, container: "InputContainer", stream: "AudioStream", clip: Clip) -> Iterator[Sound]:
    rate = stream.rate
    block, whole = bytearray(), round(BLOCK_S * rate) * SAMPLE_BYTES
    anything = False
    for data in _cut(container, stream, clip):
        opened.check()
        block += data
        while len(block) >= whole:
            anything = True
            yield Sound(pcm=bytes(block[:whole]), rate=rate)
            del block[:whole]
    if block:
        yield Sound(pcm=bytes(block), rate=rate)
    elif not anything:
        raise NotSounded("there is no sound at these words in the recording.")


def _cut(container: "InputContainer", stream: "AudioStream", clip: Clip) -> Iterator[bytes]:
    """Samples of the part alone: 16 bits, mono. Its times are those of the recording's own clock, as in a browser (HTML
    standard, media timeline): a film's sound may begin later than its picture, and both later than at nought."""
    import av

    rate, ready = stream.rate, av.AudioResampler(format="s16", layout="mono", rate=stream.rate)
    first, last = clip.from_ms * rate // 1000, clip.to_ms * rate // 1000
    base = stream.time_base or Fraction(1, rate)
    if container.format.name not in BY_GUESS and clip.from_ms > AHEAD_MS:
        container.seek((clip.from_ms - AHEAD_MS) * 1000)  # microseconds, to the last place before
    place: int | None = None
    for frame in container.decode(stream):
        if frame.pts is not None and place is None:
            place = round(frame.pts * (frame.time_base or base) * rate)
        for one in ready.resample(frame):
            start = place or 0
            place = start + one.samples
            data = bytes(one.planes[0])[: one.samples * SAMPLE_BYTES]
            yield data[max(0, first - start) * SAMPLE_BYTES : max(0, last - start) * SAMPLE_BYTES]
            if place >= last:
                return
