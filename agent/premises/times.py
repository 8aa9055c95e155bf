"""Which days a premise is about, and whether a sentence speaks of them."""

import re
from calendar import month_name

from agent.checks.english.opposites import stemmed
from agent.checks.english.words import stem, words
from agent.premises.premise import Premise

_MONTHS = frozenset(stem(one.casefold()) for one in month_name[1:] if one != "May")
_PARTS = stemmed("quarter first second third fourth half spring summer autumn winter year")
_YEAR = re.compile(r"(?:19|20)\d\d")


def timeless(stems: frozenset[str] | set[str]) -> frozenset[str]:
    """Stems without those that only say when."""
    quarter = bool({"quarter", "half"} & stems)
    return frozenset(
        one
        for one in stems
        if not (_YEAR.fullmatch(one) or one in _MONTHS or (quarter and one in _PARTS) or one == "year")
    )


def same_time(premise: Premise, sentence: str, around: str) -> bool:
    """Whether a sentence, with its passage, has all that the premise says of its time; and a year that the sentence
    limits itself to is not another than the premise's."""
    stems = premise.about | premise.subject
    wanted = stems - timeless(stems)
    own = {word.stem for word in words(sentence)}
    near = own | {word.stem for word in words(around)}
    years, said = ({one for one in wanted if _YEAR.fullmatch(one)}, {one for one in own if _YEAR.fullmatch(one)})
    if years and said and not years & said:
        return False
    return wanted <= near | {stem("last"), stem("year")}
