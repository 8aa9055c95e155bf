"""What the log says in a report: open recalls, holds, erasures, itself and who cosigned it; on both databases."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from audit.database import reading, writing
from audit.domain import AnswerRecord
from audit.findings import Holdings
from audit.ledger import erasure, utterances
from audit.ledger.ledger import Ledger
from audit.ledger.past import Period
from audit.log.appending import Log, NewLeaf
from audit.log.cosigning import Witnesses
from audit.log.leaves import head
from audit.reports.report import Catalogue, Report, gather
from audit.signed import payloads
from audit.signed.envelopes import Kind, unseal
from audit.signed.notes import NoteKey, NoteSigner, SignatureType, cosign, read_note
from audit.signed.uttered import Model
from audit.tables import cosignatures
from audit.witness.client import RemoteWitness
from tests.audit.bundles.world import World
from tests.audit.conftest import TEXT

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
CATALOGUE = Catalogue(snapshot_id="s", served=1, unsigned=(), withdrawn={})


@pytest.fixture
def report(engine: Engine, holdings: Holdings) -> Any:
    def made(witnesses: Witnesses | None = None, withdrawn: Mapping[str, datetime | None] | None = None) -> Report:
        with reading(engine) as connection:
            return gather(
                connection, Period(), AT, models={"encoder": "hashing"}, witnesses=witnesses,
                catalogue=replace(CATALOGUE, withdrawn=withdrawn or {}), title=lambda one: one.capitalize(),
                texts=lambda key: holdings.texts.get(key, ()),
            )  # fmt: skip

    return made


def logged(engine: Engine, log: Log, kind: Kind, payload: dict[str, Any]) -> None:
    with writing(engine) as connection:
        log.append(connection, [NewLeaf(kind=kind, payload=payload)])


def withdraw(engine: Engine, log: Log, source_id: str, *records: str, told: tuple[str, ...] = ()) -> None:
    payload = payloads.withdraw(source_id, "wrong", [(one, "cited") for one in records], told)
    logged(engine, log, Kind.WITHDRAW, payload)


def opened(found: Report) -> list[tuple[str, int, int]]:
    return [(one.source_id, one.records, one.open) for one in found.recalls]


def test_nothing_was_ever_written(report: Any) -> None:
    found = report()
    assert (found.log, found.recalls, found.held, found.erasures, found.figures.records) == (None, (), (), 0, 0)
    assert found.sound


def test_a_recall_is_open_for_the_answers_whose_readers_were_not_told(engine: Engine, log: Log, report: Any) -> None:
    withdraw(engine, log, "spring", "a", "b")
    withdraw(engine, log, "autumn")
    assert opened(report()) == [("spring", 2, 2)]
    assert report().withdrawals == 2
    withdraw(engine, log, "spring", "a", told=("lee@example.com",))
    assert opened(report()) == [("spring", 2, 1)]
    withdraw(engine, log, "spring", "a", "b", told=("sam@example.com",))
    assert opened(report()) == []


def test_what_is_served_again_and_withdrawn_again_is_a_recall_of_its_own(engine: Engine, log: Log, report: Any) -> None:
    withdraw(engine, log, "spring", "a")
    logged(engine, log, Kind.SOURCE, {"source": {"source_id": "spring"}})
    assert (opened(report()), report().withdrawals) == ([], 0)
    withdraw(engine, log, "spring", "a", "b")
    assert opened(report()) == [("spring", 2, 2)]


def test_what_the_catalogue_alone_knows_is_a_recall_by_the_answers_that_used_it(
    engine: Engine, ledger: Ledger, record: AnswerRecord, report: Any
) -> None:
    with ledger.transaction() as connection:
        ledger.append(connection, record)
    found = report(withdrawn={"spring": None, "never-used": AT})
    assert [(one.source_id, one.title, one.at, one.open) for one in found.recalls] == [("spring", "Spring", None, 1)]
    assert found.withdrawals == 2


def test_holds_and_erasures_are_as_the_log_has_them(
    engine: Engine, ledger: Ledger, log: Log, record: AnswerRecord, report: Any
) -> None:
    word = {"reason": "asked for", "by": "lee@example.com"}
    with ledger.transaction() as connection:
        for one in ("a", "b", "c"):
            ledger.append(connection, replace(record, record_id=one))
        for one in ("c", "a", "b"):
            erasure.hold(connection, log, one, lift=False, **word)
        erasure.hold(connection, log, "b", lift=True, **word)
        erasure.erase(connection, log, "b", **word)
    found = report()
    assert (found.held, found.erasures, found.figures.erased, found.figures.answered) == (("a", "c"), 1, 1, 2)


def test_the_log_says_how_far_it_is_cosigned(engine: Engine, log: Log, report: Any) -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key = NoteKey(name="w1", type=SignatureType.COSIGNATURE, public=private.public_key().public_bytes_raw())
    witnesses = Witnesses(listed=(RemoteWitness(url="http://127.0.0.1:1", key=key),), threshold=1)
    withdraw(engine, log, "spring")
    before = report(witnesses).log
    assert before is not None
    assert (before.size, before.cosigned, before.threshold, before.witnesses) == (3, None, 1, 1)
    with writing(engine) as connection:
        latest = head(connection)
        assert latest is not None
        line = cosign(read_note(latest.note).text, NoteSigner(key=key, sign=private.sign), 1).line
        connection.execute(cosignatures.insert().values(size=latest.size, witness="w1", line=line))
    withdraw(engine, log, "autumn")
    after = report(witnesses).log
    assert after is not None
    assert (after.size, after.cosigned, after.origin) == (4, 3, latest.origin)
    assert (report().log.cosigned, report().log.threshold) == (None, None)


def test_it_tells_how_far_it_has_come_and_reads_each_text_once(
    engine: Engine, ledger: Ledger, record: AnswerRecord, holdings: Holdings
) -> None:
    told, asked = list[int](), list[str]()

    def texts(key: str) -> Any:
        asked.append(key)
        return holdings.texts.get(key, ())

    with ledger.transaction() as connection:
        for one in ("a", "b", "c"):
            ledger.append(connection, replace(record, record_id=one))
    with reading(engine) as connection:
        found = gather(connection, Period(), AT, models={}, catalogue=CATALOGUE, texts=texts, title=str,
                       witnesses=None, tell=told.append)  # fmt: skip
    assert (told, len(asked)) == ([1, 2, 3], 1)
    assert found.figures.hold.share == 1.0


# -- what was read aloud and played


NOBODY, OF_ADA = Model(sha256="e" * 64, leader_id=None), Model(sha256="a" * 64, leader_id="ada-okafor")


@pytest.fixture
def published(engine: Engine, log: Log, record: AnswerRecord) -> World:
    """What the log says of the source that the record cites, and of whoever said it."""
    world = World()
    world.begin()
    world.source(file=b"spring", text=TEXT)
    world.snapshot()
    log.now = lambda: world.now
    append(engine, log, world, *range(2, len(world.leaves)))
    return world


def append(engine: Engine, log: Log, world: World, *indices: int) -> int:
    """Leaves of the world, in the real log; gives the index of the first."""
    made = []
    for sealed in (unseal(world.leaves[index]) for index in indices):
        payload = {name: value for name, value in sealed.payload.items() if name not in ("v", "kind", "log")}
        others = [one for one in sealed.signatures if one.keyid != world.record_key.keyid]
        made.append(NewLeaf(kind=sealed.kind, payload=payload, signatures=others))
    with writing(engine) as connection:
        return log.append(connection, made)


def answered(engine: Engine, ledger: Ledger, world: World, record: AnswerRecord, record_id: str) -> AnswerRecord:
    cited = replace(
        record.statements[0].citations[0],
        source_sha256=world.sources["spring"]["sha256"], text_sha256=world.sources["spring"]["text_sha256"],
    )  # fmt: skip
    said = replace(record.statements[0], citations=(cited,))
    made = replace(record, record_id=record_id, statements=(said,), audience="all-employees")
    with writing(engine) as connection:
        ledger.append(connection, made)
    return made


def aloud(engine: Engine, log: Log, world: World, of: AnswerRecord, number: int, voice: Model = NOBODY) -> int:
    world.now += timedelta(seconds=1)
    with writing(engine) as connection:
        kept = utterances.recorded(connection, of.record_id)
        return utterances.read_aloud(connection, log, kept, number, audience="all-employees", voice=voice, avatar=None,
                                     pcm=b"", at=world.now)  # fmt: skip


def test_what_was_read_aloud_is_counted_and_judged_again(
    engine: Engine, log: Log, ledger: Ledger, record: AnswerRecord, report: Any, published: World
) -> None:
    one, two = (answered(engine, ledger, published, record, f"{number:032x}") for number in (1, 2))
    assert not report().spoken.anything
    aloud(engine, log, published, one, 0)
    aloud(engine, log, published, one, 1)
    consent = append(engine, log, published, published.consent(scope=["quote", "voice"], voices=["a" * 64]))
    aloud(engine, log, published, two, 1, OF_ADA)
    found = report().spoken
    assert (found.statements, found.disclosures, found.played, found.records) == (2, 1, 0, 2)
    assert (found.covered.count, found.covered.of, found.unjudged) == (3, 3, 0)
    assert [(used.what, used.sha256[0], used.leader_id, used.consent, used.times) for used in found.used] == [
        ("voice", "e", None, None, 2), ("voice", "a", "ada-okafor", consent, 1),
    ]  # fmt: skip


def test_what_should_not_have_been_sounded_is_told(
    engine: Engine, log: Log, ledger: Ledger, record: AnswerRecord, report: Any, published: World
) -> None:
    one = answered(engine, ledger, published, record, "1" * 32)
    wrong = [aloud(engine, log, published, one, 1, OF_ADA)]
    append(engine, log, published, published.consent(scope=["paraphrase"]))
    wrong.append(aloud(engine, log, published, one, 1))
    append(engine, log, published, published.consent(), published.pause())
    wrong.append(aloud(engine, log, published, one, 0))
    with writing(engine) as connection:
        kept = utterances.recorded(connection, one.record_id)
        cited = one.statements[0].citations[0]
        wrong.append(utterances.played(connection, log, kept, 1, cited, audience="all-employees", sha256="0" * 64,
                                       at=published.now))  # fmt: skip
    found = report().spoken
    assert [(told.leaf, told.statement) for told in found.uncovered] == list(zip(wrong, (1, 1, 0, 1), strict=True))
    assert [told.detail for told in found.uncovered] == [
        "ada-okafor has not consented to this use", "ada-okafor has not consented to this use", "answering was paused",
        "answering was paused",
    ]  # fmt: skip
    assert (found.covered.count, found.covered.of) == (0, 4)
    assert [(heard.source_id, heard.title, heard.times) for heard in found.recordings] == [("spring", "Spring", 1)]


def test_of_an_erased_answer_nobody_can_tell(
    engine: Engine, log: Log, ledger: Ledger, record: AnswerRecord, report: Any, published: World
) -> None:
    one = answered(engine, ledger, published, record, "1" * 32)
    aloud(engine, log, published, one, 1)
    with writing(engine) as connection:
        erasure.erase(connection, log, one.record_id, reason="asked for", by="lee@example.com")
    found = report().spoken
    assert (found.statements, found.records, found.covered.of, found.unjudged) == (1, 1, 0, 1)
    assert found.covered.count == found.covered.of
