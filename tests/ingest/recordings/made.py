"""Recordings that a test needs: a tone of so many seconds, in any container that is played."""

import io
import math
from fractions import Fraction
from pathlib import Path, PurePath

import av
import numpy as np
from av.stream import Disposition
from PIL import Image

CODECS = {
    ".wav": ("wav", "pcm_s16le", 16_000),
    ".flac": ("flac", "flac", 16_000),
    ".opus": ("ogg", "libopus", 24_000),
    ".mp3": ("mp3", "libmp3lame", 16_000),
    ".m4a": ("mp4", "aac", 16_000),
    ".mp4": ("mp4", "aac", 16_000),
    ".webm": ("webm", "libopus", 24_000),
}


def tone(ending: str, seconds: float, *, begins: float = 0.0) -> bytes:
    """A file whose name would end so; `begins` is when, by its own clock."""
    container, codec, rate = CODECS[ending]
    samples = (3000 * np.sin(np.arange(round(rate * seconds)) * 2 * math.pi * 440 / rate)).astype(np.int16)
    file = io.BytesIO()
    with av.open(file, "w", format=container) as made:
        stream = made.add_stream(codec, rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, round(begins * rate), Fraction(1, rate)
        made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return file.getvalue()


def covered(ending: str, seconds: float) -> bytes:
    """A sound with a picture of its cover."""
    file, cover = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (64, 64), "#c81e1e").save(cover, "JPEG")
    cover.seek(0)
    with (
        av.open(io.BytesIO(tone(ending, seconds))) as sound,
        av.open(cover) as picture,
        av.open(file, "w", format=CODECS[ending][0]) as made,
    ):
        streams = [made.add_stream_from_template(one.streams[0]) for one in (sound, picture)]
        streams[1].disposition = Disposition.attached_pic
        for one, stream in ((picture, streams[1]), (sound, streams[0])):
            for packet in one.demux(0):
                if packet.dts is not None:
                    packet.stream = stream
                    made.mux(packet)
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
