"""Is a sentence on record? The checks and the judge of composed statements, on words that somebody else wrote.

1. the sentences of the record that are nearest to it are gathered, as for a question;
2. sets of them are tried, the smallest first: each of the best sentences alone, each with its neighbours, the best of
   one document together. A set supports the sentence where every check of its wording passes (agent/verify.py, 9 to
   19; its outward form is its writer's affair) and so does the judge, or without one the bound on its words;
3. supported, where a set does; contradicted, where a sentence that says nearly the same in its words fails a check of
   fact or firmness; else not on record;
4. what speaks for or against it is shown as quotes, each verified and recorded like any answer's.
"""

import re
from calendar import month_name
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent.checks.claim import Claim, Quoted
from agent.checks.english.figures import VALUES
from agent.checks.lexical import containment
from agent.checks.order import in_order, words_of
from agent.repair import Jury, read_by
from agent.verify import within, worded
from agent.wording import day
from audit.domain import Check, Checked, Support
from audit.errors import ModelError

NEAREST = 5  # sentences that are tried alone
AROUND = 1  # sentences on each side that may complete one
TOGETHER = 4  # sentences of one document that are tried together
SAME_WORDS = 0.5  # of the sentence's content words in a quote: from here on they speak of the same matter
SAME_ORDER = 1.99  # content words, at least, that stand in the same order
AS_NEAR = 0.1  # of the sentence's words: a set with so few less than the nearest is as near
# A failure of one of these says that the record has it otherwise; of the others, that it does not have it.
OTHERWISE = frozenset({"numbers", "dates", "negation", "modality", "direction"})
_VERBATIM = Check(name="verbatim", passed=True, detail="")
_THEY = {"we": "they", "us": "them", "our": "their", "ours": "theirs", "ourselves": "themselves"}
_NUMBER = re.compile(rf"\d[\d.,]*|\b(?:{'|'.join(VALUES)}|hundred|thousand|million|billion)\b", re.IGNORECASE)
_DATED = re.compile(rf"\b(?:{'|'.join(month_name[1:])}|\d{{4}})\b", re.IGNORECASE)
_WE = re.compile(rf"\b(?:{'|'.join(_THEY)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence of the record, or of a text that came with the question. `place` tells it apart; lines of the same
    `group` that follow each other in `order` are neighbours."""

    quoted: Quoted
    place: int
    group: str
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The verdict, and the places of the lines that speak for the sentence or against it."""

    checked: Checked
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    lines: tuple[Line, ...]
    checks: tuple[Check, ...]
    share: float  # of the sentence's words that these lines have
    score: float
    order: float  # of its content words, how many stand in these lines in its order

    @property
    def supports(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def contradicts(self) -> bool:
        """They speak of the same matter in the same order, and differ in a fact or in firmness and in nothing else."""
        failed = {check.name for check in self.checks if not check.passed}
        ran = not any(check.detail.startswith("could not run") for check in self.checks)
        same = self.share >= SAME_WORDS and self.order >= SAME_ORDER
        return ran and same and bool(failed & OTHERWISE) and failed <= OTHERWISE | {"support", "tense"}


def examine(
    text: str,
    lines: Sequence[Line],
    *,
    as_of: date,
    people: Sequence[str],
    organisation: str,
    jury: Jury | None,
    deadline: float,
) -> Found:
    """The verdict on `text` by `lines`, best first. A judge that cannot judge has not found support."""

    def claim(chosen: Sequence[Line]) -> Claim:
        return Claim(
            text=text,
            quotes=_joined(chosen),
            as_of=as_of,
            people=tuple(people),
            organisation=organisation,
        )

    for one in lines:
        if _bare(text) == _bare(one.quoted.words) and not one.quoted.words.rstrip().endswith("?"):
            return _found(Support.SUPPORTED, _Tried(lines=(one,), checks=(_VERBATIM,), share=1.0, score=1.0, order=1.0))
    tries: list[_Tried] = []
    for chosen in _sets(text, lines, claim, several=jury is not None):
        tried = _try(chosen, claim(chosen), jury, deadline)
        if tried.supports:
            return _found(Support.SUPPORTED, tried)
        tries.append(tried)
    if not tries:
        return Found(checked=Checked(verdict=Support.NOT_ON_RECORD, score=0.0, checks=()), places=())
    nearest = max(tried.share for tried in tries)
    alone = [tried for tried in tries if len(tried.lines) == 1]  # what contradicts is one sentence, told as such
    against = next((tried for tried in alone if tried.contradicts and tried.share >= nearest - AS_NEAR), None)
    if against is not None:
        return _found(Support.CONTRADICTED, against)
    return _found(Support.NOT_ON_RECORD, max(tries, key=lambda tried: tried.share))


def _bare(text: str) -> str:
    """Letters, figures and what measures them: typed again with other quotation marks or commas it is the same."""
    return " ".join(re.findall(r"\w+|[£$€¥%‰−+<>=]|-(?=\d)|(?<=\d)[.,:/](?=\d)", text.casefold()))


def _ordered(verdict: Support, score: float) -> float:
    """So that a score orders sentences as their verdicts do: supported from .5 on, contradicted below .25."""
    return {
        Support.SUPPORTED: 0.5 + score / 2,
        Support.NOT_ON_RECORD: 0.25 + score / 4.01,
        Support.CONTRADICTED: score / 4.01,
    }[verdict]


def together(found: Sequence[Found]) -> Found:
    """The verdict on several sentences, at least one: contradicted where one is, supported where all are. Score and
    checks are those of the weakest; the places are everybody's that decided."""
    order = (Support.CONTRADICTED, Support.NOT_ON_RECORD, Support.SUPPORTED)
    weakest = min(found, key=lambda one: (order.index(one.checked.verdict), one.checked.score))
    if weakest.checked.verdict is Support.NOT_ON_RECORD:
        return replace(weakest, places=())
    deciding = [one for one in found if one.checked.verdict is weakest.checked.verdict]
    return replace(weakest, places=tuple(dict.fromkeys(place for one in deciding for place in one.places)))


def _found(verdict: Support, tried: _Tried) -> Found:
    checked = Checked(verdict=verdict, score=round(_ordered(verdict, tried.score), 4), checks=tried.checks)
    places = () if verdict is Support.NOT_ON_RECORD else tuple(line.place for line in tried.lines)
    return Found(checked=checked, places=places)


def _sets(
    text: str, lines: Sequence[Line], claim: Callable[[Sequence[Line]], Claim], *, several: bool
) -> Iterator[tuple[Line, ...]]:
    """Sets of lines to be tried, the likeliest and smallest first; none twice. Without a judge one sentence must do:
    words and figures of several can be put together to what none of them says."""
    nearest = sorted(lines, key=lambda line: -containment(claim([line])))[:NEAREST]
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    sets: list[tuple[Line, ...]] = [(line,) for line in nearest]
    for line in nearest if several else ():
        near = [one for one in groups[line.group] if abs(one.order - line.order) <= AROUND]
        sets.append(tuple(sorted(near, key=lambda one: one.order)))
    for group in dict.fromkeys(line.group for line in nearest) if several else ():
        likely = sorted(groups[group], key=lambda line: -containment(claim([line])))[:TOGETHER]
        sets.append(tuple(sorted(likely, key=lambda one: one.order)))
    seen = set()
    for one in sets:
        key = frozenset(line.place for line in one)
        if key not in seen:
            seen.add(key)
            yield one


def _joined(lines: Sequence[Line]) -> tuple[Quoted, ...]:
    """Lines of one document as one quote, since each may complete the other."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    joined = []
    for members in groups.values():
        first = members[0].quoted
        joined.append(
            Quoted(
                words=" ".join(line.quoted.words for line in members),
                speaker=first.speaker,
                role=first.role,
                title=first.title,
                date=first.date,
            )
        )
    return tuple(joined)


def _try(lines: tuple[Line, ...], claim: Claim, jury: Jury | None, deadline: float) -> _Tried:
    claim = _framed(claim)
    share = containment(replace(claim, text=_without_numbers(claim.text)))
    ours = {check.name: check for check in worded(replace(claim, text=_third_person(claim.text)))}
    checks = [
        ours[check.name] if check.name == "speaker" else check
        for check in worded(claim)
        if check.name not in _out_of_place(claim)
    ]
    support, score = _support(claim, share, jury, deadline, all(check.passed for check in checks))
    passed = sum(check.passed for check in checks) / len(checks)
    order = in_order(claim) * words_of(claim)
    return _Tried(lines=lines, checks=(*checks, support), share=share, score=score * passed, order=order)


def _without_numbers(text: str) -> str:
    """Another number is a contradiction of the same matter, and no reason to call it another matter."""
    return _NUMBER.sub(" ", text)


def _framed(claim: Claim) -> Claim:
    """A sentence that names nobody, or no day, asks whether it was ever said: judged as what these words' speaker said,
    and as said on their day."""
    quote = claim.quotes[0]
    if len(claim.quotes) > 1 or not quote.speaker or quote.date is None:
        return claim
    if not _names_somebody(claim):
        return replace(claim, text=f"On {day(quote.date)}, {quote.speaker} said that {claim.text}")
    return claim if _DATED.search(claim.text) else replace(claim, text=f"On {day(quote.date)}, {claim.text}")


def _third_person(text: str) -> str:
    """Whoever checks a sentence is of the company, and may write "we" of it."""
    return _WE.sub(lambda found: _THEY[found.group().casefold()], text)


def _names_somebody(claim: Claim) -> bool:
    words = set(re.findall(r"[^\W_]+", claim.text.casefold()))
    return bool(words & {name.split()[-1].casefold() for name in claim.people})


def _out_of_place(claim: Claim) -> frozenset[str]:
    """The checks that say nothing here: its form is its writer's affair; where nobody speaks, nobody can be wrong."""
    return frozenset({"form"}) if claim.people else frozenset({"form", "speaker"})


def _support(claim: Claim, share: float, jury: Jury | None, deadline: float, worth: bool) -> tuple[Check, float]:
    """The judge's word or, without a judge, the bound on words. A judge is not asked about what has failed already."""
    if jury is None:
        fault = within(claim)
        return Check(name="support", passed=fault is None, detail=fault or ""), share
    if not worth:
        return Check(name="support", passed=False, detail="not judged, since another check failed"), share
    try:
        score = jury.judge.support(claim.text, read_by(claim), deadline)
    except ModelError as error:
        return Check(name="support", passed=False, detail=f"could not run: {error.message}"), 0.0
    except Exception as error:  # whatever a judge raises, it has found no support
        return Check(name="support", passed=False, detail=f"could not run: {error!r}"), 0.0
    if not 0 <= score <= 1:
        return Check(name="support", passed=False, detail="could not run: the judge gave no probability"), 0.0
    told = "" if score >= jury.least else f"the judge gives it {score:.2f}; support begins at {jury.least:.2f}"
    return Check(name="support", passed=score >= jury.least, detail=told), score
