"""From the characters of a quote to boxes around its words, one for each line of print. Pure.

Never a wrong box: where fewer than 95 of 100 letters and figures of the quote were found on the page, it gets none.
"""

from collections.abc import Sequence

from ingest.facsimile.domain import FACTS, STEPS, Box

_LEAST = 0.95  # of a quote's letters and figures
_GAP = 4  # times a line's height: what is further away on the same line is another column's
_SAME = 0.5  # of the smaller height: what overlaps by less is another line

Mark = tuple[int, int, int, int]  # left, top, right, bottom, in steps


def boxes(text: str, marks: Sequence[int], start: int, end: int) -> tuple[Box, ...]:
    """Of `text[start:end]`, where `text` is the page's canonical text and `marks` are its facsimile's. In the order of
    the text; none where too little of it was found."""
    wanted = [at for at in range(max(start, 0), min(end, len(text))) if text[at].isalnum()]
    if not wanted or sum(_known(marks, at) for at in wanted) < _LEAST * len(wanted):
        return ()
    lines: list[tuple[Mark, bool]] = []
    for at in range(max(start, 0), min(end, len(text))):
        if _known(marks, at):
            left, top, right, bottom, upright = marks[FACTS * at : FACTS * (at + 1)]
            mark = (left, top, right, bottom)
            if lines and lines[-1][1] == bool(upright) and _on_line(lines[-1][0], mark, bool(upright)):
                mark = _around(lines.pop()[0], mark)
            lines.append((mark, bool(upright)))
    return tuple(
        Box(left=mark[0] / STEPS, top=mark[1] / STEPS, right=mark[2] / STEPS, bottom=mark[3] / STEPS)
        for mark, _ in lines
    )


def _known(marks: Sequence[int], at: int) -> bool:
    return any(marks[FACTS * at : FACTS * (at + 1)])


def _on_line(line: Mark, mark: Mark, upright: bool) -> bool:
    """Whether `mark` continues the line of print; one that is `upright` runs up or down the page."""
    along, across = (1, 0) if upright else (0, 1)
    height = max(line[across + 2] - line[across], 1)
    common = min(line[across + 2], mark[across + 2]) - max(line[across], mark[across])
    if common < _SAME * min(height, mark[across + 2] - mark[across]):
        return False
    return max(mark[along] - line[along + 2], line[along] - mark[along + 2]) <= _GAP * height


def _around(one: Mark, other: Mark) -> Mark:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
