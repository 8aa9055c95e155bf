"""What a child process does: a sound file that nobody trusts, to samples.

Which kind of file it is, is told by its first bytes, and FFmpeg reads it as that and nothing else: of the many formats
that it knows some name other files and addresses. Only decoders of sound that browsers and recorders write are opened.
Decoding ends where the sound has become too long, so a file's own word on its length is not asked.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.parse.refusals import Unreadable
from onrecord.hearing.domain import LONGEST_S, RATE

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_SLACK_S = 1  # a recorder stops a little late
_MOST = (LONGEST_S + _SLACK_S) * RATE * 2  # bytes
_RATES = range(4_000, 192_001)  # samples a second; a slower sound would become a vast one
_CHANNELS = 8
_DECODERS = "opus,libopus,vorbis,aac,flac,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8"
_OPTIONS = {"codec_whitelist": _DECODERS, "protocol_whitelist": "", "probesize": "1000000"}


def preload(_kind: str) -> None:
    """What the process that forks children loads once."""
    import av  # noqa: F401


def decode(_kind: str, data: bytes) -> bytes:
    """Mono, 16 bits a sample, little-endian, `RATE` samples a second. Raises `Unreadable`."""
    import av

    try:
        with av.open(
            io.BytesIO(data), "r", format=_format(data), container_options=_OPTIONS, metadata_errors="ignore"
        ) as file:
            return _samples(file)
    except (av.error.FFmpegError, ValueError, OverflowError) as error:
        raise Unreadable("malformed", f"{type(error).__name__}") from None


def _format(data: bytes) -> str:
    """FFmpeg's name of the container."""
    if data.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if data.startswith(b"OggS"):
        return "ogg"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "wav"
    if data[4:8] == b"ftyp":
        return "mov"
    raise Unreadable("unsupported", "its first bytes are none of these")


def _samples(file: "InputContainer") -> bytes:
    from av import AudioResampler

    stream = next(iter(file.streams.audio), None)
    if stream is None or stream.codec_context is None:
        raise Unreadable("image_only", "no sound in it")
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    made = bytearray()
    for frame in _frames(file, stream):
        if frame.sample_rate not in _RATES or frame.layout.nb_channels > _CHANNELS:
            raise Unreadable("bomb", "its samples are of no kind that a microphone gives")
        frame.pts = None  # as they come: a recorder's clock may jump
        for one in resampler.resample(frame):
            made += bytes(one.planes[0])[: one.samples * 2]
        if len(made) > _MOST:
            raise Unreadable("too_large", "it goes on")
    for one in resampler.resample(None) if made else ():
        made += bytes(one.planes[0])[: one.samples * 2]
    if not made:
        raise Unreadable("empty", "no sample in it")
    return bytes(made)


def _frames(file: "InputContainer", stream: "AudioStream") -> Iterator["AudioFrame"]:
    """Those that can be decoded: a packet that is broken is left out, as over a bad line."""
    from av.error import FFmpegError

    stream.codec_context.thread_count = 1
    try:
        for packet in file.demux(stream):
            try:
                frames = packet.decode()
            except FFmpegError:
                continue
            yield from frames
    except FFmpegError:  # it ends in mid-air: what came before it is taken
        return
