"""What must hold for a question to make sense."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """`text` says it in words, in nobody's voice: "Daniel abandoned the second kiln line".

    `acts` are the stems of what is said to be so: a verb, or what stands after "is"; `about` the stems of the other
    words that carry meaning, but for leaders' names, and `object` those of them next to the verb. `negated`: it is said
    not to be so. `past`: it is told as done, `coming`: as still to come. `subject` holds the stems of who or what it is
    said of; empty for a leader, "we" and "somebody". `exists`: only that there is such a thing is taken for granted;
    `acts` are its name's stems in order.
    """

    text: str
    acts: tuple[str, ...]
    about: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    negated: bool = False
    past: bool = False
    coming: bool = False
    exists: bool = False
