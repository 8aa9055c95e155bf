"""Encoder, reranker and calibration: there, the right ones, and made for each other. Loads no model."""

from collections.abc import Iterator
from pathlib import Path

from ingest.domain import Snapshot
from onrecord.doctor.finding import Finding, fail, ok, warn
from onrecord.parts import Parts


def encoder(made: Parts, snapshot: Snapshot | None) -> Iterator[Finding]:
    """Its files, by their hash where the index says which one it was made with."""
    from ingest.encoders import onnx
    from ingest.encoders.sentence_transformer import DEFAULT

    name, settings = made.encoder.name, made.settings
    if settings.encoder == onnx.NAME and settings.encoder_revision is None:
        onnx.FILES.check()
    elif settings.encoder not in ("hashing", DEFAULT) and not Path(settings.encoder).is_dir():
        yield _in_cache("encoder", settings.encoder, settings.encoder_revision)
        return
    found = made.encoder.weights_sha256
    if snapshot is not None and found != snapshot.encoder_sha256:
        detail = f"{name}, sha256 {found}, but the index was made with {snapshot.encoder}, {snapshot.encoder_sha256}"
        yield fail("encoder", detail, "Run: onrecord ingest (it embeds every passage again)")
        return
    if settings.encoder == "hashing":
        yield warn("encoder", "hashing: for tests, it knows no meaning", "Name a model in settings.toml.")
        return
    yield ok("encoder", f"{name}, sha256 {found[:16]}…")


def reranker(made: Parts) -> Iterator[Finding]:
    """Its files, by their hash."""
    from agent.rerankers import onnx

    settings = made.settings
    if settings.reranker == "none" or not settings.rerank:
        yield ok("reranker", "none; retrieval's own order is used")
    elif settings.reranker == onnx.NAME and settings.reranker_revision is None:
        onnx.FILES.check()
        yield ok("reranker", f"{settings.reranker}, sha256 {onnx.FILES.model_sha256[:16]}…")
    elif Path(settings.reranker).is_dir():
        yield ok("reranker", f"{settings.reranker}, a folder")
    else:
        yield _in_cache("reranker", settings.reranker, settings.reranker_revision)


def calibration(made: Parts) -> Iterator[Finding]:
    """Whether the thresholds of answering were fitted with this encoder and this reranker."""
    from agent import confidence

    name = made.reranker.name if made.reranker is not None and made.settings.rerank else "none"
    path = made.workspace / "calibration.json"
    try:
        found = confidence.load(made.encoder.name, name, path, made.settings.acceptable_risk)
    except (KeyError, TypeError, ValueError) as error:
        yield fail("calibration", f"{path} cannot be read: {error!r}", "Remove it, or run: onrecord eval calibrate DIR")
        return
    yield ok("calibration", f"for {found.encoder} with {found.reranker}; answers from {found.threshold:.2f} on")


def judge(made: Parts) -> Iterator[Finding]:
    """Whether a judge is configured, and whether it counts. Asks the server for its model where that is the judge."""
    from agent.judges import standing

    found = made.judge
    if found is None:
        yield ok("judge", "none; a composed statement must keep to its quotes' words")
        return
    admission = standing.admission(found.name, made.workspace / standing.FILE)
    if admission.admitted is not None:
        yield ok("judge", f"{found.name}: {admission.reason}")
    else:
        detail = f"{found.name} does not count: {admission.reason}"
        yield warn("judge", detail, "Until it does, a composed statement must keep to its quotes' words.")


def _in_cache(what: str, name: str, revision: str | None) -> Finding:
    """A model of the hub: whether it was downloaded. Nothing is downloaded here, so its hash stays untold."""
    from huggingface_hub import try_to_load_from_cache

    if isinstance(try_to_load_from_cache(name, "config.json", revision=revision), str):
        return ok(what, f"{name}, in the model hub's cache")
    return warn(what, f"{name} is not in the model hub's cache", "It is downloaded at first use; that needs a network.")
