"""What is done, going on or to come, in a statement and in its quotes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.english.words import listed
from agent.checks.tense import tense

SAID = date(2026, 3, 4)


def judged(text: str, quote: str, said: date = SAID, as_of: date = date(2026, 3, 20)) -> str | None:
    one = Quoted(words=quote, speaker="Ada Moss", role="Chief Executive Officer", title="Spring letter", date=said)
    return tense(Claim(text=text, quotes=(one,), as_of=as_of, people=("Ada Moss",)))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The plant would open in May, Moss said.", "The plant will open in May."),
        ("The plant was to open in May, Moss said.", "The plant will open in May."),
        ("The plant was going to open in May, Moss said.", "We are going to open the plant in May."),
        ("The company planned to open the plant, Moss said.", "We plan to open the plant."),
        ("The plant had opened, Moss said.", "The plant has opened."),
        ("The plant opened, Moss said.", "The plant has opened."),
        ("The plant was open, Moss said.", "The plant is open."),
        ("The plant was closed by the company, Moss said.", "We closed the plant."),
        ("The plant opens in May.", "The plant will open in May."),
        ("The plant still makes cells.", "The plant still makes cells."),
        ("The first cells have been fired.", "We fired the first cells."),
        ("The company used to hold stock, Moss said.", "We used to hold stock."),
        ("Nobody is blamed for it.", "Nobody will be blamed for it."),
        ("Moss gave no name until she had seen it twice.", "I would see it twice before I give it a name."),
        ("Parts are kept for a year after the last is sold.", "Parts are kept for a year after the last was sold."),
        ("It would by then have sold the plant, Moss said.", "By then we would have sold the plant."),
        ("Moss granted him the plant.", "I'll grant him the plant."),
        ("The plant has yet to open.", "The plant will open."),
    ],
)
def test_backshift_and_other_forms_of_the_same_time_pass(text: str, quote: str) -> None:
    assert judged(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The plant opened in May, Moss said.", "The plant will open in May."),
        ("The plant has opened.", "The plant will open in May."),
        ("The plant had been opened, Moss said.", "The plant will be opened in May."),
        ("The plant is open.", "The plant will be open in May."),
        ("The plant has opened.", "We are going to open the plant."),
        ("The plant has opened.", "We plan to open the plant."),
        ("The plant will open.", "The plant has opened."),
        ("The plant will cost £9.", "The plant would have cost £9."),
        ("Eleven harbours were yet to receive it.", "It has been with eleven harbours since May."),
        ("The plant would open, Moss said.", "The plant opened."),
        ("The company was about to open the plant.", "We have opened the plant."),
        ("The company had yet to open the plant.", "We opened the plant."),
        ("The lantern still hangs there.", "The lantern used to hang there."),
        ("To this day soup is free.", "Soup is free."),
        ("The company holds stock and is holding more.", "We used to hold stock."),
    ],
)
def test_what_is_done_and_what_is_to_come_are_not_exchanged(text: str, quote: str) -> None:
    assert judged(text, quote) is not None


def test_the_detail_says_how_the_verb_is_told() -> None:
    assert (
        judged("The plant has opened.", "The plant will open.") == "“opened” is told as done, in the quote as to come"
    )


def test_old_words_in_the_present_tense_need_their_day() -> None:
    text, quote = "The plant is old.", "The plant is old. It needs bricks."
    assert judged(text, quote, as_of=date(2027, 3, 4)) is None
    assert judged(text, quote, as_of=date(2027, 3, 5)) is not None
    assert judged("In March 2026, Ada Moss said that the plant is old.", quote, as_of=date(2027, 3, 5)) is None


def test_a_plain_future_that_is_over_needs_its_day() -> None:
    quote = "The plant will open in May 2026. I am glad."
    assert judged("The plant will open in May 2026.", quote, as_of=date(2026, 5, 31)) is None
    assert judged("The plant will open in May 2026.", quote, as_of=date(2026, 6, 2)) is not None
    assert judged("On 4 March 2026, Moss said the plant will open in May 2026.", quote, as_of=date(2026, 6, 2)) is None


@given(st.text(max_size=120), st.text(max_size=120), st.dates(), st.dates())
def test_any_text_is_judged(text: str, quote: str, said: date, as_of: date) -> None:
    assert isinstance(judged(text, quote, said, as_of), str | None)


PIECES = st.sampled_from(
    sorted(
        listed("""
    will would has had been was is to open opened used going about plan planned yet not the plant cells and , . said
    already still in May 2026 have be rose
""")
    )
)


@given(st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map(" ".join), st.dates(), st.dates())
def test_any_run_of_verbs_is_judged_and_repeats_itself(text: str, quote: str, said: date, as_of: date) -> None:
    assert isinstance(judged(text, quote, said, as_of), str | None)
    assert judged(text, text, said, as_of) is None
    assert judged(f'On {said:%-d %B %Y}, in *Spring letter*, Ada Moss said: "{text}"', text, said, as_of) is None
