"""This machine's own sound device, through miniaudio: nothing of the system's need be installed for it."""

import contextlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from audit.errors import ModelError, NotSounded

if TYPE_CHECKING:
    import miniaudio

RATE = 48_000  # samples a second, that every device takes
PERIOD_MS, PERIODS = 40, 3  # what a device asks for at a time, and how many of these it holds
HELD_S = PERIOD_MS * PERIODS / 1000
Frames = Generator[bytes, int, None]


class Device(Protocol):
    """What sounds. It asks a generator, that was started, for so many frames at a time."""

    def start(self, callback_generator: Frames) -> None: ...

    def close(self) -> None: ...


Opens = Callable[[], Device]
"""Opens a device for mono sound of `RATE` samples a second, 16 bits each. Raises NotSounded where there is none."""


def own_device() -> Device:
    """This machine's. Raises NotSounded where it has none, ModelError where the package is missing."""
    found = device(())
    if found.backend == "Null":  # what is taken where nothing else is there: nobody would hear it
        found.close()
        raise _none()
    made: Device = found
    return made


def device(interfaces: "Iterable[miniaudio.Backend]") -> "miniaudio.PlaybackDevice":
    """A device of one of the system's interfaces, of any where none is named. Raises as `own_device`."""
    try:
        import miniaudio
    except ModuleNotFoundError as error:
        raise ModelError(
            f"sound needs the package {error.name}, which is not installed.",
            advice="Run: pip install 'onrecord[speech]'",
        ) from None
    try:
        with _hushed():
            found: miniaudio.PlaybackDevice = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE,
                buffersize_msec=PERIOD_MS,
                callback_periods=PERIODS,
                backends=list(interfaces),
                app_name="OnRecord",
            )
    except miniaudio.MiniaudioError:
        raise _none() from None
    return found


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """What the system's libraries write to stderr while they look for a device is for nobody."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _none() -> NotSounded:
    return NotSounded("this machine has no sound device.", advice="Write it to a file: -o FILE, such as -o answer.opus")
