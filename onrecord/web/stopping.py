"""Servers that end when they are told to, and leave the rest of the process to end in its own time.

uvicorn's own raises the signal again when it has stopped, and what stands after it in the program is never done.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stoppable(uvicorn.Server):
    """Ends at SIGINT or SIGTERM, when what is being answered was answered; at a second SIGINT at once."""

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
