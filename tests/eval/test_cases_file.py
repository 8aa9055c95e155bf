"""What a good cases.yaml reads as, and that everything wrong with a bad one is told at once."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain import Reason
from audit.errors import ManifestError, UsageError
from eval.cases.quotes import places
from eval.cases.read import CaseFile, parse_cases, read_cases
from eval.domain import Threshold
from eval.metrics.figures import AVERAGED, REFUSAL, SUMMED
from eval.metrics.ranking import MEASURES

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]
GOOD = """\
version: 1
thresholds:
  citation_recall: {at_least: 0.6}
  ndcg@10: {at_least: .7, at_most: 1}
  time.whole.p95: {at_most: 2000}
cases:
  - id: hiring
    question: How many engineers will we hire?
    leader: ada-moss
    audience: everybody
    as_of: 2025-06-01
    gold: [{source: spring, quote: "We will hire forty engineers this year."}]
  - {id: salary, question: What does Ben earn?, speaker: ben-stein, expect: refuse, reason: not_allowed}
"""


def parsed(text: str) -> CaseFile:
    return parse_cases(text.encode(), file="cases.yaml")


def problems(text: str) -> list[str]:
    with pytest.raises(ManifestError) as told:
        parsed(text)
    return [str(problem) for problem in told.value.problems]


def test_cases_read_as_frozen_types() -> None:
    found = parsed(GOOD)
    assert found.thresholds == (
        Threshold(metric="citation_recall", at_least=0.6),
        Threshold(metric="ndcg@10", at_least=0.7, at_most=1.0),
        Threshold(metric="time.whole.p95", at_most=2000.0),
    )
    hiring, salary = found.entries
    assert (hiring.id, hiring.leader, hiring.audience, hiring.as_of) == (
        "hiring", "ada-moss", "everybody", date(2025, 6, 1),
    )  # fmt: skip
    assert hiring.gold == (("spring", "We will hire forty engineers this year."),)
    assert (salary.gold, salary.speaker, salary.reason) == ((), "ben-stein", Reason.NOT_ALLOWED)


def test_every_fault_of_a_bad_file_is_told_with_line_and_path() -> None:
    data = (GOLDEN / "bad_cases.yaml").read_bytes()
    with pytest.raises(ManifestError) as told:
        parse_cases(data, file="bad_cases.yaml")
    assert str(told.value) + "\n" == (GOLDEN / "bad_cases.txt").read_text(encoding="utf-8")


def test_a_file_without_cases_measures_nothing_and_is_refused() -> None:
    assert problems("version: 1\ncases: []\n") == ["line 2: cases: holds no case: there would be nothing to measure"]
    assert problems("version: 1\n") == ["line 1: lacks cases"]
    assert "empty" in problems("")[0]


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(ManifestError, match="line 2: not UTF-8"):
        parse_cases(b"version: 1\n\xff", file="cases.yaml")


def test_a_missing_file_says_what_eval_takes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Expected a file of cases"):
        read_cases(tmp_path / "cases.yml")


@given(st.text(max_size=200))
@settings(deadline=None)
def test_whatever_else_is_written_is_told_and_never_breaks_the_reader(text: str) -> None:
    with pytest.raises(ManifestError, match="problem"):
        parse_cases(text.encode("utf-8", "surrogatepass"), file="cases.yaml")


def test_the_cases_of_the_sample_library_read() -> None:
    found = read_cases(ROOT / "eval" / "cases.yaml")
    assert len(found.entries) >= 30
    assert {"verbatim", "wrong_speaker"} <= {one.metric for one in found.thresholds}


def test_the_example_in_the_documentation_reads_and_every_metric_is_explained() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(parsed(example).entries) == 2
    explained = set(re.findall(r"`([a-z0-9_@]+)`", text[text.index("## What the metrics mean") :]))
    assert {*NAMES_OF_THEIR_OWN, *MEASURES} <= explained


NAMES_OF_THEIR_OWN = (*REFUSAL, *AVERAGED, *SUMMED)
WORDS = st.text("abcé'.,-", min_size=1, max_size=8)


@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(st.sampled_from([" ", "\n", "\t ", "\f"]), min_size=4))
@settings(deadline=None)
def test_a_quote_is_found_whatever_white_space_the_text_has(words: list[str], spaces: list[str]) -> None:
    written = "".join(f"{word}{spaces[i % len(spaces)]}" for i, word in enumerate(words)).rstrip()
    text = f"Before it: {written} and after."
    found = places(" ".join(words), text)
    assert (11, 11 + len(written)) in found or all(text[a:b] == written for a, b in found)
    assert found


def test_a_word_that_a_line_breaks_is_found_and_another_word_is_not() -> None:
    text = "It will be calcu-\n  lated long-\nterm, and calcu\u00ad\nlated again."
    assert [text[a:b] for a, b in places("calculated", text)] == ["calcu-\n  lated", "calcu\u00ad\nlated"]
    assert places("long-term", text)
    assert places("calculates", text) == ()
    assert places("It will not be", text) == ()


def test_words_that_stand_twice_have_two_places() -> None:
    assert places("So be it.", "So be it. So  be it.") == ((0, 9), (10, 20))
