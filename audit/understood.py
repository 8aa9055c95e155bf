"""How a question was understood: the part of a record that says whose words, said when, as of which day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class By(StrEnum):
    """What told whom a question is about."""

    NAME = "name"
    SURNAME = "surname"
    FIRST_NAME = "first_name"
    TITLE = "title"
    ROLE = "role"
    CHOICE = "choice"  # the asker's own, beside the question


@dataclass(frozen=True, slots=True, kw_only=True)
class MeantLeader:
    """A leader to whose words an answer was limited; `words` of the question say so, none where the asker chose."""

    leader_id: str
    by: By
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeantPeriod:
    """What an answer may rest on was said in `[said_from, said_until)`, by its sources' days; none is an open end.
    `words` of the question say so, none where the asker chose."""

    said_from: date | None
    said_until: date | None
    words: str | None

    def holds(self, day: date) -> bool:
        """Whether what was said on `day` lies in it."""
        after = self.said_from is None or self.said_from <= day
        return after and (self.said_until is None or day < self.said_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeantDay:
    """The as-of date that `words` of the question moved."""

    day: date
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """How a question's who, when and as of when were understood, or what the asker chose in their place."""

    leaders: tuple[MeantLeader, ...] = ()
    period: MeantPeriod | None = None
    as_of: MeantDay | None = None
