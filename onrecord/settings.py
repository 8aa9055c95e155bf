"""Settings of a workspace: `settings.toml` in its folder, every key optional; ONRECORD_* variables come before it."""

import json
import os
import tomllib
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from audit.errors import Problem, SettingsError
from onrecord.identity.domain import Role

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FILE = "settings.toml"
FILES = ("voice", "avatar", "recogniser")  # paths, but for the words that stand for no file of one's own
PRESENTER, PACKAGED, NONE = "presenter", "packaged", "none"  # what may stand there instead
NOBODY = "nobody"  # whose voice or face a file may be besides a leader's


class Witness(BaseModel):
    """One witness of the log: where it is asked, and the verifier key that it printed when it started."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)

    url: str
    vkey: str


class Group(BaseModel):
    """One group of the identity provider: what its members are here, and which audience they belong to."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)

    name: str
    roles: tuple[Role, ...] = ()
    audience: str = Field("", min_length=0)


class Settings(BaseModel):
    """One flat list. `model_config` refuses keys that are not here."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)

    database_url: str | None = Field(None, description="SQLAlchemy URL; default: catalogue.db in the workspace")
    log_keys: str | None = Field(
        None, description="folder of the keys that sign the log; default: keys in the workspace"
    )
    qdrant_url: str | None = Field(None, description="a Qdrant server; default: Qdrant's engine in this process")
    qdrant_api_key: str | None = Field(None, description="of that server")
    qdrant_prefix: str = Field("onrecord", pattern=r"^[a-z0-9-]{1,40}$", description="of its collections' names")
    encoder: str = Field(
        "bge-small-en-v1.5", description="or any sentence-transformers model, or `hashing` (for tests)"
    )
    encoder_revision: str | None = Field(None, description="a commit of the model hub's, for the record")
    reranker: str = Field("ms-marco-MiniLM-L-12-v2", description="a CrossEncoder, or `none`")
    reranker_revision: str | None = Field(None, description="the same for the reranker")
    rerank: int = Field(5, ge=0, le=100, description="passages that are reranked")
    acceptable_risk: float = Field(
        0.22,
        gt=0,
        le=1,
        allow_inf_nan=False,
        description="of the answers, the share that may rest on nothing: lower refuses more",
    )
    composer: Literal["extractive", "vllm"] | None = Field(None, description="default: vllm where vllm_url is set")
    vllm_url: str | None = Field(None, description="a vLLM server or a router of several, e.g. http://gpu-1:8000/v1")
    vllm_model: str | None = Field(None, description="as the server names it; default: the only one that it serves")
    vllm_revision: str | None = Field(None, description="of the weights, for the record")
    vllm_api_key: str | None = Field(None, description="of that server")
    vllm_connect_s: float = Field(2.0, gt=0, le=60, allow_inf_nan=False, description="to reach the server")
    vllm_deadline_s: float = Field(30.0, gt=0, le=600, allow_inf_nan=False, description="for composing one answer")
    vllm_answer_tokens: int = Field(512, ge=32, le=8192, description="the most that a reply may have")
    judge: str = Field("none", description="`none`, `vllm`, or a CrossEncoder for natural language inference")
    judge_revision: str | None = Field(None, description="the same for the judge")
    unsigned_approvals: bool = Field(
        True, description="whether an ingest counts an approval that its approver has not signed"
    )
    witnesses: tuple[Witness, ...] = Field(
        (),
        description="who cosigns the log's checkpoints: [[witnesses]] with url and vkey; as a variable `URL VKEY, ...`",
    )
    witness_threshold: int | None = Field(None, ge=1, description="how many of them are enough; default: all")
    answer_workers: int = Field(2, ge=1, le=64, description="serve: answers that are made at a time")
    answer_waiting: int = Field(32, ge=0, le=10_000, description="serve: questions that may wait; more get 503")
    asks_per_minute: int = Field(60, ge=0, description="serve: of one person; 0 is without a limit")
    export_answers: int = Field(1_000, ge=1, description="serve: answers that a page exports at once, at most")
    upload_mib: int = Field(25, ge=1, le=1024, description="serve: the most that an added file may have")
    recording_mib: int = Field(512, ge=1, le=65_536, description="serve: the most that an added recording may have")
    oidc_issuer: str | None = Field(
        None, description="an OpenID Connect provider, e.g. https://login.example.com; without one: the trial mode"
    )
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = Field(None, description="none for a public client")
    oidc_scope: str = Field("openid email profile", description="what is asked for; some providers have one for groups")
    oidc_groups_claim: str = Field("groups", description="of the ID token, or of what userinfo says")
    oidc_person_claim: str = Field("email", description="must hold an e-mail address")
    public_url: str | None = Field(
        None, description="where people reach this service, e.g. https://onrecord.example.com"
    )
    groups: tuple[Group, ...] = Field(
        (),
        description="what the provider's groups are here: [[groups]] with name, roles, audience; as a variable: JSON",
    )
    whom_to_ask: str = Field("", min_length=0, description="for access; told to whoever signs in and has none")
    session_hours: float = Field(
        8.0, gt=0, le=24, allow_inf_nan=False, description="without use; after 24 hours people sign in again anyway"
    )
    voice: str = Field("presenter", description="that reads aloud, or a Piper voice's `.onnx` file; `none`: no speech")
    voice_of: str | None = Field(
        None,
        validate_default=True,
        description="needed beside a file: the id of the leader that it sounds like, or `nobody`",
    )
    avatar: str = Field("presenter", description="that is shown while it is read, or a `.glb` file; `none`: no face")
    avatar_of: str | None = Field(
        None,
        validate_default=True,
        description="needed beside a file: the id of the leader that it looks like, or `nobody`",
    )
    recogniser: str = Field(
        "packaged", description="for questions by voice, or a faster-whisper model's folder; `none`: no microphone"
    )
    parse_seconds: float = Field(30.0, gt=0, le=3600, allow_inf_nan=False, description="for one file")
    parse_memory_mib: int = Field(1024, ge=64, description="for the process that reads one file")
    parse_output_mib: int = Field(64, ge=1, description="of text and places that one file may come to")

    @field_validator("voice_of", "avatar_of")
    @classmethod
    def _beside_a_file(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Whose a file is must be said; the presenter is like nobody. What is switched off is let be."""
        key = str(info.field_name).removesuffix("_of")
        file = info.data.get(key)
        if value is not None and file == PRESENTER:
            raise ValueError(
                f"there is no file that could be theirs: {key} is `{PRESENTER}`, who is like nobody; name the file "
                f"with `{key}`, or remove `{key}_of`"
            )
        if value is None and file not in (PRESENTER, NONE, None):
            raise ValueError(f"needed beside {key} = {file!r}: the id of the leader that it is like, or `{NOBODY}`")
        return value

    @field_validator("witnesses", mode="before")
    @classmethod
    def _of_a_variable(cls, value: object) -> object:
        """`URL VKEY` of each, with commas between."""
        if not isinstance(value, str):
            return value
        pairs = [one.split() for one in value.split(",")]
        if any(len(pair) != 2 for pair in pairs):
            raise ValueError("expected `URL VKEY` of each witness, with commas between")
        return [{"url": url, "vkey": vkey} for url, vkey in pairs]

    @field_validator("groups", mode="before")
    @classmethod
    def _of_json(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('expected JSON such as [{"name": "staff", "roles": ["employee"]}]') from None


def load(workspace: Path) -> Settings:
    """Raises SettingsError with every problem of the file at once."""
    path = workspace / FILE
    found: dict[str, object] = {}
    if os.path.isfile(path):
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
            raise SettingsError(str(path), (Problem(line=0, path="", message=str(error)),)) from error
    for name in FILES:
        found |= {name: _file(found[name], workspace)} if name in found else {}
    variables: set[str] = set()
    for name in Settings.model_fields:
        value = os.environ.get(f"ONRECORD_{name.upper()}")
        if value:  # an empty one is how people switch a thing off
            found[name] = _file(value, Path()) if name in FILES else value
            variables.add(name)
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        problems = tuple(_problem(one, variables) for one in error.errors())
        raise SettingsError(str(path), problems) from error


def _file(value: object, folder: Path) -> object:
    """A path of the file is from its own folder, as one of a variable is from where the command was typed."""
    named = isinstance(value, str) and value not in ("", PRESENTER, PACKAGED, NONE)
    return str((folder / str(value)).absolute()) if named else value


def _problem(error: "ErrorDetails", variables: Collection[str]) -> Problem:
    """One fault, with the value that was given (but never a key), and where it was given."""
    name, first = ".".join(map(str, error["loc"])), str(error["loc"][0])
    path = f"the variable ONRECORD_{first.upper()}" if first in variables else name
    if error["type"] == "extra_forbidden":
        nested: dict[str, type[BaseModel]] = {"witnesses": Witness, "groups": Group}
        known = list((Settings if name == first else nested.get(first, Settings)).model_fields)
        close = get_close_matches(str(error["loc"][-1]), known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"the keys are {', '.join(known)}"
        return Problem(line=0, path=path, message=f"unknown key; {hint}")
    told = error["msg"].removeprefix("Value error, ")
    told = told[:1].lower() + told[1:]
    given = "" if "key" in name or "secret" in name or error["input"] is None else f"; got {error['input']!r}"
    return Problem(line=0, path=path, message=told.replace("input should be", "expected") + given)
