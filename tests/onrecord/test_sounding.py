"""What sounds on this machine: without a gap, for as long as it may, and silent at once when it may not."""

import signal
import threading
import time
from collections.abc import Iterator

import pytest

from audit.errors import NotSounded
from onrecord.device import RATE, Device
from onrecord.sounding import LEASE_S, Piece, sounded
from onrecord.speech.domain import Sound
from tests.onrecord.heard import Heard
from tests.onrecord.recorded import hertz, tone

LATE_S = 0.5  # a quarter of a second, and what a busy machine adds


@pytest.fixture
def heard() -> Iterator[Heard]:
    made = Heard()
    yield made
    made.close()


def may() -> None:
    return None


def piece(seconds: float = 0.5, tone_hz: int = 440, rate: int = RATE, **more: object) -> Piece:
    return Piece(sound=Sound(pcm=tone(seconds, tone_hz, rate), rate=rate), **({"barred": may} | more))  # type: ignore[arg-type]


def test_one_after_another_without_a_gap(heard: Heard) -> None:
    pieces = [piece(0.4, 300), piece(0.6, 600), piece(0.2, 900)]
    began = time.monotonic()
    sounded(pieces, heard)
    assert bytes(heard.taken) == b"".join(one.sound.pcm for one in pieces)
    assert 1.2 <= heard.closed - began < 2.2


def test_sounds_of_other_rates_keep_their_pitch_and_length(heard: Heard) -> None:
    sounded([piece(0.5, 300, 22_050), piece(0.5, 600, 16_000)], heard)
    half = len(heard.taken) // 2 // 2 * 2
    assert abs(len(heard.taken) / 2 / RATE - 1.0) < 0.01
    assert abs(hertz(bytes(heard.taken[:half]), RATE) - 300) < 6
    assert abs(hertz(bytes(heard.taken[half:]), RATE) - 600) < 6


def test_it_is_silent_at_once_where_it_is_barred(heard: Heard) -> None:
    barred: list[float] = []
    timer = threading.Timer(0.5, lambda: barred.append(time.monotonic()))
    long = piece(8.0, barred=lambda: "Everything is paused" if barred else None, begins=timer.start)
    with pytest.raises(NotSounded, match=r"it is silent now: everything is paused\."):
        sounded([long, piece()], heard)
    assert heard.first < barred[0]
    assert heard.last - barred[0] < LATE_S
    assert heard.closed - barred[0] < LATE_S


def test_what_cannot_be_asked_is_silent_as_well(heard: Heard) -> None:
    """Whoever decides does not answer: the device falls silent by itself, before anybody finds out."""
    asked: list[float] = []

    def hangs() -> None:
        asked.append(time.monotonic())
        if len(asked) > 3:
            time.sleep(1.5)
            raise NotSounded("nobody answered.")

    with pytest.raises(NotSounded, match="nobody answered"):
        sounded([piece(8.0, barred=hangs)], heard)
    assert heard.last - asked[3] < LEASE_S + 0.25


def test_what_is_to_come_is_asked_before_it_is_heard(heard: Heard) -> None:
    first = piece(0.5)
    with pytest.raises(NotSounded, match="it is silent now: its source may not be read now"):
        sounded([first, piece(barred=lambda: "Its source may not be read now")], heard)
    assert bytes(heard.taken) == first.sound.pcm, "what may be heard is heard to its end"


def test_what_cannot_be_made_is_told_when_what_came_before_was_heard(heard: Heard) -> None:
    first = piece(0.5)

    def pieces() -> Iterator[Piece]:
        yield first
        raise NotSounded("statement 2 is not read aloud.")

    with pytest.raises(NotSounded, match="statement 2"):
        sounded(pieces(), heard)
    assert bytes(heard.taken) == first.sound.pcm


def test_only_one_is_made_ahead(heard: Heard) -> None:
    made: list[int] = []
    seen: list[int] = []

    def pieces() -> Iterator[Piece]:
        for number in range(4):
            made.append(number)
            yield piece(0.5, begins=lambda: seen.append(len(made)))

    sounded(pieces(), heard)
    assert seen == [1, 2, 3, 4]
    assert len(heard.taken) == 4 * 0.5 * RATE * 2


def test_what_is_being_made_is_not_waited_for_with_sound(heard: Heard) -> None:
    barred = threading.Event()

    def pieces() -> Iterator[Piece]:
        yield piece(8.0, barred=lambda: "Everything is paused" if barred.is_set() else None)
        barred.set()
        time.sleep(1.0)
        yield piece()

    with pytest.raises(NotSounded):
        sounded(pieces(), heard)
    assert time.monotonic() - heard.closed > 0.5


def test_it_can_be_stopped(heard: Heard) -> None:
    stop, stopped = threading.Event(), []

    def stops() -> None:
        stopped.append(time.monotonic())
        stop.set()

    sounded([piece(8.0, begins=threading.Timer(0.3, stops).start)], heard, stop)
    assert heard.first < stopped[0]
    assert heard.closed - stopped[0] < LATE_S


def test_ctrl_c_silences_it(heard: Heard) -> None:
    began: list[float] = []

    def interrupt() -> None:
        began.append(time.monotonic())
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        sounded([piece(8.0, begins=threading.Timer(0.3, interrupt).start)], heard)
    assert heard.first < began[0]
    assert heard.closed - began[0] < LATE_S


def test_nothing_is_made_where_there_is_no_device() -> None:
    def pieces() -> Iterator[Piece]:
        raise AssertionError("made for nobody")
        yield piece()

    def none() -> Device:
        raise NotSounded("there is none.")

    with pytest.raises(NotSounded, match="there is none"):
        sounded(pieces(), none)
