"""PDFs drawn in code, whose words' places are known."""

from collections.abc import Callable, Iterator

import pytest

from ingest.facsimile.domain import Facsimile
from ingest.facsimile.draw import draw
from ingest.facsimile.facsimiles import Facsimiles
from ingest.facsimile.wire import request
from ingest.parse.pdf import parse
from tests.ingest.facsimile.sheets import Sheet


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()


@pytest.fixture(scope="session")
def drawn() -> Callable[..., tuple[str, Facsimile]]:
    """The canonical text and the facsimile of a PDF's page, drawn here and not in a child."""

    def make(data: bytes, number: int = 1, width: int = 800) -> tuple[str, Facsimile]:
        parsed = parse(data)
        page = parsed.pages[number - 1]
        text = parsed.text[page.start : page.end]
        return text, draw("application/pdf", request(data, number=number, width=width, text=text))

    return make


@pytest.fixture(scope="module")
def facsimiles() -> Iterator[Facsimiles]:
    with Facsimiles() as made:
        yield made
