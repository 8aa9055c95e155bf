"""One ingest: what it publishes, and that it touches nothing else."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from audit.database import reading, writing
from audit.errors import IndexFault, ManifestError
from audit.signed.merkle import tree_hash
from ingest.catalogue import controls, passages, read
from ingest.catalogue.read import Published
from ingest.domain import Status
from ingest.encoders.hashing import HashingEncoder
from ingest.index.edge import EdgeIndex
from ingest.index.port import FOREVER, GENERATION, IndexPoint, Payload, differences
from ingest.report import Outcome, Report
from ingest.run import Workshop, ingest

Make = Callable[..., Any]
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)  # the workshop's clock


def run(workshop: Make, company: Any, **settings: Any) -> Report:
    company.save()
    with workshop(**settings) as shop:
        return ingest(shop, company.path)


def published(shop: Workshop) -> Published:
    with reading(shop.engine) as connection:
        state = read.published(connection)
    assert state is not None
    return state


def indexed(workshop: Make, **settings: Any) -> dict[str, Payload]:
    """What the published index holds; the catalogue must hold the same."""
    with workshop(**settings) as shop:
        state = published(shop)
        with reading(shop.engine) as connection:
            catalogued = {key for keys in passages.keys(connection).values() for key in keys}
        reader = shop.index.open(state.generation)
        found = reader.contents()
        reader.close()
        assert found.keys() == catalogued
        assert state.snapshot.passages == len(found)
        assert state.snapshot.merkle_root == tree_hash([key.encode() for key in sorted(found)]).hex()
        return found


def of(found: dict[str, Payload], *source_ids: str) -> dict[str, Payload]:
    return {key: payload for key, payload in found.items() if payload.source_id in source_ids}


def outcomes(report: Report) -> dict[str, Outcome]:
    return {one.source_id: one.outcome for one in report.results}


def others(company: Any, *source_ids: str) -> list[str]:
    return [one["id"] for one in company.manifest["documents"] if one["id"] not in source_ids]


def test_a_first_ingest_publishes_every_approved_document(workshop: Make, company: Any, counting: Any) -> None:
    report = run(workshop, company, encoder=counting)
    found = indexed(workshop)
    assert set(outcomes(report).values()) == {Outcome.ADDED}
    assert {payload.source_id for payload in found.values()} == set(others(company))
    assert (report.published, report.added, report.passages) == (True, len(found), len(found))
    assert report.embedded == len(counting.embedded) == len(found) > 8


def test_a_generations_name_is_of_the_form_that_adapters_know(workshop: Make, company: Any) -> None:
    run(workshop, company)
    with workshop() as shop:
        assert GENERATION.fullmatch(published(shop).generation)


def test_a_generation_of_an_earlier_format_is_built_anew_and_not_copied(
    workshop: Make, company: Any, unloadable: Any, tmp_path: Path
) -> None:
    run(workshop, company)
    with workshop() as shop:
        name = published(shop).generation
        old = f"v1{name.removeprefix('v2')}"
        with writing(shop.engine) as connection:
            connection.execute(text("UPDATE published SET generation = :old"), {"old": old})
    folder = tmp_path / "workspace" / "index"
    (folder / name).rename(folder / old)
    report = run(workshop, company, encoder=unloadable)
    assert (report.published, report.embedded, report.added, report.changed) == (True, 0, 0, 0)
    with workshop() as shop:
        assert published(shop).generation.startswith("v2-")
    assert {payload.date for payload in indexed(workshop).values()} == {
        date.fromisoformat(one["date"]).toordinal() for one in company.manifest["documents"]
    }
    assert set(outcomes(run(workshop, company, encoder=unloadable)).values()) == {Outcome.UNCHANGED}


def test_every_published_passage_is_a_slice_of_its_frozen_text(workshop: Make, company: Any) -> None:
    run(workshop, company)
    with workshop() as shop, reading(shop.engine) as connection:
        state = read.published(connection)
        assert state is not None
        for entry in state.entries.values():
            whole = read.document(connection, entry).text
            assert whole == company.file(entry.source.source_id).read_text()
            for one in passages.of_source(connection, entry):
                assert one.text == whole[one.start : one.end]


def test_with_nothing_changed_nothing_is_written_and_no_model_loaded(
    workshop: Make, company: Any, rows: Make, tree: Make, unloadable: Any, tmp_path: Path
) -> None:
    run(workshop, company)
    before, files = rows(tmp_path / "workspace"), tree(tmp_path / "workspace")
    report = run(workshop, company, encoder=unloadable)
    assert set(outcomes(report).values()) == {Outcome.UNCHANGED}
    assert (report.published, report.embedded, report.added, report.changed, report.removed) == (False, 0, 0, 0, 0)
    assert rows(tmp_path / "workspace") == before
    assert tree(tmp_path / "workspace") == files


def test_with_nothing_changed_no_passage_is_read_and_the_report_is_the_same(workshop: Make, company: Any) -> None:
    first = run(workshop, company)
    read_rows: list[str] = []
    with workshop() as shop:
        event.listen(shop.engine, "before_cursor_execute", lambda *given: read_rows.append(given[2]))
        again = ingest(shop, company.path)
        dry = ingest(shop, company.path, dry_run=True)
    assert not [one for one in read_rows if "FROM passages" in one and "count(*)" not in one]
    for report in (again, dry):
        assert [(one.source_id, one.passages, one.status) for one in report.results] == [
            (one.source_id, one.passages, one.status) for one in first.results
        ]
        assert (report.passages, report.snapshot_id) == (first.passages, first.snapshot_id)


def test_the_same_documents_have_the_same_snapshot_in_another_workspace(
    workshop: Make, company: Any, tmp_path: Path
) -> None:
    first = run(workshop, company)
    second = run(workshop, company, workspace=tmp_path / "elsewhere")
    assert (first.snapshot_id, first.merkle_root) == (second.snapshot_id, second.merkle_root)


def test_one_changed_document_embeds_only_its_own_passages(workshop: Make, company: Any, counting: Any) -> None:
    run(workshop, company)
    before = indexed(workshop)
    company.rewrite("memo-001", "We shall sell the mill.\n")
    report = run(workshop, company, encoder=counting)
    after = indexed(workshop)
    assert len(counting.embedded) == report.embedded == 1
    assert "We shall sell the mill." in counting.embedded[0]
    assert (report.added, report.changed, report.removed) == (1, 0, len(of(before, "memo-001")))
    assert of(after, *others(company, "memo-001")) == of(before, *others(company, "memo-001"))
    assert outcomes(report)["memo-001"] is Outcome.CHANGED
    assert sorted(outcomes(report).values()).count(Outcome.UNCHANGED) == 3


def test_a_new_title_keeps_the_passages_and_embeds_them_anew(workshop: Make, company: Any, counting: Any) -> None:
    run(workshop, company)
    before = indexed(workshop)
    company.document("memo-001")["title"] = "The mill"
    report = run(workshop, company, encoder=counting)
    assert indexed(workshop) == before
    assert (report.added, report.removed) == (0, 0)
    assert report.changed == report.embedded == len(of(before, "memo-001"))
    assert all("The mill" in text for text in counting.embedded)


PAYLOAD_ONLY: dict[str, Callable[[Any], None]] = {
    "audience changed": lambda company: company.document("memo-001").update(audience="managers"),
    "expired": lambda company: company.document("memo-001").update(effective_until="2026-03-01"),
    "effective later": lambda company: company.document("memo-001").update(effective_from="2026-04-01"),
}


@pytest.mark.parametrize("change", PAYLOAD_ONLY)
def test_a_change_of_who_may_read_it_when_touches_its_own_passages_and_embeds_nothing(
    workshop: Make, company: Any, unloadable: Any, change: str
) -> None:
    run(workshop, company)
    before = indexed(workshop)
    PAYLOAD_ONLY[change](company)
    report = run(workshop, company, encoder=unloadable)
    after = indexed(workshop)
    mine = of(before, "memo-001")
    assert after.keys() == before.keys()
    assert {key for key in after if after[key] != before[key]} == mine.keys()
    assert (report.added, report.changed, report.removed, report.embedded) == (0, len(mine), 0, 0)


def test_a_document_that_supersedes_another_adds_its_own_passages_and_changes_no_others(
    workshop: Make, company: Any, counting: Any
) -> None:
    """The superseded one stays on record; an answer says by what it was superseded."""
    run(workshop, company)
    before = indexed(workshop)
    company.add("memo-new", "We changed our mind.\n", date="2026-05-01", supersedes=["memo-001"])
    report = run(workshop, company, encoder=counting)
    after = indexed(workshop)
    assert report.embedded == len(counting.embedded) == 1
    assert (report.added, report.changed, report.removed) == (1, 0, 0)
    assert of(after, *others(company, "memo-new")) == before
    assert {payload.effective_until for payload in after.values()} == {FOREVER}


GONE: dict[str, tuple[Callable[[Any], None], Outcome]] = {
    "withdrawn in the manifest": (
        lambda company: company.document("memo-001").update(
            withdrawn={"at": "2026-06-01T00:00:00Z", "reason": "wrong figures"}
        ),
        Outcome.HELD,
    ),
    "removed from the manifest": (lambda company: company.remove("memo-001"), Outcome.REMOVED),
    "a draft again": (lambda company: company.document("memo-001").pop("approval"), Outcome.HELD),
    "embargoed": (lambda company: company.document("memo-001").update(embargo_until="2026-12-01"), Outcome.HELD),
    "its file gone": (lambda company: company.file("memo-001").unlink(), Outcome.REFUSED),
    "its file emptied": (lambda company: company.file("memo-001").write_bytes(b""), Outcome.REFUSED),
}


@pytest.mark.parametrize("change", GONE)
def test_what_may_no_longer_be_served_loses_exactly_its_own_passages(
    workshop: Make, company: Any, unloadable: Any, change: str
) -> None:
    run(workshop, company)
    before = indexed(workshop)
    GONE[change][0](company)
    report = run(workshop, company, encoder=unloadable)
    after = indexed(workshop)
    assert after == {key: payload for key, payload in before.items() if payload.source_id != "memo-001"}
    assert (report.added, report.changed, report.removed) == (0, 0, len(of(before, "memo-001")))
    assert outcomes(report)["memo-001"] is GONE[change][1]
    assert [one.source_id for one in report.refused] == (["memo-001"] if GONE[change][1] is Outcome.REFUSED else [])


def test_a_document_withdrawn_by_command_leaves_the_index_and_a_later_approval_brings_it_back(
    workshop: Make, company: Any
) -> None:
    run(workshop, company)
    before = indexed(workshop)
    with workshop() as shop, writing(shop.engine) as connection:
        controls.withdraw(connection, shop.log, "memo-001", "wrong figures", shop.now())
    report = run(workshop, company)
    assert outcomes(report)["memo-001"] is Outcome.HELD
    assert of(indexed(workshop), "memo-001") == {}
    company.document("memo-001")["approval"]["at"] = "2026-06-15T13:00:00Z"
    tomorrow = NOW + timedelta(days=1)
    assert outcomes(run(workshop, company, now=tomorrow))["memo-001"] is Outcome.ADDED
    assert indexed(workshop) == before


def test_an_embargo_that_has_passed_lets_the_document_in_without_a_changed_manifest(
    workshop: Make, company: Any
) -> None:
    company.document("memo-001")["embargo_until"] = "2026-06-15T12:30:00Z"
    run(workshop, company)
    assert of(indexed(workshop), "memo-001") == {}
    report = run(workshop, company, now=NOW + timedelta(minutes=30))
    assert outcomes(report)["memo-001"] is Outcome.ADDED
    assert of(indexed(workshop), "memo-001")


def test_a_lapsed_consent_holds_back_that_leaders_documents(workshop: Make, company: Any) -> None:
    company.manifest["leaders"][1]["consent"]["valid_until"] = "2026-06-16"
    run(workshop, company)
    report = run(workshop, company, now=NOW + timedelta(days=1))
    held = {one.source_id: one.status for one in report.results if one.outcome is Outcome.HELD}
    assert held == {"memo-001": Status.LAPSED, "memo-003": Status.LAPSED}
    assert {payload.leader_id for payload in indexed(workshop).values()} == {"ada-moss"}
    assert report.refused == ()


def test_one_changed_byte_refuses_the_document_with_both_hashes_and_the_rest_is_published(
    workshop: Make, company: Any
) -> None:
    data = bytearray(company.file("memo-001").read_bytes())
    approved = company.document("memo-001")["sha256"]
    data[7] ^= 1
    company.file("memo-001").write_bytes(data)
    report = run(workshop, company)
    [refused] = report.refused
    assert (refused.source_id, refused.code) == ("memo-001", "hash_mismatch")
    assert f"approved sha256 {approved}" in refused.detail
    assert f"found {hash_of(bytes(data))}" in refused.detail
    assert {payload.source_id for payload in indexed(workshop).values()} == set(others(company, "memo-001"))


def hash_of(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_the_approved_bytes_put_back_are_served_again(workshop: Make, company: Any) -> None:
    run(workshop, company)
    before = indexed(workshop)
    good = company.file("memo-001").read_bytes()
    company.file("memo-001").write_bytes(good + b" ")
    run(workshop, company)
    company.file("memo-001").write_bytes(good)
    run(workshop, company)
    assert indexed(workshop) == before


def test_a_consent_record_that_was_changed_refuses_every_document_it_covers(workshop: Make, company: Any) -> None:
    other = company.folder / "corpus" / "bo.md"
    other.write_text("You may quote me, says Bo.\n")
    company.manifest["leaders"][1]["consent"].update(record="corpus/bo.md", sha256=hash_of(other.read_bytes()))
    run(workshop, company)
    registered = hash_of(other.read_bytes())
    other.write_text("You may not quote me, says Bo.\n")
    report = run(workshop, company)
    assert [(one.source_id, one.code) for one in report.refused] == [("memo-001", "consent"), ("memo-003", "consent")]
    assert all(registered in one.detail and hash_of(other.read_bytes()) in one.detail for one in report.refused)
    assert {payload.leader_id for payload in indexed(workshop).values()} == {"ada-moss"}


def test_a_path_that_a_link_leads_outside_is_refused(workshop: Make, company: Any, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(company.file("memo-001").read_bytes())
    company.file("memo-001").unlink()
    company.file("memo-001").symlink_to(outside)
    [refused] = run(workshop, company).refused
    assert (refused.source_id, refused.code) == ("memo-001", "outside")


def test_a_path_that_itself_leads_outside_is_a_fault_of_the_manifest(workshop: Make, company: Any) -> None:
    company.document("memo-001")["path"] = "../outside.txt"
    with pytest.raises(ManifestError, match=r"outside"):
        run(workshop, company)


def test_a_missing_file_is_refused_with_its_name(workshop: Make, company: Any) -> None:
    company.file("memo-001").unlink()
    [refused] = run(workshop, company).refused
    assert (refused.code, "corpus/memo-001.txt" in refused.detail) == ("missing", True)


def test_a_dry_run_says_what_an_ingest_would_change_and_writes_nothing(
    workshop: Make, company: Any, rows: Make, tree: Make, unloadable: Any, tmp_path: Path
) -> None:
    run(workshop, company)
    company.rewrite("memo-001", "We shall sell the mill.\n")
    company.remove("memo-002")
    company.document("memo-003").update(audience="managers")
    company.save()
    before, files = rows(tmp_path / "workspace"), tree(tmp_path / "workspace")
    with workshop(encoder=unloadable) as shop:
        would = ingest(shop, company.path, dry_run=True)
    assert rows(tmp_path / "workspace") == before
    assert tree(tmp_path / "workspace") == files
    did = run(workshop, company)
    assert outcomes(would) == outcomes(did)
    assert (would.added, would.changed, would.removed) == (did.added, did.changed, did.removed)
    assert (would.published, would.embedded) == (False, 0)


def test_another_encoder_embeds_everything_and_builds_the_index_anew(workshop: Make, company: Any) -> None:
    class Other(HashingEncoder):
        name = "other"
        size = 32
        weights_sha256 = "f" * 64

    first = run(workshop, company)
    before = indexed(workshop)
    report = run(workshop, company, encoder=Other())
    assert indexed(workshop) == before
    assert report.embedded == first.embedded
    assert report.snapshot_id != first.snapshot_id


def test_a_lost_index_is_rebuilt_from_the_catalogue_without_embedding(
    workshop: Make, company: Any, unloadable: Any, tmp_path: Path
) -> None:
    import shutil

    run(workshop, company)
    before = indexed(workshop)
    shutil.rmtree(tmp_path / "workspace" / "index")
    report = run(workshop, company, encoder=unloadable)
    assert (report.published, report.embedded) == (True, 0)
    assert indexed(workshop) == before


def test_a_damaged_index_is_rebuilt_when_a_document_changes(workshop: Make, company: Any, tmp_path: Path) -> None:
    run(workshop, company)
    for path in (tmp_path / "workspace" / "index").rglob("*.json"):
        path.write_bytes(b"{")
    company.rewrite("memo-001", "We shall sell the mill.\n")
    assert run(workshop, company).embedded == 1
    assert len(of(indexed(workshop), "memo-001")) == 1


def test_old_generations_go_when_nobody_reads_them(workshop: Make, company: Any, tmp_path: Path) -> None:
    for number in range(3):
        company.rewrite("memo-001", f"Version {number}.\n")
        run(workshop, company)
    assert len(list((tmp_path / "workspace" / "index").iterdir())) == 1


class Losing(EdgeIndex):
    """An index that drops a passage, whatever it is built from."""

    def build(self, generation: str, **settings: Any) -> None:
        def everything() -> Iterable[IndexPoint]:
            return list(settings["everything"]())[1:]

        super().build(generation, **{**settings, "base": None, "everything": everything})


def test_an_index_that_differs_from_the_catalogue_is_not_published(
    workshop: Make, company: Any, rows: Make, tmp_path: Path
) -> None:
    run(workshop, company)
    before = rows(tmp_path / "workspace")["published"]
    company.rewrite("memo-001", "We shall sell the mill.\n")
    with pytest.raises(IndexFault, match=r"differs from the catalogue in 1 passages.*Nothing was published"):
        run(workshop, company, index=Losing(tmp_path / "workspace" / "index"))
    assert rows(tmp_path / "workspace")["published"] == before
    assert len(of(indexed(workshop), "memo-001")) > 1


class Spoiling(EdgeIndex):
    """An index whose copy of the generation before holds a payload that nobody declared."""

    def build(self, generation: str, **settings: Any) -> None:
        if settings["base"] is not None:
            spoilt = [replace(one, payload=replace(one.payload, audience=0)) for one in settings["changed"]]
            settings["changed"] = spoilt
        super().build(generation, **settings)


def test_a_copy_that_came_out_different_is_built_again_from_everything(
    workshop: Make, company: Any, tmp_path: Path
) -> None:
    run(workshop, company)
    company.document("memo-001").update(audience="managers")
    report = run(workshop, company, index=Spoiling(tmp_path / "workspace" / "index"))
    assert report.published
    assert {payload.audience for payload in of(indexed(workshop), "memo-001").values()} == {1}


def test_an_ingest_that_fails_while_embedding_leaves_what_was_published_and_keeps_what_it_embedded(
    workshop: Make, make_company: Make, counting: Any
) -> None:
    company = make_company(1)
    run(workshop, company)
    before = indexed(workshop)
    for number in range(100):
        company.add(f"speech-{number:03}")

    class Failing(type(counting)):  # type: ignore[misc]
        def passages(self, texts: list[str]) -> Any:
            if self.embedded:
                raise KeyboardInterrupt
            return super().passages(texts)

    failing = Failing()
    with suppress(KeyboardInterrupt):
        run(workshop, company, encoder=failing)
    assert len(failing.embedded) == 256
    assert indexed(workshop) == before
    report = run(workshop, company, encoder=counting)
    assert report.embedded == len(counting.embedded) == report.added - 256


def test_an_unattributable_document_is_published_with_a_word_about_it(workshop: Make, company: Any) -> None:
    company.document("memo-001").update(leaders=["ada-moss", "bo-stein"])
    report = run(workshop, company)
    [odd] = [one for one in report.results if one.source_id == "memo-001"]
    assert (odd.outcome, odd.passages) == (Outcome.ADDED, 0)
    assert "add speaker labels" in odd.detail


def test_what_the_index_says_is_what_the_catalogue_decided(workshop: Make, company: Any) -> None:
    from ingest.delta import payload_of

    run(workshop, company)
    with workshop() as shop:
        state = published(shop)
    expected = {
        key: payload_of(state.entries[payload.source_id].source, payload.leader_id, state.audiences)
        for key, payload in indexed(workshop).items()
    }
    assert differences(indexed(workshop), expected) == []
