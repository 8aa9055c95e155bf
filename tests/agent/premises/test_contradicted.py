"""What contradicts a premise, and what only seems to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.premises.contradicted import Said, contradicted
from agent.premises.presupposed import presupposed

LEADERS = ("Ada Moss", "Daniel Stein")
DAY = date(2025, 6, 1)


def said(*sentences: str, title: str = "A letter", days: tuple[date, ...] = ()) -> list[Said]:
    """Sentences of one passage, one after another."""
    around = f"Ada Moss, {title}, 1 June 2025. {' '.join(sentences)}"
    return [
        Said(
            words=words,
            around=around,
            title=title,
            place=place,
            said_on=days[place] if days else DAY,
            after=place - 1 if place else None,
        )
        for place, words in enumerate(sentences)
    ]


AGAINST = (
    ("Why did Ada close the mill?", "We will not close the mill."),
    ("Why did Ada close the mill?", "I never closed the mill."),
    ("When will the mill be shut?", "The mill will not be closed."),
    ("Why did Ada decide to close the mill?", "There was no talk of it. We will not close the mill."),
    ("What made Ada close the mill?", "No, we are not closing the mill."),
    ("When did Ada announce that the mill would close?", "I do not think that the mill will close."),
    ("What did Ada say when she closed the mill?", "I have not closed the mill."),
    ("Why did Ada abolish the clocks?", "So the clocks stay."),
    ("Why did revenue fall in the third quarter of 2024?", "Revenue rose to 5 million in the third quarter of 2024."),
    ("Why was anybody in the mill dismissed?", "Nobody was dismissed in the mill."),
    ("How many people in the mill were made redundant?", "Nobody in the mill was made redundant."),
    ("When does the second shift begin?", "There is no second shift."),
    ("Who is on Daniel's list of names?", "There is no list."),
    ("How many robots are on order?", "There are no robots on order."),
    ("How much harm was done to the mill?", "No harm was done."),
    ("How much did she cut?", "I never cut anything."),
    ("Why is hiring still paused?", "The pause on hiring is over."),
    ("Why did Ada stop making clocks?", "We will not stop making clocks."),
    ("Why did Daniel abandon the kiln?", "We continue with the kiln."),
)
NOT_AGAINST = (
    ("Why did Ada close the mill?", "We will close the mill."),
    ("Why did Ada close the mill?", "We will not close the yard."),
    ("Why did Ada close the mill?", "If we do not close the mill, it will fall down."),
    ("Why did Ada close the mill?", "Should we not close the mill?"),
    ("Why did Ada close the mill?", "You did not close the mill."),
    ("Why did Ada close the mill?", "I opened the mill."),
    ("Why did Ada close the mill?", "We are not the ones to ask about the mill."),
    ("Why did Ada close the mill in 2027?", "We will not close the mill in 2026."),
    ("Why did Ada not close the mill?", "We will not close the mill."),
    ("Why did revenue fall in the third quarter of 2024?", "Revenue rose in the second quarter of 2024."),
    ("Why was the figure wrong?", "The right figure is four."),
    ("When does the second shift begin?", "There is no canteen on the second shift."),
    ("When did the president leave the mill?", "But no president, no congress can do this alone."),
    ("When do the redundancies begin?", "There are no compulsory redundancies in this plan."),
    ("How many laboratories pay for it?", "A laboratory never pays for more than sixty."),
    ("When does the second shift begin?", "I come with no slides, beginning with the second shift."),
    ("Why did we stop hiring?", "The pause on hiring is over."),
    ("How much did she cut?", "We did not cut the training budget."),
    ("Did Ada close the mill?", "We will not close the mill."),
)


@pytest.mark.parametrize(("question", "words"), AGAINST)
def test_a_denial_or_an_opposite_of_the_same_matter_contradicts(question: str, words: str) -> None:
    assert contradicted(presupposed(question, LEADERS), said(words)) is not None


@pytest.mark.parametrize(("question", "words"), NOT_AGAINST)
def test_what_speaks_of_something_else_or_only_supposes_does_not(question: str, words: str) -> None:
    assert contradicted(presupposed(question, LEADERS), said(words)) is None


def test_a_sentence_that_says_it_is_so_lets_the_premise_stand() -> None:
    found = said("We will not close the mill.", "In May I closed the mill.")
    assert contradicted(presupposed("Why did Ada close the mill?", LEADERS), found) is None


def test_what_is_to_come_stands_only_by_words_as_new_as_those_against_it() -> None:
    asked = presupposed("When will the mill close?", LEADERS)
    words = ("The mill will close.", "The mill will not close.")
    assert contradicted(asked, said(*words, days=(date(2024, 1, 1), date(2025, 1, 1)))) is not None
    assert contradicted(asked, said(*words, days=(date(2025, 1, 1), date(2024, 1, 1)))) is None


def test_a_word_that_is_declined_is_about_what_was_asked() -> None:
    found = said("I do not think I said disaster.", "I said it was a bad rule with a good reason.")
    wrong = contradicted(presupposed("When did Ada admit that the rule was a disaster?", LEADERS), found)
    assert wrong is not None
    assert wrong.places == (0,)


def test_a_bare_denial_counts_with_the_sentence_before_it() -> None:
    found = said("There has been talk that the mill will be closed.", "It will not be.")
    wrong = contradicted(presupposed("When will the mill be closed?", LEADERS), found)
    assert wrong is not None
    assert wrong.places == (0, 1)


def test_the_nearest_sentence_is_given() -> None:
    found = said("We will not close it.", "We will not close the mill.", title="The mill")
    wrong = contradicted(presupposed("Why did Ada close the mill?", LEADERS), found)
    assert wrong is not None
    assert wrong.premise.text == "Ada closed the mill"


@given(st.text(), st.lists(st.text(max_size=80), max_size=4))
def test_no_text_makes_it_raise_and_what_contradicts_is_one_of_the_sentences(
    question: str, sentences: list[str]
) -> None:
    premises = (*presupposed(question, LEADERS), *presupposed("Why did Ada close the second mill?", LEADERS))
    wrong = contradicted(premises, said(*sentences))
    assert wrong is None or (wrong.premise in premises and set(wrong.places) <= set(range(len(sentences))))
