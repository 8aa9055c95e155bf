"""Asking again, where that is safe: nothing was given out, the cause may pass, and the deadline leaves time."""

import random
import time
from collections.abc import Callable, Generator
from contextlib import closing
from itertools import count
from typing import TypeVar

from agent.llm.faults import LanguageModelError

T = TypeVar("T")

FIRST_S, LONGEST_S = 0.25, 4.0


def retried(
    attempt: Callable[[], Generator[T, None, None]], *, retries: int, deadline: float
) -> Generator[T, None, None]:
    """What `attempt` gives, begun again up to `retries` times. Raises the last fault."""
    for tries in count():
        given = False
        try:
            with closing(attempt()) as values:
                for value in values:
                    given = True
                    yield value
            return
        except LanguageModelError as fault:
            wait = pause_s(tries, fault.wait_s, random.random())
            if given or not fault.again or tries >= retries or time.monotonic() + wait >= deadline:
                raise
        time.sleep(wait)


def pause_s(tries: int, asked_s: float | None, share: float) -> float:
    """Seconds to wait after so many retries: any `share`, 0 to 1, of a span that doubles, so that the callers of a
    server that was down do not all come back at once; on top of what the server itself asked for."""
    return (asked_s or 0.0) + share * min(LONGEST_S, FIRST_S * 2.0**tries)
