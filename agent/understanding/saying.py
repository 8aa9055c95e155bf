"""Which phrases of a question tell when the answer was said. All others are about what was said, and filter nothing.

A phrase tells when it was said where it belongs to the main clause's verb of saying:
1. before the clause or within it: "In spring 2025, what did Ada Moss say ...", "What, in 2024, did she announce";
2. right behind the verb, or behind who heard it and where: "told the night shift in February 2025";
3. after a comma: "What did she say about revenue, in May?";
4. behind a bare topic ("about travel in spring 2025"), but not where the topic is a figure, or a thing with an article
   or an owner that the time may describe ("about the fire in March", "about sales in March"); a bare year, quarter or
   half behind a topic is the topic's own ("about hiring in 2024");
5. "since" behind "has said" or "have said", whatever stands between but another clause;
6. as the day of a document: "the memo of 4 March 2026", "speeches from 2024";
7. with "since" or "after" where it is asked what has changed.

Where several things are asked, only a time before them all counts: another must not hide what answers the rest.
"""

import re
from collections.abc import Sequence

from agent.checks.english.words import Word, listed, stem, words
from agent.understanding.clauses import TELLING, Saying, owned, saying
from agent.understanding.phrases import Bound, Phrase

_MODALS = listed("will would shall should can could may might must going")
_CLAUSE = _MODALS | listed("that we they he she it i you who which is are was were has have had did does do if when")
_HEARERS = listed("""
    us me them everyone everybody staff employees colleagues managers investors customers again publicly officially
    first originally ever internally openly formally just last anything something nothing
""")
_OCCASION = re.compile(
    r"(?:(?:to|with|before) (?:the |our |all |staff|employees|everyone|managers|investors|customers|[A-Z])"
    r"|(?:at|in) )[\w'’ -]{0,40}"
)
_ABOUT = re.compile(r"(?:(?:anything|something|nothing|more) )?(?:about|on|regarding|concerning|of) ", re.IGNORECASE)
_HEARER = re.compile(r"(?:to )?(?:the|our|all|his|her|their) (?:(?!to\b)[\w-]+ ?){1,3}")
_FIGURES = frozenset(map(stem, listed("""
    revenue sales sale profit profits loss losses margin turnover earnings result results figure figures number numbers
    headcount order orders returns rate rates cost costs spending budget debt cash price prices demand output deliveries
    growth share bonus bonuses dividend target targets forecast attendance hours opening closing closure
""")))  # fmt: skip
_MORE = re.compile(
    r"\?\s+\w|(?:,|\band|\bor|\bbut) (?:what|which|who|when|where|why|how|did|does|do|has|have|is|are|was|were|will)\b",
    re.IGNORECASE,
)
_CHANGES = frozenset(stem(word) for word in ("changed", "happened", "new", "different", "moved"))


def told(text: str, found: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The phrases of `found`, all those of `text`, that tell when it was said."""
    bounds = [one for one in found if one.bound is not Bound.AS_OF]
    if _MORE.search(_without(text, found)):
        bounds = [one for one in bounds[:1] if not text[: one.start].strip()]
    return tuple(one for one in bounds if one.named or _belongs(text, one, found))


def _without(text: str, found: Sequence[Phrase]) -> str:
    """The text without its phrases of time and the commas that set them off: "What, in 2024, did she say" is one."""
    for one in reversed(found):
        text = text[: one.start].rstrip(" ,") + " " + text[one.end :].lstrip(" ,")
    return text


def _belongs(text: str, phrase: Phrase, found: Sequence[Phrase]) -> bool:
    every = words(text)
    inside = [word for word in every if phrase.start <= word.start < phrase.end]
    if not inside:
        return False
    sentence = [word for word in every if word.sentence == inside[0].sentence]
    rest = [word for word in sentence if not any(one.start <= word.start < one.end for one in found)]
    clause = saying(rest)
    if clause is None:
        return phrase.bound in (Bound.SINCE, Bound.AFTER) and _asks_for_change(rest)
    if phrase.start < clause.verb.start:
        return _before(phrase, clause, rest)
    between = [word for word in rest if clause.verb.end <= word.start < phrase.start]
    return _behind(text[clause.verb.end : phrase.start], between, phrase, clause)


def _asks_for_change(rest: Sequence[Word]) -> bool:
    stems = {word.stem for word in rest}
    asks = bool(rest) and rest[0].text in ("what", "how", "has", "have", "did", "and")
    return asks and bool(stems & _CHANGES) and not stems & _FIGURES


def _before(phrase: Phrase, clause: Saying, rest: Sequence[Word]) -> bool:
    """Before a verb of saying that reports no other clause, as in "In 2025, how many did she say we would hire"."""
    later = [word for word in rest if word.start > clause.verb.start]
    return not any(word.text in _MODALS for word in later) or phrase.bound is Bound.SINCE


def _behind(gap: str, between: Sequence[Word], phrase: Phrase, clause: Saying) -> bool:
    words_between = [word.text for word in between]
    if all(word in _HEARERS for word in words_between):
        return True
    if any(word in _CLAUSE for word in words_between):
        return False
    plain = gap.strip()
    if _OCCASION.fullmatch(plain) or plain.endswith(",") or (phrase.bound is Bound.SINCE and clause.perfect):
        return True
    if clause.verb.text in TELLING and _HEARER.fullmatch(plain):
        return True
    about = _ABOUT.search(f"{plain} ")
    topic = words(plain[about.end() :] if about else plain)
    if not topic or "to" in words_between[:1] or any(owned(word) for word in topic):
        return False
    return not any(word.stem in _FIGURES for word in topic) and (phrase.fine or phrase.bound is not Bound.IN)
