"""How far a claim keeps to the order of its quotes' words.

Used with the bound on words where no judge counts. Most of what a bound on words alone lets through is made of the
quotes' own words, put together otherwise: roles and figures exchanged, half of a contrast given for the whole, an
view given to the speaker. What keeps the quotes' order has little room for that.
"""

from itertools import permutations

from agent.checks.claim import Claim
from agent.checks.english.alignment import body, verbatim
from agent.checks.english.figures import VALUES
from agent.checks.english.words import words

LEAST = 0.7  # share of content words in order; what it lets through and stops: docs/measurements.md, Wording
FEWEST = 2  # content words; a claim with fewer must be verbatim
MOST_QUOTES = 4  # whose every order is tried


def order(claim: Claim) -> str | None:
    """Too few of the claim's words stand in the order of the quotes, or none."""
    if verbatim(claim):
        return None
    own = _content(body(claim))
    if len(own) < FEWEST:
        return "it has too few words of its own to be compared"
    share = in_order(claim)
    return None if share >= LEAST else f"only {share:.0%} of its words stand in the quotes in this order"


def in_order(claim: Claim) -> float:
    """The share, 0 to 1, of the claim's content words outside its frame in the longest common subsequence with the
    quotes' words, in whichever order of the quotes gives most."""
    own = _content(body(claim))
    quotes = [_content(quote.words) for quote in claim.quotes]
    orders = permutations(quotes) if len(quotes) <= MOST_QUOTES else [tuple(quotes)]
    longest = max(_common(own, [word for quote in one for word in quote]) for one in orders)
    return longest / len(own) if own else 0.0


def _content(text: str) -> list[str]:
    return [str(VALUES.get(word.text, word.stem)) for word in words(text) if word.content]


def _common(first: list[str], second: list[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for one in first:
        previous = row
        row = [0]
        for at, other in enumerate(second):
            row.append(previous[at] + 1 if one == other else max(previous[at + 1], row[at]))
    return row[-1]
