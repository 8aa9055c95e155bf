"""The reply of a model: statements as they close, and nothing but what the schema allows."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.composers.reply import LONGEST, MOST_STATEMENTS, Drafted, schema, statements
from agent.llm.faults import ReplyMalformed

URL = "http://127.0.0.1:1/v1"
NUMBERS = (1, 2, 3)

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60)
drafts = st.lists(
    st.builds(Drafted, citations=st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3).map(tuple), text=texts),
    max_size=MOST_STATEMENTS,
)


def written(found: list[Drafted], indent: int | None = None) -> str:
    rows = [{"citations": list(one.citations), "text": one.text} for one in found]
    return json.dumps({"statements": rows}, indent=indent, ensure_ascii=False)


def pieces(text: str, size: int) -> Iterator[str]:
    for at in range(0, len(text), size):
        yield text[at : at + size]


@given(drafts, st.integers(1, 17), st.sampled_from([None, 2]))
def test_what_was_written_is_read_however_it_is_cut(found: list[Drafted], size: int, indent: int | None) -> None:
    assert list(statements(pieces(written(found, indent), size), NUMBERS, URL)) == found


def test_a_statement_is_given_out_before_the_next_one_is_written() -> None:
    found = [Drafted(citations=(1,), text="First}."), Drafted(citations=(2,), text='Second "{".')]
    text = written(found)
    read: list[str] = []

    def deltas() -> Iterator[str]:
        for piece in pieces(text, 1):
            read.append(piece)
            yield piece

    coming = statements(deltas(), NUMBERS, URL)
    assert next(coming) == found[0]
    assert "Second" not in "".join(read)
    assert list(coming) == found[1:]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "[]",
        '{"statements": {}}',
        '{"statements": [], "more": 1}',
        '{"statements": [{"citations": [1], "text": "a"}',
        '{"statements": [{"citations": [], "text": "a"}]}',
        '{"statements": [{"citations": [4], "text": "a"}]}',
        '{"statements": [{"citations": ["1"], "text": "a"}]}',
        '{"statements": [{"citations": [true], "text": "a"}]}',
        '{"statements": [{"citations": [1.0], "text": "a"}]}',
        '{"statements": [{"citations": [1], "text": ""}]}',
        '{"statements": [{"citations": [1], "text": "a", "note": 1}]}',
        '{"statements": [{"text": "a"}]}',
        '{"statements": [{"citations": [1], "text": "\\ud800"}]}',
        json.dumps({"statements": [{"citations": [1], "text": "a" * (LONGEST + 1)}]}),
        json.dumps({"statements": [{"citations": [1], "text": "a"}] * (MOST_STATEMENTS + 1)}),
        '{"statements": [], "statements": [{"citations": [1], "text": "a"}]} more',
    ],
)
def test_what_the_schema_does_not_allow_is_malformed(text: str) -> None:
    with pytest.raises(ReplyMalformed):
        list(statements([text], NUMBERS, URL))


def test_an_endless_reply_is_given_up() -> None:
    def deltas() -> Iterator[str]:
        while True:
            yield "x" * 100

    with pytest.raises(ReplyMalformed):
        list(statements(deltas(), NUMBERS, URL))


@given(st.text(max_size=80))
def test_any_text_is_statements_or_malformed(text: str) -> None:
    try:
        found = list(statements(pieces(text, 7), NUMBERS, URL))
    except ReplyMalformed:
        return
    assert all(set(one.citations) <= set(NUMBERS) for one in found)


def test_the_schema_allows_exactly_the_numbers_shown() -> None:
    found = schema([1, 2])
    statement = found["properties"]["statements"]["items"]
    assert statement["properties"]["citations"]["items"] == {"type": "integer", "enum": [1, 2]}
    assert statement["properties"]["citations"]["maxItems"] == 2
    assert not statement["additionalProperties"]
    assert not found["additionalProperties"]
