"""What each viseme is, in measures: the fifteen of Oculus; `sil` is the mouth at rest."""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.web.presenter.model.mouth import REST, Mouth, with_

VISEMES: Mapping[str, Mouth] = {
    "sil": REST,
    "PP": with_(wide=29, upper=4.0, lower=5.0, pressed=2.2, tucked=2.6, corners=1.5),
    "FF": with_(raised=3.6, lowered=-1.6, lower=6.0, tucked=5.0, upper=6.0, corners=2.0, jaw=1),
    "TH": with_(raised=3.0, lowered=6.5, corners=1.5, jaw=4),
    "DD": with_(raised=3.0, lowered=6.5, corners=2.0, jaw=4),
    "kk": with_(wide=32, raised=3.0, lowered=9.0, corners=2.0, jaw=7),
    "CH": with_(wide=21, raised=5.0, lowered=6.5, out=6, upper=7.5, lower=9.0, corners=0, jaw=3),
    "SS": with_(wide=33, raised=3.2, lowered=4.2, upper=5.5, lower=7.0, corners=3.5, jaw=1.5),
    "nn": with_(raised=2.4, lowered=5.2, corners=2.0, jaw=3),
    "RR": with_(wide=22, raised=3.4, lowered=6.5, out=4, corners=0.5, jaw=4),
    "aa": with_(wide=31, raised=4.4, lowered=20.0, upper=6.0, lower=8.0, corners=-1, jaw=17),
    "E": with_(wide=34, raised=4.0, lowered=11.0, upper=5.8, lower=7.5, corners=2.5, jaw=8),
    "I": with_(wide=36, raised=3.6, lowered=6.0, upper=5.2, lower=6.6, corners=4.5, jaw=3),
    "O": with_(wide=19, raised=7.0, lowered=14.0, out=5, upper=7.0, lower=8.5, corners=-1, jaw=11),
    "U": with_(wide=13, raised=4.0, lowered=6.5, out=9, upper=7.5, lower=9.0, corners=-0.5, jaw=4),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """Millimetres that it has gone forward and up from where it rests, and how far its tip has bent up."""

    forward: float = 0.0
    up: float = 0.0
    tip: float = 0.0


TONGUES: Mapping[str, Tongue] = {
    "TH": Tongue(forward=19, up=9.5, tip=1),
    "DD": Tongue(forward=6, up=8, tip=6),
    "nn": Tongue(forward=6, up=7.5, tip=6),
    "RR": Tongue(forward=1, up=4, tip=4),
    "kk": Tongue(forward=-4, up=3),
    "SS": Tongue(up=1),
    "CH": Tongue(forward=4, up=4),
    "E": Tongue(forward=3, up=2),
    "I": Tongue(forward=2, up=3),
}
