"""Numbers in words, by num2words, as the British say them: `one hundred and one`."""

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"  # for the patterns of the rules
MOST_DIGITS = 15  # of a number that is said as one; more are said one by one


def number(text: str) -> str:
    """A number as it is written: `1,250.05`; with a zero in front, or very long, digit by digit."""
    whole, _, rest = text.replace(",", "").partition(".")
    if len(whole) > MOST_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        said = digits(whole)
    else:
        said = cardinal(int(whole))
    return f"{said} point {digits(rest)}" if rest else said


def is_one(text: str) -> bool:
    """Whether what is counted so is said in the singular."""
    return text == "1"


def cardinal(value: int) -> str:
    return _spelled(value, "cardinal")


def ordinal(value: int) -> str:
    return _spelled(value, "ordinal")


def year(value: int) -> str:
    return _spelled(value, "year")


def digits(text: str) -> str:
    """Each digit by itself; what is none is left out."""
    return " ".join(cardinal(int(one)) for one in text if one.isdecimal())


def _spelled(value: int, to: str) -> str:
    from num2words import num2words

    words: str = num2words(value, lang="en", to=to)
    return words.replace(",", "").replace("-", " ")
