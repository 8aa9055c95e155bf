"""A sentence and the quotes it is to rest on: the only input of every rule about wording."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

Day = date  # inside Quoted, `date` is a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One quote as a reader sees it (folded, nothing cut), and what its citation says of it.

    `speaker`, `role` (the speaker's title) and `title` (the document's) are empty, and `date` is none, where a text
    was brought along by the asker and comes from no document.
    """

    words: str
    speaker: str = ""
    role: str = ""
    title: str = ""
    date: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`text` is what is claimed, `quotes` all that may support it, at least one.

    `as_of` is the day that the answer is about. `people` are the names of all leaders on record, so that a rule can
    tell another leader's name; `organisation` is the company's own name, which needs no quote.
    """

    text: str
    quotes: tuple[Quoted, ...]
    as_of: date
    people: tuple[str, ...] = ()
    organisation: str = ""


# What is wrong, for a reader ("1,400,000 is in no quote"), or none. Raises nothing that a caller must know: a rule that
# raises has not passed.
Rule = Callable[[Claim], str | None]
