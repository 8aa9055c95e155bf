"""Whether an amount of a statement is one of a quote: as much, of the same, and bounded in the same way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from agent.checks.amounts.amount import Amount
from agent.checks.amounts.limits import named as named_limit
from agent.checks.amounts.limits import says_no_more
from agent.checks.amounts.reading import amounts, is_person
from agent.checks.amounts.units import ADVERBS, UNITS, based, is_time
from agent.checks.claim import Claim, Quoted
from agent.checks.english.words import words

_MOVING = ("to", "by", "from")
_AGED = re.compile(r"\b(?:aged?|old|birthday)\b", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|every|apiece|per|any)\b", re.IGNORECASE)
_SYNONYMS = (
    frozenset(["post", "posit", "role", "job", "vacanc"]),
    frozenset(["custom", "client"]),
    frozenset(["compani", "firm", "busi", "supplier"]),
    frozenset(["site", "locat", "offic", "plant", "factori", "work"]),
    frozenset(["lab", "laboratori"]),
    frozenset(["case", "report", "incid"]),
    frozenset(["instrument", "product", "unit", "devic"]),
    frozenset(["part", "half", "piec"]),
)


@dataclass(frozen=True, slots=True)
class There:
    """An amount of a quote."""

    quote: Quoted
    amount: Amount

    @property
    def text(self) -> str:
        """The quote's words."""
        return self.quote.words


def same_value(one: Amount, other: Amount) -> bool:
    """Whether two amounts are as much; 50 % is a half, and a week seven days."""
    if "code" in (one.kind, other.kind):
        return (one.kind, one.code) == (other.kind, other.code)
    if (one.kind == "ordinal") != (other.kind == "ordinal"):
        return False
    if one.value == other.value or in_base(one) == in_base(other):
        return True
    if one.kind == "part" and other.unit == "%":
        return one.value * 100 == other.value
    return one.unit == "%" and other.kind == "part" and one.value == other.value * 100


def in_base(one: Amount) -> tuple[Fraction, str]:
    """An amount in the smallest unit of its kind."""
    return based(one.value, one.unit)


def same_kind(one: Amount, there: There, claim: Claim) -> bool:
    """Whether unit, rate, label and what is counted are those of the quote."""
    other = there.amount
    if "part" in (one.kind, other.kind) and "%" in (one.unit, other.unit):
        return True
    if one.label != other.label and (one.label or (other.label and not one.nouns)):
        return False
    short = one.kind == "ordinal" and not other.unit  # "the third year or the fifth"
    aged = one.unit == "year" and not other.unit and _AGED.search(there.text)
    if (
        in_base(one) != in_base(other)
        and not (aged or short)
        and not (one.bare and _names_unit(claim.text, other.unit))
    ):
        return False
    if one.per == "each":
        return bool(_EACH.search(there.text)) and bool(one.unit or _same_nouns(one.nouns, other.nouns))
    if one.per and not other.per and _says_rate(there.text, one.per):
        return True
    if (one.per and one.per != other.per) or (not one.per and other.per in ("hundred", "thousand", "million")):
        return False
    return bool(one.unit) or _same_nouns(one.nouns, other.nouns) or not _counted(one, claim)


def _counted(one: Amount, claim: Claim) -> bool:
    """Whether a quote has another number of what this one counts; any other noun may be a paraphrase."""
    others = (other for quote in claim.quotes for other in amounts(quote.words))
    return any(other.value != one.value and set(one.nouns) & set(other.nouns) for other in others)


def _says_rate(text: str, unit: str) -> bool:
    """Whether a text has the rate elsewhere: "the yearly rent is ..."."""
    return any(ADVERBS.get(word.text) == unit for word in words(text))


def _names_unit(text: str, unit: str) -> bool:
    """Whether a text has the unit elsewhere: "410 as the number of days"."""
    return unit not in ("", "%") and any(UNITS.get(word.text) == unit for word in words(text))


def _same_nouns(one: Sequence[str], other: Sequence[str]) -> bool:
    if not one or not other or set(one) & set(other) or is_person(one) or is_person(other):
        return True
    return any(set(one) & group and set(other) & group for group in _SYNONYMS)


def same_bound(one: Amount, there: There, claim: Claim) -> bool:
    """Whether the amount is bounded as in the quote, by the words before it or by others ("the limit is forty")."""
    other = there.amount
    if one.lead in _MOVING and other.lead in _MOVING and one.lead != other.lead:
        return False
    bound, bound_there = one.bound, other.bound
    bound = bound or (one.shared_bound if one.shared_bound == bound_there else "")
    bound_there = bound_there or (other.shared_bound if other.shared_bound == bound else "")
    if not bound and named_limit(bound_there, claim.text):
        bound = bound_there
    if not bound_there and named_limit(bound, there.text):
        bound_there = bound
    if says_no_more(bound, bound_there, other.little):
        return True
    if is_time(one.unit) and {bound, bound_there} == {"over", ""}:
        return True  # "over two years" may mean during them
    return other.part_of_range and bound in ("at least", "at most", "over", "under")


def comparable(one: Amount, other: Amount) -> bool:
    """Whether one may stand in the other's stead."""
    return one.kind == other.kind and one.label == other.label and not one.soft
