"""What a question about a topic is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.understanding.subject import subject


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What was said about hiring?", "hiring"),
        ("What did Ottilie Marchbank say about making our own pressure cells?", "making our own pressure cells"),
        ("what has our finance chief written on the price of brass", "the price of brass"),
        ("Has anything been announced about the pay round?", "the pay round"),
        ("Did she tell us anything about working from home?", "working from home"),
        ("What about parental leave?", "parental leave"),
        ("Tell me more about Lantern.", "Lantern"),
        ("Is there anything on record about invoices?", "invoices"),
        ("So what have they said on “AI tools”?", "AI tools"),
    ],
)
def test_the_words_that_only_ask_go(question: str, about: str) -> None:
    assert subject(question) == about


@pytest.mark.parametrize(
    "question",
    [
        "hiring",
        "Will we hire engineers in Leeds?",
        "How many days a week must I be on site?",
        "Who said that the foundry closes?",
        "What was revenue in the second quarter of 2025?",
        "Why did she change her mind about hiring?",
        "Has Daniel said how much more work each of us is carrying?",
        "Did Daniel say a quarter of that size would put us ahead on the plan?",
        "What was said?",
        "What was said about?",
        "",
    ],
)
def test_any_other_question_stays(question: str) -> None:
    assert subject(question) == question


@given(st.text(max_size=200))
def test_what_is_left_stands_in_the_question(text: str) -> None:
    assert subject(text) in (text, " ".join(text.split())) or subject(text) in " ".join(text.split())
