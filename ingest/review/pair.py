"""The canonical text of a page beside another extractor's: where one's place is in the other, and how they differ."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.review.codepoints import excerpt
from ingest.review.domain import Differences, Finding, Kind
from ingest.review.words import Word, aligned, words

_TOLD = 8  # words of a difference that are shown
_ROW = 5  # words


class Pair:
    """`text` is canonical; `other` is what the other extractor reads."""

    def __init__(self, text: str, other: str) -> None:
        self.text = text
        self._other = other
        self._ours, self._theirs = words(text), words(other)
        self._starts = [word.start for word in self._theirs]
        self._alignment = aligned(self._ours, self._theirs)

    def places(self, start: int, end: int) -> tuple[list[tuple[int, int]], str]:
        """Where in the text `other[start:end]` stands, as stretches of its words in a row, in the other's order; and
        the words that stand nowhere in it."""
        found: list[tuple[int, int, int]] = []  # start, end, and which word of ours would be next
        nowhere = []
        for number in range(max(bisect_right(self._starts, start) - 1, 0), len(self._theirs)):
            word = self._theirs[number]
            if word.start >= end:
                break
            span = self._alignment.places[number]
            if word.end <= start:
                continue
            if span is None:
                nowhere.append(self._other[word.start : word.end])
                continue
            place = self._place(word, span, start, end)
            if found and span[0] in (found[-1][2] - 1, found[-1][2]):
                found[-1] = (found[-1][0], place[1], span[1])
            else:
                found.append((*place, span[1]))
        return [(one, other) for one, other, _ in found], " ".join(nowhere)

    def _place(self, word: Word, span: tuple[int, int], start: int, end: int) -> tuple[int, int]:
        """Of a word of which only a part is meant that part, where both extractors write it alike."""
        first, last = self._ours[span[0]], self._ours[span[1] - 1]
        if self.text[first.start : last.end] != self._other[word.start : word.end]:
            return first.start, last.end
        return first.start + max(start - word.start, 0), last.end - max(word.end - end, 0)

    def differences(self) -> Differences:
        ours, theirs = self._alignment.ours, self._alignment.theirs
        first = None
        if ours or theirs:
            here, there = self._told(self._ours, ours, self.text), self._told(self._theirs, theirs, self._other)
            start, end = (self._ours[ours[0]].start, self._ours[ours[0]].end) if ours else (None, None)
            detail = f"first only in the text: {here}; first only in what pdfium reads: {there}"
            first = Finding(kind=Kind.EXTRACTORS, page=None, start=start, end=end, detail=detail)
        return Differences(words=len(self._ours) + len(self._theirs), alone=len(ours) + len(theirs), first=first)

    def rows(self) -> Iterator[Finding]:
        """Words in a row, too many for two ways of reading, that the other extractor does not read at all."""
        for _, row in groupby(enumerate(self._alignment.ours), lambda pair: pair[1] - pair[0]):
            numbers = [number for _, number in row]
            if len(numbers) >= _ROW:
                start, end = self._ours[numbers[0]].start, self._ours[numbers[-1]].end
                detail = f"pdfium does not read this at all: {excerpt(self.text[start:end])}"
                yield Finding(kind=Kind.EXTRACTORS, page=None, start=start, end=end, detail=detail)

    def _told(self, all_words: Sequence[Word], alone: Sequence[int], text: str) -> str:
        some = [text[all_words[number].start : all_words[number].end] for number in alone[:_TOLD]]
        return excerpt(" ".join(some)) if some else "nothing"
