"""A fault in the manifest: where in its structure, and what was found and expected there."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass

Loc = tuple[str | int, ...]

MAX_SHOWN = 60
MAX_LISTED = 12
MAX_COMPARED = 500
MAX_PROBLEMS = 500  # more than anybody mends in one sitting; bounds the work that a hostile file can ask for


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` is 0 where the place in the structure gives it."""

    loc: Loc
    message: str
    line: int = 0


def shown(text: str) -> str:
    """Text as a message quotes it: short, and with control and bidirectional characters escaped."""
    return repr(text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…")


def expected_one_of(word: str, known: Collection[str]) -> str:
    """`expected one of a, b; got 'c'`, or the closest where there are too many to list."""
    if not known:
        return f"there are none yet; got {shown(word)}"
    if len(known) <= MAX_LISTED:
        return f"expected one of {', '.join(known)}; got {shown(word)}{did_you_mean(word, known)}"
    return f"none of the {len(known)} known is {shown(word)}{did_you_mean(word, known)}"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """`. Did you mean 'x'?`, or nothing. Long lists are narrowed first: comparing costs time."""
    near = [k for k in known if k[:1] == word[:1]] if len(known) > MAX_COMPARED else list(known)
    close = difflib.get_close_matches(word[:MAX_SHOWN], near[:MAX_COMPARED], n=3, cutoff=0.7)
    return f". Did you mean {' or '.join(shown(name) for name in close)}?" if close else ""
