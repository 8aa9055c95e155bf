"""Sounds as a file: WAV, FLAC (RFC 9639), Opus in Ogg (RFC 7845) or MP3, with a title and a comment inside."""

import struct
from collections.abc import Mapping, Sequence
from enum import StrEnum
from io import BytesIO

from audit.errors import ModelError
from onrecord.speech.domain import SAMPLE_BYTES, Sound
from onrecord.speech.piper_model import INSTALL


class Form(StrEnum):
    """A file's form, by its name's ending."""

    WAV = "wav"
    FLAC = "flac"
    OPUS = "opus"
    MP3 = "mp3"


MEDIA_TYPES: Mapping[Form, str] = {
    Form.WAV: "audio/wav",
    Form.FLAC: "audio/flac",
    Form.OPUS: "audio/ogg",
    Form.MP3: "audio/mpeg",
}
_ENDLESS = 0xFFFFFFFF  # a size that is not known when a stream begins
_PCM = 1
_MADE = {Form.FLAC: ("flac", "flac"), Form.OPUS: ("ogg", "libopus"), Form.MP3: ("mp3", "libmp3lame")}
_BITS = {Form.OPUS: 32_000, Form.MP3: 64_000}  # a second
_OPUS_RATE = 24_000  # of the few that Opus has, the next above a Piper voice's


def encoded(sounds: Sequence[Sound], form: Form, *, title: str, comment: str) -> bytes:
    """At least one sound, one after another, all of one rate. Raises ModelError where PyAV is not installed."""
    rate = sounds[0].rate
    if any(one.rate != rate for one in sounds):
        raise ValueError("the sounds have several rates")
    pcm = b"".join(one.pcm for one in sounds)
    if form is Form.WAV:
        return _wav_header(rate, {b"INAM": title, b"ICMT": comment}, len(pcm)) + pcm
    return _compressed(pcm, rate, form, {"title": title, "comment": comment})


def wav_header(rate: int, comment: str) -> bytes:
    """What stands before the samples of a stream whose end is not known: its sizes are the largest that there are."""
    return _wav_header(rate, {b"ICMT": comment}, None)


def _wav_header(rate: int, info: Mapping[bytes, str], size: int | None) -> bytes:
    told = b"INFO" + b"".join(_chunk(name, text.encode() + b"\0") for name, text in info.items())
    form = struct.pack("<HHIIHH", _PCM, 1, rate, rate * SAMPLE_BYTES, SAMPLE_BYTES, 8 * SAMPLE_BYTES)
    inside = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"LIST", told) + b"data"
    whole = _ENDLESS if size is None else len(inside) + 4 + size
    return b"RIFF" + struct.pack("<I", whole) + inside + struct.pack("<I", _ENDLESS if size is None else size)


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _compressed(pcm: bytes, rate: int, form: Form, told: Mapping[str, str]) -> bytes:
    try:
        import av
        import numpy as np
    except ModuleNotFoundError as error:
        advice = f"{INSTALL}, or write a .wav"
        raise ModelError(f"a .{form} needs the package {error.name}, which is not installed.", advice=advice) from None
    container, codec = _MADE[form]
    made = BytesIO()
    with av.open(made, "w", format=container) as file:
        file.metadata.update(told)
        stream = file.add_stream(codec, rate=_OPUS_RATE if form is Form.OPUS else rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        if form in _BITS:
            stream.bit_rate = _BITS[form]
        if form is Form.OPUS:
            stream.metadata.update(told)  # Ogg keeps comments with each stream
        pcm = pcm.ljust(SAMPLE_BYTES * (rate // 50), b"\0")  # 20 ms: of less, Opus makes no file
        frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        ready = av.AudioResampler(format=stream.format, layout="mono", rate=stream.rate)
        for one in (*ready.resample(frame), *ready.resample(None)):
            file.mux(stream.encode(one))
        file.mux(stream.encode(None))
    return made.getvalue()
