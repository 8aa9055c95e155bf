"""Steps 8 and 9 of one place in a document that a record shows: it is resolved to the source as it was published then,
the files are those that the source's leaf binds, and the place is where the text's layout says that it is."""

from dataclasses import dataclass

from audit.bundles.annotations import Place
from audit.bundles.bundle import layout_path, raw_path, text_path
from audit.canonical import read_json
from audit.domain import Citation
from audit.records.layouts import Layout
from audit.records.wire import from_json
from audit.verify_access import Permission, permitted, published
from audit.verify_declared import PublishedSource
from audit.verify_ground import Ground, Use
from audit.verify_report import fail, same, told

STEP = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A place in a document that was shown, and all that it rests on."""

    name: str
    place: Place
    source: PublishedSource
    permission: Permission
    text: str
    layout: Layout


def shown_place(ground: Ground, use: Use, name: str, place: Place) -> Shown:
    """The place as it may be shown to this asker. Raises Failed."""
    file = place.source_sha256 if isinstance(place, Citation) else None
    source = published(ground.history, use, place.source_id, file, place.text_sha256, name)
    text, layout = _text(ground, source, name), _layout(ground, source, name)
    sha256 = source.declared.sha256
    ground.files.take_named(raw_path(sha256), sha256, STEP, name)
    leader_id = _whose(place, layout, name)
    same("place", STEP, name, "it is on another page", expected=layout.page_of(place.start), found=place.page)
    if isinstance(place, Citation):
        timecode = layout.timecode_of(place.start, place.end)
        same("place", STEP, name, "it was spoken at another time", expected=timecode, found=place.timecode)
    permission = permitted(ground, use, source, leader_id, name)
    return Shown(name=name, place=place, source=source, permission=permission, text=text, layout=layout)


def _text(ground: Ground, source: PublishedSource, name: str) -> str:
    """The canonical text; decoded once for each hash."""
    path = text_path(source.text_sha256)
    data = ground.files.take_named(path, source.text_sha256, STEP, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        fail("text", STEP, name, f"{path} is not UTF-8: {error}")


def _layout(ground: Ground, source: PublishedSource, name: str) -> Layout:
    path = layout_path(source.layout_sha256)
    data = ground.files.take_named(path, source.layout_sha256, STEP, name)
    if source.layout_sha256 not in ground.layouts:
        with told("layout", STEP, name):
            ground.layouts[source.layout_sha256] = from_json(Layout, read_json(data))
    return ground.layouts[source.layout_sha256]


def _whose(place: Place, layout: Layout, name: str) -> str:
    """The leader in whose segment the place lies. A citation names one itself."""
    segment = layout.segment_of(place.start, place.end)
    found = segment.leader_id if segment is not None else None
    if found is None:
        fail("segment", STEP, name, f"{place.start}-{place.end} lies in no segment of a leader")
    if isinstance(place, Citation):
        same("segment", STEP, name, "the words are another's", expected=found, found=place.leader_id)
    return found
