"""The sample manifest that these tests change one thing of at a time."""

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden() -> Path:
    return GOLDEN


@pytest.fixture
def company() -> str:
    return (GOLDEN / "company.yaml").read_text(encoding="utf-8")


@pytest.fixture
def manifest_file(tmp_path: Path, company: str) -> Path:
    path = tmp_path / "corpus_manifest.yaml"
    path.write_text(company, encoding="utf-8")
    return path
