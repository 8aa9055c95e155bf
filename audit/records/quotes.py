"""How the quotes of one statement stand together, so that nobody can miss what is left out between them.

Read by the code that puts a quoted statement together and by the verifier that checks it years later.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from audit.domain import Citation

LEFT_OUT = " […] "  # words of the document stand between
NEW_LINE = " / "  # a heading, a list item or a table's row ends here without a full stop
PLAIN = "\n"  # nothing but white space stands between, or the edge of a page
_MARK = re.compile(r"(?:[-–•*▪‣◦·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s*$")  # of a list item: ingest.sentences leaves it out
_ENDS = re.compile(r"[.!?:;,…][\"'’”»)\]]*$")


def together(
    citations: Sequence[Citation], text: str, furniture: Iterable[tuple[int, int]] = (), lines: bool = True
) -> str:
    """The quotes of one statement in one text; `furniture` are the spans of running headers and footers in it.

    Without `lines` no line's end is shown, as in records of earlier versions. Raises ValueError for citations that are
    not in the order of the text.
    """
    holes = list(furniture)
    made = [one.quote for one in citations[:1]]
    for first, second in pairwise(citations):
        made += [joint(first, second, text, holes, lines), second.quote]
    return "".join(made)


def joint(
    first: Citation, second: Citation, text: str, furniture: Iterable[tuple[int, int]], lines: bool = True
) -> str:
    """What stands between two quotes."""
    if second.start < first.end:
        raise ValueError(f"{second.source_id} {second.start} is cited after {first.end}")
    if words_between(text, first.end, second.start, furniture):
        return LEFT_OUT
    # The parts of a sentence that a page break interrupts lie on two pages, and no line ends between them.
    return NEW_LINE if lines and first.page == second.page and not ends(first.quote) else PLAIN


def ends(quote: str) -> bool:
    """Whether a quote ends as a sentence or a clause does."""
    return _ENDS.search(quote) is not None


def words_between(text: str, start: int, end: int, furniture: Iterable[tuple[int, int]]) -> bool:
    """Whether [start, end) holds words other than running headers and footers and the mark of a list item."""
    between = text[start:end]
    for first, last in furniture:
        if first < end and last > start:
            hole = range(max(first, start) - start, min(last, end) - start)
            between = between[: hole.start] + " " * len(hole) + between[hole.stop :]
    return any(character.isalnum() for character in _MARK.sub("", between.rstrip()))
