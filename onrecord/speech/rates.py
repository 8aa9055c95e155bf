"""Sounds of several voices made to fit into one file."""

from dataclasses import replace

from audit.errors import ModelError
from onrecord.speech.domain import Sound
from onrecord.speech.piper_model import INSTALL


def at_rate(sound: Sound, rate: int) -> Sound:
    """The same sound with `rate` samples a second. Raises ModelError where PyAV is needed and not installed."""
    if sound.rate == rate or not sound.pcm:
        return replace(sound, rate=rate)
    try:
        import av
        import numpy as np
    except ModuleNotFoundError as error:
        raise ModelError(
            f"voices of {sound.rate} and {rate} samples a second need the package {error.name} to stand in one file.",
            advice=INSTALL,
        ) from None
    frame = av.AudioFrame.from_ndarray(np.frombuffer(sound.pcm, "<i2").reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = sound.rate
    ready = av.AudioResampler(format="s16", layout="mono", rate=rate)
    made = [one.to_ndarray().astype("<i2").tobytes() for one in (*ready.resample(frame), *ready.resample(None))]
    return replace(sound, pcm=b"".join(made), rate=rate)  # of a few samples nothing is left
