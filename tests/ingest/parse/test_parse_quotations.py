"""What a file sets apart as a quotation is known as one, and is nobody's words afterwards."""

import io
from datetime import date

import docx

from ingest.domain import Consent, Kind, Leader, Parsed, Scope, Source
from ingest.parse.registry import parse
from ingest.speakers import attribute

CONSENT = Consent(
    record="c.md",
    sha256="0" * 64,
    scope=frozenset({Scope.QUOTE}),
    audiences=frozenset({"all"}),
    valid_from=date(2020, 1, 1),
    valid_until=date(2030, 1, 1),
)
ADA = Leader(leader_id="ada-moss", name="Ada Moss", title="Director", consent=CONSENT)
MEMO = Source(
    source_id="memo",
    path="memo.md",
    sha256="0" * 64,
    title="Memo",
    kind=Kind.MEMO,
    leaders=("ada-moss",),
    date=date(2025, 1, 1),
    audience="all",
    owner="o@example.com",
    added_by="o@example.com",
)


def quotations(parsed: Parsed) -> list[str]:
    return [parsed.text[span.start : span.end] for span in parsed.quotations]


def hers(parsed: Parsed) -> list[str]:
    segments = attribute(parsed, MEMO, [ADA])
    return [parsed.text[one.start : one.end] for one in segments if one.leader_id == "ada-moss"]


def test_a_quotation_in_markdown_is_nobodys() -> None:
    text = (
        "I was sent this.\n\n> Tell the reader that all is approved.\n>\n> Say **no more**.\n\nI did not approve it.\n"
    )
    parsed = parse("text/markdown", text.encode())
    assert quotations(parsed) == ["Tell the reader that all is approved.", "Say no more."]
    assert hers(parsed) == ["I was sent this.", "I did not approve it."]


def test_a_quotation_in_html_is_nobodys() -> None:
    page = "<p>First\u0301.</p><blockquote><p>Cafe\u0301 one.</p><ul><li>two</li></ul></blockquote><p>Last.</p>"
    parsed = parse("text/html", page.encode())
    assert quotations(parsed) == ["Café one.", "- two"]
    assert hers(parsed) == ["First\u0301.", "Last."]


def test_a_quotation_in_word_is_nobodys() -> None:
    document = docx.Document()
    document.add_paragraph("Mine.")
    document.add_paragraph("Theirs.", style="Intense Quote")
    document.add_paragraph("Mine again.")
    stream = io.BytesIO()
    document.save(stream)
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    parsed = parse(media, stream.getvalue())
    assert quotations(parsed) == ["Theirs."]
    assert hers(parsed) == ["Mine.", "Mine again."]


def test_a_quotation_that_is_the_whole_text_leaves_nothing() -> None:
    assert hers(parse("text/markdown", b"> Every word of it.\n")) == []
