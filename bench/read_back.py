"""Statements of the sample corpus read aloud, and heard again by a recogniser: `python -m bench.read_back [--show]`.

The first 50 statements that the sample's questions are answered with, each said with its source. Of what was heard:
the words that are wrong for each word that was said, and in how many statements every number, date and leader's name
is right. It is heard by the packaged recogniser, as it decodes by itself, with the leaders' names suggested to it, as
they are where people ask by voice; beside it stands what is heard without. `--times`: how far the words' times are from
the recogniser's own, over ten statements.
"""

import re
import statistics
import sys
import time
from collections.abc import Sequence
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from faster_whisper import WhisperModel, decode_audio
from ruamel.yaml import YAML

from agent.ask import ask
from agent.domain import Question
from audit.domain import Statement
from bench.facts import facts
from ingest.manifest.read import read_manifest
from ingest.run import ingest
from onrecord.hearing import whisper
from onrecord.parts import Parts, now
from onrecord.settings import PACKAGED, Settings
from onrecord.speech import files, piper
from onrecord.speech.domain import Said, Script, Sound
from onrecord.speech.normal.reading import said
from onrecord.speech.script import of_statement

ROOT = Path(__file__).parents[1]
AUDIENCE = "all-employees"
STATEMENTS = 50
TIMED = 10
THREADS = 2


def main(*, show: bool, times: bool) -> None:
    leaders = [one.name for one in read_manifest(ROOT / "corpus_manifest.yaml").leaders]
    scripts = [of_statement(one) for one in statements()[:STATEMENTS]]
    began = time.perf_counter()
    sounds = [piper.presenter().speak(one) for one in scripts]
    seconds = sum(one.seconds for one in sounds)
    print(f"{len(scripts)} statements, {seconds:.0f} s of speech, made in {time.perf_counter() - began:.0f} s")
    recogniser = whisper.chosen(PACKAGED)
    assert recogniser is not None
    model = WhisperModel(str(recogniser.folder), device="cpu", compute_type="int8", cpu_threads=THREADS)
    for what, suggested in (("with the leaders' names suggested", ", ".join(leaders)), ("with no names", None)):
        heard = [_heard(model, one, suggested) for one in sounds]
        _judge(what, scripts, heard, leaders, show=show)
    if times:
        _time(scripts[:TIMED], sounds[:TIMED], model)


def _heard(model: WhisperModel, sound: Sound, names: str | None) -> str:
    stretches, _ = model.transcribe(
        decode_audio(_wav(sound)), language="en", temperature=0.0, condition_on_previous_text=False, hotwords=names
    )
    return " ".join(one.text.strip() for one in stretches)


def statements() -> list[Statement]:
    """Each statement once, of the sample's questions in their order, until there are enough."""
    with TemporaryDirectory() as name:
        made = Parts(workspace=Path(name), settings=Settings())
        with made.workshop() as workshop:
            ingest(workshop, ROOT / "corpus_manifest.yaml")
        agent = made.agent()
        found: dict[str, Statement] = {}
        for text in questions():
            at = now()
            asked = Question(text=text, audience=AUDIENCE, as_of=at.date(), asked_at=at)
            found |= {one.text: one for one in ask(agent, asked).statements}
            if len(found) >= STATEMENTS:
                break
        agent.library.close()
        made.engine.dispose()
    return list(found.values())


def questions() -> list[str]:
    with (ROOT / "tests" / "sample_questions.yaml").open(encoding="utf-8") as file:
        cases: list[dict[str, Any]] = YAML(typ="safe").load(file)
    return [str(one["question"]) for one in cases if "as_of" not in one and one.get("audience", AUDIENCE) == AUDIENCE]


def _wav(sound: Sound) -> BytesIO:
    return BytesIO(files.encoded([sound], files.Form.WAV, title="", comment=""))


def _judge(what: str, scripts: Sequence[Script], heard: Sequence[str], leaders: Sequence[str], *, show: bool) -> None:
    words = errors = right = 0
    for number, (script, text) in enumerate(zip(scripts, heard, strict=True), 1):
        reference, hypothesis = _words(script.said), _words(said(text))
        wrong = distance(reference, hypothesis)
        words, errors = words + len(reference), errors + wrong
        meant, found = facts(script.text, leaders), facts(text, leaders)
        right += meant == found
        if meant != found:
            missing, added = sorted((meant - found).elements()), sorted((found - meant).elements())
            print(f"  {number}: not heard: {', '.join(missing) or '-'}; heard instead: {', '.join(added) or '-'}")
        if show:
            print(f"  {number} [{wrong}] {script.text}\n      {text}")
    print(f"{what}: word error rate {errors / words:.1%} of {words:,} words; "
          f"every number, date and leader's name right in {right} of {len(scripts)}", flush=True)  # fmt: skip


def _words(said: Sequence[Said]) -> list[str]:
    """As they are said, without marks and capitals."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", " ".join(one.words for one in said).casefold())


def distance(reference: Sequence[str], hypothesis: Sequence[str]) -> int:
    """Words put in, left out or exchanged, at least (Levenshtein)."""
    row = list(range(len(hypothesis) + 1))
    for place, one in enumerate(reference, 1):
        last, row[0] = row[0], place
        for column, other in enumerate(hypothesis, 1):
            last, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, last + (one != other))
    return row[-1]


def _time(scripts: Sequence[Script], sounds: Sequence[Sound], model: WhisperModel) -> None:
    """Words that both have, one after another: how far their beginnings are apart."""
    apart: list[tuple[float, str]] = []
    for script, sound in zip(scripts, sounds, strict=True):
        ours = [(_bare(script.text[one.start : one.end]), one.begin) for one in sound.words]
        stretches, _ = model.transcribe(decode_audio(_wav(sound)), language="en", word_timestamps=True)
        theirs = [(_bare(word.word), word.start) for one in stretches for word in one.words or ()]
        same = SequenceMatcher(None, [one[0] for one in ours], [one[0] for one in theirs], autojunk=False)
        for match in same.get_matching_blocks():
            for place in range(match.size):
                (word, at), (_, other) = ours[match.a + place], theirs[match.b + place]
                apart.append((abs(at - other), word))
    apart.sort()
    spans = [one[0] for one in apart]
    late = ", ".join(f"{word} {1000 * one:.0f} ms" for one, word in apart[-5:])
    print(f"{len(apart)} words' beginnings beside the recogniser's: median {1000 * statistics.median(spans):.0f} ms, "
          f"nine in ten within {1000 * spans[int(0.9 * len(spans))]:.0f} ms, worst {late}", flush=True)  # fmt: skip


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word).casefold()


if __name__ == "__main__":
    main(show="--show" in sys.argv, times="--times" in sys.argv)
