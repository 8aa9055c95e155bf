"""Recordings that a test needs: a tone of so many seconds, in any container that is played."""

import io
import math
from fractions import Fraction
from pathlib import Path, PurePath

import av
import numpy as np

CODECS = {
    ".wav": ("wav", "pcm_s16le", 16_000),
    ".flac": ("flac", "flac", 16_000),
    ".opus": ("ogg", "libopus", 24_000),
    ".mp3": ("mp3", "libmp3lame", 16_000),
    ".m4a": ("mp4", "aac", 16_000),
    ".mp4": ("mp4", "aac", 16_000),
    ".webm": ("webm", "libopus", 24_000),
}


def tone(ending: str, seconds: float) -> bytes:
    """A file whose name would end so."""
    container, codec, rate = CODECS[ending]
    samples = (3000 * np.sin(np.arange(round(rate * seconds)) * 2 * math.pi * 440 / rate)).astype(np.int16)
    file = io.BytesIO()
    with av.open(file, "w", format=container) as made:
        stream = made.add_stream(codec, rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return file.getvalue()


def silent_film() -> bytes:
    """An MP4 of one picture, without any sound."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as made:
        stream = made.add_stream("mpeg4", rate=1)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        made.mux(stream.encode(av.VideoFrame(16, 16, "yuv420p")))
        made.mux(stream.encode(None))
    return file.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / PurePath(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
