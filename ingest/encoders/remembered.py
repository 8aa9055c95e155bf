"""An encoder that remembers the sentences it has read: a service is asked about the same ones again and again."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from ingest.encoders.port import Encoder, Vectors

MOST = 20_000  # texts; 31 MB of vectors of 384 numbers


class RememberedEncoder:
    """The vectors of at most `most` passages or sentences are kept, those that were last asked for; a question's are
    not. What it gives is what `encoder` gave. Safe to call from several threads."""

    def __init__(self, encoder: Encoder, *, most: int = MOST) -> None:
        self.name, self.weights_sha256, self.size = encoder.name, encoder.weights_sha256, encoder.size
        self._encoder = encoder
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found |= zip(new, self._encoder.passages(new), strict=True)
        with self._lock:
            for text in found:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        rows = [found[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.size), np.float32)

    def query(self, text: str) -> Vectors:
        return self._encoder.query(text)
