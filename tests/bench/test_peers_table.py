"""The document's figures and verdicts come from runs; what failed has none."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.peers.measures import Cited
from bench.peers.outcome import Run
from bench.peers.table import Circumstances, Failure, render
from bench.peers.turns import Job, jobs
from tests.bench.test_peers_outcome import RUN

ABOUT = Circumstances(
    date="2026-11-25", command="make bench-peers", commit="abc1234", machine="2 cores of X, 8 GiB", threads=2, rounds=2
)
PEERS = ("onrecord", "onrecord-default", "txtai")


def document(*runs: Run, failures: tuple[Failure, ...] = ()) -> str:
    return render(runs, failures, ABOUT, PEERS)


def row(text: str, peer: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {peer} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_every_second_round_goes_the_other_way() -> None:
    found = [(one.turn, one.peer) for one in jobs(["a", "b", "c"], ["scifact"], 3)]
    assert found == [(1, "a"), (1, "b"), (1, "c"), (2, "c"), (2, "b"), (2, "a"), (3, "a"), (3, "b"), (3, "c")]


@given(st.sets(st.sampled_from("abcdef"), min_size=1), st.integers(1, 4))
@settings(deadline=None)
def test_law_everybody_runs_every_corpus_once_a_round_and_no_corpus_is_interrupted(
    peers: set[str], rounds: int
) -> None:
    corpora = ["scifact", "speeches"]
    found = jobs(sorted(peers), corpora, rounds)
    assert len(set(found)) == len(found) == len(peers) * len(corpora) * rounds
    assert [(one.turn, one.corpus) for one in found] == sorted((one.turn, one.corpus) for one in found)


def test_rounds_stand_side_by_side_and_equal_values_once() -> None:
    found = row(document(RUN, replace(RUN, turn=2, ingest_s=4.0)), "onrecord")
    assert found[:5] == ["onrecord", "40", "25", "2.0 / 4.0", "20 / 10"]


def test_quality_stands_last_with_whole_sentences_first() -> None:
    run = replace(RUN, quality={"mostly": 0.75, "whole": 0.5})
    assert row(document(run), "onrecord")[-2:] == ["0.500", "0.750"]


def test_a_verdict_says_where_onrecord_is_ahead_and_where_it_is_not() -> None:
    other = replace(RUN, peer="txtai", ingest_s=3.0, p50_ms=5.0, quality={"whole": 0.95, "mostly": 0.5})
    line = next(one for one in document(RUN, other).splitlines() if one.startswith("- `onrecord` and txtai"))
    ahead, level, behind = line.split(": ", 1)[1].split("; ")
    assert ahead == "ahead in ingest (2.0 against 3.0 s) and gold mostly (1.0 against 0.500)"
    assert level.startswith("level in one text changed")
    assert behind == "behind in query p50 (10.0 against 5.0 ms) and gold whole (0.900 against 0.950)."


def test_a_verdict_compares_the_means_of_the_rounds_and_children_count() -> None:
    ours = (RUN, replace(RUN, turn=2, ingest_s=8.0))
    other = replace(RUN, peer="txtai", ingest_s=4.0, peak_mib=520.0, children_mib=0.0)
    text = document(*ours, other)
    assert "behind in ingest (5.0 against 4.0 s) and peak memory (530 against 520 MiB)" in text


def test_onrecord_as_it_comes_is_not_judged_beside_itself() -> None:
    assert "`onrecord` and onrecord-default" not in document(RUN, replace(RUN, peer="onrecord-default"))


def test_without_a_run_of_onrecord_there_is_no_verdict() -> None:
    assert "`onrecord` and" not in document(replace(RUN, peer="txtai"))


def test_a_run_that_failed_is_named_and_has_no_row() -> None:
    failed = Failure(job=Job(peer="txtai", corpus="speeches", turn=2), reason="exit code 1: no memory")
    text = document(RUN, failures=(failed,))
    assert "- txtai, speeches, round 2: exit code 1: no memory" in text
    assert "| txtai |" not in text


def test_a_peer_that_does_not_find_the_changed_text_is_named() -> None:
    other = replace(RUN, peer="txtai", again_found=False)
    assert "The new sentence of the changed text was not found by txtai." in document(RUN, other)
    assert "was not found by" not in document(RUN)


@pytest.mark.parametrize(
    ("answers", "shares"),
    [
        (Cited(citations=8, placed=0, valid=0, verbatim=6), ["8 of answers", "0.000", "0.000", "0.750"]),
        (Cited(citations=0, placed=0, valid=0, verbatim=0), ["0 of answers", "none", "none", "none"]),
    ],
)
def test_citations_are_shares_and_no_citations_are_no_share(answers: Cited, shares: list[str]) -> None:
    text = document(replace(RUN, answers_cited=answers))
    assert f"| onrecord | speeches | {' | '.join(shares)} |" in text
    assert "| onrecord | speeches | 40 passages | 1.000 | 1.000 | 1.000 |" in text


def test_the_document_says_how_where_and_with_what() -> None:
    text = document(RUN)
    for words in ("make bench-peers", "abc1234", "2 cores of X", "torch 2.13.0", "threads: 2", "## What was unfair"):
        assert words in text
