"""One amount as a text gives it, and what amounts that stand together have of one another: a range, a shared bound."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

_RANGE = re.compile(r"\s*(?:to|[-–])\s*[£$€¥]?\s*")
_DIFFERENCE = re.compile(r"\s?%?(?: \w+){0,2} (?:less|more|fewer|higher|lower) than (?:the |its |their )?[£$€¥]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """`value` in `unit` (a key of the table above, or empty); `nouns` are stems of what it may count; `per` is the unit
    of a rate; `label` the stem of a name whose number it is ("page 88"); `lead` is "to", "by" or "from" before it;
    `shared_bound` may be the bound of one before it;
    `part_of_range` marks an end of "forty to fifty"; `bare` one that is followed by nothing that it could count."""

    value: Fraction
    start: int
    end: int
    kind: str
    code: str = ""
    unit: str = ""
    per: str = ""
    nouns: tuple[str, ...] = ()
    bound: str = ""
    shared_bound: str = ""
    little: bool = False
    label: str = ""
    lead: str = ""
    quantified: bool = False
    part_of_range: bool = False
    soft: bool = False

    @property
    def bare(self) -> bool:
        """Whether neither unit, nor rate, nor anything counted, nor a label goes with it."""
        return not (self.unit or self.nouns or self.label)


def distributed(text: str, found: Sequence[Amount]) -> list[Amount]:
    """In "up to £155 in Europe and $220 in America" both are at most so much."""
    result: list[Amount] = []
    for one in found:
        before = result[-1] if result else None
        if before is not None and before.bound in ("at most", "at least", "about") and not one.bound and one.unit:
            gap = text[before.end : one.start]
            if re.search(r"\b(?:and|or) [£$€¥]?$", gap) and not re.search(r"[.;:,]", gap):
                one = replace(one, shared_bound=before.bound)
        if (
            before is not None
            and one.bound in ("over", "under")
            and _DIFFERENCE.fullmatch(text[before.end : one.start])
        ):
            one = replace(one, bound="")  # "£13 less than the £44" bounds nothing
        result.append(one)
    return result


def ranges(text: str, found: Sequence[Amount]) -> list[Amount]:
    """Both ends of "forty to fifty" marked; the first has the unit and the noun of the second."""
    result = list(found)
    for place in range(len(result) - 1):
        one, other = result[place], result[place + 1]
        gap = text[one.end : other.start]
        between = gap.strip(" £$€¥") == "and" and text[: one.start].rstrip(" £$€¥").casefold().endswith("between")
        if between or (_RANGE.fullmatch(gap) and one.lead != "from"):
            unit, nouns = one.unit or other.unit, one.nouns or other.nouns
            scale = next((scale for scale in (10**9, 10**6, 10**3) if other.value >= scale), 1)
            if one.bare and one.value < 1000 <= other.value and one.value * scale < other.value:
                one = replace(one, value=one.value * scale)  # "three to four million"
            result[place] = replace(one, part_of_range=True, unit=unit, nouns=nouns)
            result[place + 1] = replace(other, part_of_range=True, lead="")
        elif _RANGE.fullmatch(gap) and one.bare:
            result[place] = replace(one, unit=other.unit, nouns=other.nouns)
    return result
