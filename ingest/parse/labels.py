"""Who speaks, where a transcript says so in its words: `ADA OKAFOR: ...` at the beginning of a line.

A label that is missed gives an interviewer's question to whoever spoke before, so what may be a name is taken
for one; but words that often open a sentence (`Note:`) are not, and one lone word with a colon makes no
transcript.
"""

import re
from collections.abc import Sequence

# `>>` is how live captions mark that another person speaks, a dash how subtitles do.
_LABEL = re.compile(
    r"(?:>>+\s*|[-–—]\s*)?[\[(]?(?P<name>[^\W\d_][^:：,(\[\n]{0,59}?)"
    r"(?:\s*,\s[^:：\n]{1,60}|\s*[(\[][^)\]\n]{1,60}[)\]])?"  # an office: `Ada Okafor, CEO:` or in brackets
    r"[\])]?\s*(?::(?:\s+|$)|：\s*)(?P<words>.*)"
)
_CHANGE = re.compile(r">>+\s*")
_DASH = re.compile(r"[-–—]\s+(?=\S)")
_SMALL = frozenset(re.findall(r"\w+", "of the de la le du da di del della der den van von zu bin ibn al and y e for"))
_ROLES = frozenset(
    re.findall(
        r"\w+",
        """q a interviewer interviewee moderator host presenter narrator speaker audience operator reporter
        journalist analyst all ceo cfo coo cto""",
    )
)
_OPENERS = frozenset(
    re.findall(
        r"\w+",
        """note notes remember reminder update updates correction question questions answer example warning
        important first second third finally lastly also so but and or yes no well look listen again today
        tomorrow conclusion summary goal goals result results because therefore ps fact translation source
        sources music applause""",
    )
)
_CASELESS = 12  # characters; without capitals and spaces to go by, a label has to be short


def split_label(line: str) -> tuple[str, str] | None:
    """A line's speaker and words, or none where it does not begin with a name and a colon."""
    found = _LABEL.match(line)
    if found is None:
        return None
    name = found["name"].strip()
    words = re.findall(r"[^\W_][\w.'’&-]*", name)
    if not words or len(words) > 8 or name.casefold() in _OPENERS:
        return None
    if any(mark in name for mark in '!?;"“”'):
        return None
    if _is_role(name):
        return name, found["words"]
    if not any(char.isupper() or char.islower() for char in name):
        return (name, found["words"]) if len(name) <= _CASELESS else None
    if not words[0][0].isupper() or any(word[0].islower() and word not in _SMALL for word in words):
        return None
    return name, found["words"]


def _is_role(name: str) -> bool:
    """`Interviewer`, `q`, `speaker 2`: what stands for a speaker in small letters too."""
    return re.sub(r"[\s_#\d]+$", "", name).casefold() in _ROLES


def spoken(cues: Sequence[str]) -> list[list[tuple[str | None, str]]]:
    """Each cue as its speakers' words. A cue without a label goes on with the one before it.

    The speaker is none throughout where the cues name nobody, and empty where somebody unknown speaks.
    """
    if not _names_speakers(cues):
        return [[(None, cue)] for cue in cues]
    speaker = ""
    result = []
    for cue in cues:
        lines = cue.split("\n")
        dialogue = sum(_DASH.match(line) is not None for line in lines) > 1
        pieces: list[tuple[str | None, str]] = []
        for line in lines:
            label = split_label(line)
            change = _CHANGE.match(line) or (_DASH.match(line) if dialogue else None)
            if label:
                speaker, words = label
                pieces.append((speaker, words))
            elif change:
                speaker = ""
                pieces.append((speaker, line[change.end() :]))
            elif pieces:
                pieces[-1] = (speaker, f"{pieces[-1][1]}\n{line}")
            else:
                pieces.append((speaker, line))
        result.append(pieces)
    return result


def _names_speakers(cues: Sequence[str]) -> bool:
    lines = [line for cue in cues for line in cue.split("\n")]
    if any(_CHANGE.match(line) for line in lines):
        return True
    names = [label[0] for line in lines if (label := split_label(line))]
    return len(names) > 1 or any(
        " " in name or name.isupper() or _is_role(name) or not name.isascii() for name in names
    )
