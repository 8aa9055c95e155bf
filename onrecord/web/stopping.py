"""Servers that end when they are told to, and leave the rest of the process to end in its own time.

uvicorn's own raises the signal again when it has stopped, and what stands after it in the program is never done.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stoppable(uvicorn.Server):
    """Ends at SIGINT or SIGTERM, when what is being answered was answered; at a second SIGINT at once. `ending` is set
    at the first: streams that tell how something goes on have no end of their own, and end then."""

    def __init__(self, config: uvicorn.Config, ending: threading.Event) -> None:
        super().__init__(config)
        self._ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._ending.set()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {one: signal.signal(one, self.handle_exit) for one in SIGNALS}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


class Quiet(uvicorn.Server):
    """Ends when `should_exit` is set; signals are somebody else's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
