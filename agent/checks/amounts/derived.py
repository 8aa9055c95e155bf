"""Numbers that a statement may work out: a difference told beside one of its ends, a ratio, a count of listed things.

"£13 less than the £44" is right where the quote has £44 and £31. Sums and averages are not worked out.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from agent.checks.amounts.amount import Amount
from agent.checks.amounts.likeness import There, in_base
from agent.checks.claim import Claim

_LESS = re.compile(r"\W*(?:\w+ ){0,2}?(?:less|fewer|lower|smaller|shorter|cheaper|earlier|below|short of|under|down)\b")
_MORE = re.compile(r"\W*(?:\w+ ){0,2}?(?:more|higher|greater|larger|longer|dearer|later|above|over|up)\b")
_OF = re.compile(r" of (?:the|our|its|these|those|all|her|his|every) ")
_REACH = 40  # characters within which the other end follows
_LISTS = (
    (2, re.compile(r"\bone\b.*\b(?:the other|another)\b", re.IGNORECASE | re.DOTALL)),
    (2, re.compile(r"\bfirst\b(?!.*\bthird\b).*\bsecond\b", re.IGNORECASE | re.DOTALL)),
    (3, re.compile(r"\bfirst\b(?!.*\bfourth\b).*\bsecond\b.*\bthird\b", re.IGNORECASE | re.DOTALL)),
)


def is_derived(one: Amount, here: Sequence[Amount], there: Sequence[There], claim: Claim) -> bool:
    """Whether a number that no quote has follows from the quotes; `here` are all amounts of the statement."""
    return _is_difference(one, here, there, claim.text) or _is_ratio(one, here, there) or _counts(one, claim)


def _is_difference(one: Amount, here: Sequence[Amount], there: Sequence[There], text: str) -> bool:
    end = next((other for other in here if other.start >= one.end), None)
    if end is None or end.start - one.end > _REACH or one.kind != "cardinal" or one.bound:
        return False
    between = text[one.end : end.start]
    sign = -1 if _LESS.match(between) else 1 if _MORE.match(between) else 0
    (value, unit), (last, its_unit) = in_base(one), in_base(end)
    if not sign or its_unit != unit:
        return False
    known = {in_base(other.amount) for other in there if not other.amount.bound}
    return (last, unit) in known and (last + sign * value, unit) in known


def _is_ratio(one: Amount, here: Sequence[Amount], there: Sequence[There]) -> bool:
    """Whether it is "five out of seven" of a quote's "five of the seven", or "doubled to 80" of its 40 and 80."""
    told = {in_base(other) for other in here if other is not one}
    for first, second in pairwise(there):
        (a, unit), (b, its_unit) = in_base(first.amount), in_base(second.amount)
        if first.quote != second.quote or not a or not b:
            continue
        if one.kind == "part" and a == one.value * b:
            return bool(_OF.fullmatch(first.text[first.amount.end : second.amount.start]))
        if one.kind == "times" and unit == its_unit and one.value in (a / b, b / a):
            return (a, unit) in told or (b, unit) in told
    return False


def _counts(one: Amount, claim: Claim) -> bool:
    """Whether it counts what a quote lists by "one" and "the other", or by "first", "second" and "third"."""
    if one.kind != "cardinal" or one.unit or one.bound:
        return False
    return any(one.value == count and found.search(quote.words) for quote in claim.quotes for count, found in _LISTS)
