"""Steps 2 to 4 of a past record whose question brought its own passages: what stands in place of approval. Pure.

2. `quote`: the place is in a passage that the question brought, that text was kept and has the hash that was recorded,
   and each quote is the text at its offsets.
3. `approval`: there is none to find. A note on each passage says so, and the record's verdict after it.
4. `attribution`: the words are laid to nobody.

It fails closed: a quote of a text that was not kept cannot be compared, and has failed.
"""

from collections.abc import Iterator, Sequence

from audit.canonical import text_sha256
from audit.domain import BroughtPassage, Citation, Nearest
from audit.findings import Finding, Level

Place = Citation | Nearest


def closed(brought: Sequence[BroughtPassage], places: Sequence[tuple[str, Place]]) -> Iterator[Finding]:
    """The findings in the order of the steps; `places` are the record's, each with what a person calls it."""
    known = {one.id: one for one in brought}
    for place, item in places:
        yield _quote(place, item, known.get(item.source_id))
    if not brought or len(known) != len(brought):
        yield _failed(3, "record", "its question brought no passages, or two of one id")
    for one in brought:
        yield _approval(one)
    for place, item in places:
        yield _attribution(place, item)


def _quote(place: str, item: Place, passage: BroughtPassage | None) -> Finding:
    """Step 2."""
    if passage is None:
        return _failed(2, place, f"the question brought no passage {item.source_id}")
    named = {item.text_sha256, *([item.source_sha256] if isinstance(item, Citation) else [])}
    if named != {passage.text_sha256}:
        others = ", ".join(sorted(named))
        return _failed(2, place, f"it is not of the text of passage {passage.id}", passage.text_sha256, others)
    if passage.text is None:
        return _failed(2, place, f"the text of passage {passage.id} was not kept, so the quote cannot be compared")
    if not 0 <= item.start < item.end <= len(passage.text):
        where = f"{item.start}-{item.end} of {len(passage.text)} characters"
        return _failed(2, place, f"passage {passage.id} has no such place: {where}")
    there = passage.text[item.start : item.end]
    where = f"passage {passage.id} {item.start}-{item.end}"
    if there != item.quote:
        return _failed(2, place, f"the text at {where} is not the quote", there, item.quote)
    return Finding(step=2, place=place, level=Level.PASSED, detail=where)


def _approval(passage: BroughtPassage) -> Finding:
    """Step 3."""
    place = f"passage {passage.id}"
    digest = passage.text_sha256 if passage.text is None else text_sha256(passage.text)
    if digest != passage.text_sha256:
        return _failed(3, place, "the text that was kept is not the one that was brought", passage.text_sha256, digest)
    kept = "" if passage.text is not None else "; its text was not kept"
    detail = f"brought by the question and approved by nobody, sha256 {digest}{kept}"
    return Finding(step=3, place=place, level=Level.NOTE, detail=detail)


def _attribution(place: str, item: Place) -> Finding:
    """Step 4."""
    leader_id = item.leader_id if isinstance(item, Citation) else ""
    if item.speaker or item.title or leader_id:
        told = ", ".join(one for one in (item.speaker, item.title, leader_id) if one)
        return _failed(4, place, "what a question brings is nobody's words", "no speaker and no title", told)
    return Finding(step=4, place=place, level=Level.PASSED, detail="laid to nobody")


def _failed(step: int, place: str, detail: str, expected: str | None = None, found: str | None = None) -> Finding:
    return Finding(step=step, place=place, level=Level.FAILED, detail=detail, expected=expected, found=found)
