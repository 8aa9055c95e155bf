"""Which adapter stands for which part: a function of the settings each. `Parts` keeps what they make.

Everything heavy (torch, Qdrant, ONNX Runtime) is imported by the adapter that needs it, when it is first needed.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import ModelError, UsageError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from agent.composers.composed import Writer
    from agent.judges.port import SupportJudge
    from agent.llm.vllm import VllmModel
    from agent.rerankers.port import Reranker
    from audit.log.cosigning import Witnesses
    from ingest.encoders.port import Encoder
    from ingest.index.port import Index
    from ingest.parse.sandbox import Limits


def index(settings: Settings, workspace: Path) -> "Index":
    """The server of the settings, or files in the workspace."""
    if settings.qdrant_url is not None:
        from ingest.index.server import ServerIndex

        return ServerIndex.at(settings.qdrant_url, settings.qdrant_api_key, prefix=settings.qdrant_prefix)
    from ingest.index.edge import EdgeIndex

    return EdgeIndex(workspace / "index")


def encoder(settings: Settings) -> "Encoder":
    """The packaged one by its name, or any that sentence-transformers loads."""
    if settings.encoder == "hashing":
        from ingest.encoders.hashing import HashingEncoder

        return HashingEncoder()
    from ingest.encoders import onnx

    if settings.encoder == onnx.NAME and settings.encoder_revision is None:
        return onnx.OnnxEncoder()
    from ingest.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(settings.encoder, revision=settings.encoder_revision)


def reranker(settings: Settings) -> "Reranker | None":
    """The packaged one by its name, any other cross-encoder, or none."""
    if settings.reranker == "none":
        return None
    from agent.rerankers import onnx

    if settings.reranker == onnx.NAME and settings.reranker_revision is None:
        return onnx.OnnxReranker()
    from agent.rerankers.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(settings.reranker, revision=settings.reranker_revision)


def language_model(settings: Settings) -> "VllmModel | None":
    """The server of the settings, none where none is configured. Nothing is asked of it yet."""
    if settings.vllm_url is None:
        return None
    from agent.llm.vllm import VllmModel

    return VllmModel(
        settings.vllm_url,
        model=settings.vllm_model,
        revision=settings.vllm_revision,
        api_key=settings.vllm_api_key,
        connect_s=settings.vllm_connect_s,
    )


def judge(settings: Settings, server: "VllmModel | None") -> "SupportJudge | None":
    """The judge that the settings name, whether it counts or not. Raises ModelError for `vllm` without a server."""
    if settings.judge == "none":
        return None
    if settings.judge == "vllm":
        from agent.judges.vllm import ServerJudge

        if server is None:
            raise ModelError("the judge is vllm, and no server is named.", advice="Set vllm_url in settings.toml.")
        return ServerJudge(server)
    from agent.judges.cross_encoder import CrossEncoderJudge

    return CrossEncoderJudge(settings.judge, revision=settings.judge_revision)


def writer(settings: Settings, server: "VllmModel | None", composer: str | None) -> "Writer | None":
    """The language model that composes, none where answers are quotes; `composer` overrides the settings'. Raises
    UsageError for `vllm` without a server."""
    from agent.composers import composed, extractive

    chosen = composer or settings.composer or (composed.KIND if server else extractive.KIND)
    if chosen == extractive.KIND:
        return None
    if server is None:
        raise UsageError(
            "the composer vllm needs a server.",
            advice="Set vllm_url in settings.toml, or ONRECORD_VLLM_URL, e.g. http://127.0.0.1:8000/v1",
        )
    return composed.Writer(model=server, answer_tokens=settings.vllm_answer_tokens, deadline_s=settings.vllm_deadline_s)


def witnesses(settings: Settings) -> "Witnesses | None":
    """Who cosigns the log's checkpoints, none where nobody is named. Raises NoteError or WitnessSetupError."""
    from audit.log.cosigning import Witnesses
    from audit.signed.notes import read_vkey
    from audit.witness.client import RemoteWitness

    if not settings.witnesses:
        return None
    listed = tuple(RemoteWitness(url=one.url, key=read_vkey(one.vkey)) for one in settings.witnesses)
    return Witnesses(listed=listed, threshold=settings.witness_threshold or len(listed))


def limits(settings: Settings) -> "Limits":
    """What a file may take of time and memory while it is read."""
    from ingest.parse.sandbox import Limits

    mib = 1024 * 1024
    return Limits(
        seconds=settings.parse_seconds,
        memory_bytes=settings.parse_memory_mib * mib,
        output_bytes=settings.parse_output_mib * mib,
    )
