"""The sample's town hall: its transcript says what it always said, its recording is the declared one, and what is cited
is heard where the transcript says."""

import io
from pathlib import Path

import av
import numpy as np
import pytest

from audit.canonical import text_sha256
from ingest.domain import Document, Manifest, Scope, Source
from ingest.examine import approved_bytes
from ingest.manifest.disk import consent_bytes_ok, sha256_of
from ingest.manifest.read import read_manifest
from ingest.parse.vtt import parse
from ingest.recordings.examine import unplayed
from ingest.recordings.listener import Listener
from ingest.sentences import sentences
from ingest.speakers import attribute

ROOT = Path(__file__).parent.parent
TEXT = "8071eaf58c1a6ffa17873babcf12a0b7e467fef56136a2d000619d1c2f284f09"  # of the text
QUIET, LOUD = 0.01, 0.05  # of full scale


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return read_manifest(ROOT / "corpus_manifest.yaml")


@pytest.fixture(scope="module")
def town_hall(manifest: Manifest) -> Source:
    return next(one for one in manifest.sources if one.source_id == "town-hall-2025-06")


@pytest.fixture(scope="module")
def document(manifest: Manifest, town_hall: Source) -> Document:
    parsed = parse(approved_bytes(town_hall, ROOT))
    return Document(
        source_id=town_hall.source_id,
        text=parsed.text,
        text_sha256=text_sha256(parsed.text),
        parser=parsed.parser,
        pages=(),
        segments=attribute(parsed, town_hall, manifest.leaders),
        cues=parsed.cues,
        furniture=(),
    )


@pytest.fixture(scope="module")
def sound(town_hall: Source) -> tuple[np.ndarray, int]:
    """Samples between -1 and 1, and how many there are in a second."""
    assert town_hall.media is not None
    with av.open(io.BytesIO((ROOT / town_hall.media.path).read_bytes())) as container:
        [stream] = container.streams
        pieces = [frame.to_ndarray().astype(np.float32).reshape(-1) for frame in container.decode(stream)]
        assert (stream.codec_context.name, stream.channels) == ("opus", 1)
        return np.concatenate(pieces), stream.codec_context.sample_rate


def test_the_recording_is_the_approved_one_and_may_be_heard(manifest: Manifest, town_hall: Source) -> None:
    media, approval = town_hall.media, town_hall.approval
    assert media is not None
    assert approval is not None
    assert media.sha256 == approval.media_sha256 == sha256_of(ROOT / media.path)
    with Listener() as listener:
        parsed = parse(approved_bytes(town_hall, ROOT))
        assert unplayed(town_hall, parsed.cues, ROOT, listener.heard) == ""
    for leader in manifest.leaders:
        assert consent_bytes_ok(leader, ROOT) is None
        assert (Scope.VOICE in leader.consent.scope) == (leader.leader_id in town_hall.leaders)
        assert (leader.consent.voices, leader.consent.avatars) == (None, None)


def test_everything_says_that_it_is_synthetic(town_hall: Source) -> None:
    media = town_hall.media
    assert media is not None
    assert (media.note or "").startswith("Synthetic: ")
    assert "NOTE The recording is synthetic." in (ROOT / town_hall.path).read_text()
    with av.open(io.BytesIO((ROOT / media.path).read_bytes())) as container:
        said = {key.lower(): value for key, value in {**container.metadata, **container.streams[0].metadata}.items()}
    assert said["comment"].startswith("Synthetic: ")
    assert said["artist"] == "Synthetic speakers"


def test_the_words_are_what_they_were_before_they_were_recorded(document: Document) -> None:
    assert document.text_sha256 == TEXT
    assert "<" not in document.text


def test_every_sentence_has_times_of_its_own(document: Document) -> None:
    found = [one.sentence for segment in document.segments for one in sentences(document, segment)]
    assert len(found) > 100
    taken: set[int] = set()
    for sentence in found:
        [part] = sentence.parts
        touched = {n for n, cue in enumerate(document.cues) if cue.start < part.end and part.start < cue.end}
        assert touched, document.text[part.start : part.end]
        assert not touched & taken, "two sentences share a cue"
        taken |= touched
        own = [document.cues[one] for one in touched]
        assert min(cue.start for cue in own) >= part.start
        assert max(cue.end for cue in own) <= part.end
    assert taken == set(range(len(document.cues)))


def test_each_is_heard_between_its_times_and_there_is_silence_around_it(
    document: Document, sound: tuple[np.ndarray, int]
) -> None:
    samples, rate = sound
    for before, cue in zip((None, *document.cues), document.cues, strict=False):
        begin, end = cue.from_ms * rate // 1000, cue.to_ms * rate // 1000
        edge = rate * 3 // 10
        assert np.abs(samples[begin : begin + edge]).max() > LOUD, "it begins within .3 s"
        assert np.abs(samples[end - edge : end]).max() > LOUD, "it ends within .3 s"
        since = before.to_ms * rate // 1000 if before is not None else 0
        gap = samples[since + rate // 50 : begin - rate // 50]
        assert np.abs(gap).max() < QUIET, "nobody is heard between"
