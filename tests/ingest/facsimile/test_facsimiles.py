"""Pages drawn in children and kept: what is asked twice is drawn once, and whatever a file does ends in one line."""

import threading
from pathlib import Path

import pytest

from audit.errors import BusyError, SourceRefused
from ingest.facsimile.domain import Facsimile
from ingest.facsimile.facsimiles import WAITING, Facsimiles, Wanted
from ingest.parse.sandbox import Limits
from tests.ingest.facsimile.sheets import Sheet

TEXT = "We sold nine lamps."


class Reads:
    """Bytes, and how often they were read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.count = 0

    def __call__(self) -> bytes:
        self.count += 1
        return self.data


@pytest.fixture
def file(sheet: Sheet) -> Reads:
    sheet.at(72, 700, TEXT)
    return Reads(sheet.bytes())


def _wanted(**changed: object) -> Wanted:
    facts = {"sha256": "a" * 64, "name": "a.pdf", "number": 1, "text": TEXT, "width": 800} | changed
    return Wanted(**facts)  # type: ignore[arg-type]


def test_a_page_is_drawn_once_and_given_again(facsimiles: Facsimiles, file: Reads) -> None:
    first = facsimiles.page(_wanted(), file)
    assert isinstance(first, Facsimile)
    assert facsimiles.page(_wanted(), file) is first
    assert file.count == 1
    larger = facsimiles.page(_wanted(width=1600), file)
    assert (larger.width, file.count) == (1601, 2)
    facsimiles.page(_wanted(text="We sold ten lamps."), file)
    facsimiles.page(_wanted(sha256="b" * 64), file)
    assert file.count == 4, "another text and another file are other pages"


def test_warming_keeps_nothing(file: Reads) -> None:
    with Facsimiles(kept=100_000) as warmed:
        warmed.warm()
        warmed.warm()
        assert warmed.page(_wanted(), file).width == 801


def test_so_many_may_wait_and_the_next_are_turned_away(facsimiles: Facsimiles, file: Reads) -> None:
    """Else one reader of slow pages holds every thread of a service."""
    go, away = threading.Event(), threading.Semaphore(0)

    def slow() -> bytes:
        assert go.wait(20)
        return file()

    def look() -> None:
        try:
            facsimiles.page(_wanted(sha256="9" * 64), slow)
        except BusyError:
            away.release()

    threads = [threading.Thread(target=look) for _ in range(WAITING + 3)]
    for thread in threads:
        thread.start()
    assert all(away.acquire(timeout=10) for _ in range(3))
    go.set()
    for thread in threads:
        thread.join()
    assert not away.acquire(blocking=False)
    assert file.count == 1


def test_whoever_waits_for_the_same_page_gets_it(facsimiles: Facsimiles, file: Reads) -> None:
    threads = [threading.Thread(target=facsimiles.page, args=(_wanted(sha256="c" * 64), file)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.count == 1


def test_what_is_kept_is_bounded_and_the_oldest_goes_first(file: Reads) -> None:
    with Facsimiles(kept=100_000) as few:
        size = len(few.page(_wanted(sha256="0"), file).image)
        assert 25_000 > size > 10_000
        for number in range(1, 20):
            few.page(_wanted(sha256=str(number)), file)
            few.page(_wanted(sha256="0"), file)
        assert file.count == 20, "what is asked for again stays"
        few.page(_wanted(sha256="1"), file)
        assert file.count == 21


def test_a_page_larger_than_all_that_is_kept_is_given_all_the_same(file: Reads) -> None:
    with Facsimiles(kept=10) as none:
        assert none.page(_wanted(), file) == none.page(_wanted(), file)
    assert file.count == 2


@pytest.mark.parametrize(
    ("data", "changed", "told"),
    [
        (b"%PDF-1.7\nnot really", {}, "pdfium does not"),
        (None, {"number": 7}, "pdfium finds 1 pages"),
        (None, {"number": 0}, "pdfium finds 1 pages"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_one_line_and_not_tried_again_at_once(
    facsimiles: Facsimiles, file: Reads, data: bytes | None, changed: dict[str, object], told: str
) -> None:
    read = Reads(data or file.data)
    wanted = _wanted(sha256=f"d{changed}{data!r}", **changed)
    for _ in range(2):
        with pytest.raises(SourceRefused) as caught:
            facsimiles.page(wanted, read)
        assert told in str(caught.value)
        assert str(caught.value).isprintable()
    assert read.count == 1


def test_a_file_that_is_not_to_be_read_is_asked_for_again(facsimiles: Facsimiles, file: Reads) -> None:
    def missing() -> bytes:
        raise SourceRefused("there is no file a.pdf.", code="missing")

    with pytest.raises(SourceRefused, match="no file"):
        facsimiles.page(_wanted(sha256="e"), missing)
    assert facsimiles.page(_wanted(sha256="e"), file).width == 801


def test_a_file_beyond_the_limit_is_refused(file: Reads) -> None:
    with Facsimiles(Limits(input_bytes=100)) as small, pytest.raises(SourceRefused, match="too large"):
        small.page(_wanted(), file)


@pytest.mark.parametrize("function", ["of_another_text", "no_picture", "another_size", "half_a_mark"])
def test_a_child_that_lies_is_not_believed(file: Reads, function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    with (
        Facsimiles(parser=f"hostile_draws:{function}") as hostile,
        pytest.raises(SourceRefused, match=r"no facsimile|does not fit"),
    ):
        hostile.page(_wanted(), file)
