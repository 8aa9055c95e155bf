"""Measuring a judge: the reader of SummEdits, its halves, and judges whose accuracy is known beforehand."""

import json
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from agent.judges.standing import LEAST, Measurement, admission, admission_of, admitted, read
from audit.errors import ModelError, UsageError
from eval import support
from eval.support import DOMAINS, Judged, Pair, judged, measurement, pairs, write

SHARED = Path(__file__).parents[3] / "shared/bench"
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the benchmark data is not beside the checkout")


class Judge:
    """Judges by a function of document and claim; where that gives none, it fails."""

    name = "scripted"

    def __init__(self, by: Callable[[str, str], float | None]) -> None:
        self._by = by

    def support(self, claim: str, quotes: Sequence[str], deadline: float) -> float:
        found = self._by(" ".join(quotes), claim)
        if found is None:
            raise ModelError("the judge is asleep.", advice="Wake it.")
        return found


def truth(document: str, claim: str) -> float | None:
    return 0.8 if claim in document else 0.3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four domains of 16 documents, each with 16 claims, half of them in the document."""
    for domain in DOMAINS:
        rows = []
        for number in range(16):
            held = [f"claim {i} of {domain} {number}." for i in range(0, 16, 2)]
            for i in range(16):
                claim = f"claim {i} of {domain} {number}."
                key = f"{domain}-{number}-{i}"
                rows.append({"id": key, "doc": " ".join(held), "summary": claim, "label": int(claim in held)})
        (tmp_path / f"summedits_{domain}.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def measured(folder: Path, by: Callable[[str, str], float | None], limit: int | None = None) -> Measurement:
    return measurement("scripted", judged(Judge(by), pairs(folder, limit), lambda number: None), limit, AT)


def test_a_perfect_judge_has_an_accuracy_of_one_and_counts(folder: Path) -> None:
    found = measured(folder, truth)
    assert (found.balanced_accuracy, found.low, found.high, found.failures) == (1.0, 1.0, 1.0, 0)
    assert found.threshold == pytest.approx(0.55)
    assert admission_of(found).admitted is not None


def test_a_judge_that_guesses_is_right_half_of_the_time_and_does_not_count(folder: Path) -> None:
    rng = Random(1)
    found = measured(folder, lambda document, claim: rng.random())
    assert 0.4 < found.balanced_accuracy < 0.6
    assert found.low < found.balanced_accuracy < found.high < LEAST
    assert admission_of(found).admitted is None


@pytest.mark.parametrize("always", [0.0, 0.5, 1.0])
def test_always_saying_the_same_gives_one_half(folder: Path, always: float) -> None:
    assert measured(folder, lambda document, claim: always).balanced_accuracy == 0.5


def test_a_failure_is_wrong_whatever_the_label_and_is_told_as_a_failure(folder: Path) -> None:
    """The judge fails on two claims of each sixteen, one of them consistent, and knows all others."""
    failing = measured(folder, lambda document, claim: None if claim[6:8] in ("2 ", "3 ") else truth(document, claim))
    assert failing.balanced_accuracy == pytest.approx(7 / 8)
    assert failing.failures == 4 * 16 * 2
    assert sum(one.failures for one in failing.domains) == failing.halves.reported / 8
    assert {(one.passed, one.stopped) for one in failing.domains} == {(7 / 8, 7 / 8)}


@pytest.mark.parametrize("nonsense", [math.nan, math.inf, -0.1, 1.1])
def test_a_support_that_is_no_probability_is_a_failure(folder: Path, nonsense: float) -> None:
    found = measured(
        folder, lambda document, claim: nonsense if claim.startswith("claim 2 ") else truth(document, claim)
    )
    assert found.failures == 64
    assert found.balanced_accuracy < 1


def test_a_judge_that_fails_from_the_first_pair_on_is_not_measured_to_the_end(folder: Path) -> None:
    asked = []

    def down(document: str, claim: str) -> None:
        asked.append(claim)

    with pytest.raises(
        ModelError, match=r"failed on each of the first 10 pairs, last: the judge is asleep\. Wake it\."
    ):
        measured(folder, down)
    assert len(asked) == support.PATIENCE


def test_the_pairs_of_one_document_are_in_one_half(folder: Path) -> None:
    found = pairs(folder)
    assert {one.tuned for one in found} == {True, False}
    sides: dict[str, set[bool]] = {}
    for one in found:
        sides.setdefault(one.document, set()).add(one.tuned)
    assert all(len(side) == 1 for side in sides.values())


def test_the_half_that_is_reported_on_does_not_move_the_threshold(folder: Path) -> None:
    def at(tuned: float, reported: float) -> float:
        done = [
            Judged(pair=one, support=0.9 if one.consistent else (tuned if one.tuned else reported))
            for one in pairs(folder)
        ]
        return measurement("scripted", done, None, AT).threshold

    assert at(0.1, 0.1) == at(0.1, 0.89) != at(0.3, 0.1)


def test_of_equally_good_thresholds_the_strictest_is_taken(folder: Path) -> None:
    def by(document: str, claim: str) -> float:
        """At 0.5 there are as many consistent claims as others: to stop them or to let them pass is as good."""
        if claim[6:9] in ("0 o", "1 o"):
            return 0.5
        return truth(document, claim) or 0.0

    assert measured(folder, by).threshold == pytest.approx(0.65)


def test_a_limit_takes_every_kind_alike_and_the_same_ones_again(folder: Path) -> None:
    found = pairs(folder, 64)
    kinds = [(one.domain, one.tuned, one.consistent) for one in found]
    assert {kinds.count(kind) for kind in kinds} == {4}
    assert len(set(kinds)) == 16
    assert found == pairs(folder, 64) == pairs(folder, 80)[:64]


def test_a_limit_is_kept_with_the_measurement_and_too_few_pairs_do_not_count(folder: Path) -> None:
    found = measured(folder, truth, 64)
    assert (found.limit, found.pairs, found.halves.reported) == (64, 64, 32)
    assert admission_of(found).reason == "measured on 32 pairs, expected at least 200"


def test_a_limit_below_one_of_each_kind_is_refused(folder: Path) -> None:
    for limit in (15, 0, -1):
        with pytest.raises(UsageError, match="expected at least 16"):
            pairs(folder, limit)


def test_a_half_without_one_of_the_labels_is_not_measured(folder: Path) -> None:
    found = [one for one in pairs(folder) if one.tuned or one.consistent or one.domain != "news"]
    with pytest.raises(UsageError, match="news has too few pairs"):
        measurement("scripted", judged(Judge(truth), found, lambda number: None), None, AT)


def test_what_was_measured_is_kept_and_read_as_it_was(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "workspace" / "judges.json"
    found = measured(folder, truth)
    write(found, own)
    assert read(own) == (found,)
    kept = admitted("scripted", own)
    assert kept is not None
    assert kept.threshold == found.threshold


def test_a_new_measurement_replaces_that_of_the_same_judge_alone(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "judges.json"
    good, bad = measured(folder, truth), measured(folder, lambda document, claim: 0.5)
    done = judged(Judge(truth), pairs(folder), lambda number: None)
    for one in (good, measurement("another", done, None, AT), bad):
        write(one, own)
    assert [one.judge for one in read(own)] == ["another", "scripted"]
    assert admission("scripted", own).reason == ".500 is below .750"
    assert admitted("another", own) is not None


def test_a_broken_file_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "judges.json"
    own.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="Remove it"):
        write(measured(folder, truth), own)
    assert own.read_text(encoding="utf-8") == "{"


def test_the_table_says_what_was_measured_on_what(folder: Path) -> None:
    lines = support.lines(measured(folder, truth))
    assert lines[0] == "scripted"
    assert [line.split()[0] for line in lines[2:6]] == list(DOMAINS)
    assert lines[6].startswith("all domains: 1.000 (95 % of resampled documents: 1.000 to 1.000), threshold 0.55 ")


@pytest.mark.parametrize(
    "text", ["{", "{}", '[{"id": "1"}]', '[{"id": "1", "doc": "d", "summary": "s", "label": 2}]', "[1]"]
)
def test_a_file_without_pairs_is_told_in_one_line(folder: Path, text: str) -> None:
    (folder / "summedits_news.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"summedits_news\.json does not hold SummEdits' pairs") as e:
        pairs(folder)
    assert "\n" not in str(e.value)


def test_a_missing_domain_is_told_in_one_line(folder: Path) -> None:
    (folder / "summedits_podcast.json").unlink()
    with pytest.raises(UsageError, match=r"summedits_podcast\.json cannot be read: No such file"):
        pairs(folder)


@pytest.mark.shared
@shared
def test_all_four_domains_are_read_from_the_folder_or_the_one_above_it() -> None:
    found = pairs(SHARED)
    assert found == pairs(SHARED / "summedits")
    assert {domain: sum(one.domain == domain for one in found) for domain in DOMAINS} == {
        "news": 819,
        "podcast": 500,
        "samsum": 664,
        "scitldr": 466,
    }
    assert len({one.id for one in found}) == len(found)
    assert not {one.document for one in found if one.tuned} & {one.document for one in found if not one.tuned}


@pytest.mark.shared
@shared
def test_shared_words_are_no_judge() -> None:
    """The set's inconsistent summaries differ by a word or two: word overlap knows next to nothing of them."""

    def overlap(document: str, claim: str) -> float:
        words = set(claim.casefold().split())
        return len(words & set(document.casefold().split())) / len(words)

    def judge(pair: Pair) -> Judged:
        return Judged(pair=pair, support=overlap(pair.document, pair.summary))

    found = measurement("words", [judge(pair) for pair in pairs(SHARED)], None, AT)
    assert 0.45 < found.balanced_accuracy < 0.65
    assert admission_of(found).admitted is None
