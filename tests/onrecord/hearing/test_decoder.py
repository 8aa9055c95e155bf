"""A recording becomes samples, whatever a browser packs it in; and whatever else is sent, one line comes of it."""

import struct
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.hearing.decoder import LIMITS, Decoder
from onrecord.hearing.domain import RATE, NotHeard
from tests.onrecord.hearing.sounds import film, packed, repeated, silence, tone, wav


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as made:
        yield made


def refusal(decoder: Decoder, data: bytes) -> str:
    with pytest.raises(NotHeard) as told:
        decoder.samples(data)
    assert "\n" not in str(told.value)
    return str(told.value)


RECORDED = {
    "webm": packed(tone(2.0), "webm"),
    "ogg": packed(tone(2.0), "ogg"),
    "mp4": packed(tone(2.0), "mp4", "aac"),
    "wav": wav(tone(2.0)),
    "telephone": wav(tone(2.0, 8000), 8000),
}


@pytest.mark.parametrize("kind", RECORDED)
def test_a_recording_is_as_long_and_as_loud_as_it_was(decoder: Decoder, kind: str) -> None:
    samples = decoder.samples(RECORDED[kind])
    assert samples.dtype == np.float32
    assert abs(len(samples) / RATE - 2.0) < 0.15
    middle = samples[RATE // 2 : -RATE // 2]
    assert abs(float(np.sqrt((middle**2).mean())) - 8000 / 32768 / 2**0.5) < 0.01
    crossings = int((np.diff(np.signbit(middle)) != 0).sum())
    assert abs(crossings / 2 / (len(middle) / RATE) - 440) < 2


def test_two_channels_become_one(decoder: Decoder) -> None:
    left = np.frombuffer(tone(1.0), np.int16)
    both = np.stack([left, np.zeros_like(left)], axis=1).tobytes()
    assert abs(len(decoder.samples(wav(both, channels=2))) / RATE - 1.0) < 0.01


def test_a_minute_is_heard_and_more_is_not(decoder: Decoder) -> None:
    assert abs(len(decoder.samples(wav(silence(60.0, 8000), 8000))) / RATE - 60) < 0.1
    assert "longer than 60 seconds" in refusal(decoder, wav(silence(62.0, 8000), 8000))


def test_three_hours_end_after_a_minute(decoder: Decoder) -> None:
    hours = repeated(3 * 3600)
    assert 1 << 20 < len(hours) < LIMITS.input_bytes
    assert "longer than 60 seconds" in refusal(decoder, hours)


HOSTILE = {
    "nothing": b"",
    "one byte": b"\x1a",
    "text": b"What was said about hiring?",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:1/x.ts\n",
    "a list of files": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "an image": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "only the beginning of a WebM": RECORDED["webm"][:40],
    "WebM in name": b"\x1aE\xdf\xa3" + b"\xff" * 4000,
    "Ogg in name": b"OggS" + bytes(4000),
    "WAV in name": b"RIFF\xff\xff\xff\xffWAVE" + b"\xff" * 4000,
    "MP4 in name": b"\x00\x00\x00\x18ftypisom" + b"\xff" * 4000,
    "a film": film(),
    "an MP4 film": film("mp4", "mpeg4"),
    "no rate": b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + struct.pack("<HHIIHH", 1, 1, 0, 0, 2, 16)
    + b"data\x00\x10\x00\x00" + bytes(4096),
    "a sample a second": b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + struct.pack("<HHIIHH", 1, 1, 1, 2, 2, 16)
    + b"data\x00\x10\x00\x00" + bytes(4096),
    "sixty thousand channels": b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00"
    + struct.pack("<HHIIHH", 1, 60_000, 48_000, 0, 0, 16) + b"data\x00\x00\x10\x00" + bytes(1 << 20),
    "too many bytes": b"OggS" + bytes(10 << 20),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_recording_is_refused_in_one_line(decoder: Decoder, kind: str) -> None:
    assert len(refusal(decoder, HOSTILE[kind])) < 200


def test_what_breaks_off_is_heard_as_far_as_it_goes(decoder: Decoder) -> None:
    for kind in ("webm", "ogg", "wav"):
        whole = RECORDED[kind]
        seconds = len(decoder.samples(whole[: len(whole) * 2 // 3])) / RATE
        assert 0.8 < seconds < 1.6, kind


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(RECORDED)), st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=9)), max_size=9))
def test_a_damaged_recording_gives_samples_or_one_line(
    decoder: Decoder, kind: str, damage: list[tuple[int, bytes]]
) -> None:
    data = bytearray(RECORDED[kind])
    for place, new in damage:
        data[place : place + len(new)] = new
    try:
        samples = decoder.samples(bytes(data))
    except NotHeard as told:
        lines = str(told).splitlines()
    else:
        lines = ["samples"]
        assert 0 < len(samples) <= 61.5 * RATE
        assert np.isfinite(samples).all()
    assert len(lines) == 1


def test_what_takes_too_long_or_too_much_is_stopped() -> None:
    for parser, limits in (
        ("tests.onrecord.hearing.slow:forever", replace(LIMITS, seconds=0.5)),
        ("tests.onrecord.hearing.slow:greedy", LIMITS),
    ):
        with Decoder(limits, parser=parser) as decoder:
            assert "takes more to decode" in refusal(decoder, RECORDED["wav"])


def test_a_decoder_that_crashes_takes_nobody_with_it() -> None:
    with Decoder(parser="tests.onrecord.hearing.slow:crash") as decoder:
        for _ in range(2):
            assert "damaged" in refusal(decoder, RECORDED["wav"])
