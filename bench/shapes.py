"""How long it takes to put a text into words, by its length: `python -m bench.shapes`; a part of `bench.speech`.

Texts of one shape each, at a length and at four times that. What grows with the length takes four times as long, what
grows with its square sixteen times. Beside each other: the worst shape, and plain words.
"""

import time

from onrecord.speech.normal.reading import said

PLAIN = "It was so, and it is. "
SHAPES = (
    "1", "½", "1,", "111 ", "1,111", "+1 22", "2025 ", "a", "U.S. ", "“", "-", "+", "a-1-", "| 5 ", "[…] ", "e\u0301",
    "a\u200b", "ש", "😀", "€", "http::", "a@", "a.b-",
)  # fmt: skip
SHORT, LONG = 2_500, 10_000  # characters
ROUNDS = 3


def main() -> None:
    said(PLAIN)
    taken = {part: _took(part, LONG) for part in (PLAIN, *SHAPES)}
    grown = {part: took / _took(part, SHORT) for part, took in taken.items()}
    worst = max(SHAPES, key=lambda part: grown[part])
    for what, part in (("plain words", PLAIN), (f"the worst shape, {worst!a}", worst)):
        print(f"put into words, {what}: {1000 * taken[part]:.0f} ms for {LONG:,} characters, "
              f"{grown[part]:.1f} times what a quarter of them takes", flush=True)  # fmt: skip


def _took(part: str, size: int) -> float:
    """The least of some rounds, in seconds of this process's work."""
    text, found = (part * size)[:size], list[float]()
    for _ in range(ROUNDS):
        began = time.process_time()
        said(text)
        found.append(time.process_time() - began)
    return min(found)


if __name__ == "__main__":
    main()
