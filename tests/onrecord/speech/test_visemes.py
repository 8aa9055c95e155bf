"""What a mouth shows, for phonemes whose times are given."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from onrecord.speech.domain import Phoneme, Sound
from onrecord.speech.visemes import NAMES, OF, visemes

RATE = 1000


def shown(symbols: str, *, each: float = 0.1, silent: int = 0) -> list[tuple[str, float, float]]:
    phonemes = tuple(
        Phoneme(symbol=one, begin=place * each, finish=(place + 1) * each) for place, one in enumerate(symbols)
    )
    pcm = bytes(2 * (round(len(symbols) * each * RATE) + silent))
    found = visemes(Sound(pcm=pcm, rate=RATE, phonemes=phonemes))
    return [(one.name, round(one.begin, 6), round(one.finish, 6)) for one in found]


def test_lips_meet_for_p_and_round_for_o() -> None:
    assert shown("pop") == [("PP", 0, 0.1), ("O", 0.1, 0.2), ("PP", 0.2, 0.3)]


def test_stress_belongs_to_what_follows_and_length_to_what_precedes() -> None:
    assert shown("ˈfiːs") == [("FF", 0, 0.2), ("I", 0.2, 0.4), ("SS", 0.4, 0.5)]


def test_t_before_a_hush_is_the_hush() -> None:
    assert shown("tʃa") == [("CH", 0, 0.2), ("aa", 0.2, 0.3)]
    assert shown("ta")[0][0] == "DD"


def test_a_pause_closes_the_mouth_and_a_short_space_does_not() -> None:
    assert shown("a,", silent=200) == [("aa", 0, 0.1), ("sil", 0.1, 0.4)]
    assert shown("a ", each=0.03) == [("aa", 0, 0.06)]
    assert shown("a ", each=0.1) == [("aa", 0, 0.1), ("sil", 0.1, 0.2)]


@given(st.text(alphabet=[*OF, "ˈ", "ː", " ", ",", "?", "\u0303"], max_size=30), st.integers(0, 300))
def test_visemes_cover_the_sound_without_holes_and_no_two_alike_meet(symbols: str, silent: int) -> None:
    found = shown(symbols, silent=silent)
    end = round(len(symbols) * 0.1 + silent / RATE, 6)
    assert (found[0][1], found[-1][2]) == (0, end) if found else end == 0
    for before, after in pairwise(found):
        assert before[2] == after[1]
        assert before[0] != after[0]
    assert {one[0] for one in found} <= set(NAMES)
