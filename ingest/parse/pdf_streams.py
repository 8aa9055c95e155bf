"""Whether a PDF page's content is whole. pypdf inflates a stream as far as it goes, and a stream that ends early is
no error to it: the page's last words would be missing, and nobody would know.
"""

import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, StreamObject

_FLATE = ("/FlateDecode", "/Fl")
_STEP = 1 << 20
_RAW = -15  # window bits of DEFLATE without zlib's frame: some writers cut the checksum, which costs no word
_FRAME = 2  # bytes of zlib's header


def ends_early(page: PageObject) -> bool:
    """Whether a content stream of `page`, or of a form that it draws, stops before its last block."""
    return any(_is_cut(stream) for stream in _streams(page))


def _streams(page: PageObject) -> Iterator[StreamObject]:
    contents: Any = _object(page, "/Contents")
    for one in contents if isinstance(contents, ArrayObject) else [contents]:
        stream = None if one is None else one.get_object()
        if isinstance(stream, StreamObject):
            yield stream
    seen: set[int] = set()
    waiting: list[DictionaryObject] = [page]
    while waiting:
        drawn = _object(_object(waiting.pop(), "/Resources"), "/XObject")
        for name in drawn if isinstance(drawn, DictionaryObject) else ():
            form = _object(drawn, name)
            if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form" and id(form) not in seen:
                seen.add(id(form))
                waiting.append(form)
                yield form


def _object(holder: object, name: str) -> object:
    found = holder.get(name) if isinstance(holder, DictionaryObject) else None
    return None if found is None else found.get_object()


def _is_cut(stream: StreamObject) -> bool:
    filters = stream.get("/Filter")
    first = filters[0] if isinstance(filters, ArrayObject) and filters else filters
    if not isinstance(stream, EncodedStreamObject) or first not in _FLATE:
        return False
    inflater = zlib.decompressobj(_RAW)
    left = stream._data[_FRAME:]  # the bytes as they are in the file; pypdf has no public way to them
    try:
        while left and not inflater.eof:
            inflater.decompress(left, _STEP)
            left = inflater.unconsumed_tail
    except zlib.error:
        return True
    return not inflater.eof
