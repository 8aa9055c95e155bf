"""A sound device of miniaudio's own that goes with the clock and has no loudspeaker, and a voice of few words."""

import time

import miniaudio

from onrecord.device import RATE, Device, Frames, device
from onrecord.speech.domain import Likeness, Script, Sound
from tests.onrecord.recorded import tone


class Heard:
    """To be called for the device. `taken` is what it took; `first`, `last` and `closed` are moments of
    `time.monotonic`: when it took the first and the last frame of any sound, and when it was closed."""

    def __init__(self) -> None:
        self.taken = bytearray()
        self.first = self.last = self.closed = 0.0
        self._device = device([miniaudio.Backend.NULL])

    def __call__(self) -> Device:
        return self

    def start(self, callback_generator: Frames) -> None:
        listening = self._listening(callback_generator)
        next(listening)
        self._device.start(listening)

    def close(self) -> None:
        self._device.close()
        self.closed = self.closed or time.monotonic()

    def _listening(self, frames: Frames) -> Frames:
        wanted = yield b""
        while True:
            found = frames.send(wanted)
            if found.strip(b"\0"):
                self.last = time.monotonic()
                self.first = self.first or self.last
            self.taken += found
            wanted = yield found

    @property
    def seconds(self) -> float:
        return len(self.taken) / 2 / RATE


class Brief:
    """A voice that needs .3 s for whatever it says. `spoken` are the texts, in their order."""

    likeness, rate = Likeness(name="brief", sha256="b" * 64), RATE

    def __init__(self) -> None:
        self.spoken: list[str] = []

    def speak(self, script: Script) -> Sound:
        self.spoken.append(script.text)
        return Sound(pcm=tone(0.3, 440, RATE), rate=RATE)
