"""A refusal is one line, names the file, says what was found and what to do, and carries nothing hostile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import SourceRefused
from ingest.parse.media import EXTENSIONS, Media
from ingest.parse.refusals import REFUSALS, refused
from ingest.parse.registry import parse, parser_of
from ingest.parse.versions import parser_name


@given(st.text(max_size=40), st.sampled_from(sorted(REFUSALS)), st.text(max_size=300))
def test_it_is_one_printable_line_whatever_the_file_says(name: str, code: str, detail: str) -> None:
    told = refused(name, code, detail)
    assert told.code == code
    assert str(told).isprintable()
    assert len(told.message) < 600 + 12 * len(name)
    assert told.advice.endswith(".")


def test_it_reads_as_a_sentence() -> None:
    assert str(refused("corpus/x.pdf", "encrypted")) == (
        "corpus/x.pdf is encrypted; OnRecord reads only files it can open without a password. "
        "Save an unprotected copy and approve that."
    )


def test_braces_in_a_name_or_a_detail_are_data() -> None:
    told = refused("{detail}{0}.pdf", "truncated", "{name} {0.__class__}")
    assert told.message == "{detail}{0}.pdf is truncated or damaged: {name} {0.__class__}."


def test_each_code_has_a_message_of_its_own() -> None:
    assert len({found for found, _ in REFUSALS.values()}) == len(REFUSALS)


def test_an_unknown_code_is_a_failure_of_the_parser() -> None:
    assert refused("x.pdf", "hello\x1b").code == "crashed"


def test_each_type_has_a_parser_with_a_version_of_its_own() -> None:
    assert len({parser_name(media) for media in Media}) == len(Media)
    assert parser_of("a/b.PDF").startswith("pypdf ")
    assert parser_of("a.htm") == parser_of("a.html")
    with pytest.raises(SourceRefused) as caught:
        parser_of("a.exe")
    assert caught.value.code == "unsupported"


SAMPLES = {
    "txt": b"Words.",
    "md": b"Words.",
    "html": b"<p>Words.",
    "vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nWords.\n",
    "srt": b"1\n00:00:01,000 --> 00:00:02,000\nWords.\n",
}


@pytest.mark.parametrize("ending", SAMPLES)
def test_what_a_parser_signs_with_is_what_parser_of_tells(ending: str) -> None:
    parsed = parse(EXTENSIONS[f".{ending}"], SAMPLES[ending])
    assert parsed.text == "Words."
    assert parsed.parser == parser_of(f"a.{ending}")
