"""What an ingest makes of a recording: it is published with its transcript, or left out with a line, and the transcript
is served all the same."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.database import reading
from ingest.catalogue import read
from ingest.domain import Recording
from ingest.report import Outcome, SourceResult
from ingest.run import ingest
from tests.ingest.recordings.made import put, tone

TALK = """WEBVTT

00:00.000 --> 00:01.500
<v Ada Moss>We settled the matter in March.<00:00:01.000> It goes on as planned.
"""
NAME = "corpus/talk.opus"


def hexdigest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def recorded(company: Any, data: bytes | None = None, **media: str) -> bytes:
    """The company has a talk of a second and a half, and its recording."""
    data = tone(".opus", 2) if data is None else data
    company.add("talk", path="corpus/talk.vtt", kind="transcript")
    sha256 = hexdigest(TALK.encode())
    (company.folder / "corpus" / "talk.vtt").write_text(TALK)
    put(company.folder, NAME, data)
    found = {"path": NAME, "sha256": hexdigest(data), "note": "Cut for length"} | media
    approval = {"by": "second@example.com", "at": "2026-02-01T09:00:00Z", "sha256": sha256}
    company.document("talk").update(sha256=sha256, media=found, approval=approval | {"media_sha256": found["sha256"]})
    return data


@pytest.fixture
def ingested(company: Any, workshop: Callable[..., Any]) -> Callable[[], tuple[SourceResult, Recording | None]]:
    """Ingest, and give what became of the talk, and its recording as it was published."""

    def run() -> tuple[SourceResult, Recording | None]:
        company.save()
        with workshop() as made:
            report = ingest(made, company.path)
            with reading(made.engine) as connection:
                state = read.published(connection)
        assert state is not None
        assert state.entries["talk"].served
        return next(one for one in report.results if one.source_id == "talk"), state.entries["talk"].source.media

    return run


def test_a_recording_is_published_with_its_transcript(company: Any, ingested: Any) -> None:
    data = recorded(company)
    result, media = ingested()
    assert (result.outcome, result.detail) == (Outcome.ADDED, "")
    assert media == Recording(path=NAME, sha256=hexdigest(data), note="Cut for length")
    assert ingested()[0].outcome is Outcome.UNCHANGED


def removed(company: Any) -> None:
    (company.folder / NAME).unlink()


def another(company: Any) -> None:
    (company.folder / NAME).write_bytes(tone(".opus", 3))


def unapproved(company: Any) -> None:
    del company.document("talk")["approval"]["media_sha256"]


def declared(data: bytes, company: Any) -> None:
    put(company.folder, NAME, data)
    company.document("talk")["media"]["sha256"] = hexdigest(data)
    company.document("talk")["approval"]["media_sha256"] = hexdigest(data)


def garbage(company: Any) -> None:
    declared(b"OggS and no more", company)


def short(company: Any) -> None:
    declared(tone(".opus", 0.9), company)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (removed, f"the recording {NAME} is not there."),
        (another, f"the recording {NAME} is not the declared one: declared sha256 "),
        (unapproved, f"{NAME} is not among what was approved. Approve the document again: onrecord approve talk --by"),
        (garbage, f"{NAME} is truncated or damaged: it cannot be decoded"),
        (short, f"the recording {NAME} ends at 00:00:00.9"),
    ],
    ids=["missing", "another", "not approved", "garbage", "short"],
)
def test_a_recording_that_may_not_be_played_is_left_out_with_a_line(
    company: Any, ingested: Any, broken: Callable[[Any], None], told: str
) -> None:
    recorded(company)
    ingested()
    broken(company)
    result, media = ingested()
    assert media is None
    assert (result.outcome, result.passages, result.code) == (Outcome.CHANGED, 1, None)
    assert result.detail.startswith(f"its recording is not served: {told}")
    assert "\n" not in result.detail
    again, _ = ingested()
    assert (again.outcome, again.detail) == (Outcome.UNCHANGED, result.detail)


def test_a_recording_that_is_put_back_is_served_again(company: Any, ingested: Any) -> None:
    data = recorded(company)
    removed(company)
    assert ingested()[1] is None
    put(company.folder, NAME, data)
    result, media = ingested()
    assert (result.outcome, result.detail) == (Outcome.CHANGED, "")
    assert media is not None


def test_no_recording_is_looked_into_that_is_not_approved(company: Any, workshop: Callable[..., Any]) -> None:
    recorded(company)
    unapproved(company)
    company.save()
    looked: list[Path] = []
    with workshop() as made:
        ingest(replace(made, listen=lambda path, name, until: looked.append(path) or 0), company.path)
    assert looked == []
