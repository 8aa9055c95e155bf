"""The numbers of an answer's cited places: `[1]`, `[2]`, ..., as the terminal, its page and `onrecord play` count them.

A place is cited by as many statements as rest on it, and keeps the number that it got with the first. Numbers are those
of the whole record: where somebody may not read all of it any longer, what is left keeps its own.
"""

from collections.abc import Iterable, Mapping

from audit.domain import Citation, Statement

Place = tuple[str, int, int]
"""Source id, and the quote's start and end in its text."""


def place_of(citation: Citation) -> Place:
    """Where a citation points."""
    return citation.source_id, citation.start, citation.end


def numbers_of(statements: Iterable[Statement], known: Mapping[Place, int] | None = None) -> dict[Place, int]:
    """By place, its number from 1, in the order in which they are cited; `known` are those that have theirs."""
    numbers = dict(known or {})
    for statement in statements:
        for one in statement.citations:
            numbers.setdefault(place_of(one), len(numbers) + 1)
    return numbers
