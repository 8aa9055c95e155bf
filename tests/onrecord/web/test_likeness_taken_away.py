"""A leader's own voice while it speaks: her consent is taken away, narrowed or runs out, she is paused, its file is
exchanged. It falls silent with one line, no other voice goes on in its place, and the log holds nothing else."""

import contextlib
import io
import json
import re
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx2
import onnx
import pytest

from audit.errors import NotSounded
from audit.verify_main import main
from onrecord.aloud import aloud, read_out
from onrecord.parts import Parts, parts
from onrecord.speech import piper_model
from onrecord.speech.domain import Likeness, Script, Sound
from onrecord.speech.speaking import Speaking
from tests.onrecord.conftest import Company
from tests.onrecord.heard import Heard
from tests.onrecord.speech.tones import Tones
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.serving import serving
from tests.onrecord.web.test_speech import asked, leaves, one_line, spoken
from tests.onrecord.web.test_speech_lease import frames

pytestmark = pytest.mark.slow

HERS, HER_FACE = "ad" * 32, "fa" * 32
SILENT_S = 1.0


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packaged voice under two other hashes: another line of metadata in each."""
    folder, found = tmp_path_factory.mktemp("models"), {}
    packaged = piper_model.packaged()
    config = packaged.with_name(packaged.name + ".json").read_bytes()
    for name in ("hers", "another"):
        made = onnx.load(str(packaged))
        made.metadata_props.add(key="whose", value=name)
        found[name] = folder / f"{name}.onnx"
        onnx.save(made, str(found[name]))
        (folder / f"{name}.onnx.json").write_bytes(config)
    return found


def agreed(company: Company, consent: str = f"scope: [quote, voice], voices: ['{HERS}']", **dates: str) -> None:
    """A new manifest, in which Ada's consent says this."""
    text = company.manifest.read_text()
    text = re.sub(r"scope: \[[^]]*\](, (voices|avatars): \[[^]]*\])*", consent, text, count=1)
    for name, day in dates.items():
        text = re.sub(rf"{name}: [\d-]+", f"{name}: {day}", text, count=1)
    company.manifest.write_text(text)
    assert company.run("ingest")[0] == 0


def narrowed(company: Company) -> None:
    """Her consent is for managers alone."""
    text = company.manifest.read_text()
    company.manifest.write_text(text.replace("audiences: [all-employees, managers],\n", "audiences: [managers],\n", 1))
    assert company.run("ingest")[0] == 0


TAKEN: dict[str, tuple[Callable[[Company], object], str]] = {
    "the scope": (
        lambda company: agreed(company, "scope: [quote]"),
        "The voice tones is not covered by a consent of Ada Okafor: no scope `voice` today for all-employees",
    ),
    "the model": (
        lambda company: agreed(company, f"scope: [quote, voice], voices: ['{'0' * 64}']"),
        f"The voice tones has the SHA-256 {HERS}, which the consent of Ada Okafor does not name",
    ),
    "its term": (
        lambda company: agreed(company, valid_until="2026-01-01"),
        "Its source may not be read now",
    ),
    "its audience": (narrowed, "Its source may not be read now"),
    "a pause": (
        lambda company: company.run("pause", "--leader", "ada-okafor", "--reason", "an incident"),
        "Its source may not be read now",
    ),
}
taken = pytest.mark.parametrize(("how", "line"), TAKEN.values(), ids=TAKEN)
some = pytest.mark.parametrize(("how", "line"), [TAKEN["the scope"], TAKEN["a pause"]], ids=["the scope", "a pause"])


class Between(Tones):
    """Hers; `then` happens while it makes its first sound: behind the first look, and before the leaf."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        super().__init__("ada-okafor", HERS)
        self.then = then

    def speak(self, script: Script) -> Sound:
        if not self.spoken:
            self.then()
        return super().speak(script)


@dataclass(frozen=True)
class Hers(Parts):
    """Parts with Ada's own voice beside the presenter's, and her face."""

    @cached_property
    def presenter(self) -> Tones:
        return Tones()

    @cached_property
    def hers(self) -> Between:
        return Between()

    @cached_property
    def speaking(self) -> Speaking:
        face = Likeness(name="ada", sha256=HER_FACE, leader_id="ada-okafor")
        return Speaking(self.engine, self.log, self.kept, lambda: self.presenter, voice=lambda: self.hers, avatar=face)


@pytest.fixture
def hers(site: Site) -> Iterator[Hers]:
    """The site speaks with Ada's voice, and she agrees to it."""
    agreed(site.company)
    service = site.app.state.service
    made = Hers(workspace=service.parts.workspace, settings=service.parts.settings)
    site.app.state.service = replace(service, parts=made)
    yield made
    made.engine.dispose()


def reported(company: Company) -> Any:
    """What the audit report says of it; the log is whole, and verified elsewhere."""
    assert company.run("audit", "examine")[0] == 0
    assert company.run("audit", "export", "--all", "-o", "bundle.zip")[0] == 0
    policy = company.json("keys", "policy")
    Path("policy.json").write_text(json.dumps(policy | {"unsigned_approvals": True}))
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["bundle.zip", "--policy", "policy.json"]) == 3, "UNWITNESSED: no witness is configured"
    return company.json("audit", "report")["spoken"]


@taken
def test_in_the_page_it_is_silent_with_the_next_look(
    site: Site, hers: Hers, how: Callable[[Company], object], line: str
) -> None:
    client = site.visit()
    record_id = asked(client)
    assert spoken(client, record_id, 1).json()["voice"]["leader_id"] == "ada-okafor"
    before, presented = leaves(site), list(hers.presenter.spoken)
    headers, cookies = dict(client.headers), dict(client.cookies)
    with serving(site.app) as url, httpx2.Client(base_url=url, cookies=cookies, headers=headers) as remote:
        with remote.stream("GET", f"/record/{record_id}/speech/lease?numbers=1") as reply:
            coming = frames(reply.iter_lines())
            assert [next(coming)[0], next(coming)[0]] == ["may", "may"]
            how(site.company)
            held = time.monotonic()
            *_, (last, told) = coming
            assert time.monotonic() - held < SILENT_S
        assert (last, told) == ("stop", {"error": f"{line}."})
        one_line(spoken(remote, record_id, 1), 422, f"{line[:1].lower()}{line[1:]}.")
    assert (leaves(site), hers.presenter.spoken) == (before, presented), "nobody goes on in its place"
    found = reported(site.company)
    assert (found["statements"], found["unjudged"], found["uncovered"]) == (1, 0, [])


@some
@pytest.mark.parametrize("form", ["wav", "json"])
def test_a_file_ends_before_the_statement(
    site: Site, hers: Hers, form: str, how: Callable[[Company], object], line: str
) -> None:
    client = site.program()
    record_id = asked(client)
    hers.hers.then = lambda: how(site.company)
    with serving(site.app) as url, httpx2.Client(base_url=url, headers=dict(client.headers)) as remote:
        address = f"/api/answers/{record_id}/speech?format={form}"
        if form == "wav":  # has begun by then
            with pytest.raises(httpx2.RemoteProtocolError):
                remote.get(address)
        else:
            one_line(remote.get(address), 422, f"{line[:1].lower()}{line[1:]}.")
    assert [one["statement"] for one in leaves(site)] == [0]
    assert len(hers.presenter.spoken) == 1, "the disclosure, and nothing in its place"
    found = reported(site.company)
    assert (found["disclosures"], found["statements"], found["uncovered"]) == (1, 0, [])


@some
def test_openais_interface_gives_nothing(site: Site, hers: Hers, how: Callable[[Company], object], line: str) -> None:
    client = site.program()
    record_id = asked(client)
    text = client.get(f"/api/answers/{record_id}").json()["statements"][0]["text"]
    hers.hers.then = lambda: how(site.company)
    body = {"model": "onrecord-speech", "voice": "presenter", "input": text, "record_id": record_id}
    reply = client.post("/v1/audio/speech", json=body)
    assert reply.status_code == 422
    told = reply.json()["error"]["message"]
    assert f"{line[:1].lower()}{line[1:]}." in told
    assert "\n" not in told
    assert len(hers.presenter.spoken) == 1


@some
def test_a_terminal_is_silent_within_a_second(
    site: Site, hers: Hers, how: Callable[[Company], object], line: str
) -> None:
    record_id = site.company.ask("Will we hire engineers in Leeds?")["record_id"]
    reading, device, begun = aloud(hers, record_id, source=True), Heard(), threading.Event()
    told: list[str] = []

    def reads() -> None:
        try:
            read_out(reading, (1,), lambda one: begun.set(), lambda: device)
        except NotSounded as error:
            told.append(str(error))

    heard = threading.Thread(target=reads)
    heard.start()
    assert begun.wait(10)
    how(site.company)
    held = time.monotonic()
    heard.join(10)
    assert told == [f"it is silent now: {line[:1].lower()}{line[1:]}."]
    assert device.last - held < SILENT_S
    assert hers.presenter.spoken == []
    assert reported(site.company)["uncovered"] == []


def test_her_face_is_taken_away_and_her_voice_goes_on_without_it(site: Site, hers: Hers) -> None:
    both = f"scope: [quote, voice, avatar], voices: ['{HERS}'], avatars: ['{HER_FACE}']"
    agreed(site.company, both)
    client = site.visit()
    record_id = asked(client)
    headers, cookies = dict(client.headers), dict(client.cookies)
    line = "The face ada is not covered by a consent of Ada Okafor: no scope `avatar` today for all-employees"
    with serving(site.app) as url, httpx2.Client(base_url=url, cookies=cookies, headers=headers) as remote:
        assert spoken(remote, record_id, 1, face=True).json()["avatar"]["leader_id"] == "ada-okafor"
        with remote.stream("GET", f"/record/{record_id}/speech/lease?numbers=1&face=true") as reply:
            coming = frames(reply.iter_lines())
            assert next(coming)[0] == "may"
            agreed(site.company)
            held = time.monotonic()
            *_, last = coming
            assert time.monotonic() - held < SILENT_S
        assert last == ("stop", {"error": f"{line}."})
        one_line(spoken(remote, record_id, 1, face=True), 422, f"{line[:1].lower()}{line[1:]}.")
        plain = spoken(remote, record_id, 1).json()
        assert (plain["voice"]["leader_id"], plain["avatar"]) == ("ada-okafor", None)
    found = reported(site.company)
    used = sorted((one["what"], one["leader_id"], one["times"]) for one in found["used"])
    assert used == [("avatar", "ada-okafor", 1), *[("voice", "ada-okafor", 1)] * 2], "under two consents"
    assert found["uncovered"] == []


def test_two_leaders_in_one_answer_and_the_likeness_of_one(site: Site, hers: Hers) -> None:
    said = "We will hire two engineers in Leeds this year.\n"
    site.company.add("leeds", "leeds.txt", said, leaders="ben-okafor", date="2026-01-16")
    assert site.company.run("ingest")[0] == 0
    client = site.visit()
    record_id = asked(client)
    found = client.get(f"/api/answers/{record_id}/speech?format=json").json()["utterances"]
    answer = client.get(f"/api/answers/{record_id}").json()["statements"]
    speakers = [{one["leader_id"] for one in each["citations"]} for each in answer]
    assert {"ada-okafor"} in speakers
    assert {"ben-okafor"} in speakers
    for said, whose in zip(found, [set(), *speakers], strict=True):
        assert said["voice"]["leader_id"] == ("ada-okafor" if whose == {"ada-okafor"} else None)
        assert ("in the likeness of Ada Okafor" in said["label"]) == (whose == {"ada-okafor"})
    told = reported(site.company)
    assert told["uncovered"] == []
    assert {one["leader_id"]: one["times"] for one in told["used"]} == {
        "ada-okafor": speakers.count({"ada-okafor"}),
        None: 1 + len(speakers) - speakers.count({"ada-okafor"}),
    }


# -- a real model, by its file


def test_a_model_that_is_exchanged_while_the_service_runs(site: Site, models: dict[str, Path]) -> None:
    """What was loaded speaks on, under the hash that it was loaded by; after a new start the other one is refused."""
    company, file = site.company, site.company.folder / "ada.onnx"
    for end in ("", ".json"):
        Path(f"{file}{end}").write_bytes(Path(f"{models['hers']}{end}").read_bytes())
    said = {"voice": str(file), "voice_of": "ada-okafor"}
    settings = company.workspace / "settings.toml"
    settings.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in said.items()))
    sha256 = {name: piper_model.sha256_hex(path.read_bytes()) for name, path in models.items()}
    agreed(company, f"scope: [quote, voice], voices: ['{sha256['hers']}']")
    made = parts(str(company.workspace))
    site.app.state.service = replace(site.app.state.service, parts=made)
    client = site.visit()
    record_id = asked(client)
    assert spoken(client, record_id, 1).json()["voice"]["sha256"] == sha256["hers"]
    file.write_bytes(models["another"].read_bytes())
    assert spoken(client, record_id, 1, source=False).json()["voice"]["sha256"] == sha256["hers"]
    made.engine.dispose()
    again = parts(str(company.workspace))
    site.app.state.service = replace(site.app.state.service, parts=again)
    before = leaves(site)
    told = f"the voice ada has the SHA-256 {sha256['another']}, which the consent of Ada Okafor does not name."
    one_line(spoken(client, record_id, 1), 422, told)
    code, _, err = company.run("speak", record_id, "-o", "answer.wav")
    assert (code, told in err, err.count("\n")) == (1, True, 1)
    assert leaves(site) == before, "no leaf, and no presenter in its place"
    assert [one["voice"]["sha256"] for one in before] == [sha256["hers"]] * 2
    settings.write_text("")  # the presenter, from the next start on, and it says so
    found = company.json("speak", record_id, "-o", "answer.wav")
    assert {one["label"] for one in found["utterances"]} == {"AI presenter, reading the record of Ada Okafor"}
    with wave.open(str(company.folder / "answer.wav")) as written:
        assert written.getnframes() > written.getframerate()
    used = {one["sha256"]: one["leader_id"] for one in reported(company)["used"]}
    assert used == {sha256["hers"]: "ada-okafor", piper_model.PACKAGED_SHA256: None}
    assert reported(company)["uncovered"] == []
    again.engine.dispose()
