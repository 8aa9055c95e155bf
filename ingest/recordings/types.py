"""What a recording's name says of it: the container, and the type that it is served as."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """`demuxer` is libavformat's name; `media_type` is of RFC 6838."""

    demuxer: str
    media_type: str

    @property
    def video(self) -> bool:
        return self.media_type.startswith("video/")


CONTAINERS: Mapping[str, Container] = {
    ".opus": Container(demuxer="ogg", media_type="audio/ogg"),
    ".ogg": Container(demuxer="ogg", media_type="audio/ogg"),
    ".oga": Container(demuxer="ogg", media_type="audio/ogg"),
    ".flac": Container(demuxer="flac", media_type="audio/flac"),
    ".wav": Container(demuxer="wav", media_type="audio/wav"),
    ".mp3": Container(demuxer="mp3", media_type="audio/mpeg"),
    ".m4a": Container(demuxer="mp4", media_type="audio/mp4"),
    ".mp4": Container(demuxer="mp4", media_type="video/mp4"),
    ".webm": Container(demuxer="webm", media_type="video/webm"),
}
"""By the ending of a file's name, in lower case."""

PICTURES = ("h264", "vp8", "vp9", "av1")
SOUNDS = ("aac", "mp3", "opus", "vorbis", "flac", "pcm")
"""Codecs that every browser plays, by FFmpeg's names; of PCM, which has many, how they begin."""


def container_of(name: str) -> Container | None:
    """None for a name that no recording has here."""
    return CONTAINERS.get(PurePath(name).suffix.lower())
