"""An ingest beside the encoder: `python -m bench.again SHARED [PASSAGES ...]`, of that many passages in text files.

Each is ingested with vectors that were made beforehand, in a process of its own, then again with nothing changed, then
with one document changed. Beside the wall time stands the processor's, which a busy machine does not change, and the
most memory that the process ever had.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import base
from bench.asking import keep, kept, memory_mb
from bench.grown import SIZE, grown
from eval.workspace import Text, write_manifest
from ingest.run import ingest
from onrecord.parts import Parts
from onrecord.settings import Settings

PASSAGES = (10_000, 100_000)


def main(shared: Path, sizes: list[int]) -> None:
    encoder = Parts(workspace=Path("unused"), settings=Settings()).encoder
    real = base.load(shared, encoder)
    print("ingest without the encoder: seconds, the processor's seconds, MB at most, passages embedded")
    for passages in sizes:
        with TemporaryDirectory() as name:
            folder = Path(name)
            manifest = write_manifest(folder, "Grown", "President", _texts(real, passages))
            keep(folder, encoder, real.questions, real.question_vectors)
            for what in ("fresh", "nothing changed", "one document changed"):
                if what.startswith("one"):
                    _change(manifest)
                found = _apart(folder)
                figures = f"{found['seconds']:.2f} s, {found['cpu']:.2f} s, {found['hwm_mb']:.0f} MB"
                print(f"  {found['passages']:,} passages, {what}: {figures}, {found['embedded']:,}", flush=True)


def once(folder: Path) -> None:
    """One ingest, as one JSON object."""
    parts = Parts(workspace=folder / "ws", settings=Settings())
    parts.__dict__["encoder"] = kept(folder)[0]
    began, before = time.perf_counter(), time.process_time()
    with parts.workshop() as workshop:
        report = ingest(workshop, folder / "corpus_manifest.yaml")
    found = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - before,
        "hwm_mb": memory_mb("VmHWM"),
        "passages": report.passages,
        "embedded": report.embedded,
        "timings_ms": report.timings_ms,
    }
    print(json.dumps(found))


def _apart(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.again", "--once", str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _texts(real: base.Base, passages: int) -> Iterator[Text]:
    for number in range(-(-passages // SIZE)):
        source = grown(real, number, SIZE)
        speaker = real.names[number % len(real.names)]
        yield Text(
            source_id=source.entry.source.source_id,
            title=source.entry.source.title,
            speaker=speaker,
            speaker_id=base.leader_id(speaker),
            date=source.entry.source.date.isoformat(),
            text=source.parsed.text,
        )


def _change(manifest: Path) -> None:
    """One more sentence at the end of the first document, approved."""
    document = manifest.parent / "corpus" / "speech-00000.txt"
    before = sha256(document.read_bytes()).hexdigest()
    document.write_text(document.read_text(encoding="utf-8") + "\nOne sentence was added here.\n", encoding="utf-8")
    after = sha256(document.read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--once":
        once(Path(sys.argv[2]))
    elif len(sys.argv) >= 2 and Path(sys.argv[1]).is_dir():
        main(Path(sys.argv[1]), [int(one) for one in sys.argv[2:]] or list(PASSAGES))
    else:
        sys.exit("usage: python -m bench.again SHARED [PASSAGES ...], SHARED the folder with speeches and bench")
