"""`onrecord serve` as a process: it starts, says where it is, answers, and stops when it is told to."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.onrecord.conftest import Company


@contextmanager
def serving(company: Company, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "onrecord", "serve", "--port", "0", "--json", *words]
    with subprocess.Popen(
        command, cwd=company.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())["url"]
        finally:
            process.kill()


def test_it_answers_and_stops_when_told(company: Company) -> None:
    with serving(company) as (process, url):
        with urllib.request.urlopen(f"{url}/health/live", timeout=20) as response:
            assert response.read() == b"alive\n"
        assert (company.workspace / "serve.sock").exists()
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
        assert process.returncode in (0, -signal.SIGTERM)
        assert "Traceback" not in told
        lines = [json.loads(line) for line in told.splitlines()]
        assert {"route": "/health/live", "status": 200}.items() <= next(
            one for one in lines if one["event"] == "request"
        ).items()
    assert not (company.workspace / "serve.sock").exists()


def test_the_trial_mode_is_for_this_machine_alone(company: Company) -> None:
    code, out, told = company.run("serve", "--host", "0.0.0.0", "--port", "0")
    assert (code, out) == (2, "")
    assert told.startswith("onrecord: --host 0.0.0.0: without an identity provider OnRecord answers on loopback alone")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('voice_of = "ada-okafor"', "voice_of: there is no file that could be theirs"),
        ('voice = "gone.onnx"\nvoice_of = "ada-okafor"', "voice: there is no file"),
        ('avatar = "gone.glb"\navatar_of = "ada-okafor"', "gone.glb cannot be read: No such file"),
        ('recogniser = "gone"', "recogniser: there is no"),
    ],
)
def test_a_voice_a_face_and_a_recogniser_that_are_not_there_are_told_before_it_serves(
    company: Company, lines: str, told: str
) -> None:
    (company.workspace / "settings.toml").write_text(lines)
    code, out, said = company.run("serve", "--port", "0")
    assert (code, out) == (1, "")
    assert told in said
    assert "Traceback" not in said


def test_a_port_that_is_taken_is_told_in_one_line(company: Company) -> None:
    with serving(company) as (_, url):
        port = url.rpartition(":")[2]
        code, _, told = company.run("serve", "--port", port)
    assert code == 1
    assert told == (
        f"onrecord: 127.0.0.1:{port} cannot be listened on: Address already in use. "
        "Name another one with --port, or --host.\n"
    )


def test_many_workers_need_servers(company: Company) -> None:
    code, _, told = company.run("serve", "--workers", "2")
    assert code == 2
    assert "several workers need a PostgreSQL server and a Qdrant server" in told


def test_a_second_name_does_not_lead_here(company: Company) -> None:
    with serving(company) as (_, url):
        asked = urllib.request.Request(f"{url}/about", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="421"):
            urllib.request.urlopen(asked, timeout=20)
