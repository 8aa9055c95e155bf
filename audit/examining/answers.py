"""Steps 5 and 6 of an examination: what stands beside the log about answers, held against their leaves."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from audit.canonical import read_json, sha256_hex
from audit.database import aware
from audit.errors import RecordError
from audit.examining.examined import Examination
from audit.examining.rows import Encrypted, Rows, grouped, rows_of
from audit.ledger.contents import WHOLE
from audit.ledger.stored import ANSWERS
from audit.log.leaves import Leaf, leaves_of
from audit.records.sections import Name, decrypted, place_of
from audit.records.wire import to_json
from audit.signed.envelopes import Kind
from audit.tables import answer_part_sources, answer_parts, answer_sources, answers, record_keys, sections


class Answers:
    """Takes the leaves as they come, and says at the end what is left over."""

    def __init__(self, connection: Connection, found: Examination) -> None:
        self._connection = connection
        self._found = found
        self._number = self._rows = self._keys = self._sections = 0
        self._held: set[str] = set()
        self._erased: set[str] = set()
        for leaf in leaves_of(connection, [Kind.ERASE]):
            with contextlib.suppress(RecordError):  # step 1 tells it
                self._erased.add(_text(leaf, "record_id"))

    def take(self, batch: Sequence[Leaf]) -> None:
        """The next leaves, in order."""
        ours: list[Leaf] = []
        for leaf in batch:
            with contextlib.suppress(RecordError):
                if leaf.sealed.kind in ANSWERS:
                    ours.append(leaf)
                elif leaf.sealed.kind in (Kind.HOLD, Kind.ERASE):
                    self._hold(leaf)
        if ours:
            around = rows_of(self._connection, ours)
            for leaf in ours:
                self._answer(leaf, around)
                self._used(leaf, around)
                self._content(leaf, around)

    def finish(self) -> None:
        """What no leaf names, and what is older than the log."""
        older = self._older(answers) + self._older(answer_parts)
        if older:
            what = "1 record is" if older == 1 else f"{older} records are"
            self._found.notes.append(f"{what} older than the log, so that only their own hashes vouch for them")
        named = sum(self._count(table, table.c.leaf.is_not(None)) for table in (answers, answer_parts))
        self._found.compare(5, "answers", "rows name leaves that are no answers'", self._rows, named)
        for used, table in ((answer_sources, answers), (answer_part_sources, answer_parts)):
            orphans = self._count(used, used.c.record_id.not_in(select(table.c.record_id)))
            self._found.compare(5, "answers", "sources are named of records that are not there", 0, orphans)
        self._found.compare(6, "keys", "records have keys that no leaf is about", self._keys, self._count(record_keys))
        self._found.compare(6, "sections", "no leaf names all of them", self._sections, self._count(sections))

    def _hold(self, leaf: Leaf) -> None:
        record_id = _text(leaf, "record_id")
        if leaf.sealed.kind is Kind.ERASE and record_id in self._held:
            self._found.fail(6, f"leaf {leaf.position}", f"record {record_id} was erased although it was held")
        elif leaf.payload.get("action") == "place":
            self._held.add(record_id)
        else:
            self._held.discard(record_id)

    def _answer(self, leaf: Leaf, around: Rows) -> None:
        """Step 5, but for the sources."""
        found, place, payload = self._found, f"leaf {leaf.position}", leaf.payload
        found.checked[5] += 1
        self._number += 1
        found.compare(5, place, "answers are not numbered one by one", self._number, payload.get("answer_seq"))
        row = around.rows.get(leaf.position)
        if row is None:
            found.fail(5, place, f"nothing beside the log names record {_text(leaf, 'record_id')}")
            return
        self._rows += 1
        kept = {
            "record_id": row.record_id,
            "part": row._mapping.get("number"),
            "answer_seq": row.answer_seq,
            "asked_at": _time(row),
            "record": row.record,
            "sha256": row.sha256,
        }
        digests = payload.get("sections")
        said = {key: payload.get(key) for key in ("record_id", "part", "answer_seq", "asked_at")}
        said |= {"record": "", "sha256": digests.get("answer") if isinstance(digests, dict) else None}
        if "outcome" in row._mapping:
            kept["outcome"], said["outcome"] = row.outcome, payload.get("outcome")
        for key, value in said.items():
            found.compare(5, place, f"its {key} is another beside the log", value, kept[key])

    def _content(self, leaf: Leaf, around: Rows) -> None:
        """Step 6."""
        found, place = self._found, f"leaf {leaf.position}"
        record_id, part = _text(leaf, "record_id"), leaf.payload.get("part") or WHOLE
        shown_in = around.parts.get(record_id, 0)
        own = around.sections.get((record_id, part), {})
        self._sections += len(own)
        found.checked[6] += 1
        if record_id in self._erased:
            if own or record_id in around.keys:
                found.fail(6, place, f"record {record_id} was erased, yet its key or a section is there")
                self._keys += record_id in around.keys and part in (1, WHOLE)
            return
        if part == 1 or (part == WHOLE and not shown_in):
            self._keys += 1
        key = around.keys.get(record_id)
        if key is None:
            found.fail(6, place, f"the key of record {record_id} is gone, though no leaf says that it was erased")
            return
        self._decrypted(leaf, key, record_id, part, own, around.sections.get((record_id, 1), {}))

    def _decrypted(self, leaf: Leaf, key: bytes, record_id: str, part: int, own: Encrypted, first: Encrypted) -> None:
        """Each section that the leaf names, by its digest."""
        found, place = self._found, f"leaf {leaf.position}"
        named = leaf.payload.get("sections")
        digests: Mapping[str, Any] = named if isinstance(named, dict) else {}
        for name in sorted({*own, *(one.value for one in Name)}):
            digest = digests.get(name)
            at, (nonce, ciphertext) = (part, own[name]) if name in own else (1, first.get(name, (b"", b"")))
            if digest is None:
                if name in own:
                    found.fail(6, place, f"a section {name} is there that it does not name")
                continue
            if not nonce:
                found.fail(6, place, f"its section {name} is gone", digest, "nothing")
                continue
            try:
                data = decrypted(key, place_of(record_id, at, name), nonce, ciphertext)
            except RecordError as error:
                found.fail(6, place, error.message)
                continue
            found.compare(6, place, f"its section {name} is another", digest, sha256_hex(data))

    def _used(self, leaf: Leaf, around: Rows) -> None:
        """Whether a recall would find the record by every source that it used."""
        found, payload, detail = self._found, leaf.payload, "its sources are others beside the log"
        place, record_id = f"leaf {leaf.position}", _text(leaf, "record_id")
        try:
            said = {(one["source_id"], one["role"]) for one in payload["sources"]}
        except (KeyError, TypeError):
            found.fail(5, place, "it does not say which sources it used")
            return
        if payload.get("part") is None:
            found.compare(5, place, detail, _listed(said), _listed(around.used.get(record_id, set())))
        elif payload["part"] == around.parts.get(record_id):
            cited = {source_id for source_id, _ in said}
            found.compare(5, place, detail, _listed(cited), _listed(around.used_by_parts.get(record_id, set())))

    def _older(self, table: Table) -> int:
        """Records that were written before there was a log."""
        count = 0
        rows = self._connection.execute(select(table).where(table.c.leaf.is_(None)).execution_options(yield_per=500))
        for row in rows:
            count += 1
            place = f"record {row.record_id}"
            if row.record_id in self._erased:
                self._found.compare(6, place, "it was erased, yet its text is there", "", row.record)
                continue
            digest = sha256_hex(row.record.encode("utf-8", "surrogatepass"))
            self._found.compare(5, place, "it was changed after it was written", row.sha256, digest)
            self._older_row(row, table, place)
        return count

    def _older_row(self, row: Row[Any], table: Table, place: str) -> None:
        """What stands beside its text."""
        try:
            content = read_json(row.record)
            said = {key: content[key] for key in ("record_id", "asked_at")}
            used = _sources(content)
            said |= {"outcome": content["outcome"], "sources": _listed(used)} if table is answers else {}
        except (RecordError, KeyError, TypeError):
            self._found.fail(5, place, "its text is no record")
            return
        kept = {"record_id": row.record_id, "asked_at": _time(row), "outcome": row._mapping.get("outcome")}
        known = grouped(self._connection, answer_sources, [row.record_id], "source_id", "role")
        kept["sources"] = _listed(known.get(row.record_id, set()))
        for key, value in said.items():
            self._found.compare(5, place, f"its {key} is another beside its text", value, kept[key])

    def _count(self, table: Table, *where: Any) -> int:
        return int(self._connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def _sources(content: Any) -> set[tuple[str, str]]:
    """As `audit.signed.payloads.sources_of`, of a record's JSON."""
    if content.get("closed_context") is not None:
        return set()
    used = {(one["source_id"], "cited") for statement in content["statements"] for one in statement["citations"]}
    return used | {(one["source_id"], "shown") for one in (content.get("refusal") or {}).get("nearest", ())}


def _time(row: Row[Any]) -> str:
    found: str = to_json(aware(row.asked_at))
    return found


def _listed(found: Iterable[Any]) -> str:
    return ", ".join(" ".join(one) if isinstance(one, tuple) else one for one in sorted(found)) or "none"


def _text(leaf: Leaf, key: str) -> str:
    return str(leaf.payload.get(key))
