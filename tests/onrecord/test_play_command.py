"""`play`: the cited words in the leader's own voice, in this machine's ear or in a file."""

import hashlib
import re
import threading
import time
import wave
from pathlib import Path
from typing import Any

import av
import pytest

from audit.errors import NotSounded
from onrecord.commands.play import play
from onrecord.desk.pausing import switch
from onrecord.device import own_device
from onrecord.parts import now, parts
from onrecord.past import past
from onrecord.recordings.playing import Played
from tests.onrecord.conftest import Company
from tests.onrecord.heard import Heard
from tests.onrecord.recorded import NOTE, QUESTION, consent, hertz, record, tones
from tests.onrecord.recordings.test_playing import BARRED


def asked(company: Company) -> tuple[str, str]:
    """What an answer prints, and the command in it that plays the town hall."""
    _, out, _ = company.run("ask", *QUESTION)
    found = re.search(r"hear it: onrecord (play \S+ --citation \d+)\n", out)
    return out, found[1] if found else ""


def samples(path: Path) -> tuple[bytes, int]:
    with wave.open(str(path)) as file:
        return file.readframes(file.getnframes()), file.getframerate()


def test_an_answer_says_what_to_type_and_that_gives_the_cited_words(company: Company) -> None:
    record(company)
    out, command = asked(company)
    number = command.rsplit(" ", 1)[1]
    assert re.search(rf"^\[{number}\] Ben Okafor, \*Town hall\*", out, re.MULTILINE), "the number that stands there"
    code, told, err = company.run(*command.split(), "-o", "clip.wav")
    assert (code, err) == (0, "")
    assert f"[{number}] Ben Okafor, Town hall, 4 March 2025, from 00:00:05.000 to 00:00:09.500" in told
    assert "»The foundry stays open until the summer of 2030.«" in told
    assert NOTE in told
    pcm, rate = samples(company.folder / "clip.wav")
    assert len(pcm) / 2 / rate == 4.5
    assert abs(hertz(pcm, rate) - 600) < 2, "Ben Okafor's tone, and nothing of the host's"


def test_from_the_manifest_to_the_ear(company: Company) -> None:
    """Declared, approved and consented to as a company does it; nothing put into the database."""
    data = tones()
    (company.folder / "town-hall.wav").write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    before, entry, after = re.split(r"(  - id: town-hall\n.*?)(?=  - id: )", company.manifest.read_text(), flags=re.S)
    entry = entry.replace("    approval: {", f"    media: {{path: town-hall.wav, sha256: {sha256}}}\n    approval: {{")
    entry = re.sub(r"(approval: .*)\}", rf"\1, media_sha256: {sha256}}}", entry)
    text = (before + entry + after).replace("scope: [quote]", "scope: [quote, voice]")
    company.manifest.write_text(text, encoding="utf-8")
    assert company.run("ingest")[0] == 0
    _, command = asked(company)
    code, _, err = company.run(*command.split(), "-o", "clip.wav")
    assert (code, err) == (0, "")
    pcm, rate = samples(company.folder / "clip.wav")
    assert abs(hertz(pcm, rate) - 600) < 2
    company.manifest.write_text(text.replace("scope: [quote, voice]", "scope: [quote]"), encoding="utf-8")
    assert company.run("ingest")[0] == 0
    assert "not everybody in the recording may be heard." in company.run(*command.split(), "-o", "clip.wav")[2]


def test_a_file_of_another_form_says_what_it_is(company: Company) -> None:
    record(company)
    _, command = asked(company)
    assert company.run(*command.split(), "-o", "clip.opus")[0] == 0
    with av.open(str(company.folder / "clip.opus")) as file:
        told = {**file.metadata, **file.streams.audio[0].metadata}
        assert abs(float(file.duration) / 1e6 - 4.5) < 0.1
    assert {key.lower(): value for key, value in told.items()}["title"] == "Town hall"
    assert NOTE in str(told)
    assert "from 00:00:05.000 to 00:00:09.500" in str(told)


def test_as_json_it_is_one_object(company: Company) -> None:
    record(company)
    _, command = asked(company)
    found = company.json(*command.split(), "-o", "clip.flac")
    assert (found["source_id"], found["from_s"], found["to_s"], found["note"]) == ("town-hall", 5.0, 9.5, NOTE)
    [(kind,)] = company.sql("SELECT kind FROM leaves WHERE position = ?", found["leaf"])
    assert kind == "utterance"


@pytest.mark.parametrize(("bar", "expected"), BARRED, ids=[one.__name__ for one, _ in BARRED])
def test_what_bars_it_is_one_clear_line_and_no_file(company: Company, bar: Any, expected: str) -> None:
    record(company)
    _, command = asked(company)
    bar(company)
    code, out, err = company.run(*command.split(), "-o", "clip.wav")
    assert (code, out) == (1, "")
    assert err.startswith("onrecord: the recording of ")
    assert expected in err
    assert err.count("\n") == 1
    assert not (company.folder / "clip.wav").exists()
    assert expected in company.run(*command.split())[2], "whether or not there is a device"


def test_what_is_not_there_is_one_clear_line(company: Company) -> None:
    record(company)
    record_id = company.ask("Will we hire engineers in Leeds?")["record_id"]
    cases = [
        (("play", record_id, "--citation", "1", "-o", "a.wav"), 1, "there is no recording of it."),
        (("play", record_id, "--citation", "99", "-o", "a.wav"), 1, "there is no citation 99 to be heard"),
        (("play", "f" * 32, "--citation", "1", "-o", "a.wav"), 1, "no answer with the record id"),
        (("play", record_id, "--citation", "1", "-o", "a.exe"), 2, "expected a name that ends in .wav"),
        (("play", record_id, "--citation", "1", "-o", "gone/a.wav"), 2, "there is no folder gone."),
    ]
    for words, expected, told in cases:
        code, out, err = company.run(*words)
        assert (code, out) == (expected, ""), words
        assert told in err
        assert err.count("\n") == 1


def test_nothing_is_offered_that_would_be_refused(company: Company) -> None:
    assert asked(company)[1] == "", "without a recording"
    record(company)
    assert asked(company)[1] != ""
    consent(company, "ben-okafor", scope=["quote"])
    assert asked(company)[1] == "", "without a consent to be heard"


def test_on_a_machine_without_a_device_it_says_what_to_do_instead(company: Company) -> None:
    try:
        own_device().close()
    except NotSounded:
        record(company)
        _, command = asked(company)
        code, out, err = company.run(*command.split())
        assert (code, out) == (1, "")
        assert (
            err == "onrecord: this machine has no sound device. Write it to a file: -o FILE, such as -o answer.opus\n"
        )
        assert company.sql("SELECT count(*) FROM leaves WHERE kind = 'utterance'") == [(0,)], "nothing was played"
    else:
        pytest.skip("this machine has a sound device")


def test_it_is_heard_from_its_beginning_to_its_end(company: Company) -> None:
    record(company)
    made = parts(str(company.workspace))
    _, command = asked(company)
    who, shown = past(made, command.split()[1])
    told: list[Played] = []
    heard = Heard()
    play(made, who, shown, int(command.rsplit(" ", 1)[1]), told.append, heard)
    assert len(told) == 1
    assert abs(len(heard.taken) / 2 / 48_000 - 4.5) < 0.01, "no gap between its pieces"
    assert abs(hertz(bytes(heard.taken), 48_000) - 600) < 3


def test_the_kill_switch_in_mid_clip_silences_it_at_once(company: Company) -> None:
    record(company)
    made, switched = parts(str(company.workspace)), []
    _, command = asked(company)
    who, shown = past(made, command.split()[1])

    def pause() -> None:
        switch(parts(str(company.workspace)), "pause", "an incident", now())
        switched.append(time.monotonic())

    heard = Heard()
    timer = threading.Timer(1.0, pause)
    with pytest.raises(NotSounded, match=r"it is silent now: everything is paused\."):
        play(made, who, shown, int(command.rsplit(" ", 1)[1]), lambda one: timer.start(), heard)
    assert heard.first < switched[0], "it was heard before"
    assert heard.last - switched[0] < 0.5, "a quarter of a second, and what a busy machine adds"
