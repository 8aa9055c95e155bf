"""`onrecord ask` beside a running service: the service answers, and nobody can tell but by the time."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from anyio.from_thread import start_blocking_portal

from onrecord.parts import parts
from onrecord.running import SOCKET, running
from onrecord.web.operator import listening
from tests.onrecord.web.conftest import Site

QUESTION = "Will we hire engineers in Leeds?"


@contextmanager
def served(site: Site) -> Iterator[None]:
    """The operator's socket of the site's service."""
    with start_blocking_portal() as portal:
        opened = portal.wrap_async_context_manager(listening(site.app.state.service, site.company.workspace))
        with opened:
            yield


def test_the_running_service_answers_the_command(site: Site) -> None:
    alone = site.company.ask(QUESTION)
    answering = site.app.state.service.answering
    with served(site):
        taken = answering.taken
        beside = site.company.ask(QUESTION)
        assert answering.taken == taken + 1
    assert beside["statements"] == alone["statements"]
    assert beside["receipt"]["leaf"] == alone["receipt"]["leaf"] + 1


def test_what_the_running_service_answers_is_spoken_by_the_command_itself(site: Site) -> None:
    answering = site.app.state.service.answering
    with served(site):
        taken = answering.taken
        code, out, err = site.company.run("ask", "How long is parental leave?", "--speak", "-o", "answer.wav")
        assert answering.taken == taken + 1
    assert (code, err) == (0, "")
    assert "answer.wav: " in out
    assert (site.company.folder / "answer.wav.vtt").read_text(encoding="utf-8").startswith("WEBVTT\n")
    [(count,)] = site.company.sql("SELECT count(*) FROM leaves WHERE kind = 'utterance'")
    assert count >= 2, "the disclosure, and each statement"


def test_only_the_owner_may_open_the_socket(site: Site) -> None:
    with served(site):
        mode = os.stat(site.company.workspace / SOCKET).st_mode
        assert stat.S_IMODE(mode) == 0o600
    assert not (site.company.workspace / SOCKET).exists()


def test_a_question_that_cannot_be_asked_is_told_alike(site: Site) -> None:
    alone = site.company.run("ask", QUESTION, "--leader", "nobody")
    with served(site):
        assert site.company.run("ask", QUESTION, "--leader", "nobody") == alone
    assert alone[0] == 2


def test_other_settings_are_answered_by_oneself(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(site):
        monkeypatch.setenv("ONRECORD_ACCEPTABLE_RISK", "0.5")
        made = parts(str(site.company.workspace))
        assert running(made.workspace, made.settings) is None
        monkeypatch.delenv("ONRECORD_ACCEPTABLE_RISK")
        made = parts(str(site.company.workspace))
        assert running(made.workspace, made.settings) is not None


def test_the_socket_of_a_killed_service_is_in_nobodys_way(site: Site) -> None:
    (site.company.workspace / SOCKET).touch()
    assert site.company.run("ask", QUESTION)[0] == 0
    with served(site):
        assert site.company.run("ask", QUESTION)[0] == 0
