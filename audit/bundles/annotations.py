"""Each place in a document that a record shows, as a Web Annotation (W3C Recommendation of 23 February 2017).

The target is the canonical text in a bundle, by two selectors that must agree: TextPosition (code points, half-open)
and TextQuote, the exact words with 32 characters before and after; where the file has pages, also the page of the file
(FragmentSelector of RFC 3778). All of it is derived from record and text, so that whoever has both can make it again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audit.bundles.bundle import raw_path, text_path
from audit.domain import AnswerRecord, Citation, Nearest

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PDF = "http://tools.ietf.org/rfc/rfc3778"
AROUND = 32  # characters before and after a quote

Place = Citation | Nearest


def places(record: AnswerRecord) -> Iterator[tuple[str, Place]]:
    """The places in the order in which they are shown, each under a name that is its own within the record."""
    for number, statement in enumerate(record.statements, 1):
        for count, citation in enumerate(statement.citations, 1):
            yield f"statement-{number}-citation-{count}", citation
    for number, nearest in enumerate(record.refusal.nearest if record.refusal else (), 1):
        yield f"nearest-{number}", nearest


def annotations(record: AnswerRecord, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Of every place, by the canonical texts under their hashes; none where the question brought its own passages,
    which the record itself holds."""
    if record.closed_context is not None:
        return []
    return [_annotation(name, place, texts[place.text_sha256]) for name, place in places(record)]


def _annotation(name: str, place: Place, text: str) -> dict[str, Any]:
    source = {"source": text_path(place.text_sha256), "selector": selectors(place, text)}
    return {
        "@context": CONTEXT,
        "id": f"#{name}",
        "type": "Annotation",
        "motivation": "highlighting",
        "target": [source, *_page(place)],
    }


def selectors(place: Place, text: str) -> list[dict[str, Any]]:
    """TextPositionSelector and TextQuoteSelector of a place in its text."""
    position = {"type": "TextPositionSelector", "start": place.start, "end": place.end}
    quote = {
        "type": "TextQuoteSelector",
        "exact": place.quote,
        "prefix": text[max(0, place.start - AROUND) : place.start],
        "suffix": text[place.end : place.end + AROUND],
    }
    return [position, quote]


def _page(place: Place) -> list[dict[str, Any]]:
    """The page of the cited file; a refusal's nearest passage names none."""
    if not isinstance(place, Citation) or place.page is None:
        return []
    selector = {"type": "FragmentSelector", "conformsTo": PDF, "value": f"page={place.page}"}
    return [{"source": raw_path(place.source_sha256), "selector": selector}]
