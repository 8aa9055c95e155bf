"""The queue before the recogniser: one at a time, few who wait, and nothing kept of what was said."""

import gc
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from audit.errors import Overloaded
from onrecord.hearing.domain import Heard, NotHeard
from onrecord.hearing.hearing import Hearing
from onrecord.hearing.wire import Samples
from onrecord.identity.domain import Identity, Role, Way
from tests.onrecord.hearing.sounds import tone, wav

EVE = Identity(person="eve@example.com", name="eve", roles=frozenset({Role.EMPLOYEE}), audience="all-employees",
               way=Way.SESSION)  # fmt: skip
QUESTION = wav(tone(0.5, 16000), 16000)


class Slow:
    """A recogniser that writes down how many samples it was given, when it is let."""

    name = "slow"

    def __init__(self) -> None:
        self.may, self.began = threading.Event(), threading.Semaphore(0)
        self.inside, self.most = 0, 0
        self.names: Sequence[str] = ()

    def text(self, samples: Samples, names: Sequence[str] = ()) -> str:
        self.inside += 1
        self.most, self.names = max(self.most, self.inside), names
        self.began.release()
        assert self.may.wait(30)
        self.inside -= 1
        return f"{len(samples)} samples" if samples.any() else ""


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def hearing(slow: Slow) -> Iterator[Hearing]:
    made = Hearing(lambda: slow, lambda who: (who.name,), waiting=2)
    yield made
    slow.may.set()
    made.close()


def test_what_was_said_comes_with_its_length(hearing: Hearing, slow: Slow) -> None:
    slow.may.set()
    assert hearing.submit(EVE, QUESTION).result(30) == Heard(text="8000 samples", seconds=0.5)
    assert slow.names == ("eve",)


def test_one_is_heard_at_a_time_and_few_wait(hearing: Hearing, slow: Slow) -> None:
    futures = [hearing.submit(EVE, QUESTION) for _ in range(3)]
    assert slow.began.acquire(timeout=30)
    for turned_away in (hearing.room, lambda: hearing.submit(EVE, QUESTION)):
        with pytest.raises(Overloaded) as told:
            turned_away()
        assert told.value.retry_after_s >= 1
    slow.may.set()
    assert [one.result(30).seconds for one in futures] == [0.5] * 3
    assert slow.most == 1
    hearing.room()
    assert hearing.submit(EVE, QUESTION).result(30).seconds == 0.5


def test_silence_and_noise_are_told_and_leave_their_place(hearing: Hearing, slow: Slow) -> None:
    slow.may.set()
    for _ in range(5):
        with pytest.raises(NotHeard, match="no words were heard"):
            hearing.submit(EVE, wav(bytes(16000), 16000)).result(30)
        with pytest.raises(NotHeard, match="no recording"):
            hearing.submit(EVE, b"noise").result(30)
    hearing.room()


def test_a_recogniser_that_cannot_be_had_is_tried_again(slow: Slow) -> None:
    slow.may.set()
    tries: list[Callable[[], Slow]] = [lambda: slow]

    def made() -> Slow:
        if len(tries) == 1:
            tries.append(tries[0])
            raise NotHeard("it is not there yet.")
        return tries[0]()

    hearing = Hearing(made, lambda _: ())
    with pytest.raises(NotHeard, match="not there yet"):
        hearing.submit(EVE, QUESTION).result(30)
    assert hearing.submit(EVE, QUESTION).result(30).seconds == 0.5
    hearing.close()


def test_nothing_of_a_recording_is_kept(hearing: Hearing, slow: Slow) -> None:
    slow.may.set()
    said = wav(tone(0.5, 16000) + b"\x01\x02\x03\x04" * 1000, 16000)
    hearing.submit(EVE, said).result(30)
    hearing.submit(EVE, QUESTION).result(30)  # the worker has let go of the first
    gc.collect()
    assert not [one for one in gc.get_referrers(said) if isinstance(one, tuple | list) and one is not globals()]
