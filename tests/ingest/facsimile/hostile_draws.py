"""Children that were taken over: what they return is no facsimile of what was asked for."""

from array import array
from dataclasses import replace

from ingest.facsimile.domain import Facsimile
from ingest.facsimile.draw import draw


def of_another_text(media_type: str, asked: bytes) -> Facsimile:
    made = draw(media_type, asked)
    return replace(made, marks=made.marks[:-5])


def no_picture(media_type: str, asked: bytes) -> Facsimile:
    return replace(draw(media_type, asked), image=b"<svg onload='alert(1)'/>")


def another_size(media_type: str, asked: bytes) -> Facsimile:
    return replace(draw(media_type, asked), width=9)


def half_a_mark(media_type: str, asked: bytes) -> Facsimile:
    made = draw(media_type, asked)
    return replace(made, marks=array("H", [9, 9, 3, 3, 0]) + made.marks[5:])
