"""How much memory a process has had: its own peak from the kernel, its children's by looking now and then."""

import contextlib
import os
import threading
from pathlib import Path
from types import TracebackType

MIB = 1024  # kibibytes, which proc(5) counts in
EVERY_S = 0.5  # a child that lives shorter may be missed


def peak_mib() -> float:
    """The most that this process has had at once (VmHWM of proc(5))."""
    return _status(os.getpid(), "VmHWM")


class Children:
    """While it is open: the most that all processes below this one have had at once (the sum of their VmRSS). Pages
    that they share count for each."""

    def __init__(self) -> None:
        self.peak_mib = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Children":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(EVERY_S):
            self.peak_mib = max(self.peak_mib, sum(_status(one, "VmRSS") for one in _below(os.getpid())))


def _below(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):  # it has just ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                found += [int(child), *_below(int(child))]
    return found


def _status(pid: int, key: str) -> float:
    """In MiB; 0 where the process has ended, or has no memory of its own any more."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith(f"{key}:"):
                return int(line.split()[1]) / MIB
    return 0.0
