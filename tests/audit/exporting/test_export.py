"""From the database to a bundle that verifies: which answers it is about, and what comes with them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, update

from audit.bundles.archive import pack, unpack
from audit.canonical import canonical_json, read_json
from audit.database import reading, writing
from audit.domain import AnswerRecord
from audit.errors import RecordError
from audit.exporting.exhibits import Archives
from audit.exporting.export import export, last_head, numbered
from audit.keys.domain import Role
from audit.keys.workspace import WorkspaceKeys
from audit.ledger.erasure import erase
from audit.ledger.ledger import Beside, Ledger
from audit.log.appending import Log, NewLeaf, note_key
from audit.log.leaves import head_at
from audit.signed.envelopes import Kind, unseal
from audit.signed.notes import SignatureType, cosign
from audit.tables import answers, cosignatures
from audit.verify_bundle import verify
from audit.verify_report import Report, Verdict
from tests.audit.bundles.world import World, key, note_signer

WITNESS = note_signer(key(Role.WITNESS, "witness.example/w1"), "witness.example/w1", SignatureType.COSIGNATURE)


class Company:
    """A real log and ledger beside a log made by hand, from which their leaves are taken."""

    def __init__(self, engine: Engine, log: Log, ledger: Ledger) -> None:
        self.engine, self.log, self.ledger = engine, log, ledger
        self.world = World()
        self.world.begin()
        self.world.source()
        self.world.snapshot()
        self.log.now = lambda: self.world.now
        with writing(engine) as connection:
            log.append(connection, [self._leaf(index) for index in range(2, len(self.world.leaves))])

    def _leaf(self, index: int) -> NewLeaf:
        sealed = unseal(self.world.leaves[index])
        payload = {name: value for name, value in sealed.payload.items() if name not in ("v", "kind", "log")}
        others = [one for one in sealed.signatures if one.keyid != self.world.record_key.keyid]
        return NewLeaf(kind=sealed.kind, payload=payload, signatures=others)

    def give(self, number: int, *parts: int, statements: int = 1, whole: bool = True) -> str:
        record = self.world.record(number, *[self.world.statement()] * statements)
        record = replace(record, asked_at=self.world.now, as_of=self.world.now.date())
        for part in parts:
            with writing(self.engine) as connection:
                self.ledger.append_part(connection, replace(record, statements=record.statements[:part]), Beside())
        if whole:
            self.append(record)
        return record.record_id

    def append(self, record: AnswerRecord) -> None:
        with writing(self.engine) as connection:
            self.ledger.append(connection, record, Beside(asker="desk 7"))

    @property
    def archives(self) -> Archives:
        held = self.world.held
        return Archives(
            text=lambda sha256: held.get(f"texts/{sha256}.txt"),
            layout=lambda sha256: held.get(f"layouts/{sha256}.json"),
            raw=lambda sha256: held.get(f"raw/{sha256}"),
            consent=lambda sha256: held.get(f"consent/{sha256}"),
        )

    def policy(self) -> bytes:
        with reading(self.engine) as connection:
            origin = last_head(connection).origin

        keys = WorkspaceKeys.open(self.log.folder, create=False)
        return self.world.policy(
            log={"origin": origin, "keys": [note_key(keys.log.public, origin).vkey]},
            record_keys=[keys.record.public.raw.hex()],
        )

    def files(self, *record_ids: str, **options: Any) -> dict[str, bytes]:
        with reading(self.engine) as connection:
            at = head_at(connection, options.pop("size")) if "size" in options else last_head(connection)
            return export(connection, self.archives, record_ids, at=at, **options).files

    def verify(self, *record_ids: str, **options: Any) -> Report:
        return verify(pack(self.files(*record_ids, **options)), self.policy())


@pytest.fixture
def company(engine: Engine, log: Log, ledger: Ledger) -> Company:
    return Company(engine, log, ledger)


def cosigned(company: Company) -> None:
    with writing(company.engine) as connection:
        head = last_head(connection)
        line = cosign(head.checkpoint.text, WITNESS, int(company.world.now.timestamp())).line
        connection.execute(insert(cosignatures).values(size=head.size, witness=WITNESS.key.name, line=line))


def test_an_answer_with_all_that_it_rests_on(company: Company) -> None:
    record_id = company.give(1)
    assert company.verify(record_id).verdict is Verdict.UNWITNESSED
    cosigned(company)
    report = company.verify(record_id)
    assert (report.verdict, report.failures) == (Verdict.VERIFIED, ())
    folders = sorted({name.split("/")[0] for name in company.files(record_id)})
    assert folders == [
        "annotations", "bundle.json", "checkpoint", "consent", "layouts", "leaves", "proofs", "raw", "sections",
        "texts",
    ]  # fmt: skip


def test_a_bundle_is_the_same_whenever_it_is_made(company: Company) -> None:
    record_id = company.give(1)
    assert pack(company.files(record_id)) == pack(company.files(record_id))


def test_answers_come_in_the_order_of_the_log_each_once(company: Company) -> None:
    one, two = company.give(1), company.give(2)
    contents = read_json(company.files(two, one, two)["bundle.json"])
    assert (contents["answers"], contents["range"], contents["closing"]) == ([one, two], [1, 2], None)


def test_the_last_answer_closes_the_count(company: Company) -> None:
    one, _, _ = company.give(1), company.give(2), company.give(3)
    contents = read_json(company.files(one)["bundle.json"])
    assert contents["closing"] == contents["size"] - 1
    assert contents["closing"] - 1 not in contents["leaves"]
    assert company.verify(one).verdict is Verdict.UNWITNESSED


def test_with_a_record_come_all_its_parts(company: Company) -> None:
    record_id = company.give(1, 1, 2, statements=2)
    report = company.verify(record_id)
    assert (report.verdict, report.answers[0].numbers) == (Verdict.UNWITNESSED, (1, 2, 3))


def test_an_answer_that_was_interrupted_is_exported_as_far_as_it_came(company: Company) -> None:
    record_id = company.give(1, 1, statements=2, whole=False)
    assert company.verify(record_id).verdict is Verdict.UNWITNESSED


def test_an_erased_record_comes_without_its_content(company: Company) -> None:
    one, two = company.give(1), company.give(2)
    with writing(company.engine) as connection:
        erase(connection, company.log, one, reason="asked for", by="dpo@example.com")
    cosigned(company)
    files = company.files(one)
    assert not [name for name in files if name.startswith(("sections/", "annotations/", "texts/"))]
    assert company.verify(one, two).verdict is Verdict.VERIFIED_WITH_ERASURES


def test_an_earlier_checkpoint_is_continued(company: Company) -> None:
    with reading(company.engine) as connection:
        older = last_head(connection).size
    record_id = company.give(1)
    report = company.verify(record_id, older=older)
    assert (report.verdict, report.failures) == (Verdict.UNWITNESSED, ())
    with pytest.raises(RecordError, match="no checkpoint of 3 leaves"):
        company.files(record_id, older=3)


def test_at_an_earlier_checkpoint_the_log_ends_there(company: Company) -> None:
    one = company.give(1)
    with reading(company.engine) as connection:
        size = last_head(connection).size
    two = company.give(2)
    contents = read_json(company.files(one, size=size)["bundle.json"])
    assert (contents["size"], contents["closing"]) == (size, None)
    assert company.verify(one, size=size).verdict is Verdict.UNWITNESSED
    with pytest.raises(RecordError, match="no leaf of the log is about a record"):
        company.files(two, size=size)


# -- by number


def ids(connection: Connection, first: int, last: int | None) -> list[int]:
    return sorted(int(one, 16) for one in numbered(connection, first, last))


def test_answers_are_chosen_by_their_numbers(company: Company) -> None:
    for number in (1, 2, 3):
        company.give(number)
    with reading(company.engine) as connection:
        assert ids(connection, 1, None) == [1, 2, 3]
        assert ids(connection, 2, None) == [2, 3]
        assert ids(connection, 2, 2) == [2]
        assert ids(connection, 1, 9) == [1, 2, 3]
        with pytest.raises(RecordError, match=r"no answer has a number from 4 to 9; the last one is 3\."):
            numbered(connection, 4, 9)


def test_whatever_stands_between_the_numbers_of_a_record_comes_along(company: Company) -> None:
    """Parts of one, then another's, then its whole: none of the numbers between is missing."""
    record = company.world.record(1, company.world.statement())
    record = replace(record, asked_at=company.world.now, as_of=company.world.now.date())
    company.give(3)
    with writing(company.engine) as connection:
        company.ledger.append_part(connection, record, Beside())
    company.give(2)
    company.append(record)
    with reading(company.engine) as connection:
        assert ids(connection, 3, 3) == [2]
        assert ids(connection, 4, None) == [1, 2]
        assert ids(connection, 2, 2) == [1, 2]
        found = numbered(connection, 4, None)
    assert company.verify(*found).range == (2, 4)


# -- what is not there


def test_what_is_nowhere_to_be_had_is_told(company: Company) -> None:
    record_id = company.give(1)
    held, company.world.held = company.world.held, {}
    with reading(company.engine) as connection:
        exported = export(connection, company.archives, [record_id], at=last_head(connection))
    assert [one.split(", sha256")[0] for one in exported.missing] == [
        "the text of spring", "the file of spring", "the layout of spring", "the consent record of ada-okafor",
    ]  # fmt: skip
    company.world.held = {path: data + b" " for path, data in held.items()}
    with reading(company.engine) as connection:
        exported = export(connection, company.archives, [record_id], at=last_head(connection))
    assert len(exported.missing) == 4
    assert verify(pack(exported.files), company.policy()).failures[0].code == "missing"


def test_a_refusal_s_consent_is_found_by_whose_words_it_showed(company: Company) -> None:
    record = company.world.record(1)
    company.append(replace(record, asked_at=company.world.now, as_of=company.world.now.date()))
    assert company.verify(record.record_id).verdict is Verdict.UNWITNESSED
    layouts, company.world.held = (
        company.world.held,
        {path: data for path, data in company.world.held.items() if not path.startswith("layouts/")},
    )
    with reading(company.engine) as connection:
        exported = export(connection, company.archives, [record.record_id], at=last_head(connection))
    assert ["layout" in one for one in exported.missing] == [True]
    company.world.held = layouts


def test_an_answer_that_should_not_have_been_given_is_exported_all_the_same(company: Company) -> None:
    cited = company.world.citation()
    company.world.sources["ghost"] = company.world.sources["spring"]
    wrong = company.world.statement(replace(cited, source_id="ghost"))
    record = replace(company.world.record(1, wrong), asked_at=company.world.now, as_of=company.world.now.date())
    company.append(record)
    report = company.verify(record.record_id)
    assert [one.code for one in report.failures] == ["source"]


def test_a_record_that_was_changed_is_not_exported(company: Company) -> None:
    record_id = company.give(1)
    with writing(company.engine) as connection:
        connection.execute(update(answers).values(leaf=2))
    with pytest.raises(RecordError, match="which the database no longer has"):
        company.files(record_id)


def test_a_record_that_is_older_than_the_log_is_in_no_bundle(company: Company) -> None:
    company.give(1)
    with pytest.raises(RecordError, match="one that is older than the log has none"):
        company.files("0" * 32)


def test_without_a_log_there_is_nothing_to_export(engine: Engine, log: Log) -> None:
    with reading(engine) as connection:
        with pytest.raises(RecordError, match="nothing is in this workspace's log yet"):
            last_head(connection)
        with pytest.raises(RecordError, match="no answer has a number from 1 to 0; the last one is 0"):
            numbered(connection, 1, None)


def test_the_leaves_are_those_of_the_log(company: Company, tmp_path: Path) -> None:
    record_id = company.give(1)
    files = unpack(pack(company.files(record_id)))
    kinds = [unseal(files[f"leaves/{index}.json"]).kind for index in read_json(files["bundle.json"])["leaves"]]
    assert kinds == [
        Kind.KEY, Kind.KEY, Kind.MANIFEST, Kind.CONSENT, Kind.SOURCE, Kind.APPROVAL, Kind.SNAPSHOT, Kind.ANSWER,
    ]  # fmt: skip
    assert all(canonical_json(read_json(data)) == data for name, data in files.items() if name.endswith(".json"))
