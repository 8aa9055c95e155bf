"""Which names are suggested to the recogniser: never one that the asker may not read."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.access import operator
from onrecord.hearing.names import MOST, Names, names_in
from onrecord.parts import parts


@pytest.fixture
def told(company: Any) -> Any:
    """Which names an audience is told."""
    company.add("brass", "brass.txt", "The price of brass from Thornbeck rose. We met Ruth Castellan in Thornbeck. "
                "The yard in Skerrywick makes lamps.\n")  # fmt: skip
    company.add("reply", "reply.txt", "They ship it from Thornbeck by sea.\n")
    company.add("hush", "hush.txt", "We plan with Zornlund to close the yard in Murkholm.\n", audience="managers")
    assert company.run("ingest")[0] == 0

    def names(audience: str = "all-employees") -> list[str]:
        made = parts(str(company.workspace))
        try:
            return list(Names(made).of(operator(audience)))
        finally:
            made.engine.dispose()

    return names


def test_leaders_and_the_company_come_first_and_then_whom_most_documents_name(told: Any) -> None:
    names = told()
    assert names[:3] == ["Ada Okafor", "Ben Okafor", "Okafor Lamps"]
    assert names.index("Thornbeck") < names.index("Skerrywick")
    assert "Ruth Castellan" in names


def test_what_the_lexicon_knows_is_put_before_the_rest_but_only_if_it_may_be_read(told: Any, company: Any) -> None:
    words = '"Skerrywick" = "skerry wick"\n"Zornlund" = "zorn lund"\n"Nowhere" = "no where"\n'
    (company.workspace / "lexicon.toml").write_text(f"[words]\n{words}")
    names = told()
    assert names[3] == "Skerrywick"
    assert not {"Zornlund", "Nowhere"} & set(names)
    (company.workspace / "lexicon.toml").write_text("[words")
    assert "Skerrywick" in told()


def test_a_name_that_may_not_be_read_is_not_suggested(told: Any, company: Any) -> None:
    assert not {"Zornlund", "Murkholm"} & set(told())
    assert {"Zornlund", "Murkholm"} <= set(told("managers"))
    assert "Skerrywick" in told()
    assert company.run("withdraw", "brass", "--reason", "A wrong figure")[0] == 0
    names = told()
    assert "Skerrywick" not in names
    assert "Thornbeck" in names  # another document tells of it
    assert company.run("pause", "--document", "reply", "--reason", "A rumour")[0] == 0
    assert "Thornbeck" not in told()


def test_without_an_audience_or_a_publication_there_are_none(told: Any, empty: Any, tmp_path: Path) -> None:
    assert told("") == []
    made = parts(str(tmp_path / "nothing"))
    assert list(Names(made).of(operator("all-employees"))) == []
    made.engine.dispose()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We will hire in Leeds. The yard is closed.", {"Leeds"}),
        ("We meet at Harlan Falls in the spring.", {"Harlan Falls"}),
        ("Of the Mill we say: the mill stands.", set()),
        ("We asked NASA about it.", set()),
        ("The town of Tønsvik, and Ana Lie of it.", {"Tønsvik", "Ana Lie"}),
        ("The letter, Hobday\nsaid. # Hiring\n\nThis is about it.", {"Hobday"}),
        ("", set()),
    ],
)
def test_a_name_is_a_word_with_a_capital_inside_a_sentence(text: str, expected: set[str]) -> None:
    assert set(names_in(text)) == expected


@given(st.text(alphabet="ABab éÉ.,\n'1", max_size=200))
def test_names_are_words_of_the_text(text: str) -> None:
    for name in names_in(text):
        assert name[0].isupper()
        assert all(word in text for word in name.split())
    assert MOST > 0
