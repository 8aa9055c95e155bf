"""When a question wants it said, and as of when: tables of questions, with traps in which no time limits anything."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.understanding.documents import Titled
from agent.understanding.understand import Times, times_of
from ingest.domain import Kind

TODAY = date(2026, 11, 25)  # a Wednesday
DOCUMENTS = [
    Titled(title="A pause on outside hiring", kind=Kind.MEMO, day=date(2025, 2, 11)),
    Titled(title="The pause on outside hiring is over", kind=Kind.MEMO, day=date(2025, 10, 14)),
    Titled(title="Travel in 2026", kind=Kind.MEMO, day=date(2026, 2, 10)),
    Titled(title="Town hall, June 2025", kind=Kind.TRANSCRIPT, day=date(2025, 6, 17)),
    Titled(title="What the hinge taught us", kind=Kind.SPEECH, day=date(2025, 7, 10)),
    Titled(title="The reorganisation of the works", kind=Kind.MEMO, day=date(2026, 5, 5)),
    Titled(title="Spring all-hands", kind=Kind.SPEECH, day=date(2026, 3, 4)),
    Titled(title="Sandglass", kind=Kind.POLICY, day=date(2026, 8, 18)),
]


def read(question: str) -> Times:
    return times_of(question, TODAY, DOCUMENTS)


def period(question: str) -> str:
    """`2025-03-01..2025-06-01`, the second day being too late; an open end is empty, no period at all too."""
    found = read(question).period
    if found is None:
        return ""
    return "..".join(day.isoformat() if day else "" for day in (found.said_from, found.said_until))


SAID_THEN = {
    # right behind the verb of saying
    "What did Ada Moss say in spring 2025?": "2025-03-01..2025-06-01",
    "What did Ada say in the spring of 2025 about travel?": "2025-03-01..2025-06-01",
    "What did Ada say in summer 2025?": "2025-06-01..2025-09-01",
    "What did Ada say in autumn 2025?": "2025-09-01..2025-12-01",
    "What did Ada say in winter 2025?": "2025-12-01..2026-03-01",
    "What did Ada say in winter 2026?": "2025-12-01..2026-03-01",  # that of 2026 is still to come
    "What did Ada say in 2024?": "2024-01-01..2025-01-01",
    "What did Ada say in March 2025?": "2025-03-01..2025-04-01",
    "what did ada say in march 2025": "2025-03-01..2025-04-01",
    "What did Ada say in March?": "2026-03-01..2026-04-01",
    "What did Ada say in December?": "2025-12-01..2026-01-01",
    "What did Ada say in Q2 2025?": "2025-04-01..2025-07-01",
    "What did Ada say in the second quarter of 2025?": "2025-04-01..2025-07-01",
    "What did Ada say in the first half of 2025?": "2025-01-01..2025-07-01",
    "What did the presidents say in the 1960s?": "1960-01-01..1970-01-01",
    "What did Ada say on 4 March 2026?": "2026-03-04..2026-03-05",
    "What did Ada say on 2026-03-04?": "2026-03-04..2026-03-05",
    "What did Ada say on Monday?": "2026-11-23..2026-11-24",
    "What did Ada announce last year?": "2025-01-01..2026-01-01",
    "What did Ada say this quarter?": "2026-10-01..2027-01-01",
    "What did Ada say last quarter?": "2026-07-01..2026-10-01",
    "What did Ada say last month?": "2026-10-01..2026-11-01",
    "What did Ada say this week?": "2026-11-23..2026-11-30",
    "What did Ada say yesterday?": "2026-11-24..2026-11-25",
    "What did Ada say last March?": "2026-03-01..2026-04-01",
    "What did Ada say last spring?": "2026-03-01..2026-06-01",
    "What did Ada say last autumn?": "2025-09-01..2025-12-01",  # this one is not over
    "What did Ada say in March last year?": "2025-03-01..2025-04-01",
    "What did Ada say two weeks ago?": "2026-11-09..2026-11-16",
    "What has Ada said in the last three months?": "2026-08-25..2026-11-26",
    "What has Ada said in the past year?": "2025-11-25..2026-11-26",
    "What did Ada promise before June 2025?": "..2025-06-01",
    "What did Ada say after March 2025?": "2025-04-01..",
    "What did Ada say until June 2025?": "..2025-07-01",
    "What did Daniel say between March and May 2025?": "2025-03-01..2025-06-01",
    "What did Daniel say between November and February 2025?": "2024-11-01..2025-03-01",
    "What did Daniel say from January to March?": "2026-01-01..2026-04-01",
    "What did Daniel say from June 2025 onwards?": "2025-06-01..",
    "What has been said since March?": "2026-03-01..",
    "Which changes were announced last year?": "2025-01-01..2026-01-01",
    "When was the closure announced in March 2025?": "2025-03-01..2025-04-01",
    "Who said in 2025 that we would close?": "2025-01-01..2026-01-01",
    "Show me everything Ada has said since January 2026.": "2026-01-01..",
    "Summarise what the CEO said in Q1 2026.": "2026-01-01..2026-04-01",
    "What has she written in 2026?": "2026-01-01..2027-01-01",
    "Did Ada promise in March 2025 to keep Leeds open?": "2025-03-01..2025-04-01",
    "By what date did McKinley promise in 1901 to bring the army home?": "1901-01-01..1902-01-01",
    # behind who heard it, and where
    "What has Ada told us since March?": "2026-03-01..",
    "What did Ada tell the night shift in February 2025?": "2025-02-01..2025-03-01",
    "What was said at the town hall in June 2025?": "2025-06-01..2025-07-01",
    "What did Ada say in Leeds in March 2025?": "2025-03-01..2025-04-01",
    # before the clause, or within it
    "In 2024, what did Ada say about hiring?": "2024-01-01..2025-01-01",
    "What, in 2024, did Ada say about the plant?": "2024-01-01..2025-01-01",
    "Between 1961 and 1977, what did presidents say about peace?": "1961-01-01..1978-01-01",
    "In spring 2025, what did Ada say about pay and what did Ben say?": "2025-03-01..2025-06-01",
    "I joined late. What did Ada say in spring 2025?": "2025-03-01..2025-06-01",
    # behind a bare topic, or a comma
    "What did Ada say about travel in spring 2025?": "2025-03-01..2025-06-01",
    "What did Ada say about hiring last year?": "2025-01-01..2026-01-01",
    "What did presidents say about peace between 1961 and 1977?": "1961-01-01..1978-01-01",
    "What has been said about travel since March?": "2026-03-01..",
    "What has Daniel said about the order book since March?": "2026-03-01..",
    "What did Ada say about the plant, in May 2025?": "2025-05-01..2025-06-01",
    # the day of a document
    "What does the memo of 4 March 2026 say about travel?": "2026-03-04..2026-03-05",
    "What is in the letters from 2024?": "2024-01-01..2025-01-01",
    # since something, what has changed
    "Since March, what has changed?": "2026-03-01..",
    "What has changed since the reorganisation memo?": "2026-05-05..",
    "What has changed since Travel in 2026?": "2026-02-10..",
    "What has changed since *Travel in 2026*?": "2026-02-10..",
    "What has changed since the reorganisation of the works?": "2026-05-05..",
    "What has changed since “The reorganisation of the works”?": "2026-05-05..",
    "What has Ada said since the town hall?": "2025-06-17..",
    "What has she said about pay since the spring all-hands?": "2026-03-04..",
    "What has she said about pay since the March all-hands?": "2026-03-04..",
    "What did Daniel say before the hinge speech?": "..2025-07-10",
    "What did Daniel say after the town hall?": "2025-06-18..",
    "What has Ada said since the memo of 4 March 2026?": "2026-03-04..",
}

ABOUT_THEN = [
    "How many people will we hire in 2027?",
    "What was revenue in the second quarter of 2025?",
    "What did the 2024 recall cost?",
    "What did Ada say about the 2024 recall?",
    "What did Ada say in the March all-hands?",
    "What did Ada say at the June 2025 town hall?",
    "What did Ada say about the fire in March 2025?",
    "What did Ada say about revenue in Q2 2025?",
    "What did Ada say about sales in March 2025?",
    "What did Ada say about hiring in 2024?",
    "What did Ada say about her plans in 2025?",
    "What did Ada say about last year's budget?",
    "Did Ada promise to keep Leeds open in 2026?",
    "Did Ada say that we will hire in 2026?",
    "Did Ada say we would hire forty people in 2025?",
    "How many people did Ada say we would hire in 2025?",
    "In 2025, how many people did Ada say we would hire?",
    "What was the pay rise announced in March 2025?",
    "When will the pay rise that the CFO announced in March 2025 be paid?",
    "How much did tariffs cost us in the US last year?",
    "What happened in March 2025?",
    "Has headcount grown since 2022?",
    "How many people have left since March 2025?",
    "What does the letter of the fourth quarter of 2024 say?",  # it was written in January
    "What is in Travel in 2026?",
    "What did Daniel say in Travel in 2026?",
    'What did Ada mean by "said in March 2025"?',
    "Until when can we stay on the quay?",
    "Could any of the sites close next year?",
    "What did Ada say about next year?",
    "What will Ada say in March 2027?",
    "What did Ada say on 30 February 2025?",
    "What did Ada say in 2024/25?",
    "What did Ada say in fiscal 2025?",
    "What did Ada say in recent months?",
    "What did Ada say in the last few months?",
    "What did Ada say that year?",
    "May I bring my dog to the office?",
    "We march on; what did Ada say?",
    "What has Ada told us since the hiring memo?",  # two memos are of hiring
    "What has Ada said since the strategy memo?",  # there is none
    "What has Ada said since the reorganisation?",  # it is an event
    "What has Ada said since Sandglass began?",
    "What did Roosevelt tell us to fear in 1933, and what hardship did he see in 1937?",
    "What did Ada say about travel? What did she say in March 2025 about pay?",
    "What did Ada say about travel?",
    "I am new here since 2025. What does Ada think of pay?",
    "",
    "????",
]


@pytest.mark.parametrize(("question", "expected"), SAID_THEN.items())
def test_a_time_of_saying_limits_when_it_was_said(question: str, expected: str) -> None:
    assert period(question) == expected


@pytest.mark.parametrize("question", ABOUT_THEN)
def test_a_time_of_the_matter_limits_nothing(question: str) -> None:
    assert read(question) == Times()


AS_OF = {
    "What is the rule on travel as of March?": date(2026, 3, 31),
    "What were the rules as of last summer?": date(2026, 8, 31),
    "What held as of 4 March 2026?": date(2026, 3, 4),
    "As of spring 2025, how many days on site?": date(2025, 5, 31),
    "What were the rules as of the reorganisation memo?": date(2026, 5, 5),
    "What was the limit as at 2025-06-01?": date(2025, 6, 1),
    "What are the rules as of this year?": None,  # it ends after today, which is the day anyway
    "What are the rules as of today?": None,
    "What are the rules as of 1 January 2027?": None,
    "What did the rules as of March and as of May say?": None,
    'What does "as of March" mean?': None,
}


@pytest.mark.parametrize(("question", "expected"), AS_OF.items())
def test_as_of_moves_the_day_and_never_into_the_future(question: str, expected: date | None) -> None:
    found = read(question)
    assert (found.as_of.day if found.as_of else None) == expected
    assert found.period is None


def test_the_words_that_were_understood_are_those_of_the_question() -> None:
    found = read("As of last May, what had she said in March 2025?")
    assert found.as_of is not None
    assert found.period is not None
    assert (found.as_of.words, found.period.words) == ("As of last May", "in March 2025")


PARTS = st.sampled_from(
    re.findall(
        r"\S+",
        """What did Ada say tell us announce about travel revenue in on since before after until between and from to as
        of the last this next past few two spring winter 2025 1933 2100 March may Q2 4 30 31 February first quarter half
        year month week Monday ago yesterday memo town hall Travel in 2026 has said changed , ? " '""",
    )
)
TEXTS = st.text(max_size=60) | st.lists(PARTS, max_size=14).map(" ".join)
DAYS = st.dates(date(1800, 1, 1), date(2200, 1, 1))


@given(text=TEXTS, today=DAYS)
def test_whatever_is_asked_a_period_begins_before_it_ends_and_an_as_of_day_is_not_to_come(
    text: str, today: date
) -> None:
    found = times_of(text, today, DOCUMENTS)
    if found.as_of is not None:
        assert found.as_of.day < today
    if found.period is not None:
        first, until = found.period.said_from, found.period.said_until
        assert first is not None or until is not None
        assert first is None or until is None or first < until
        assert first is None or first <= today + timedelta(days=1) or any(one.day >= today for one in DOCUMENTS)


@given(text=st.text("abefhijkl opqzXZ?!.", max_size=60), today=DAYS)
def test_text_without_any_word_of_time_has_none(text: str, today: date) -> None:
    assert times_of(text, today) == Times()


@given(text=TEXTS, today=DAYS)
def test_the_same_words_mean_the_same_again(text: str, today: date) -> None:
    assert times_of(text, today, DOCUMENTS) == times_of(text, today, list(reversed(DOCUMENTS)))
