"""Files made in code, and a sandbox of each kind: nothing hostile lies in the repository."""

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from reportlab.pdfgen.canvas import Canvas

from audit.errors import SourceRefused
from ingest.parse.refusals import REFUSALS
from ingest.parse.sandbox import Limits, Sandbox

settings.register_profile("parse", deadline=None)  # parsers load on first use, on machines that are busy
settings.load_profile("parse")


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """Pages of lines to a PDF."""

    def make(pages: Sequence[Sequence[str]], *, compress: int = 1) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pageCompression=compress)
        for lines in pages:
            for row, line in enumerate(lines):
                canvas.drawString(72, 800 - 16 * row, line)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return make


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


@pytest.fixture(scope="session")
def refusal() -> Callable[..., SourceRefused]:
    """Parse, and give back the refusal, once it is a well-formed one."""

    def get(sandbox: Sandbox, data: bytes, name: str, code: str) -> SourceRefused:
        with pytest.raises(SourceRefused) as caught:
            sandbox.parse(data, name)
        told = caught.value
        assert told.code == code, str(told)
        assert code in REFUSALS
        assert str(told).isprintable(), "one line, with nothing that moves a cursor"
        assert name in told.message
        assert told.advice
        return told

    return get


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Sandbox]]:
    """A sandbox whose parser is a function of `hostile_parsers`, small limits unless given."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    made: list[Sandbox] = []

    def make(function: str, **limits: float) -> Sandbox:
        given = {"seconds": 5.0, "memory_bytes": 64 << 20, "output_bytes": 1 << 20, **limits}
        made.append(Sandbox(Limits(**given), parser=f"hostile_parsers:{function}"))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.close()
