"""Types of hearing, and its bounds. Samples are mono, 16,000 a second."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.errors import OnRecordError

RATE = 16_000  # samples a second, as recognisers want them
LONGEST_S = 60  # of a spoken question
MOST_BYTES = 10 * 1024 * 1024  # of its file
MEDIA: Mapping[str, str] = {  # what browsers record, and programs send
    "audio/webm": "WebM",
    "audio/ogg": "Ogg",
    "audio/wav": "WAV",
    "audio/x-wav": "WAV",
    "audio/wave": "WAV",
    "audio/mp4": "MP4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was understood, and how long the sound was that it was understood from."""

    text: str
    seconds: float


class NotHeard(OnRecordError):
    """A sound of which no question could be made; the message says why."""
