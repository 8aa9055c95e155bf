"""The face's file, as the service gives it out: to whom, and what it says where it may not be shown."""

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

from onrecord.speech import avatars
from onrecord.speech.speaking import Speaking
from onrecord.web.routes.presenter import NO_FACE, URL
from tests.onrecord.speech.figures import figure
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.sounding import Sounding
from tests.onrecord.web.test_speech import asked, spoken

GLB = figure()
SHA256 = hashlib.sha256(GLB).hexdigest()


@dataclass(frozen=True)
class Faced(Sounding):
    """Parts whose face is that of the settings."""

    @cached_property
    def speaking(self) -> Speaking:
        return Speaking(self.engine, self.log, self.kept, lambda: self.tones, avatar=avatars.configured(self.settings))


def shows(site: Site, path: Path, whose: str) -> None:
    """From now on the settings name this face."""
    path.write_bytes(GLB)
    service = site.app.state.service
    settings = service.parts.settings.model_copy(update={"avatar": str(path), "avatar_of": whose})
    parts = Faced(workspace=service.parts.workspace, settings=settings)
    site.app.state.service = replace(service, parts=parts)


def consent(site: Site, scope: str) -> None:
    """From now on Ada's consent has this scope."""
    manifest = site.company.manifest
    manifest.write_text(re.sub(r"scope: \[[^]]*\](, avatars: \[\w+\])?", scope, manifest.read_text(), count=1))
    assert site.company.run("ingest")[0] == 0


def test_a_face_that_is_like_nobody_is_anybodys_to_see(site: Site, tmp_path: Path) -> None:
    shows(site, tmp_path / "puppet.glb", "nobody")
    eve = site.visit("eve@example.com")
    reply = eve.get(URL)
    assert (reply.status_code, reply.content) == (200, GLB)
    assert reply.headers["content-type"] == "model/gltf-binary"
    assert reply.headers["cache-control"] == "private, no-cache"
    asked = eve.head(URL)
    assert (asked.status_code, asked.content) == (200, b"")
    again = eve.get(URL, headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.stranger().get(URL).headers["location"].startswith("/sign-in")


def test_a_leaders_face_is_not_shown_without_her_consent(site: Site, tmp_path: Path) -> None:
    shows(site, tmp_path / "ada.glb", "ada-okafor")
    reply = site.visit("eve@example.com").get(URL)
    assert (reply.status_code, reply.headers["content-type"]) == (403, "text/plain; charset=utf-8")
    assert reply.text == "The face ada is not covered by a consent of Ada Okafor: no scope `avatar` today.\n"
    assert site.visit("eve@example.com").head(URL).status_code == 403
    shows(site, tmp_path / "cy.glb", "cy-stranger")
    reply = site.visit("eve@example.com").get(URL)
    assert (reply.status_code, reply.text) == (403, "The face cy is like cy-stranger, who is not a leader on record.\n")


def test_a_leaders_face_is_shown_while_her_consent_names_its_file(site: Site, tmp_path: Path) -> None:
    shows(site, tmp_path / "ada.glb", "ada-okafor")
    consent(site, f"scope: [quote, avatar], avatars: [{SHA256}]")
    eve = site.visit("eve@example.com")
    reply = eve.get(URL)
    assert (reply.status_code, reply.content) == (200, GLB)
    consent(site, f"scope: [quote, avatar], avatars: [{'0' * 64}]")
    reply = eve.get(URL, headers={"If-None-Match": reply.headers["etag"]})
    assert reply.status_code == 403
    assert reply.text == f"The face ada has the SHA-256 {SHA256}, which the consent of Ada Okafor does not name.\n"
    consent(site, "scope: [quote]")
    assert eve.head(URL).status_code == 403


def test_a_leaders_face_says_what_it_is_and_speaks_her_words_alone(site: Site, tmp_path: Path) -> None:
    shows(site, tmp_path / "ada.glb", "ada-okafor")
    consent(site, f"scope: [quote, avatar], avatars: [{SHA256}]")
    assert site.app.state.service.face_label("") == "AI face in the likeness of Ada Okafor, reading the record"
    eve = site.visit("eve@example.com")
    hers, his = asked(eve), asked(eve, "What did Ben Okafor say about the foundry?")
    reply = spoken(eve, hers, 1, face=True)
    assert reply.json()["avatar"] == {"leader_id": "ada-okafor", "name": "ada", "sha256": SHA256}
    said = "AI face in the likeness of Ada Okafor, reading the record of Ada Okafor"
    assert reply.json()["label"] == said
    assert spoken(eve, hers, 1).json()["label"] == "AI presenter, reading the record of Ada Okafor"
    refused = spoken(eve, his, 1, face=True)
    assert refused.status_code == 422
    assert "the face ada may speak the words of Ada Okafor alone" in refused.text
    assert spoken(eve, his, 1).status_code == 200


def test_a_face_is_shown_to_those_for_whom_her_consent_covers_something(site: Site, tmp_path: Path) -> None:
    shows(site, tmp_path / "ada.glb", "ada-okafor")
    manifest = site.company.manifest
    manifest.write_text(
        manifest.read_text().replace("audiences: [all-employees, managers],", "audiences: [managers],", 1)
    )
    consent(site, f"scope: [quote, avatar], avatars: [{SHA256}]")
    reply = site.visit("eve@example.com").get(URL)
    told = "The face ada is not covered by a consent of Ada Okafor: for other audiences alone.\n"
    assert (reply.status_code, reply.text) == (403, told)
    assert site.visit("kim@example.com", audience="managers").get(URL).status_code == 200


def test_a_paused_leaders_face_is_not_shown(site: Site, tmp_path: Path) -> None:
    shows(site, tmp_path / "ada.glb", "ada-okafor")
    consent(site, f"scope: [quote, avatar], avatars: [{SHA256}]")
    assert site.company.run("pause", "--leader", "ada-okafor", "--reason", "a drill")[0] == 0
    reply = site.visit("eve@example.com").get(URL)
    assert (reply.status_code, reply.text) == (403, "Ada Okafor is paused.\n")


def test_the_switch_takes_every_face_away(site: Site, tmp_path: Path) -> None:
    shows(site, tmp_path / "puppet.glb", "nobody")
    eve = site.visit("eve@example.com")
    etag = eve.get(URL).headers["etag"]
    assert site.company.run("pause", "--reason", "a drill")[0] == 0
    reply = eve.get(URL, headers={"If-None-Match": etag})
    assert (reply.status_code, reply.text) == (403, "Everything is paused.\n")


def test_a_file_that_was_exchanged_is_not_shown(site: Site, tmp_path: Path) -> None:
    shows(site, tmp_path / "puppet.glb", "nobody")
    eve = site.visit("eve@example.com")
    assert eve.get(URL).status_code == 200
    (tmp_path / "puppet.glb").write_bytes(GLB + b"\0")
    reply = eve.get(URL)
    assert reply.status_code == 403
    assert reply.text == "The face puppet has another file than when it was first shown. Restart the service.\n"


@pytest.mark.parametrize("method", ["get", "head"])
def test_where_there_is_no_face_it_says_so(site: Site, method: str) -> None:
    service = site.app.state.service
    settings = service.parts.settings.model_copy(update={"avatar": "none"})
    site.app.state.service = replace(service, parts=replace(service.parts, settings=settings))
    reply = getattr(site.visit("eve@example.com"), method)(URL)
    assert reply.status_code == 404
    assert reply.text == ("" if method == "head" else NO_FACE)
