"""One way of reading something that is not read as it is spelled."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where `pattern` matches at the beginning of a word, `say` gives the words for the whole match; none where it is
    something else after all."""

    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], str | None]


def rule(pattern: str, say: Callable[[re.Match[str]], str | None], *, flags: int = 0) -> Rule:
    """One that never begins within a word or a number."""
    return Rule(pattern=re.compile(rf"(?<!\w)(?:{pattern})", flags), say=say)
