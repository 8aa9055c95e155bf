"""Recordings as browsers make them: a tone, or whatever samples are given, in each container."""

import io
import math
import wave
from array import array
from typing import Any

import av
import numpy as np

RATE = 48_000


def tone(seconds: float, rate: int = RATE) -> bytes:
    """440 Hz, mono, 16 bits a sample."""
    step = 2 * math.pi * 440 / rate
    return array("h", (round(8000 * math.sin(step * one)) for one in range(int(seconds * rate)))).tobytes()


def silence(seconds: float, rate: int = RATE) -> bytes:
    return bytes(2 * int(seconds * rate))


def wav(pcm: bytes, rate: int = RATE, channels: int = 1) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return made.getvalue()


def packed(pcm: bytes, form: str, codec: str = "libopus", rate: int = RATE, **options: str) -> bytes:
    """The samples in a container by FFmpeg's name for it: webm, ogg, mp4."""
    made = io.BytesIO()
    with av.open(made, "w", format=form) as file:
        stream: Any = file.add_stream(codec, rate=rate, options=options)
        stream.layout = "mono"
        resampler = av.AudioResampler(
            format=stream.format, layout="mono", rate=rate, frame_size=stream.frame_size or 960
        )
        frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, np.int16)[None, :], format="s16", layout="mono")
        frame.rate = rate
        for one in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(one))
        file.mux(stream.encode(None))
    return made.getvalue()


def film(form: str = "webm", codec: str = "libvpx") -> bytes:
    """A moving picture without a sound."""
    made = io.BytesIO()
    with av.open(made, "w", format=form) as file:
        stream: Any = file.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for shade in range(5):
            picture = np.full((64, 64, 3), 40 * shade, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    return made.getvalue()


def repeated(seconds: int) -> bytes:
    """A long silence as Ogg Opus: one packet of 60 ms, again and again."""
    with av.open(io.BytesIO(packed(silence(1.0), "ogg", frame_duration="60")), "r") as short:
        codec = short.streams.audio[0]
        data = bytes(next(one for one in short.demux(codec) if one.size))
        made = io.BytesIO()
        with av.open(made, "w", format="ogg") as file:
            stream: Any = file.add_stream_from_template(codec)
            for number in range(round(seconds / 0.06)):
                one = av.Packet(data)
                one.stream, one.time_base = stream, codec.time_base
                one.pts = one.dts = 2880 * number
                one.duration = 2880
                file.mux(one)
    return made.getvalue()
