"""A source as its page shows it: the page of a PDF beside its text, or the text with the cited words marked."""

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

from audit.database import reading
from audit.domain import AnswerRecord, Citation, Nearest
from audit.errors import CatalogueError
from ingest.facsimile.facsimiles import WIDTHS
from onrecord.identity.domain import Identity
from onrecord.reading.domain import Reading, Stretch
from onrecord.reading.flow import flowed
from onrecord.reading.printed import Printed, printable, printed
from onrecord.reading.sources import Reader, opened
from onrecord.web.faults import NotFound
from onrecord.web.service import Service

_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for, none where it does not say it or says nothing of use."""

    record: str = ""
    start: int | None = None
    end: int | None = None
    page: int | None = None
    desk: bool = False

    def query(self, **changed: object) -> str:
        """As a part of an address."""
        facts = {"record": self.record, "start": self.start, "end": self.end, "page": self.page,
                 "desk": "1" if self.desk else ""}  # fmt: skip
        return urlencode({name: value for name, value in {**facts, **changed}.items() if value not in ("", None)})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """`stretches` are those of the page that is shown as it is printed, or of the whole text, in lines that flow.
    `image` is the picture's address without its width. `unprinted`: a PDF whose page cannot be shown. `quoted` is what
    an earlier answer cited, where the text has been replaced since."""

    reading: Reading
    stretches: tuple[Stretch, ...]
    printed: Printed | None
    image: str
    previous: str
    following: str
    unprinted: bool
    quoted: str
    record: str


def natural(text: str) -> int | None:
    """A number in an address; none for whatever is none, or has more digits than any offset."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def source(service: Service, who: Identity, source_id: str, asked: Asked) -> tuple[Reading, Path]:
    """What may be read of it, and the manifest's folder. Raises NotFound."""
    try:
        state, standing = service.published()
    except CatalogueError:
        raise NotFound from None
    reader = Reader(who=who, state=state, standing=standing, now=service.now(), desk=asked.desk)
    with reading(service.parts.engine) as connection:
        found = opened(connection, reader, source_id, asked.start, asked.end)
    if found is None:
        raise NotFound
    return found, Path(state.manifest).parent


def image(service: Service, who: Identity, source_id: str, number: int, asked: Asked, width: int) -> bytes:
    """A page's picture. Raises NotFound."""
    found, folder = source(service, who, source_id, asked)
    page = printed(service.parts.facsimiles, folder, found, number, width)
    if page is None:
        raise NotFound
    return page.facsimile.image


def source_view(
    service: Service, who: Identity, source_id: str, asked: Asked, record: AnswerRecord | None
) -> SourceView:
    """`record` is the answer from which somebody came, as they may read it. Raises NotFound."""
    found, folder = source(service, who, source_id, asked)
    cited = _cited(record, source_id, asked) if record is not None else None
    changed = cited is not None and cited.text_sha256 != found.document.text_sha256
    if changed:
        asked = replace(asked, start=None, end=None)
        found, folder = source(service, who, source_id, asked)
    pages = len(found.document.pages)
    number = min(max(asked.page or found.page or 1, 1), max(pages, 1))
    page = printed(service.parts.facsimiles, folder, found, number, WIDTHS[0])
    here = f"/read/{quote(source_id, safe='')}"
    return SourceView(
        reading=found,
        stretches=flowed(found.document, [one for one in found.stretches if page is None or one.page == number]),
        printed=page,
        image=f"{here}/page/{number}.png?{urlencode({'desk': '1'} if asked.desk else {})}",
        previous=f"{here}?{asked.query(page=number - 1)}" if page is not None and number > 1 else "",
        following=f"{here}?{asked.query(page=number + 1)}" if page is not None and number < pages else "",
        unprinted=page is None and printable(found),
        quoted=cited.quote if changed and cited is not None else "",
        record=asked.record,
    )


def _cited(record: AnswerRecord, source_id: str, asked: Asked) -> Citation | Nearest | None:
    """The place that was asked for, as the answer cited it or had it near."""
    places: list[Citation | Nearest] = [item for one in record.statements for item in one.citations]
    places += record.refusal.nearest if record.refusal is not None else ()
    wanted = (source_id, asked.start, asked.end)
    return next((one for one in places if (one.source_id, one.start, one.end) == wanted), None)
