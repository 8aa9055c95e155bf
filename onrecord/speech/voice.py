"""What is needed of a voice."""

from typing import Protocol

from onrecord.speech.domain import Likeness, Script, Sound


class Voice(Protocol):
    """A local model that reads scripts aloud. `speak` may be called from several threads."""

    @property
    def likeness(self) -> Likeness: ...

    @property
    def rate(self) -> int:
        """Samples a second."""
        ...

    def speak(self, script: Script) -> Sound:
        """The whole script as one sound, with a time for each of its words. Raises ModelError, and NotSounded at
        once where it would take too long."""
        ...
