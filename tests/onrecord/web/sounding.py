"""The small company's parts, with a voice of one tone that loads at once."""

from dataclasses import dataclass
from functools import cached_property

from onrecord.parts import Parts
from onrecord.speech.domain import Likeness
from onrecord.speech.speaking import Speaking
from tests.onrecord.speech.tones import Tones

AVATAR = Likeness(name="mask", sha256="a7" * 32)


@dataclass(frozen=True)
class Sounding(Parts):
    """`Parts` whose presenter is `tones`, and whose face is like nobody."""

    @cached_property
    def tones(self) -> Tones:
        return Tones()

    @cached_property
    def speaking(self) -> Speaking:
        return Speaking(self.engine, self.log, self.kept, lambda: self.tones, avatar=AVATAR)
