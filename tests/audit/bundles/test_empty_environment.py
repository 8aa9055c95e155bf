"""Where only the wheel's base dependencies are installed, a bundle is verified all the same."""

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.audit.bundles.world import World

ROOT = Path(__file__).parents[3]
ABSENT = ("sqlalchemy", "pydantic", "rich", "numpy", "qdrant_client", "llama_index")


def run(*words: str | Path, folder: Path, code: int = 0) -> str:
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout


@pytest.mark.slow
def test_an_auditor_needs_the_base_dependencies_alone(world: World, tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", tmp_path, ROOT, folder=tmp_path)
    (wheel,) = tmp_path.glob("onrecord-*.whl")
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=True)
    run(bare / "bin" / "pip", "--disable-pip-version-check", "install", "--quiet", wheel, folder=tmp_path)
    for name in ABSENT:
        run(bare / "bin" / "python", "-c", f"import {name}", folder=tmp_path, code=1)

    bundle, policy = tmp_path / "bundle.zip", tmp_path / "policy.json"
    bundle.write_bytes(world.bundle())
    policy.write_bytes(world.policy())
    verify = (bare / "bin" / "onrecord-verify", bundle, "--policy", policy)
    assert json.loads(run(*verify, "--json", folder=tmp_path))["verdict"] == "VERIFIED"
    bundle.write_bytes(world.bundle(cosigned=False))
    assert "UNWITNESSED" in run(*verify, folder=tmp_path, code=3)
    bundle.write_bytes(world.bundle() + b"x")
    assert "FAILED at step 1" in run(*verify, folder=tmp_path, code=1)
