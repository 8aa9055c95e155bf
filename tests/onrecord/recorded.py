"""A recording of the small company's town hall: ten seconds of tones, another for each cue, and silence between."""

import hashlib
import io
import itertools
import json
import math
import struct
import wave

from tests.onrecord.conftest import Company

RATE = 16_000
TONES = ((1.0, 4.0, 300), (5.0, 9.5, 600))  # begin and end in seconds, hertz: the host's cue, and Ben Okafor's
SECONDS = 10
QUESTION = ("How long does the foundry stay open?", "--leader", "ben-okafor")
NOTE = "Synthetic: tones, and nobody's voice."


def tones() -> bytes:
    """The recording, as a WAV file."""
    samples = [0] * (RATE * SECONDS)
    for begin, end, hertz in TONES:
        for place in range(round(begin * RATE), round(end * RATE)):
            samples[place] = round(8000 * math.sin(2 * math.pi * hertz * place / RATE))
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return made.getvalue()


def tone(seconds: float, hertz: int, rate: int) -> bytes:
    """The samples of a tone."""
    wave = (round(8000 * math.sin(2 * math.pi * hertz * place / rate)) for place in range(round(seconds * rate)))
    return struct.pack(f"<{round(seconds * rate)}h", *wave)


def hertz(pcm: bytes, rate: int) -> float:
    """Of a tone, by how often it crosses nought."""
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    crossed = sum(1 for one, other in itertools.pairwise(samples) if one < 0 <= other)
    return crossed * rate / len(samples)


def record(company: Company, *, path: str = "town-hall.wav", scope: str = "quote voice") -> bytes:
    """Give the town hall its recording: in its folder, declared, approved, and consented to. Gives the file's bytes."""
    data = tones()
    (company.folder / path).write_bytes(data)
    media = {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "note": NOTE}
    declare(company, media=media, approved=media["sha256"])
    consent(company, "ben-okafor", scope=scope.split())
    return data


def declare(company: Company, *, media: dict[str, str] | None, approved: str | None) -> None:
    """What the published state says of the town hall's recording, and which one its approval names."""
    [(text,)] = company.sql("SELECT declared FROM sources WHERE source_id = 'town-hall'")
    declared = {key: value for key, value in json.loads(text).items() if key != "media"}
    declared["approval"].pop("media_sha256", None)
    declared |= {"media": media} if media is not None else {}
    declared["approval"] |= {"media_sha256": approved} if approved is not None else {}
    company.sql("UPDATE sources SET declared = ? WHERE source_id = 'town-hall'", json.dumps(declared))
    published(company)


def consent(company: Company, leader_id: str, **changed: object) -> None:
    """Change what a leader has agreed to."""
    [(text,)] = company.sql("SELECT declared FROM leaders WHERE leader_id = ?", leader_id)
    declared = json.loads(text)
    declared["consent"] |= changed
    company.sql("UPDATE leaders SET declared = ? WHERE leader_id = ?", json.dumps(declared), leader_id)
    published(company)


def published(company: Company) -> None:
    """As each publication does: whoever has read the published state reads it again."""
    company.sql("UPDATE published SET published_at = datetime(published_at, '+1 second')")
