"""Every name in a claim stands in a quote, or in its citations' speaker, role or title.

A name is a word with a capital that its place does not explain, an acronym, a word of letters and figures, a title in
asterisks, or what a "team" or "department" is called. The first word of a sentence counts where nothing shows that it
is an ordinary word. Which speaker said what is for `attribution`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from agent.checks.claim import Claim
from agent.checks.english.alignment import body
from agent.checks.english.words import STOP, Word, fold, listed, stem, words
from agent.checks.speakers.exchanges import swapped

_ORDINARY = listed("""
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday english mr mrs ms mx dr prof sir
    chief executive financial officer people board company president chair chairman director committee council
    department policy section chapter appendix annex memo memorandum letter speech address interview transcript
    quarter town hall meeting christmas easter internet web north south east west gbp eur usd am pm bc ad i
""")
MONTHS = listed("""
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec
""")
_DEPARTMENTS = listed("""
    payroll finance marketing communications procurement purchasing dispatch logistics compliance treasury accounts
    engineering security maintenance facilities reception warehouse manufacturing
""")
_OPENERS = listed("""
    according asked speaking writing addressing staff employees workers customers revenue people anyone anybody
    everyone everybody nobody nothing something someone somebody one two three four five six seven eight nine ten
    eleven twelve half most many several few little less fewer last next earlier later today yesterday tomorrow now
    then management teams colleagues managers leaders orders sales profit headcount posts plans work working money pay
    thanks thank looking given despite instead rather perhaps maybe neither either nor yet still even while until till
    once twice thirty twenty fifty forty sixty seventy eighty ninety hundred thousand part news word new old good bad
    first second third fourth fifth final following apart anything back full every today using under over among
    throughout beyond besides beside behind near inside outside toward towards onto via per except unlike like except
    never always often sometimes usually already soon again hence thus however moreover furthermore meanwhile
""")
_SUFFIX = re.compile(r"\w{2,}(?:ing|ed|ly|tion|sion|ment|ness|ity|ance|ence|ers|ors|ies|es|s|al|ful|ive|ous|able|ible)")
_PERIOD = re.compile(r"[QH][1-4]|FY\d*|CY\d*|[IVX]+|[A-Z]")
_NOUN_AFTER = listed("team teams department departments division unit foundation committee")
_VERB_AFTER = listed("is are was were has have had will would can could may might must should said says")
_PLAIN_BEFORE = listed("""
    whole entire same new small large big own first second other another single management project working staff
    executive leadership senior every finance let lets allow allows ask asks tell tells give gives make makes help
    helps enable enables expect expects want wants require requires need needs join joins lead leads
""")
_TITLED = re.compile(r"\*([^*\n]{2,120})\*")
_DEMONYM = ("an", "ese", "ish", "ch", "ic")


def names(claim: Claim) -> str | None:
    """The first name that is in no quote and of no citation, or none."""
    known = _known(claim)
    said = " ".join(fold(quote.words) for quote in claim.quotes)
    titles = {fold(quote.title) for quote in claim.quotes}
    for title in _TITLED.findall(claim.text):
        if fold(title) not in said and not any(fold(title) in one for one in titles):
            return f"*{title}* is in no quote"
    for word in _names(claim, known):
        if not _has(known, word):
            return f"{word.written} is in no quote"
    return _group(claim, known) or _numbered(claim) or swapped(claim)


def _known(claim: Claim) -> frozenset[str]:
    """Folded words and stems that a claim may name: its quotes', its citations', its company's, and the rest of the
    name of a leader whom a quote names in part."""
    texts = [quote.words for quote in claim.quotes]
    texts += [part for quote in claim.quotes for part in (quote.speaker, quote.role, quote.title)]
    found = _vocabulary("\n\n".join((*texts, claim.organisation)))
    roles = {_initials(quote.role) for quote in claim.quotes} - {""}
    for person in claim.people:
        parts = _vocabulary(person)
        if parts & found:
            found |= parts
    return found | roles


@lru_cache(maxsize=4096)
def _vocabulary(text: str) -> frozenset[str]:
    found = words(text)
    joined = {a.text + b.text for a, b in pairwise(found) if b.start - a.end == 1}
    initials = _acronyms(found)
    return frozenset({one for word in found for one in (word.text, word.stem)} | joined | initials)


def _acronyms(found: tuple[Word, ...]) -> set[str]:
    """The initials of runs of two to five words, which an acronym may stand for."""
    letters = "".join(word.text[:1] for word in found)
    return {letters[i : i + size] for size in (3, 4, 5) for i in range(len(letters) - size + 1)}


def _initials(role: str) -> str:
    letters = "".join(word.text[:1] for word in words(role) if word.written[:1].isupper())
    return letters if len(letters) > 1 else ""


def _names(claim: Claim, known: frozenset[str]) -> Iterator[Word]:
    """The words of the claim that name something."""
    left = body(claim)
    found = words(claim.text)
    for i, word in enumerate(found):
        if not left[word.start : word.end].strip() or word.text in _ORDINARY or word.text in STOP:
            continue
        if _PERIOD.fullmatch(word.written) or not any(one.isupper() for one in word.written):
            continue
        if word.written[:1].isdigit() and not re.search(r"\d[A-Z]{2}", word.written):
            continue
        if not word.first or _is_name(found, i, known):
            yield word


def _is_name(found: tuple[Word, ...], i: int, known: frozenset[str]) -> bool:
    """Whether the first word of a sentence is a name, by what it is and what follows it."""
    word = found[i]
    if word.written[1:] != word.written[1:].lower() or any(one.isdigit() for one in word.written):
        return True
    following = next(iter(found[i + 1 : i + 2]), None)
    verb = following is not None and following.text in _VERB_AFTER
    possessive = bool(re.search(r"['’]s$", word.written))
    if word.text in _OPENERS or (_SUFFIX.fullmatch(word.text) and not (verb and word.text.endswith("ed"))):
        return possessive and word.text not in _OPENERS
    return possessive or verb or (following is not None and following.capital)


def _has(known: frozenset[str], word: Word) -> bool:
    if word.text in known or word.stem in known or word.text.removesuffix("s") in known:
        return True
    if word.text.endswith(_DEMONYM) or len(word.text) > 3:
        return any(_same_land(word.text, one) for one in known)
    return False


def _same_land(word: str, other: str) -> bool:
    """ "Norwegian" and "Norway", "Canadian" and "Canada"."""
    if not (word.endswith(_DEMONYM) or other.endswith(_DEMONYM)) or min(len(word), len(other)) < 5:
        return False
    return word[:4] == other[:4] and word != other and abs(len(word) - len(other)) < 5 and word[:5] != "march"


def _group(claim: Claim, known: frozenset[str]) -> str | None:
    """What a team, a department or the like is called must be in a quote, and so must a usual department."""
    left = body(claim)
    found = words(claim.text)
    for word in found:
        if word.text in _DEPARTMENTS and word.stem not in known and left[word.start : word.end].strip():
            return f"{word.written} is in no quote"
    for word, following in pairwise(found):
        if following.text not in _NOUN_AFTER or not word.content or not left[word.start : word.end].strip():
            continue
        if word.text in _PLAIN_BEFORE or word.text[:1].isdigit() or word.text.endswith(("ing", "ed", "ly")):
            continue
        if word.text not in known and stem(word.text) not in known and word.text not in _OPENERS:
            return f"{word.written} {following.written} is in no quote"
    return None


def _numbered(claim: Claim) -> str | None:
    """ "Policy 12" is not "Policy 14": where the quotes number a name, the claim numbers it so."""
    quoted = _numbers("\n\n".join(part for one in claim.quotes for part in (one.words, one.title)))
    for name, figures in _numbers(claim.text).items():
        wrong = next(iter(figures - quoted.get(name, figures)), None)
        if wrong is not None:
            return f"{name.capitalize()} {wrong} is in no quote"
    return None


@lru_cache(maxsize=4096)
def _numbers(text: str) -> dict[str, frozenset[str]]:
    """The figures that follow each name directly."""
    found: dict[str, frozenset[str]] = {}
    for word, following in pairwise(words(text)):
        numbered = word.written[:1].isupper() and following.text.isdigit() and following.start - word.end <= 1
        if numbered and word.text not in MONTHS and word.text not in STOP:
            found[word.text] = found.get(word.text, frozenset()) | {following.text}
    return found
