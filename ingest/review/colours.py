"""When two colours are one to the eye."""

Rgb = tuple[int, int, int]  # 0 to 255

WHITE: Rgb = (255, 255, 255)
NEAR = 24  # of 255, in the channel that differs most: closer colours are one


def near(one: Rgb, other: Rgb) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < NEAR


def from_hex(digits: str) -> Rgb | None:
    """`ffffff` or `fff`; none for anything else."""
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    try:
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)) if len(digits) == 6 else None
    except ValueError:
        return None
