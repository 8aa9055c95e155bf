"""One exchange with a server, in a thread of its own: whoever waits for it waits until the deadline and no longer.

A socket's own time-out starts again with every byte, so a server that trickles would hold a caller for ever.
"""

import contextlib
import socket
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Line:
    """The connection of one exchange. `cut` ends it from another thread, also while that one waits for bytes."""

    def __init__(self) -> None:
        self.answered = False
        self.is_cut = False
        self._socket: socket.socket | None = None
        self._lock = Lock()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """For httpcore's `trace` extension: takes note of the socket (again after TLS), and of an answer's head."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
                if self.is_cut:
                    self._shut()
        elif event.endswith("receive_response_headers.complete"):
            self.answered = True

    def cut(self) -> None:
        with self._lock:
            self.is_cut = True
            self._shut()

    def _shut(self) -> None:
        """Closing a socket wakes nobody who reads from it; shutting it down does."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class _Item(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


def exchange(
    work: Callable[[Line], Iterable[T]], deadline: float, told: Callable[[Exception, Line], Exception]
) -> Generator[T, None, None]:
    """What `work` gives, as it comes. Raises TimeoutError at `deadline` (of `time.monotonic`).

    An error of `work` is raised here as `told` tells it, without the original, which may hold the prompt. The line is
    cut when the caller has what it wanted, gives up or is too late; the thread then ends by itself.
    """
    if monotonic() >= deadline:
        raise TimeoutError
    line = Line()
    queue: SimpleQueue[_Item[T] | _End] = SimpleQueue()
    Thread(target=_run, args=(work, line, queue, told), name="language-model", daemon=True).start()
    try:
        while isinstance(got := _next(queue, deadline), _Item):
            yield got.value
    finally:
        line.cut()
    if got.error is not None:
        raise got.error


def _run(
    work: Callable[[Line], Iterable[T]],
    line: Line,
    queue: "SimpleQueue[_Item[T] | _End]",
    told: Callable[[Exception, Line], Exception],
) -> None:
    try:
        for value in work(line):
            queue.put(_Item(value))
            if line.is_cut:
                break
        queue.put(_End(None))
    except Exception as error:
        queue.put(_End(told(error, line)))


def _next(queue: "SimpleQueue[_Item[T] | _End]", deadline: float) -> _Item[T] | _End:
    left = deadline - monotonic()
    try:
        if left > 0:
            return queue.get(timeout=left)
    except Empty:
        pass
    raise TimeoutError
