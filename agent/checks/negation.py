"""A claim denies what its quotes deny, and nothing else.

A negation reaches over the content words after it in its scope. Where the claim has one, the words it reaches must be
denied in the quotes too; where the quotes have one, the claim may not state the words it reaches without it. A verb of
refusal ("refuse", "fail to", "rule out") and a prefix ("unsafe") deny as "not" does; "only" and "except" are held
likewise. Which opposite is meant is not known here: "stays open" for "will not close" is no matter of this rule.
"""

from agent.checks.claim import Claim
from agent.checks.english.alignment import Alignment, Reading, aligned, verbatim
from agent.checks.english.opposites import alike, opposite, stemmed
from agent.checks.english.words import Word, listed
from agent.checks.polarity.denials import (
    CONTRAST,
    NEAR,
    NOT,
    OBJECTS,
    REFUSING,
    SUBJECTS,
    after_denial,
    all_denied,
    denial_count,
    denials,
    denied,
    doubled,
    first_denied,
    undone,
    unreal,
)
from agent.checks.polarity.exclusions import ONLY, only, shown
from agent.checks.polarity.prefixes import prefixed

# What a negation passes on to the word after it: "is not planning to close".
_LESSER = listed("less fewer little few too until")  # deny by halves
_WRONG = listed("wrong mistaken incorrect mistake")  # deny a figure
_SOFT = listed("regardless free irrespective corrected instead rather")
_EXCEPTING = listed("unless until except but")
_HALF = listed("until before only instead rather than unless without just wrong hardly little few")
_STEMS_ONLY = stemmed("only solely alone exclusively")


def negation(claim: Claim) -> str | None:
    """The first negation that claim and quotes do not share, or none."""
    if verbatim(claim):
        return None
    found = aligned(claim)
    return _added(found) or _dropped(found) or prefixed(found) or only(found)


def _added(found: Alignment) -> str | None:
    for i in denials(found.claim):
        if _supported(found, i):
            continue
        return f"“{found.claim.words[i].written}” is not in the quote there"
    return None


def _supported(found: Alignment, i: int) -> bool:
    """Whether the quotes deny what this word of the claim denies, or may do so."""
    text = found.claim
    own = text.words[i]
    if own.stem in REFUSING and found.partners[i] and own.text not in NOT:
        twice = [doubled(found.quotes[q], at) for q, at in found.partners[i]]
        return not all(twice) or doubled(text, i)
    if own.text in ("nobody", "none", "no") and _anywhere(found, _STEMS_ONLY) and _excepting(text, i):
        return True
    if found.partners[i] or (own.text in CONTRAST and _anywhere(found, frozenset({own.stem}))):
        return True
    if (
        own.text != "not"
        and own.text != "no"
        and any(quote.words[j].text == own.text for quote in found.quotes for j in denials(quote))
    ):
        return True
    wanted = tuple(dict.fromkeys((*first_denied(text, i), *after_denial(text, i, 2))))
    reached = [at for at in wanted if found.partners[at]]
    loose = wanted and own.text in NOT and not found.partners[wanted[0]] and text.words[wanted[0]].stem not in REFUSING
    if loose and _free(found, i, wanted[0]):
        return True
    if wanted and text.words[wanted[0]].stem in REFUSING and not found.partners[wanted[0]]:
        return any(_opposed(found, at) for at in wanted)
    counts = [denial_count(found.quotes[q], at) for one in reached[:1] for q, at in found.partners[one]]
    if counts and not any(counts) and own.text in SUBJECTS:  # "no repair costs more": it is the verb that is denied
        counts = [denial_count(found.quotes[q], at) for one in reached[1:2] for q, at in found.partners[one]]
    if undone(text) and any(undone(quote) for quote in found.quotes):
        return True
    if any(counts):
        return not (
            set(counts) == {1} and denial_count(text, reached[0]) == 2 and own.text == "not" and doubled(text, i)
        )
    if own.stem in REFUSING and _anywhere(found, alike(own.stem)):
        return True
    if _phrase(found, i):
        return True
    if not reached and any(_denied_opposite(found, at) for at in wanted):
        return False
    if not reached:
        return any(denials(quote) for quote in found.quotes)
    if any(unreal(found.quotes[q], at) for one in reached[:1] for q, at in found.partners[one]):
        return True
    return _lesser(found, i, reached[0]) or any(_opposed(found, at) for at in wanted)


def _excepting(text: Reading, i: int) -> bool:
    """ "Nobody but trained staff", "no one except"."""
    return any(word.text in ("but", "except", "other") for word in text.words[i + 1 : i + 4])


def _free(found: Alignment, i: int, head: int) -> bool:
    """Whether what a word of the claim denies is in no quote, nor its opposite denied there, while the quotes deny or
    half deny something for which no other denial of the claim stands."""
    elided = i > 0 and found.claim.words[i - 1].text in ("but", "and")
    if _denied_opposite(found, head) or (not elided and _anywhere(found, alike(found.claim.words[head].stem))):
        return False
    taken = {
        at for j in denials(found.claim) if j != i for one in first_denied(found.claim, j) for at in found.partners[one]
    }
    for q, quote in enumerate(found.quotes):
        if any(not {(q, at) for at in first_denied(quote, j)} & taken for j in denials(quote)):
            return True
        if any(word.text in _HALF or unreal(quote, at) for at, word in enumerate(quote.words)):
            return True
    return False


def _phrase(found: Alignment, i: int) -> bool:
    """Whether a quote has a negation with the very word that follows here: "not say"."""
    following = _next(found.claim, i)
    return bool(following) and any(_next(quote, j) == following for quote in found.quotes for j in denials(quote))


def _next(text: Reading, i: int) -> str:
    return text.words[i + 1].stem if i + 1 < len(text.words) else ""


def _denied_opposite(found: Alignment, at: int) -> bool:
    """Whether the quotes deny the opposite of a word: then "will not stay open" turns "will not close" round."""
    other = opposite(found.claim.words[at].stem)
    return any(word.stem in other and denied(quote, i) for quote in found.quotes for i, word in enumerate(quote.words))


def _anywhere(found: Alignment, stems: frozenset[str]) -> bool:
    return any(word.stem in stems for quote in found.quotes for word in quote.words)


def _lesser(found: Alignment, i: int, at: int) -> bool:
    """ "Not until July" of what took until July; "not 138 million" of a figure that was wrong."""
    quoted = {word.text for quote in found.quotes for word in quote.words}
    near = {word.text for q, p in found.partners[at] for word in found.quotes[q].words[max(0, p - NEAR) : p + NEAR + 1]}
    if found.claim.words[at].text[:1].isdigit() and quoted & _WRONG:
        return True
    until = any(found.claim.words[j].text == "until" for j in range(i, min(i + 9, len(found.claim.words))))
    return bool(near & (_LESSER - {"until"})) or (until and "until" in quoted)


def _opposed(found: Alignment, at: int) -> bool:
    """Whether the quotes state the opposite of a word: "did not fall" of what "rose"."""
    other = opposite(found.claim.words[at].stem)
    covers = found.covers[found.claim.scopes[at]]
    return any(
        found.quotes[q].words[i].stem in other and not denied(found.quotes[q], i)
        for q, scope in covers
        for i in found.quotes[q].scope(scope)
    )


def _dropped(found: Alignment) -> str | None:
    strong = {one for covers in found.covers.values() for one in covers}
    for q, quote in enumerate(found.quotes):
        for i in denials(quote):
            if quote.words[i].text in CONTRAST or (doubled(quote, i) and not denials(found.claim)):
                continue
            reached = first_denied(quote, i)
            if (q, quote.scopes[i]) in strong and reached:
                places = [at for one in reached[:1] for at in found.matched(q, one)]
                if _reworded(found, q, i, places):
                    continue
                if places and not any(_accounted(found, at, quote.words[i]) for at in places):
                    return f"“{shown(quote, i)}” of the quote is missing"
            elif not reached and _elliptic(found, q, i):
                return f"“{shown(quote, i)}” of the quote is missing"
    return None


def _reworded(found: Alignment, q: int, i: int, places: list[int]) -> bool:
    """Whether the claim has, in the sentence of these places, another denial to which nothing in the quotes answers by
    its own words, and which so may stand for this one; or a word that denies by halves, or its opposite."""
    text = found.claim
    sentences = {text.words[at].sentence for at in places}
    for j in denials(text):
        heads = all_denied(text, j)
        if (
            text.words[j].sentence in sentences
            and not any(
                at in all_denied(quote, k)
                for one in heads
                for p, at in found.partners[one]
                for quote in (found.quotes[p],)
                for k in denials(quote)
                if (p, k) != (q, i)
            )
            and (not any(found.partners[one] for one in heads) or any(at in heads for at in places))
        ):
            return True
    near = [word for word in text.words if word.sentence in sentences]
    return any(word.text in _SOFT for word in near) or _only_unless(found.quotes[q], i, near)


def _only_unless(quote: Reading, i: int, near: list[Word]) -> bool:
    """ "Only when asked" for "not unless asked"."""
    sentence = quote.words[i].sentence
    exception = any(word.text in _EXCEPTING and word.sentence == sentence for word in quote.words[i:])
    return exception and any(word.text in ONLY for word in near)


def _elliptic(found: Alignment, q: int, i: int) -> bool:
    """ "It will not be.": denies the words before it, which the claim keeps without any denial."""
    quote, text = found.quotes[q], found.claim
    first = quote.scope(quote.scopes[i])[0]
    before = [at for at in quote.scope(quote.scopes[i] - 1) if quote.words[at].content]
    kept = [at for at in before if found.matched(q, at)]
    opens = quote.words[first].text in ("it", "that", "this", "they")
    return opens and len(kept) >= 2 and len(kept) > 0.6 * len(before) and not denials(text)


def _accounted(found: Alignment, at: int, denier: Word) -> bool:
    """Denied in the claim too, or said without denial elsewhere in the quotes that the scope rests on."""
    text = found.claim
    subject = denier.text in SUBJECTS  # the claim may deny the verb instead
    for i in denials(text):
        if (
            i != at
            and text.scopes[i] == text.scopes[at]
            and i < at + (6 if subject or text.words[i].text in OBJECTS else 1)
        ):
            return True
    near = [text.words[i] for i in text.scope(text.scopes[at])]
    if any(one.text in _LESSER or one.text in ("rather", "instead") or one.stem in alike(denier.stem) for one in near):
        return True
    if opposite(text.words[at].stem) and any(one.stem in opposite(text.words[at].stem) for one in near):
        return True
    return any(not denied(found.quotes[q], i) for q, i in found.partners[at])
