"""A cue's inner timestamps (https://www.w3.org/TR/webvtt1/, section 4.2.2): when each stretch of its words begins.

They make finer cues and no other text. A cue stays whole where its words in the text are not those that the file has
between the timestamps, as where a speaker's name was taken out; and where the times are not what the standard allows,
each after the one before it and inside the cue: none of them is believed then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.domain import Cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What is heard from `from_ms` on; `letters` are its words without white space."""

    from_ms: int
    letters: str


def letters(words: str) -> str:
    return "".join(words.split())


def divided(cue: Cue, words: str, stretches: Sequence[Stretch], latest: int) -> list[Cue]:
    """A cue as one cue for each of its stretches that has words; `words` are the cue's in the text. The first stretch
    begins with the cue. None begins after `latest`, when the next cue does, so cues stay in the order of time."""
    if stretches and not stretches[0].letters:
        stretches = stretches[1:]
    times = [*(one.from_ms for one in stretches), cue.to_ms]
    allowed = cue.from_ms <= times[0] and all(a < b for a, b in pairwise(times)) and times[:-1][-1:] <= [latest]
    if len(stretches) < 2 or not allowed or "".join(one.letters for one in stretches) != letters(words):
        return [cue]
    places = [cue.start + place for place, character in enumerate(words) if not character.isspace()]
    found: list[Cue] = []
    at = 0
    for stretch, until in zip(stretches, times[1:], strict=True):
        end = at + len(stretch.letters)
        if end > at:
            found.append(Cue(start=places[at], end=places[end - 1] + 1, from_ms=stretch.from_ms, to_ms=until))
        at = end
    return found
