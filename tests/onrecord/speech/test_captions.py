"""Captions as another reader of WebVTT reads them."""

import re
from io import StringIO

import webvtt

from onrecord.speech.captions import CUE_CHARACTERS
from onrecord.speech.captions import webvtt as captions
from onrecord.speech.domain import Utterance
from onrecord.speech.script import plain
from tests.onrecord.speech.tones import Tones

LONG = (
    'In *The slate*, on 16 September 2025, Ada Okafor said: "We <will> hire forty engineers & no more; '
    'nobody (nobody at all) will be asked to move from Leeds to Aldermoor, nor from Aldermoor to Leeds --> now."'
)


def utterance(text: str) -> Utterance:
    script = plain(text)
    voice = Tones()
    return Utterance(record_id="r", number=1, script=script, sound=voice.speak(script), voice=voice.likeness,
                     avatar=None, leaf=1)  # fmt: skip


def seconds(time: str) -> float:
    hours, minutes, rest = time.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def test_the_cues_hold_the_whole_text_in_two_lines_each() -> None:
    found = webvtt.from_buffer(StringIO(captions([utterance(LONG)], note="x")))
    shown = [re.sub(r"<[^>]*>", "", one.raw_text) for one in found]
    plain_text = [one.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for one in shown]
    assert " ".join(plain_text) == LONG
    assert max(map(len, plain_text)) <= CUE_CHARACTERS + len("Aldermoor,")


def test_each_word_stands_behind_the_time_at_which_it_is_heard() -> None:
    first, second = utterance(LONG), utterance("A second one.")
    made = captions([first, second], note="x")
    times = [seconds(one) for one in re.findall(r"(?m)^([\d:.]+) -->|<([\d:.]+)>", made) for one in one if one]
    shift = first.sound.seconds
    heard = [one.begin for one in first.sound.words] + [shift + one.begin for one in second.sound.words]
    assert len(times) == len(heard)
    assert max(abs(one - other) for one, other in zip(times, heard, strict=True)) <= 0.0005


def test_the_note_is_one_line_and_cannot_begin_a_cue() -> None:
    made = captions([utterance("One.")], note="Selected\n\n00:01 --> 00:02\nby software")
    assert made.splitlines()[2] == "NOTE Selected 00:01 -> 00:02 by software"
    assert len(webvtt.from_buffer(StringIO(made)).captions) == 1
