"""Films that a test needs: black and white bars say which second it is, and the pitch of a tone does, too."""

import math
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np

BARS = 5  # of which each is a bit of the second's number, counted from one, the highest first
FPS = 10
RATE = 48_000
QUICK = {
    "libx264": {"preset": "ultrafast", "tune": "zerolatency"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
}
KINDS = {
    ".mp4": ("mp4", "libx264", "aac"),
    ".webm": ("webm", "libvpx", "libopus"),
}


def hertz_of(second: int) -> int:
    """The pitch of a second's tone."""
    return 400 + 60 * second


@cache
def film(
    ending: str,
    seconds: int = 12,
    *,
    size: tuple[int, int] = (160, 90),
    sound_from: float = 0.0,
    begins: float = 0.0,
    uneven: bool = False,
    video: str | None = None,
    audio: str | None = None,
    **options: str,
) -> bytes:
    """`sound_from` is when the sound begins, where the picture begins at nought; `begins` is when both do by the file's
    own clock; `uneven`: pictures come at no steady rate. `options` are the container's."""
    container, picture, codec = KINDS[ending]
    with (
        tempfile.NamedTemporaryFile(suffix=ending) as file,  # whose beginning may be written when its end is known
        av.open(file.name, "w", format=container, options=options) as made,
    ):
        shown: Any = made.add_stream(video or picture, rate=FPS, options=QUICK.get(video or picture, {}))
        shown.width, shown.height = size
        shown.pix_fmt = "yuv420p"
        shown.codec_context.gop_size = 3 * FPS
        heard: Any = made.add_stream(audio or codec, rate=RATE)
        heard.layout = "mono"
        packets = [*_pictures(shown, seconds, size, begins, uneven), *_sounds(heard, seconds, sound_from, begins)]
        for packet in sorted(packets, key=lambda one: (one.dts or 0) * one.time_base):
            made.mux(packet)
        made.close()
        return Path(file.name).read_bytes()


def bars(second: int, size: tuple[int, int]) -> "np.typing.NDArray[np.uint8]":
    """The picture of a second."""
    lit = [(second + 1) >> (BARS - 1 - one) & 1 for one in range(BARS)]
    row = np.repeat(np.array(lit, np.uint8) * 255, math.ceil(size[0] / BARS))[: size[0]]
    return np.repeat(np.repeat(row[None, :, None], size[1], 0), 3, 2)


def _pictures(stream: Any, seconds: int, size: tuple[int, int], begins: float, uneven: bool) -> list[Any]:
    base, found = Fraction(1, 1000), []
    stream.codec_context.time_base = base
    for number in range(seconds * FPS):
        if uneven and number % FPS and number % 7 < 5:
            continue
        frame = av.VideoFrame.from_ndarray(bars(number // FPS, size), format="rgb24")
        frame.pts, frame.time_base = round((number / FPS + begins) * 1000), base
        found += stream.encode(frame)
    return [*found, *stream.encode(None)]


def _sounds(stream: Any, seconds: int, sound_from: float, begins: float) -> list[Any]:
    places = np.arange(round(sound_from * RATE), seconds * RATE)
    pitch = hertz_of(0) + (hertz_of(1) - hertz_of(0)) * (places // RATE)
    samples = (8000 * np.sin(2 * math.pi * pitch * (places % RATE) / RATE)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
    frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
    frame.pts = round((sound_from + begins) * RATE)
    ready = av.AudioResampler(format=stream.format, layout="mono", rate=RATE)
    return [packet for one in (*ready.resample(frame), None) for packet in stream.encode(one)]
