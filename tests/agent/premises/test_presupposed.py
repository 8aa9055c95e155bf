"""What a question takes for granted: a table of questions, and laws that hold of any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.premises.presupposed import presupposed

LEADERS = ("Ada Moss", "Daniel Stein")
PREMISES = {
    "How much did she cut?": "she cut something",
    "How much did Ada cut the training budget?": "Ada cut the training budget",
    "Why did Daniel abandon the second kiln line?": "Daniel abandoned the second kiln line",
    "When did Ada admit that the rule was a disaster?": "the rule was a disaster",
    "When did Ada regret closing the mill?": "Ada closed the mill",
    "What made Ada close the mill?": "Ada closed the mill",
    "What led Daniel to sell the yard?": "Daniel sold the yard",
    "What did Ada say when she closed the mill?": "she closed the mill",
    "What did Ada say after the mill had been sold?": "the mill had been sold",
    "What was it that Ada cancelled?": "Ada cancelled",
    "Who was it that closed the mill?": "somebody closed the mill",
    "Why is it that the mill closed?": "the mill closed",
    "Why is Ada closing the mill?": "Ada is closing the mill",
    "Why will we close the mill?": "the company will close the mill",
    "When will the mill be closed?": "the mill will be closed",
    "Why was the mill sold?": "the mill was sold",
    "Why has Daniel sold the mill?": "Daniel has sold the mill",
    "Why did Ada stop making clocks?": "Ada stopped making clocks",
    "Why does Ada no longer visit the mill?": "Ada no longer visits the mill",
    "Why is hiring still paused?": "hiring is still paused",
    "When did Ada cancel the party again?": "Ada cancelled the party again",
    "Why did Ada refuse to sign the order?": "Ada refused to sign the order",
    "Why did Ada decide to close the mill?": "Ada decided to close the mill",
    "How many people did Daniel dismiss?": "Daniel dismissed people",
    "How many balances were called back?": "balances were called back",
    "How many laboratories pay for Lantern?": "some laboratories pay for Lantern",
    "Who approved the plan?": "somebody approved the plan",
    "Which site closed in 2025?": "some site closed in 2025",
    "Which site will close in 2027?": "some site will close in 2027",
    "What caused the delay?": "something caused the delay",
    "Why didn't Ada close the mill?": "Ada did not close the mill",
    "Why did Ada not close the mill?": "Ada did not close the mill",
    "How come Ada closed the mill?": "Ada closed the mill",
    "By how much did pay rise?": "pay rose",
    "Since when has Ada banned music?": "Ada has banned music",
    "What reason did Ada give for closing the mill?": "Ada closed the mill",
    "What were Ada's reasons for selling the yard?": "Ada sold the yard",
    "Tell me why Ada closed the mill?": "Ada closed the mill",
    "Can you tell me when Daniel sold the yard?": "Daniel sold the yard",
    "And why did Ada close the mill?": "Ada closed the mill",
    "We met yesterday. Why did Ada close the mill?": "Ada closed the mill",
    "Why did Ada close the mill": "Ada closed the mill",
    "When did Ada announce that the mill would close?": "the mill would close",
    "Why does Daniel think that the kiln will not work?": "the kiln will not work",
    "When did Ada realise the plan was wrong?": "the plan was wrong",
    "How far did the weight fall that Daniel dropped?": "the weight fell that Daniel dropped",
    "When does the second shift in the clean room begin?": "the second shift in the clean room begins",
    "Who is on Daniel's list of two hundred names?": "somebody is on Daniel's list of two hundred names",
    "Why is glue forbidden?": "glue is forbidden",
    "How did Ada persuade the banks?": "Ada persuaded the banks",
    "Why did the Chief Executive Officer close the mill?": "the Chief Executive Officer closed the mill",
    "Why did the board of the company approve the sale?": "the board of the company approved the sale",
}
NONE = (
    "Did Ada close the mill?",
    "Is the mill closed?",
    "Has Daniel sold the yard?",
    "Will Ada close the mill?",
    "What did Ada say about the mill?",
    "What does Daniel think about pay?",
    "What did Ada announce?",
    "What did the first president ask about his own pay?",
    "What could Ada close?",
    "Why would Ada close the mill?",
    "How can I claim for a hotel?",
    "How do I claim for a hotel?",
    "When should we close the mill?",
    "What happens if we close the mill?",
    "What happens to Lantern if nobody pays?",
    "How do we close an account?",
    "Ada closed the mill.",
    "Why Ada closed the mill is known.",
    "When I look at a company, I ask three things.",
    "What is promised is owed.",
    "Close the mill!",
    "the mill",
    "?",
    "Why?",
    "Why did you close the mill?",
    "What about the mill?",
    "Ada, Daniel and pay",
)
BEGINNINGS = (
    "Why did",
    "When will",
    "How many",
    "What was it that",
    "Who",
    "How come",
    "What made",
    "Which",
    "Since when",
)
WORDS = (
    "Ada",
    "she",
    "the",
    "mill",
    "close",
    "closed",
    "not",
    "never",
    "that",
    "when",
    "to",
    "for",
    "admit",
    "is",
    "no",
)


@pytest.mark.parametrize("question", PREMISES)
def test_a_question_takes_a_sentence_for_granted(question: str) -> None:
    assert presupposed(question, LEADERS)[0].text == PREMISES[question]


@pytest.mark.parametrize("question", NONE)
def test_what_asks_for_no_fact_takes_nothing_for_granted(question: str) -> None:
    assert presupposed(question, LEADERS) == ()


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("Why did Ada close the mill?", False),
        ("Why did Ada not close the mill?", True),
        ("Why didn't Ada close the mill?", True),
        ("Why did Ada never close the mill?", True),
        ("Why does Ada no longer visit the mill?", True),
        ("Why did Ada refuse to close the mill?", True),
        ("Why did Ada not refuse to close the mill?", False),
        ("Why did nobody close the mill?", True),
    ],
)
def test_a_denial_in_the_question_is_part_of_the_premise(question: str, negated: bool) -> None:
    assert presupposed(question, LEADERS)[0].negated is negated


def test_the_one_leader_asked_about_stands_for_she() -> None:
    assert presupposed("How much did she cut?", LEADERS, "Ada Moss")[0].text == "Ada Moss cut something"


def test_the_company_stands_for_we_and_nobody_for_the_asker() -> None:
    assert presupposed("Why did we sell our mill?")[0].text == "the company sold the company's mill"
    assert presupposed("Why did you sell my mill?") == ()
    assert presupposed("Why did Ada sell my mill?", LEADERS) == ()


def test_the_first_premise_is_followed_by_those_of_clauses_and_of_things() -> None:
    found = presupposed("Why did Ada sell the mill after she had closed the yard that Daniel built?", LEADERS)
    assert [one.text for one in found if not one.exists] == [
        "Ada sold the mill",
        "she had closed the yard that Daniel built",
    ]
    assert "there is a mill" in [one.text for one in found if one.exists]


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    presupposed(text, LEADERS)


@given(st.sampled_from(BEGINNINGS), st.lists(st.sampled_from(WORDS), max_size=14))
def test_no_order_of_words_makes_it_raise(beginning: str, words: list[str]) -> None:
    for premise in presupposed(f"{beginning} {' '.join(words)}?", LEADERS):
        assert premise.text
        assert premise.acts
        assert not premise.about & set(premise.acts)


@given(st.lists(st.sampled_from(("why", "when", *WORDS)), min_size=1, max_size=14))
def test_a_statement_takes_nothing_for_granted(words: list[str]) -> None:
    assert presupposed(f"{' '.join(words)}.", LEADERS) == ()


@given(st.sampled_from(("Did", "Is", "Has", "Will", "Does")), st.lists(st.sampled_from(WORDS), max_size=12))
def test_a_question_that_yes_answers_takes_nothing_for_granted(beginning: str, words: list[str]) -> None:
    assert presupposed(f"{beginning} {' '.join(words)}?", LEADERS) == ()
