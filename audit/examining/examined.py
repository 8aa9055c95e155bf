"""What an examination of a log found. Plain data.

1. `leaves`: positions are contiguous from 0, each envelope is one, belongs to this log, and has the hash that is kept.
2. `tree`: every stored subtree is what its leaves hash to, none is missing and none too many.
3. `checkpoints`: after each transaction there is one, of the right root, signed by a log key that was in force.
4. `signatures`: every leaf is signed by a record key that was in force there; the keys are this workspace's own.
5. `answers`: their numbers are contiguous from 1, and so are those of utterances, each of a statement that had been
   recorded; the tables beside the log say the same as the leaves.
6. `sections`: what a leaf names by a digest is there and has it, or the record was erased and nothing of it is left.
7. `since`: the log that a remembered checkpoint signed is the beginning of this one.

It fails closed: what could not be checked is a fault.
"""

from collections import Counter
from dataclasses import dataclass, field

NAMES = {1: "leaves", 2: "tree", 3: "checkpoints", 4: "signatures", 5: "answers", 6: "sections", 7: "since"}
MOST_TOLD = 20  # faults of one step: where a leaf is missing, everything after it is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`expected` and `found` are present where two values were compared."""

    step: int
    place: str
    detail: str
    expected: str | None = None
    found: str | None = None

    @property
    def name(self) -> str:
        return NAMES[self.step]


@dataclass(slots=True)
class Examination:
    """`checked` counts what was looked at, by step; `faults` holds the first of each step, `counted` counts them all.
    `notes` are what an examiner should know and is no fault. `root` is hex, of all the leaves."""

    origin: str | None = None
    size: int = 0
    root: str = ""
    checked: Counter[int] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    counted: Counter[int] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.counted

    def fail(
        self, step: int, place: str, detail: str, expected: object | None = None, found: object | None = None
    ) -> None:
        self.counted[step] += 1
        if self.counted[step] <= MOST_TOLD:
            values = [None if one is None else str(one) for one in (expected, found)]
            self.faults.append(Fault(step=step, place=place, detail=detail, expected=values[0], found=values[1]))

    def compare(self, step: int, place: str, detail: str, expected: object, found: object) -> None:
        """A fault where the two differ."""
        if expected != found:
            self.fail(step, place, detail, expected, found)
