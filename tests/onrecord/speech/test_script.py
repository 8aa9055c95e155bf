"""What is said of a statement: its words, where it stands, and what a listener must know of it."""

from dataclasses import replace
from datetime import date

import pytest

from audit.domain import Citation, Statement
from audit.errors import NotSounded
from onrecord.speech.script import LONGEST, of_statement

CITED = Citation(
    evidence_key="a", source_id="hiring", title="*Hiring*", speaker="Ada Okafor", leader_id="ada-okafor",
    date=date(2025, 3, 4), page=2, timecode=None, start=0, end=5, quote="We do.",
    source_sha256="0" * 64, text_sha256="0" * 64,
)  # fmt: skip
TEXT = 'On 4 March 2025, Ada Okafor said: "We do."'


@pytest.mark.parametrize(
    ("superseded", "source", "expected"),
    [
        ((), True, f"{TEXT} Source: Hiring, page 2."),
        ((), False, TEXT),
        (("hiring-2026",), True, f"{TEXT} Source: Hiring, page 2. This has been superseded since."),
        (("hiring-2026",), False, f"{TEXT} This has been superseded since."),
    ],
)
def test_a_statement_is_said_with_its_place_and_always_with_what_became_of_it(
    superseded: tuple[str, ...], source: bool, expected: str
) -> None:
    statement = Statement(text=TEXT, citations=(CITED, replace(CITED, superseded_by=superseded)))
    assert of_statement(statement, source=source).text == expected


def test_what_is_in_the_words_already_is_not_said_twice() -> None:
    told = 'On 4 March 2025, in *Hiring*, Ada Okafor said: "We do."'
    cited = replace(CITED, page=None)
    assert of_statement(Statement(text=told, citations=(cited,))).text == told
    undated = 'Ada Okafor said: "We do."'
    assert of_statement(Statement(text=undated, citations=(cited,))).text == f"{undated} Source: Hiring, March 2025."


def test_what_nobody_would_listen_to_is_refused_before_it_is_put_into_words() -> None:
    statement = Statement(text="7" * (LONGEST + 1), citations=(CITED,), checks=())
    with pytest.raises(NotSounded, match="a text of 10,001 characters is not read aloud; at most 10,000 are"):
        of_statement(statement, source=False)
