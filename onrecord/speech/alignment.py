"""Which of the phonemes that were heard belong to which word.

A voice turns whole sentences into phonemes, joins words as speech does (`of the` becomes one group), and reduces them
(`a`, `to`, `and`), so spaces cannot be counted. Each word is therefore also turned into phonemes alone, and the two
rows are brought together at the least cost (Needleman and Wunsch, 1970), near the diagonal. A space that was heard
stands between two words; between two words need be none.
"""

from collections.abc import Sequence

SPACE = " "
BAND = 40  # phonemes off the diagonal, at most; what is said of a sentence never strays further
STRESS = frozenset("ˈˌ")
LENGTH = frozenset("ːˑʲ")
VOWELS = frozenset("aeiouyæɐɑɒɔəɚɛɜɪʊʌɵøœɨʉɤɯ")
PAUSES = frozenset(",.;:!?—…")

_BOUND = "|"  # between two words
_KIN = ("ðθ", "dtɾʔ", "szʃʒ", "kɡgx", "bp", "fvw", "nŋm", "lɹrɚ", "əɐʌaɑæɒɔ", "iɪjeɛ", "uʊwoɔ", "ɜɚəɹ")


def spans(words: Sequence[Sequence[str]], heard: Sequence[str]) -> list[tuple[int, int]]:
    """For each word, by its phonemes alone, the half-open span of `heard` that is it; spans follow one another, and
    together leave out only spaces and pauses."""
    alone: list[str] = []
    owners: list[int] = []
    for number, word in enumerate(words):
        if number:
            alone.append(_BOUND)
            owners.append(-1)
        kept = [one for one in word if _counts(one)]
        alone += kept
        owners += [number] * len(kept)
    places = [place for place, one in enumerate(heard) if _counts(one) or one == SPACE]
    row = [heard[place] for place in places]
    owned = _owned(alone, owners, row)
    found = [(0, 0)] * len(words)
    end = 0
    for number in range(len(words)):
        mine = [places[index] for index, owner in enumerate(owned) if owner == number and row[index] != SPACE]
        begin = _led(heard, mine[0], end) if mine else end
        end = _trailed(heard, mine[-1] + 1) if mine else end
        found[number] = (begin, end)
    return found


def _counts(phoneme: str) -> bool:
    return phoneme not in STRESS and phoneme not in LENGTH and phoneme not in PAUSES and phoneme != SPACE


def _led(heard: Sequence[str], begin: int, least: int) -> int:
    """A mark of stress before a phoneme is part of it."""
    while begin > least and heard[begin - 1] in STRESS:
        begin -= 1
    return begin


def _trailed(heard: Sequence[str], end: int) -> int:
    """A mark of length behind a phoneme is part of it."""
    while end < len(heard) and heard[end] in LENGTH:
        end += 1
    return end


def _owned(alone: Sequence[str], owners: Sequence[int], heard: Sequence[str]) -> list[int]:
    """For each of `heard` the word it belongs to."""
    rows, columns = len(alone), len(heard)
    slope = columns / rows if rows else 0.0
    endless = float("inf")
    costs = [[endless] * (columns + 1) for _ in range(rows + 1)]
    steps = [bytearray(columns + 1) for _ in range(rows + 1)]
    costs[0][0] = 0.0
    for row in range(rows + 1):
        middle = round(row * slope)
        for column in range(max(0, middle - BAND), min(columns, middle + BAND) + 1):
            best, step = costs[row][column], 0
            if (
                row
                and column
                and (cost := costs[row - 1][column - 1] + _differs(alone[row - 1], heard[column - 1])) < best
            ):
                best, step = cost, 1
            if row and (cost := costs[row - 1][column] + _unheard(alone[row - 1])) < best:
                best, step = cost, 2
            if column and (cost := costs[row][column - 1] + _added(heard[column - 1])) < best:
                best, step = cost, 3
            costs[row][column], steps[row][column] = best, step
    return _walked(steps, owners, rows, columns)


def _walked(steps: Sequence[bytearray], owners: Sequence[int], row: int, column: int) -> list[int]:
    """Back along the cheapest way: what was added belongs to the word in which it was."""
    owned = [-1] * column
    current = next((one for one in reversed(owners) if one >= 0), -1)
    while row or column:
        step = steps[row][column]
        if row and owners[row - 1] >= 0:
            current = owners[row - 1]
        if step == 2 or not column:
            row -= 1
            continue
        owned[column - 1] = current
        column -= 1
        if step == 1:
            row -= 1
    return owned


def _differs(alone: str, heard: str) -> float:
    if alone == _BOUND or heard == SPACE:
        return 0.0 if (alone, heard) == (_BOUND, SPACE) else 9.0
    if alone == heard:
        return 0.0
    if any(alone in kin and heard in kin for kin in _KIN):
        return 0.3
    return 0.8 if (alone in VOWELS) == (heard in VOWELS) else 1.6


def _unheard(alone: str) -> float:
    """Two words may be joined without a space."""
    return 0.1 if alone == _BOUND else 1.0


def _added(heard: str) -> float:
    """A space within what is one word here, as in `1.9` said in three."""
    return 0.6 if heard == SPACE else 1.0
