"""The sample corpus has nothing that its readers would not see, but for one true comment: no false alarm."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.domain import Document, Parsed
from ingest.parse.media import declared
from ingest.parse.registry import parse
from ingest.review.reviewer import Reviewer

CORPUS = Path(__file__).parents[3] / "corpus"
FILES = sorted(one for one in CORPUS.glob("*/*") if one.parent.name not in ("source", "consent", "recordings"))


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.name)
def test_the_sample_corpus_has_only_true_findings(
    reviewer: Reviewer, document: Callable[[Parsed], Document], path: Path
) -> None:
    data = path.read_bytes()
    findings = reviewer.review(data, path.name, document(parse(declared(path.name), data))).findings
    told = {"attendance-2026-03.html": ["comment"]}
    assert [one.kind.value for one in findings] == told.get(path.name, [])
