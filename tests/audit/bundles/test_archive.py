"""One set of files, one archive: what `pack` would not have written is refused."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.bundles import archive
from audit.bundles.archive import ArchiveError, pack, unpack

FILES = {"bundle.json": b"{}", "leaves/0.json": b"first", "leaves/1.json": b"", "raw/00ff": bytes(range(256))}
WORDS = st.text("az09-_", min_size=1, max_size=4)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map("/".join) | st.lists(WORDS, min_size=2, max_size=3).map(".".join)


@given(st.dictionaries(NAMES, st.binary(max_size=40), max_size=6))
def test_what_was_packed_is_unpacked(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files


@given(st.dictionaries(NAMES, st.binary(max_size=40), max_size=6), st.randoms())
def test_the_order_of_the_files_is_no_part_of_it(files: dict[str, bytes], random: object) -> None:
    names = list(files)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert pack({name: files[name] for name in names}) == pack(files)


@given(st.binary(max_size=200))
def test_only_what_packing_gives_is_unpacked(data: bytes) -> None:
    try:
        files = unpack(data)
    except ArchiveError:
        return
    assert pack(files) == data


def test_any_zip_program_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == FILES
        assert opened.namelist() == sorted(FILES)
        first = opened.infolist()[0]
        assert (first.date_time, first.compress_type, first.external_attr >> 16) == (
            (1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 0o100644,
        )  # fmt: skip


def test_more_files_than_a_plain_zip_file_can_count() -> None:
    files = {f"leaves/{number}.json": b"" for number in range(0xFFFF)}
    data = pack(files)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert len(opened.namelist()) == len(files)
    assert unpack(data) == files
    fewer = pack(dict.fromkeys(list(files)[1:], b""))
    assert (b"PK\x06\x06" in data, b"PK\x06\x06" in fewer) == (True, False)


def test_no_byte_is_free() -> None:
    whole = pack(FILES)
    for position in range(len(whole)):
        data = bytearray(whole)
        data[position] ^= 0x20
        with pytest.raises(ArchiveError):
            unpack(bytes(data))


def test_a_part_of_an_archive_is_none() -> None:
    whole = pack(FILES)
    for end in range(len(whole)):
        with pytest.raises(ArchiveError):
            unpack(whole[:end])


@pytest.mark.parametrize(
    ("compression", "comment"),
    [(zipfile.ZIP_DEFLATED, b""), (zipfile.ZIP_STORED, b""), (zipfile.ZIP_STORED, b"a comment")],
)
def test_another_program_s_archive_of_the_same_files_is_refused(compression: int, comment: bytes) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as opened:
        for name, content in FILES.items():
            opened.writestr(name, content)
        opened.comment = comment
    with pytest.raises(ArchiveError):
        unpack(made.getvalue())


@pytest.mark.parametrize("change", [lambda data: data + b"\n", lambda data: b"\n" + data, lambda data: data * 2])
def test_nothing_stands_around_it(change: object) -> None:
    with pytest.raises(ArchiveError):
        unpack(change(pack(FILES)))  # type: ignore[operator]


def test_two_files_of_one_name_are_refused() -> None:
    one, other = pack({"a": b"1"}), pack({"a": b"2"})
    local = one[: one.index(b"PK\x01\x02")] + other[: other.index(b"PK\x01\x02")]
    with pytest.raises(ArchiveError):
        unpack(local + other[other.index(b"PK\x01\x02") :])


@pytest.mark.parametrize("name", ["", "/a", "a/", "../a", "a//b", "A", "a b", "ä", "a\n", ".", "a/../b", "x" * 201])
def test_a_name_is_plain(name: str) -> None:
    with pytest.raises(ArchiveError, match="not plain"):
        pack({name: b""})


def test_a_name_that_is_no_ascii_is_refused_when_it_is_read() -> None:
    data = pack({"aa": b""}).replace(b"aa", "ä".encode())
    with pytest.raises(ArchiveError, match="not plain"):
        unpack(data)


def test_a_size_that_promises_more_than_there_is_is_refused() -> None:
    head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 33, zlib.crc32(b""), 2**32 - 1, 2**32 - 1, 1, 0)
    with pytest.raises(ArchiveError):
        unpack(head + b"a")


def test_an_archive_and_its_files_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pack(FILES)
    monkeypatch.setattr(archive, "MOST_BYTES", len(whole) - 1)
    with pytest.raises(ArchiveError, match="at most"):
        unpack(whole)
    monkeypatch.setattr(archive, "MOST_BYTES", 300)
    with pytest.raises(ArchiveError, match="more than 300 bytes"):
        pack(FILES)
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(ArchiveError, match="at most 3"):
        pack(FILES)
