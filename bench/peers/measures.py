"""What is computed from passages that were found and from times that were taken. Pure; no peer has its own rules."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bench.peers.corpora import Gold

FIRST = 10  # passages, or texts, that count
MOST_OF = 0.5  # of a sentence's characters, from which on it was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage as a peer gives it, with its own offsets in the text, or none where it keeps none."""

    text_id: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Counts over citations: all, those with offsets of the peer's own, those whose words are at their offsets
    (`text[start:end] == quote`), and those whose words are anywhere in the text that they name."""

    citations: int
    placed: int
    valid: int
    verbatim: int


def cited(hits: Sequence[Hit], texts: Mapping[str, str]) -> Cited:
    """`texts` by id. A citation of an unknown text, or of no words, is neither valid nor verbatim."""
    placed = [one for one in hits if one.start is not None and one.end is not None]
    return Cited(
        citations=len(hits),
        placed=len(placed),
        valid=sum(_at_offsets(one, texts) for one in placed),
        verbatim=sum(bool(one.text) and one.text in texts.get(one.text_id, "") for one in hits),
    )


def _at_offsets(hit: Hit, texts: Mapping[str, str]) -> bool:
    text = texts.get(hit.text_id, "")
    if hit.start is None or hit.end is None or not 0 <= hit.start < hit.end <= len(text):
        return False
    return text[hit.start : hit.end] == hit.text


def place(hit: Hit, texts: Mapping[str, str]) -> tuple[int, int] | None:
    """Where the passage is: by its own offsets where they are right, else by its words, whatever the space between
    them. None where its words are not in the text, or it has none; the first place where they are there twice."""
    text = texts.get(hit.text_id, "")
    if hit.start is not None and hit.end is not None and _at_offsets(hit, texts):
        return hit.start, hit.end
    if not hit.text.strip():
        return None
    at = text.find(hit.text)
    if at >= 0:
        return at, at + len(hit.text)
    letters = [i for i, letter in enumerate(text) if not letter.isspace()]
    dense, wanted = "".join(text[i] for i in letters), "".join(hit.text.split())
    at = dense.find(wanted)
    return (letters[at], letters[at + len(wanted) - 1] + 1) if at >= 0 else None


def ndcg(ranked: Sequence[str], relevant: Collection[str], k: int = FIRST) -> float:
    """nDCG@k with gains of 0 and 1 (Järvelin and Kekäläinen 2002, logarithm to base 2). `ranked` are ids of texts, best
    first; one that comes again counts where it came first. Raises ValueError where nothing is relevant."""
    if not relevant:
        raise ValueError("nDCG is not defined where nothing is relevant")
    first = list(dict.fromkeys(ranked))[:k]
    gained = sum(1 / math.log2(i + 2) for i, one in enumerate(first) if one in relevant)
    return gained / sum(1 / math.log2(i + 2) for i in range(min(k, len(relevant))))


def found_whole(gold: Gold, hits: Sequence[Hit], texts: Mapping[str, str]) -> bool:
    """Whether one of the first ten passages holds the whole sentence."""
    places = _places(gold, hits, texts)
    return any(start <= gold.start and gold.end <= end for start, end in places)


def found_mostly(gold: Gold, hits: Sequence[Hit], texts: Mapping[str, str]) -> bool:
    """Whether the first ten passages together hold half of the sentence: kind to who cuts sentences."""
    held: set[int] = set()
    for start, end in _places(gold, hits, texts):
        held.update(range(max(start, gold.start), min(end, gold.end)))
    return len(held) >= MOST_OF * (gold.end - gold.start)


def _places(gold: Gold, hits: Sequence[Hit], texts: Mapping[str, str]) -> list[tuple[int, int]]:
    found = [place(one, texts) for one in hits[:FIRST] if one.text_id == gold.text_id]
    return [one for one in found if one is not None]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank). Raises ValueError for no
    values."""
    if not values:
        raise ValueError("there is no percentile of nothing")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
