"""Wall time by stage."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Watch:
    """`timings_ms` holds the milliseconds spent in each stage so far."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the time of a block to `stage`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - began) * 1000
            self.timings_ms[stage] = round(self.timings_ms.get(stage, 0.0) + spent, 3)
