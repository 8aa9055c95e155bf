"""Where the sections of records are kept: encrypted with a key of the record's own, outside the log, until erased."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from audit.errors import RecordError
from audit.records.sections import Name, Section, decrypt, encrypt, new_key, place_of
from audit.tables import record_keys, sections

WHOLE = 0  # the part that is the record itself
_KEYS, _SECTIONS = insert(record_keys), insert(sections)


def keep(
    connection: Connection, record_id: str, part: int, contents: Mapping[Name, Any], *, begun: bool
) -> dict[Name, str]:
    """Store the contents of one part, and give their digests. Where the record is `begun`, its first part holds some of
    them already, such as question and prompt, and they are not stored again.

    Raises RecordError where the record was erased while it was being given.
    """
    earlier = dict[Name, Section]()
    if begun:
        known = _key(connection, record_id)
        if known is None:
            raise RecordError(f"record {record_id} was erased while it was being given.")
        key, earlier = known, _stored(connection, known, record_id, 1)
    else:
        key = new_key()
        connection.execute(_KEYS, {"record_id": record_id, "key": key})
    found, rows = dict[Name, str](), list[dict[str, Any]]()
    for name, content in contents.items():
        same = earlier.get(name)
        if same is not None and same.content == content:
            found[name] = same.digest
            continue
        section = Section.of(content)
        nonce, ciphertext = encrypt(key, place_of(record_id, part, name), section)
        rows.append({"record_id": record_id, "part": part, "name": name, "nonce": nonce, "ciphertext": ciphertext})
        found[name] = section.digest
    if rows:
        connection.execute(_SECTIONS, rows)
    return found


def read(connection: Connection, record_id: str, part: int) -> dict[Name, Section] | None:
    """The sections of one part; none where the record's key is gone. Raises RecordError where one was changed."""
    key = _key(connection, record_id)
    if key is None:
        return None
    return _stored(connection, key, record_id, 1) | _stored(connection, key, record_id, part)


def key_of(connection: Connection, record_id: str, *, make: bool = False) -> bytes:
    """The record's key, for what is kept beside its sections. A record that is older than the log has none until it is
    to `make` one. Raises RecordError where there is none."""
    known = _key(connection, record_id)
    if known is None and make:
        known = new_key()
        connection.execute(_KEYS, {"record_id": record_id, "key": known})
    if known is None:
        raise RecordError(f"the key of record {record_id} is gone, and with it what was said of it.")
    return known


def destroy(connection: Connection, record_id: str) -> None:
    """Key, salts and ciphertexts of a record."""
    for table in (record_keys, sections):
        connection.execute(delete(table).where(table.c.record_id == record_id))


def _key(connection: Connection, record_id: str) -> bytes | None:
    return connection.execute(select(record_keys.c.key).where(record_keys.c.record_id == record_id)).scalar()


def _stored(connection: Connection, key: bytes, record_id: str, part: int) -> dict[Name, Section]:
    query = select(sections).where(sections.c.record_id == record_id, sections.c.part == part)
    found = dict[Name, Section]()
    for row in connection.execute(query):
        if row.name not in set(Name):
            raise RecordError(f"record {record_id} has no section {row.name!r}.")
        found[Name(row.name)] = decrypt(key, place_of(record_id, part, row.name), row.nonce, row.ciphertext)
    return found
