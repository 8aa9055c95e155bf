"""A report: thresholds that fail closed, and JSON that comes back as it was."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit.errors import RecordError, UsageError
from eval import report as reports
from eval.domain import Failure, Row, Threshold


def test_a_threshold_is_met_at_its_bound_and_missed_beyond_it(
    make: SimpleNamespace, sample_rows: tuple[Row, ...]
) -> None:
    bounds = (Threshold(metric="answered", at_least=0.5), Threshold(metric="answered", at_least=0.51),
              Threshold(metric="answered", at_most=0.5), Threshold(metric="answered", at_most=0.49),
              Threshold(metric="time.whole.p95", at_most=39.0))  # fmt: skip
    report = make.report(*sample_rows, thresholds=bounds)
    assert [one.met for one in report.verdicts] == [True, False, True, False, False]
    assert not report.passed


def test_what_was_not_measured_has_met_no_threshold(make: SimpleNamespace, sample_rows: tuple[Row, ...]) -> None:
    report = make.report(*sample_rows, thresholds=(Threshold(metric="wrong_speaker", at_most=0.0),))
    assert [(one.value, one.met) for one in report.verdicts] == [(None, False)]


def test_a_failure_or_no_question_at_all_is_no_pass(make: SimpleNamespace, sample_rows: tuple[Row, ...]) -> None:
    assert make.report(*sample_rows).passed
    assert not make.report(*sample_rows, failures=(Failure(id="e", question="?", detail="asleep"),)).passed
    assert not make.report().passed


def test_a_failure_changes_no_figure(make: SimpleNamespace, sample_rows: tuple[Row, ...]) -> None:
    failed = make.report(*sample_rows, failures=(Failure(id="e", question="?", detail="asleep"),))
    assert failed.figures == make.report(*sample_rows).figures


def test_a_report_is_read_as_it_was_written(
    make: SimpleNamespace, sample_rows: tuple[Row, ...], tmp_path: Path
) -> None:
    report = make.report(*sample_rows, thresholds=(Threshold(metric="answered", at_least=0.5),))
    reports.write(report, tmp_path / "report.json")
    assert reports.read(tmp_path / "report.json") == report
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1}', "\x00"])
def test_a_file_that_is_no_report_is_told_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=r"report\.json") as told:
        reports.read(path)
    assert "\n" not in str(told.value)


def test_an_unknown_key_is_an_error(make: SimpleNamespace, sample_rows: tuple[Row, ...], tmp_path: Path) -> None:
    found = json.loads(reports.text(make.report(*sample_rows))) | {"more": 1}
    (tmp_path / "report.json").write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(RecordError, match="unknown key 'more'"):
        reports.read(tmp_path / "report.json")


def test_a_missing_report_and_a_folder_that_is_not_there_are_told(make: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        reports.read(tmp_path / "none.json")
    with pytest.raises(UsageError, match="cannot be written"):
        reports.write(make.report(), tmp_path / "none" / "report.json")
