"""What a mouth shows of phonemes: the 15 visemes of Oculus' lip synchronisation, which faces made for it have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from onrecord.speech.alignment import LENGTH, PAUSES, SPACE, STRESS
from onrecord.speech.domain import Phoneme, Sound

SILENT = "sil"
NAMES = (SILENT, "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")
LIPS_MEET = 0.08  # seconds: a shorter pause between words does not close a mouth

_SHOWN = {
    "PP": "pbm",
    "FF": "fvɱ",
    "TH": "θð",
    "DD": "tdʈɖ",
    "kk": "kɡgxɣqhɦŋʔ",
    "CH": "ʃʒɕʑ",
    "SS": "sz",
    "nn": "nlɬɫɲ",
    "RR": "rɹɾɻʁɚɝɜ",
    "aa": "aɑɐʌæɒ",
    "E": "eɛəɘ",
    "I": "iɪjyɨ",
    "O": "oɔøœ",
    "U": "uʊwɯʉ",
}
OF: Mapping[str, str] = {symbol: name for name, symbols in _SHOWN.items() for symbol in symbols}
_STOPS, _HUSHES = frozenset("td"), frozenset("ʃʒ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viseme:
    """`name` is one of NAMES; seconds from the sound's beginning."""

    name: str
    begin: float
    finish: float


def visemes(sound: Sound) -> tuple[Viseme, ...]:
    """One after another from the sound's beginning to its end, without holes; no two of a name meet."""
    shown: list[Viseme] = []
    for one in (*_named(sound.phonemes), Viseme(name=SILENT, begin=sound.seconds, finish=sound.seconds)):
        at = shown[-1].finish if shown else 0.0
        if one.begin > at:
            _add(shown, Viseme(name=SILENT, begin=at, finish=one.begin))
        _add(shown, one)
    return tuple(shown)


def _add(shown: list[Viseme], one: Viseme) -> None:
    if one.finish <= one.begin:
        return
    if shown and shown[-1].name == one.name:
        shown[-1] = replace(shown[-1], finish=one.finish)
    else:
        shown.append(one)


def _named(phonemes: tuple[Phoneme, ...]) -> Iterator[Viseme]:
    """A mark of stress counts to what it stands before, a mark of length and a short pause to what they stand behind.
    `t` and `d` before a hush are the hush."""
    name, waiting = SILENT, None
    for place, one in enumerate(phonemes):
        symbol = one.symbol
        following = phonemes[place + 1].symbol if place + 1 < len(phonemes) else ""
        if symbol in STRESS:
            waiting = one.begin if waiting is None else waiting
            continue
        if symbol in PAUSES or (symbol == SPACE and one.finish - one.begin >= LIPS_MEET):
            name = SILENT
        elif symbol in _STOPS and following in _HUSHES:
            name = OF[following]
        elif symbol not in LENGTH and symbol != SPACE:
            name = OF.get(symbol, name)
        yield Viseme(name=name, begin=one.begin if waiting is None else waiting, finish=one.finish)
        waiting = None
