"""Words of commitment, in classes, and which class of a quote a class of a claim may stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agent.checks.english.alignment import Reading
from agent.checks.english.opposites import stemmed
from agent.checks.english.words import Word, listed, stem

# A phrase a line's item; "~" before a word stands for all its forms.
_PHRASES = {
    "will": "will, shall, going to, about to",
    "would": "would",
    "must": "must, have to, has to, had to, having to, need to, needs to, needed to, need not, is required, "
    "are required, be required, required to, ~oblige, obligatory, compulsory, mandatory, ~requirement, ~insist on",
    "may": "may, might, perhaps, maybe, possibly, possible, possibility",
    "can": "can, able to, allowed to, permitted to, free to",
    "could": "could",
    "should": "should, ought to, ~recommend, ~advise, ~recommendation",
    "ask": "~ask, ~invite, ~encourage, ~urge, please",
    "intend": "~plan to, ~plan on, ~plan for, planning, planned, ~intend, ~intention, ~aim to, ~want, ~wish to, "
    "would like, should like, would rather, would sooner, ~propose, ~mean to",
    "explore": "~consider, ~explore, ~look at, ~look into, ~think about, ~discuss, ~examine, ~toy with",
    "hope": "~hope, hopefully",
    "expect": "~expect, ~anticipate, ~forecast, ~foresee",
    "think": "~think, ~believe, ~suppose, ~guess, ~suspect, ~reckon, ~belief",
    "likely": "probably, likely, presumably, in principle, in theory, apparently, arguably, ~seem, ~appear to",
    "certain": "definitely, certainly, ~promise, ~guarantee, ~vow, ~pledge, undoubtedly, surely, inevitably, "
    "~commit to, ~commit, ~prove, ~proof, without fail, bound to, sure to, certain to",
    "decided": "~decide, ~decision, ~resolve to, settled, definitively",
    "if": "if, unless, provided, providing, as long as, so long as, subject to, on condition, conditional, assuming, "
    "depending, ~depend on, ~depend upon",
}
# What a class of the claim may stand for in the quotes, besides itself.
_ALSO = {
    "will": "decided can",
    "would": "will should if",
    "could": "can may would if",
    "may": "could can",
    "can": "could may",
    "should": "if",
    "ask": "should must",
    "think": "expect likely may would could",
    "expect": "think",
    "likely": "think",
    "certain": "",
}
# The rest, beside its own stem, that keeps a class of a quote in a claim.
KEEPERS = {
    "would": stemmed("will might should if may prefer ready will willing prepare offer"),
    "may": stemmed("forbid prohibit ban permit allow chance option can could"),
    "can": stemmed("forbid prohibit ban permit allow enable unable possible impossible way could may"),
    "must": stemmed("need require obligation duty condition order forbid"),
    "should": stemmed("ask against oppose advice recommend due supposed if"),
    "ask": stemmed("request ask please call"),
    "intend": stemmed(
        "plan intention aim wish want desire goal prefer rather sooner ask suggest proposal until before"
    ),
    "explore": stemmed("exploration consideration whether question idea study"),
    "hope": stemmed("hope"),
    "expect": stemmed("expectation forecast due"),
    "think": stemmed(
        "view opinion thought judge judgement thinks find feel doubt seem picture imagine estimate hold held regard see"
    ),
    "likely": stemmed("seem appear likely probable"),
}
CONDITIONS = listed("""
    if unless provided providing assuming otherwise without failing whatever whoever whichever whether until any
    depending depends depended subject condition conditional case only
""")
INVERTED = listed("should were had")  # "Should it fail, ...", "had he not been asked"
WEAKENING = listed("would must may can should ask intend explore hope expect think likely")
# A class whose words need only stand in some quote: what matters is whether it is the speaker's.
LOOSE = listed("intend explore hope expect think ask certain likely")
ACCEPTED = {kind: frozenset({kind, *_ALSO.get(kind, "").split()}) for kind in _PHRASES}

_PROMISES = "promise guarantee vow pledge commit swear undertake"
_STRONG = {
    **dict.fromkeys(_PROMISES.split(), _PROMISES),
    "deny": "deny not no never nobody nothing none",
    "threaten": "threaten threat",
    "complain": "complain complaint",
    "boast": "boast proud",
    "demand": "demand must require",
    "urge": "urge please ask",
    "refuse": "refuse not no never",
    "apologise": "apologise apology sorry forgive",
}
# Verbs of saying that say more than "said", by stem, with the stems of which a quote must have one.
PROMISES = stemmed(_PROMISES)  # which a plain "I will" makes as well
STRONG_VERBS = {stem(verb): stemmed(support) for verb, support in _STRONG.items()}

_MONTH_BEFORE = listed("in on since until by of from last next this early late mid and to")
_PLACES = listed("the a my our this that")
_ASKING = stemmed("ask wonder see know tell decide doubt question learn check test say sure clear find out discover")
_PROVING = listed("to right wrong true false hard easy good bad enough too")  # "prove wrong" is to be wrong
_WH = listed("what whether why how who when where about if for")


@dataclass(frozen=True, slots=True)
class Commitment:
    """A phrase of class `kind` at the words `first` to `last`; `shown` is as written."""

    kind: str
    first: int
    last: int
    shown: str


def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Phrases by their first word (or, with "~", its stem), the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, phrases in _PHRASES.items():
        for phrase in phrases.split(", "):
            parts = tuple(f"~{stem(part[1:])}" if part[0] == "~" else part for part in phrase.split())
            found.setdefault(parts[0], []).append((parts, kind))
    return {first: sorted(phrases, key=lambda one: -len(one[0])) for first, phrases in found.items()}


_BY_FIRST = _phrases()


@lru_cache(maxsize=4096)
def commitments(text: Reading) -> tuple[Commitment, ...]:
    """The phrases of commitment in a text, in order, none within another."""
    return tuple(_found(text))


def _found(text: Reading) -> Iterator[Commitment]:
    words, i = text.words, 0
    while i < len(words):
        for parts, kind in (*_BY_FIRST.get(words[i].text, ()), *_BY_FIRST.get(f"~{words[i].stem}", ())):
            last = i + len(parts) - 1
            if _fits(words, i, parts) and not _otherwise(words, i, last):
                yield Commitment(kind, i, last, " ".join(dict.fromkeys(word.written for word in words[i : last + 1])))
                i = last
                break
        i += 1


def _fits(words: tuple[Word, ...], i: int, parts: tuple[str, ...]) -> bool:
    if i + len(parts) > len(words):
        return False
    near = words[i : i + len(parts)]
    return all(part in (word.text, f"~{word.stem}") for part, word in zip(parts, near, strict=True))


def _otherwise(words: tuple[Word, ...], i: int, last: int) -> bool:
    """Whether the phrase means something else here: a month, a name, a question, a movement."""
    word = words[i]
    before = words[i - 1].text if i else ""
    after = words[last + 1].text if last + 1 < len(words) else ""
    if word.text == "may":
        return word.capital or before in _MONTH_BEFORE or after[:1].isdigit() or before[:1].isdigit()
    if word.text in ("will", "can"):
        return word.capital or before in ("a", "the", "of")
    if words[last].text == "to" and after in _PLACES:
        return word.text in ("going", "able")
    if word.text == "if":
        return before in ("as", "even") or stem(before) in _ASKING
    if word.stem == "prove":
        return after in _PROVING or after.endswith(("able", "ible", "ful", "en", "ive", "ult"))
    if word.stem == "ask":
        return after in _WH or not any(one.text == "to" for one in words[last + 1 : last + 12])
    if word.stem in ("look", "think"):
        return before == "of" or after == "of"
    return False
