"""From a server's log-probabilities of a reply's first token to the probability of each choice."""

import math
from collections.abc import Iterable, Sequence


def check(choices: Sequence[str]) -> None:
    """Raises ValueError where a first token would not tell the choices apart."""
    firsts = {choice[:1].casefold() for choice in choices}
    if len(choices) < 2 or len(firsts) < len(choices) or any(not first.strip() for first in firsts):
        raise ValueError(f"choices must be two or more, each with a first character of its own: {list(choices)}")


def probabilities(choices: Sequence[str], top: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The share of each choice, by every token that begins it ("no", "n"); they sum to 1.

    `top` are the likeliest first tokens with their log-probabilities, or logits: only differences count. A server
    may report them after the choices' constraint (vLLM does, in each of its `--logprobs-mode`s: what cannot be
    decoded has -9999) or before it, when they also hold " No" and "NO": these then count as the choice they spell.
    A choice that no token begins is less likely than the last token there: it is given that much for each of its
    possible beginnings, an upper bound. Raises ValueError where nothing is known of any choice.
    """
    reported = [(token.lstrip().casefold(), value) for token, value in top]
    if not all(math.isfinite(value) for _, value in reported):
        raise ValueError("a log-probability is not a number")
    known = {choice: [value for token, value in reported if _begins(token, choice)] for choice in choices}
    if not any(known.values()):
        raise ValueError("no choice is among the first tokens")
    last = min(value for _, value in reported)
    highest = max(value for values in known.values() for value in values)
    mass = {
        choice: math.fsum(math.exp(value - highest) for value in values or [last] * len(choice))
        for choice, values in known.items()
    }
    total = math.fsum(mass.values())
    return {choice: share / total for choice, share in mass.items()}


def _begins(token: str, choice: str) -> bool:
    return bool(token) and choice.casefold().startswith(token)
