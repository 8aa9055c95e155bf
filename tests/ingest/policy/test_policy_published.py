"""An ingest puts the policy beside the manifest in force, with its vectors: whole, once, and no sooner."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from audit.database import reading, writing
from audit.errors import CatalogueError, ManifestError
from ingest.catalogue import read
from ingest.encoders.hashing import HashingEncoder
from ingest.policy import published as policies
from ingest.policy.domain import InForce
from ingest.report import Outcome, PolicyResult
from ingest.run import Workshop, ingest

Make = Callable[..., Any]
POLICY = """\
version: 1
contact: comms@example.com
topics:
  - {id: mergers, title: mergers, words: [merger], examples: [Are we being bought?, Is the company for sale?]}
blackouts: []
allow: [Who owns the company?]
"""
OTHER = POLICY.replace("Are we being bought?", "Will somebody take us over?")
SHA256 = HashingEncoder.weights_sha256


def write(company: Any, policy: str) -> None:
    (company.folder / "policy.yaml").write_text(policy, encoding="utf-8")


def in_force(shop: Workshop, encoder_sha256: str = SHA256) -> InForce | None:
    with reading(shop.engine) as connection:
        return policies.in_force(connection, encoder_sha256)


def published(shop: Workshop, company: Any, **more: Any) -> PolicyResult | None:
    return ingest(shop, company.path, **more).policy


def test_without_a_policy_none_is_in_force_and_none_is_reported(shop: Workshop, company: Any) -> None:
    assert published(shop, company) is None
    assert in_force(shop) is None


def test_a_policy_alone_is_published_without_a_new_snapshot(shop: Workshop, company: Any) -> None:
    with reading(shop.engine) as connection:
        before = read.published(connection)
    write(company, POLICY)
    report = ingest(shop, company.path)
    assert report.published
    assert report.policy is not None
    assert (report.policy.outcome, report.policy.topics, report.embedded) == (Outcome.ADDED, 1, 0)
    found = in_force(shop)
    assert found is not None
    assert found.policy_sha256 == report.policy.policy_sha256
    with reading(shop.engine) as connection:
        assert read.published(connection) == before


def test_a_question_asked_just_as_an_example_has_its_vector(shop: Workshop, company: Any) -> None:
    write(company, POLICY)
    ingest(shop, company.path)
    found = in_force(shop)
    assert found is not None
    assert found.vectors is not None
    assert found.policy.questions == ("Are we being bought?", "Is the company for sale?", "Who owns the company?")
    expected = np.stack([HashingEncoder().query(one) for one in found.policy.questions])
    np.testing.assert_array_equal(found.vectors, expected)


def test_a_manifest_and_its_policy_are_published_together_at_first(workshop: Make, company: Any) -> None:
    write(company, POLICY)
    with workshop() as opened:
        assert ingest(opened, company.path).published
        assert in_force(opened) is not None


def test_publishing_the_same_policy_again_changes_nothing(
    shop: Workshop, company: Any, unloadable: Any, rows: Make, tmp_path: Path
) -> None:
    write(company, POLICY)
    ingest(shop, company.path)
    before = rows(tmp_path / "workspace")
    again = ingest(dataclasses.replace(shop, encoder=unloadable), company.path)
    assert not again.published
    assert again.policy is not None
    assert again.policy.outcome is Outcome.UNCHANGED
    assert rows(tmp_path / "workspace") == before


def test_a_changed_policy_replaces_the_former_which_is_kept(shop: Workshop, company: Any) -> None:
    for policy, outcome in ((POLICY, Outcome.ADDED), (OTHER, Outcome.CHANGED), (POLICY, Outcome.CHANGED)):
        write(company, policy)
        result = published(shop, company)
        assert result is not None
        assert result.outcome is outcome
        found = in_force(shop)
        assert found is not None
        assert found.policy_sha256 == result.policy_sha256
    with reading(shop.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM policies")).scalar_one() == 2
        assert connection.execute(text("SELECT count(*) FROM policy_vectors")).scalar_one() == 2


def test_a_policy_that_returns_needs_no_embedding(shop: Workshop, company: Any, unloadable: Any) -> None:
    for policy in (POLICY, OTHER):
        write(company, policy)
        ingest(shop, company.path)
    write(company, POLICY)
    assert ingest(dataclasses.replace(shop, encoder=unloadable), company.path).published


def test_a_removed_file_removes_the_policy_and_says_so(shop: Workshop, company: Any) -> None:
    write(company, POLICY)
    ingest(shop, company.path)
    (company.folder / "policy.yaml").unlink()
    result = published(shop, company)
    assert result is not None
    assert (result.outcome, result.policy_sha256) == (Outcome.REMOVED, None)
    assert in_force(shop) is None
    assert published(shop, company) is None


def test_a_dry_run_says_it_and_writes_nothing(
    shop: Workshop, company: Any, unloadable: Any, rows: Make, tmp_path: Path
) -> None:
    before = rows(tmp_path / "workspace")
    write(company, POLICY)
    report = ingest(dataclasses.replace(shop, encoder=unloadable), company.path, dry_run=True)
    assert report.policy is not None
    assert (report.published, report.policy.outcome) == (False, Outcome.ADDED)
    assert rows(tmp_path / "workspace") == before


def test_a_faulty_policy_stops_the_ingest_and_nothing_is_lost(
    shop: Workshop, company: Any, rows: Make, tmp_path: Path
) -> None:
    write(company, POLICY)
    ingest(shop, company.path)
    before = rows(tmp_path / "workspace")
    write(company, POLICY.replace("contact", "contect"))
    company.rewrite("memo-001", "We shall sell the mill.\n")
    company.save()
    with pytest.raises(ManifestError, match=r"policy\.yaml: 2 problems"):
        ingest(shop, company.path)
    assert rows(tmp_path / "workspace") == before


@pytest.mark.parametrize("fails", ["policy_vectors", "published_policy", "published"])
def test_documents_and_policy_are_published_together_or_not_at_all(shop: Workshop, company: Any, fails: str) -> None:
    write(company, POLICY)
    ingest(shop, company.path)
    before = in_force(shop)
    with reading(shop.engine) as connection:
        mark = read.current_snapshot_id(connection)
    with writing(shop.engine) as connection:
        refuse = f"BEFORE INSERT ON {fails} BEGIN SELECT RAISE(ABORT, 'no'); END"
        connection.execute(text(f"CREATE TRIGGER fails {refuse}"))
    write(company, OTHER)
    company.rewrite("memo-001", "We shall sell the mill.\n")
    company.save()
    with pytest.raises(CatalogueError):
        ingest(shop, company.path)
    after = in_force(shop)
    assert before is not None
    assert after is not None
    assert after.policy_sha256 == before.policy_sha256
    with reading(shop.engine) as connection:
        assert read.current_snapshot_id(connection) == mark
    with writing(shop.engine) as connection:
        connection.execute(text("DROP TRIGGER fails"))
    result = published(shop, company)
    assert result is not None
    assert result.outcome is Outcome.CHANGED


def test_an_answer_that_is_being_made_sees_that_the_policy_has_moved(shop: Workshop, company: Any) -> None:
    with reading(shop.engine) as connection:
        before = read.current_snapshot_id(connection)
    write(company, POLICY)
    ingest(shop, company.path)
    with reading(shop.engine) as connection:
        assert read.current_snapshot_id(connection) != before


def test_another_encoder_has_no_vectors_until_it_has_embedded_them(shop: Workshop, company: Any) -> None:
    class Another(HashingEncoder):
        weights_sha256 = "b" * 64

    write(company, POLICY)
    ingest(shop, company.path)
    found = in_force(shop, Another.weights_sha256)
    assert found is not None
    assert found.vectors is None
    again = ingest(dataclasses.replace(shop, encoder=Another()), company.path)
    assert again.policy is not None
    assert again.policy.outcome is Outcome.UNCHANGED
    found = in_force(shop, Another.weights_sha256)
    assert found is not None
    assert found.vectors is not None


def test_a_policy_that_was_changed_in_the_database_is_never_used(shop: Workshop, company: Any) -> None:
    write(company, POLICY)
    ingest(shop, company.path)
    with writing(shop.engine) as connection:
        connection.execute(text("UPDATE policies SET policy = replace(policy, 'merger', 'weather')"))
    with pytest.raises(CatalogueError, match=r"the policy was changed in the catalogue: sha256 [0-9a-f]{64}"):
        in_force(shop)


@pytest.mark.parametrize("dense", ["x''", "x'0000'", "zeroblob(16)"])
def test_vectors_that_do_not_fit_are_none(shop: Workshop, company: Any, dense: str) -> None:
    write(company, POLICY)
    ingest(shop, company.path)
    with writing(shop.engine) as connection:
        connection.execute(text(f"UPDATE policy_vectors SET dense = {dense}"))
    found = in_force(shop)
    assert found is not None
    assert found.vectors is None
