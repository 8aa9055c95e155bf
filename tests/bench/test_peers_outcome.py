"""What a run says is checked before it is believed."""

import json
from dataclasses import replace

import pytest

from bench.peers.measures import Cited
from bench.peers.outcome import OutcomeError, Run, from_json, to_json

ALL = Cited(citations=40, placed=40, valid=40, verbatim=40)
RUN = Run(
    peer="onrecord",
    corpus="speeches",
    turn=1,
    python="3.11.7",
    settings="as it comes",
    versions={"torch": "2.13.0"},
    texts=59,
    words=1000,
    passages=40,
    passage_words=25.0,
    ingest_s=2.0,
    again_s=0.5,
    again_passages=1,
    again_found=True,
    questions=30,
    p50_ms=10.0,
    p95_ms=20.0,
    peak_mib=500.0,
    children_mib=30.0,
    quality={"whole": 0.9, "mostly": 1},
    passages_cited=ALL,
    answers_cited=None,
    load=0.1,
)


@pytest.mark.parametrize("answers", [None, Cited(citations=0, placed=0, valid=0, verbatim=0), ALL])
def test_law_a_run_comes_back_from_its_json(answers: Cited | None) -> None:
    run = replace(RUN, answers_cited=answers)
    assert from_json(to_json(run)) == run


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"peer": ""}, "peer: expected a text"),
        ({"turn": 0}, "turn: expected a count from 1"),
        ({"texts": True}, "texts: expected a count"),
        ({"passages": 3.5}, "passages: expected a count"),
        ({"again_passages": -1}, "again_passages: expected a count"),
        ({"again_found": 1}, "again_found: expected true or false"),
        ({"ingest_s": 0}, "ingest_s: expected a number above 0"),
        ({"ingest_s": "2"}, "ingest_s: expected a number above 0"),
        ({"peak_mib": None}, "peak_mib: expected a number above 0"),
        ({"load": -0.1}, "load: expected a number from 0"),
        ({"p95_ms": 9.0}, r"p95_ms: expected at least p50_ms \(10.0\), found 9.0"),
        ({"versions": {}}, "versions: expected texts by package"),
        ({"quality": {"whole": 1.1}}, "quality: expected shares from 0 to 1"),
        ({"quality": {}}, "quality: expected shares from 0 to 1"),
        ({"passages_cited": None}, "passages_cited: expected an object"),
        ({"answers_cited": {"citations": 1}}, "answers_cited: missing"),
        (
            {"answers_cited": {"citations": 1, "placed": 1, "valid": 2, "verbatim": 2}},
            "answers_cited: expected no more valid than placed",
        ),
        ({"speed": 1}, r"the run: missing \[\], unknown \['speed'\]"),
    ],
)
def test_a_run_that_no_measurement_gives_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(OutcomeError, match=said):
        from_json(json.dumps(json.loads(to_json(RUN)) | changed))


def test_a_run_that_was_cut_off_is_refused() -> None:
    with pytest.raises(OutcomeError, match="this is no JSON"):
        from_json(to_json(RUN)[:-30])


def test_a_missing_key_is_named() -> None:
    row = json.loads(to_json(RUN))
    del row["quality"]
    with pytest.raises(OutcomeError, match=r"missing \['quality'\]"):
        from_json(json.dumps(row))


def test_a_number_that_is_none_is_refused_on_both_ways() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(replace(RUN, ingest_s=float("nan")))
    with pytest.raises(OutcomeError, match="ingest_s"):
        from_json(to_json(RUN).replace('"ingest_s": 2.0', '"ingest_s": NaN'))
