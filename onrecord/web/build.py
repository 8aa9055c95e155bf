"""The application of a workspace, put together: in the one process of `onrecord serve`, or in each of its workers."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI

from onrecord.answering import Answering
from onrecord.hearing import whisper
from onrecord.hearing.chosen import hearing
from onrecord.parts import Parts, parts
from onrecord.settings import PACKAGED
from onrecord.web.app import create_app
from onrecord.web.door import OwnDoor, host_names
from onrecord.web.limits import Asking
from onrecord.web.logs import to_stderr
from onrecord.web.metrics import Metrics
from onrecord.web.service import Service

WORKSPACE, MANIFEST, HOST = "ONRECORD_SERVE_WORKSPACE", "ONRECORD_SERVE_MANIFEST", "ONRECORD_SERVE_HOST"


def build(made: Parts, manifest: Path, host: str) -> FastAPI:
    """The application that is bound to `host`. Raises UsageError for the trial mode elsewhere than on loopback,
    SettingsError, and ModelError where the settings name a face or a recogniser that is not there."""
    settings = made.settings
    hosts = host_names(settings, host)
    _ = made.speaking  # settings that cannot be used are told before anything is served
    if settings.recogniser != PACKAGED and whisper.missing(settings.recogniser) is None:
        whisper.chosen(settings.recogniser)
    service = Service(
        parts=made,
        answering=Answering(made.agent, workers=settings.answer_workers, waiting=settings.answer_waiting),
        door=OwnDoor(made.identities),
        metrics=Metrics(),
        hearing=hearing(made),
        asking=Asking(settings.asks_per_minute),
        manifest=manifest,
        local=made.identities.local,
    )
    forms = [_origin(settings.oidc_issuer)] if settings.oidc_issuer else []
    https = (settings.public_url or "").startswith("https:")
    return create_app(service, hosts=hosts, https=https, forms=forms)


def worker() -> FastAPI:
    """One of many workers, told by environment variables what it serves."""
    to_stderr(requests=True)
    made = parts(os.environ[WORKSPACE])
    return build(made, Path(os.environ[MANIFEST]), os.environ[HOST])


def _origin(address: str) -> str:
    split = urlsplit(address)
    return f"{split.scheme}://{split.netloc}"
