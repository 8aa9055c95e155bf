"""Where a text denies, and what each denial reaches."""

from functools import lru_cache

from agent.checks.english.alignment import Reading
from agent.checks.english.opposites import stemmed
from agent.checks.english.words import listed, stem

NOT = listed("not no never none nobody nothing neither nor nowhere without hardly barely scarcely non")
OBJECTS = listed("nothing none nobody nowhere")  # may follow what they deny: "I promise nothing"
REFUSING = stemmed("refuse fail deny stop cease avoid prevent reject abandon cancel lack unable unlikely forbid ban")
_WITH_NEXT = {stem("decline"): "to", stem("rule"): "out", stem("turn"): "down", stem("give"): "up"}
CONTRAST = {"rather": "than", "instead": "of"}  # deny in a claim; a quote's may be left out
_LIGHT = stemmed("""
plan intend want think believe expect go need allow mean try like able suppose make get give do done happen true
anyone anybody anything everyone everybody someone somebody
""")
_GOVERNING = stemmed("think believe expect suppose true")
SUBJECTS = listed("no none nobody neither nor")
NEAR = 3  # words
_REACH = 7


@lru_cache(maxsize=4096)
def denials(text: Reading) -> tuple[int, ...]:
    """Where the text denies; "not only" and "no doubt" deny nothing."""
    found = []
    for i, word in enumerate(text.words):
        after = text.words[i + 1].text if i + 1 < len(text.words) else ""
        if (
            (word.text in NOT and not _idle(text, i))
            or word.stem in REFUSING
            or (after and after == CONTRAST.get(word.text))
            or _out(text, i)
        ):
            found.append(i)
    return tuple(found)


def _out(text: Reading, i: int) -> bool:
    """ "Rules out", also "rules glue out"; "turned down 3" is something else."""
    wanted, near = _WITH_NEXT.get(text.words[i].stem), text.words[i + 1 : i + 4]
    most = 3 if wanted == "out" else 1
    at = next((j for j, one in enumerate(near[:most]) if one.text == wanted), None)
    return at is not None and not (at + 1 < len(near) and near[at + 1].text[:1].isdigit())


def _idle(text: Reading, i: int) -> bool:
    """ "Not only", "no doubt", "no later than", "whether or not" deny nothing."""
    before = text.words[i - 1].text if i else ""
    after, then = (text.words[j].text if j < len(text.words) else "" for j in (i + 1, i + 2))
    if after in ("only", "just", "least", "doubt") or (after.endswith(("er", "more", "less")) and then == "than"):
        return True
    return before == "or" and text.words[i].text == "not" and any(one.text == "whether" for one in text.words[:i])


def denied(text: Reading, at: int) -> bool:
    """Whether a negation reaches the word at this place."""
    return denial_count(text, at) > 0


def denial_count(text: Reading, at: int) -> int:
    """How many negations do."""
    return sum(
        at in text.ahead(i, _REACH) or (text.words[i].text in OBJECTS and at in text.behind(i, 1))
        for i in denials(text)
    )


def first_denied(text: Reading, i: int) -> tuple[int, ...]:
    """The words that a negation denies first: the one after it, the next where that is a light verb, and its own verb
    where it is an object."""
    ahead = after_denial(text, i, 3)
    behind = text.behind(i, 1) if text.words[i].text in OBJECTS else ()
    while ahead and text.words[ahead[0]].stem in _LIGHT:
        ahead = ahead[1:] or _beyond(text, ahead[0])
    return ahead[:1] + behind


def _beyond(text: Reading, at: int) -> tuple[int, ...]:
    """The first content word of the clause that a light verb governs: "I do not think that we should sell"."""
    sentence, after = text.words[at].sentence, range(at + 1, len(text.words))
    governs = text.words[at].stem in _GOVERNING
    found = (i for i in after if text.words[i].content and text.words[i].sentence == sentence)
    return tuple(next(([i] for i in found), [])) if governs else ()


def after_denial(text: Reading, i: int, most: int) -> tuple[int, ...]:
    """The content words after a negation, none where a comma or stop follows it: "and it is not, ..."."""
    rest = text.text[text.words[i].end :].lstrip()
    return () if rest[:1] in (",", ";", ".", ":") else text.ahead(i, most)


def doubled(text: Reading, i: int) -> bool:
    """Whether another denial stands close by, so that the two undo each other."""
    return any(j != i and abs(j - i) <= NEAR + 1 for j in denials(text))


def undone(text: Reading) -> bool:
    """ "Not forbidden", "does not rule out"."""
    return any(text.words[i].text in NOT and any(0 < j - i <= NEAR for j in denials(text)) for i in denials(text))


def unreal(quote: Reading, at: int) -> bool:
    """ "Could have fixed": what was not done."""
    before = [word.text for word in quote.words[max(0, at - 3) : at]]
    return "have" in before[1:] and any(one in ("could", "would", "should", "might") for one in before)


def all_denied(text: Reading, i: int) -> tuple[int, ...]:
    """What a negation denies, and the verb as well where it denies the subject."""
    more = after_denial(text, i, 2) if text.words[i].text in SUBJECTS else ()
    return tuple(dict.fromkeys((*first_denied(text, i), *more)))
