"""What is called: a sound file's bytes to samples, in a child process as documents are parsed in one.

Its limits bound whatever a file does to FFmpeg: seconds of wall time and of the processor, bytes of memory, a crash.
"""

from collections.abc import Mapping

from audit.errors import SourceRefused
from ingest.parse.sandbox import Confined, Limits
from onrecord.hearing.domain import LONGEST_S, MOST_BYTES, RATE, NotHeard
from onrecord.hearing.wire import Samples, decode

_MIB = 1 << 20
LIMITS = Limits(seconds=10.0, memory_bytes=128 * _MIB, output_bytes=(LONGEST_S + 2) * RATE * 2, input_bytes=MOST_BYTES)
DAMAGED = "what was recorded is damaged, or no recording at all."
COSTLY = "what was recorded takes more to decode than a question may."
TOLD: Mapping[str, tuple[str, str]] = {  # by a refusal's code
    "unsupported": ("what was sent is no recording that is read here.", "Send WebM, Ogg, WAV or MP4."),
    "image_only": ("there is no sound in what was sent, or of no kind that is read here.", "Send Opus, AAC or PCM."),
    "empty": ("nothing was recorded.", "Speak, then stop."),
    "too_large": (f"what was recorded is longer than {LONGEST_S} seconds.", "Ask in fewer words."),
    "timeout": (COSTLY, "Record it again."),
    "memory": (COSTLY, "Record it again."),
    "output": (COSTLY, "Record it again."),
}


class Decoder(Confined[Samples]):
    """Decodes one sound at a time, from whatever thread."""

    def __init__(self, limits: Limits = LIMITS, *, parser: str = "onrecord.hearing.sound:decode") -> None:
        super().__init__(limits, parser=parser, encoder="onrecord.hearing.wire:encode", decode=decode, result="sound")

    def samples(self, data: bytes) -> Samples:
        """Raises NotHeard."""
        try:
            self._limits.admit("the recording", len(data))
            return self._read("sound", data, "the recording")
        except SourceRefused as error:
            message, advice = TOLD.get(error.code, (DAMAGED, "Record it again."))
            raise NotHeard(message, advice=advice) from None
