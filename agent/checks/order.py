"""How far a claim keeps to the order of its quotes' words.

Used with the bound on words where no judge counts. Most of what a bound on words alone lets through is made of the
quotes' own words, put together otherwise: roles and figures exchanged, half of a contrast given for the whole, an
view given to the speaker. What keeps the quotes' order has little room for that.
"""

from itertools import permutations

from agent.checks.claim import Claim
from agent.checks.english.alignment import body, verbatim
from agent.checks.english.figures import VALUES
from agent.checks.english.words import listed, words

# Small words that turn the sense of what stands beside them.
_TURNING = listed("""
    for against before after above below over under up down on off no not nor never none nobody nothing without only any
    all both every each some few most more less out
""")
LEAST = 0.7  # share of content words in order; what it lets through and stops: docs/measurements.md, Wording
FEWEST = 2  # content words; a claim with fewer must be verbatim
MOST_QUOTES = 4  # whose every order is tried


def order(claim: Claim) -> str | None:
    """Too few of the claim's words stand in the order of the quotes, or none."""
    if verbatim(claim):
        return None
    if len(_own(claim)) < FEWEST:
        return "it has too few words of its own to be compared"
    share = in_order(claim)
    return None if share >= LEAST else f"only {share:.0%} of its words stand in the quotes in this order"


def in_order(claim: Claim) -> float:
    """The share, 0 to 1, of the claim's content words outside its frame in the longest common subsequence with the
    quotes' words, in whichever order of the quotes gives most."""
    own = _own(claim)
    quotes = [_content(quote.words) for quote in claim.quotes]
    orders = permutations(quotes) if len(quotes) <= MOST_QUOTES else [tuple(quotes)]
    longest = max(_common(own, [word for quote in one for word in quote]) for one in orders)
    return longest / len(own) if own else 0.0


def _own(claim: Claim) -> list[str]:
    """The claim's content words outside its frame. Where a document is called what it says, its title is no frame."""
    own = _content(body(claim))
    if len(own) >= FEWEST:
        return own
    framing = {word for quote in claim.quotes for word in _content(f"{quote.speaker} {quote.role}")}
    days = {word for quote in claim.quotes if quote.date for word in _content(f"{quote.date:%-d %B %Y}")}
    return [word for word in _content(claim.text) if word not in framing | days]


def words_of(claim: Claim) -> int:
    """How many words are compared."""
    return len(_own(claim))


def _content(text: str) -> list[str]:
    found = words(text)
    return [str(VALUES.get(word.text, word.stem)) for word in found if word.content or word.text in _TURNING]


def _common(first: list[str], second: list[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for one in first:
        previous = row
        row = [0]
        for at, other in enumerate(second):
            row.append(previous[at] + 1 if one == other else max(previous[at + 1], row[at]))
    return row[-1]
