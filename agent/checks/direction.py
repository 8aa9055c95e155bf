"""Up stays up: a claim's comparisons and changes point where those of its quotes point.

A word with an opposite (`opposites`) is read beside its nearest matched neighbour; beside the same neighbour in the
quotes must stand that word or its like, not its opposite. A rise, a fall, a comparative or a superlative that the
quotes do not have is stopped as well, and so are two sides exchanged around "than", "from ... to", "before".
"""

import re
from collections.abc import Iterator

from agent.checks.claim import Claim
from agent.checks.english.alignment import Alignment, Reading, aligned, body, verbatim
from agent.checks.english.figures import VALUES, figures, moves
from agent.checks.english.opposites import FAMILIES, alike, opposite, stemmed
from agent.checks.english.words import Word, listed, stem
from agent.checks.polarity.denials import denied

_NEAR = 8  # words
_BESIDE = 3  # words
_OTHER_SIDE = 1.5  # words that a place on the other side of the neighbour than in the claim counts as farther
_CHANGES = FAMILIES[0][0] | FAMILIES[0][1]
_RANKS = listed("first second third last most half twice")
_WEAK = stemmed("above below add cut double triple extend advance later before after high low up down greater")
_MEASURES = ("more", "less")
_MEASURED = stemmed("more less fewer most least above below higher lower")
_UP_DOWN = listed("""
    be is are was were been being go goes going gone went come comes coming came move moved moving keep
""")
_SUPERLATIVE = re.compile(r"[a-z]{3,}est")
_NO_SUPERLATIVE = listed("""
    interest request suggest invest honest forest harvest protest contest modest digest arrest manifest conquest
    disinterest earnest latest tempest bequest unrest attest behest priest crest wrest quest guest
""")
_NO_COMPARATIVE = listed("rather other her either never whether over under after")
_PIVOTS = listed("than instead before after because therefore behind above below versus against")
_BOUNDS = {
    "more than": "least", "over": "least", "at least": "least", "above": "least", "no fewer than": "least",
    "no less than": "least", "fewer than": "most", "less than": "most", "under": "most", "below": "most",
    "at most": "most", "up to": "most", "no more than": "most", "not more than": "most", "at the most": "most",
}  # fmt: skip
_BOUND = re.compile(
    r"\b(" + "|".join(sorted(_BOUNDS, key=len, reverse=True)) + r")\s+(?:about\s+)?([£$€]?\d[\d,.]*\d|[£$€]?\d|\w+)",
    re.IGNORECASE,
)


def direction(claim: Claim) -> str | None:
    """The first comparison or change that points elsewhere than in the quotes, or none."""
    if verbatim(claim):
        return None
    found = aligned(claim)
    moved, said = (
        moves(body(claim)),
        frozenset[tuple[float, float]]().union(*(moves(one.words) for one in claim.quotes)),
    )
    return (
        _moved(found, moved, said)
        or _turned(found, bool(moved & said))
        or _superlative(found)
        or _bounds(claim)
        or _exchanged(found)
    )


def _moved(found: Alignment, moved: frozenset[tuple[float, float]], said: frozenset[tuple[float, float]]) -> str | None:
    """ "From 18 to 19" of what went from 19 to 18; a "rise" from 19 to 18."""
    for before, after in moved:
        if (after, before) in said and (before, after) not in said:
            return f"it goes from {after:g} to {before:g} in the quote"
        other = FAMILIES[0][after > before] - _WEAK
        if before != after and len(moved) == 1 and (before, after) not in said:
            wrong = next((one.written for one in found.claim.words if one.stem in other), None)
            if wrong is not None and not _anywhere(found, alike(stem(wrong.casefold()))):
                return f"from {before:g} to {after:g} is not “{wrong}”"
    return None


def _turned(found: Alignment, moved: bool) -> str | None:
    for i, word in enumerate(found.claim.words):
        if not alike(word.stem) or not _directs(found.claim, i):
            continue
        near = list(_beside(found, i))
        if any(same for same, _, _ in near):
            continue
        contrary = next(((q, at) for _, q, at in near if at >= 0), None)
        if contrary is not None:
            quote, at = found.quotes[contrary[0]], contrary[1]
            if denied(found.claim, i) == denied(quote, at) and not _in_order(found.claim, i, quote, at):
                return f"“{word.written}” is “{quote.words[at].written}” in the quote"
            continue
        if moved or (word.text in _MEASURES and (_compared(found) or _weighed(found, word.text == "more"))):
            continue
        if word.stem not in _CHANGES - _WEAK or _anywhere(found, alike(word.stem)) or _reckoned(found):
            continue
        if not (denied(found.claim, i) and _anywhere(found, opposite(word.stem))):
            return f"“{word.written}” is in no quote"
    return None


def _reckoned(found: Alignment) -> bool:
    """Whether the quotes have two numbers or ranks, so that a claim may tell in its own words how they compare."""
    ranks = sum(word.text in _RANKS for quote in found.quotes for word in quote.words)
    return ranks + sum(1 for quote in found.quotes for _ in figures(quote.text)) > 1


def _in_order(text: Reading, i: int, quote: Reading, at: int) -> bool:
    """Whether claim and quote have both words, in one order: "opened and closed"."""
    own, other = text.words[i].stem, quote.words[at].stem
    orders = []
    for one in (text, quote):
        stems = [word.stem for word in one.words if word.stem in (own, other)]
        if len(set(stems)) < 2:
            return False
        orders.append(stems)
    return orders[0] == orders[1]


def _directs(text: Reading, i: int) -> bool:
    """ "Down" and "up" direct after a verb of being or going; "first of all" and the like never do."""
    word = text.words[i]
    before = text.words[i - 1].text if i else ""
    after = text.words[i + 1].text if i + 1 < len(text.words) else ""
    if word.stem == "declin" and after == "to":
        return i + 2 < len(text.words) and text.words[i + 2].text[:1].isdigit()
    if word.text in ("up", "down"):
        return before in _UP_DOWN or after in ("by", "from")
    if before == "no" and after == "than":  # "no later than" bounds, and is for the rules of figures and dates
        return False
    if word.text in ("more", "most", "less", "least"):
        return before not in ("no", "once", "any", "at") and not _bounding(text, i, after)
    return True


def _bounding(text: Reading, i: int, after: str) -> bool:
    """ "More than 40" bounds a figure, and "more likely", "more or less" tell no direction."""
    figure = text.words[i + 2].text if i + 2 < len(text.words) else ""
    return after in ("likely", "or") or (after == "than" and (figure[:1].isdigit() or figure in VALUES))


def _beside(found: Alignment, i: int) -> Iterator[tuple[bool, int, int]]:
    """For each place beside which the word would stand in the quotes: whether it or its like is the nearest there, and
    else the place of its opposite (-1: neither)."""
    word = found.claim.words[i]
    same, other = alike(word.stem), opposite(word.stem)
    if word.text in _MEASURES:
        other &= _MEASURED
    for at in (*found.claim.behind(i, 2), *found.claim.ahead(i, 2)):
        if not found.partners[at] or alike(found.claim.words[at].stem):
            continue
        for q, p in found.partners[at]:
            quote = found.quotes[q]
            nearest = min(
                (
                    j
                    for j in _within(quote, p)
                    if quote.words[j].stem in same | other and _counts(found, (i, q, p), j, same)
                ),
                key=lambda j: abs(j - p) + (0 if (j > p) == (i > at) else _OTHER_SIDE),
                default=-1,
            )
            if nearest >= 0:
                yield quote.words[nearest].stem in same, q, nearest
        return


def _counts(found: Alignment, place: tuple[int, int, int], j: int, same: frozenset[str]) -> bool:
    """Whether word `j` of a quote directs; `place` is the claim's word, the quote, and the neighbour in it. An opposite
    some way off that the claim has too, in the same scope, belongs to something else."""
    i, q, p = place
    quote, text = found.quotes[q], found.claim
    own = quote.words[j].stem
    if not _directs(quote, j):
        return False
    near = own in same or abs(j - p) <= _BESIDE
    return near or all(own not in alike(text.words[k].stem) for k in text.scope(text.scopes[i]))


def _weighed(found: Alignment, more: bool) -> bool:
    """Whether the first two of the quotes' figures in the claim stand as its "more" or "less" says."""
    quoted = {value for quote in found.quotes for _, _, value in figures(quote.text)}
    values = [value for _, _, value in figures(found.claim.text) if value in quoted]
    return len(values) > 1 and values[0] != values[1] and (values[0] > values[1]) == more


def _compared(found: Alignment) -> bool:
    """Whether a quote weighs one thing against another in other words."""
    return any(word.text in ("than", "rather", "so", "prefer") for quote in found.quotes for word in quote.words)


def _within(quote: Reading, p: int) -> range:
    """The places near a place, in its sentence."""
    sentence = quote.words[p].sentence
    places = range(max(0, p - _NEAR), min(len(quote.words), p + _NEAR + 1))
    kept = [j for j in places if quote.words[j].sentence == sentence]
    return range(kept[0], kept[-1] + 1)


def _anywhere(found: Alignment, stems: frozenset[str]) -> bool:
    return any(word.stem in stems for quote in found.quotes for word in quote.words)


def _superlative(found: Alignment) -> str | None:
    said = {word.text for quote in found.quotes for word in quote.words}
    for i, word in enumerate(found.claim.words):
        after = found.claim.words[i + 1].text if i + 1 < len(found.claim.words) else ""
        than = after == "than" and not (i and found.claim.words[i - 1].text == "no") and not _reckoned(found)
        top = _tops(word) or (than and word.text.endswith("er") and word.text not in _NO_COMPARATIVE)
        like = alike(word.stem) | {word.text[:-3], f"{word.text[:-2]}r"}
        if top and word.text not in said and not any(stem(one) in like or one in like for one in said):
            return f"“{word.written}” is in no quote"
    return None


def _tops(word: Word) -> bool:
    if word.text in ("best", "worst", "unprecedented", "unique"):
        return True
    return bool(_SUPERLATIVE.fullmatch(word.text)) and word.text not in _NO_SUPERLATIVE and not word.capital


def _bounds(claim: Claim) -> str | None:
    """ "More than 40" is not "fewer than 40"."""
    quoted = {figure: bound for quote in claim.quotes for figure, bound in _bounded(quote.words)}
    for figure, bound in _bounded(claim.text):
        if quoted.get(figure, bound) != bound:
            return f"“{figure}” has another bound in the quote"
    return None


def _bounded(text: str) -> Iterator[tuple[str, str]]:
    for match in _BOUND.finditer(text):
        figure = match[2].casefold().lstrip("£$€")
        if not figure[:1].isdigit() and figure not in VALUES:
            continue
        yield str(VALUES.get(figure, figure)), _BOUNDS[match[1].casefold()]


def _exchanged(found: Alignment) -> str | None:
    for i, word in enumerate(found.claim.words):
        if word.text not in _PIVOTS and not _span(found.claim, i):
            continue
        for quote in found.quotes:
            for j, other in enumerate(quote.words):
                if other.text == word.text and crossed(found.claim, i, quote, j):
                    return f"what stands before and after “{word.written}” is exchanged"
    return None


def _span(text: Reading, i: int) -> bool:
    """The "to" of "from ... to"."""
    sentence = text.words[i].sentence
    before = text.words[max(0, i - 6) : i]
    return text.words[i].text == "to" and any(one.text == "from" and one.sentence == sentence for one in before)


def crossed(text: Reading, i: int, quote: Reading, j: int) -> bool:
    """Whether the words around place `i` and those around place `j` have changed sides."""
    (left, right), (before, after) = sides(text, i), sides(quote, j)
    there, back = left & after - before, right & before - after
    if any(one[:1].isdigit() for one in there) and any(one[:1].isdigit() for one in back):
        return True
    return bool(there and back) and len(there) + len(back) > len(left & before) + len(right & after)


def sides(text: Reading, i: int, most: int = 5) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of up to `most` content words on either side within the sentence."""
    sentence = text.words[i].sentence
    left = [one.stem for one in text.words[:i] if one.content and one.sentence == sentence][-most:]
    right = [one.stem for one in text.words[i + 1 :] if one.content and one.sentence == sentence][:most]
    return frozenset(left), frozenset(right)
