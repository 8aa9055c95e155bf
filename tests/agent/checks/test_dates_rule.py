"""Times of a statement against those of its quotes and the days on which they were said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.dates import dates
from agent.checks.english.words import listed
from agent.checks.times.calendar import agrees, meanings, of_day
from agent.checks.times.expressions import times

SAID = date(2026, 3, 4)  # a Wednesday


def judged(text: str, quote: str, said: date = SAID, as_of: date = date(2026, 3, 20)) -> str | None:
    one = Quoted(words=quote, speaker="Ada Moss", role="Chief Executive Officer", title="Spring letter", date=said)
    return dates(Claim(text=text, quotes=(one,), as_of=as_of, people=("Ada Moss",), organisation="Moss Works"))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The plant opens on 5 May 2027.", "The plant opens on May 5, 2027."),
        ("The plant opens on 5 May 2027.", "The plant opens on 2027-05-05."),
        ("The plant opens on the fifth of May.", "The plant opens on 5 May."),
        ("The plant opens on 5 May 2026.", "The plant will open on 5 May."),
        ("The plant opened on 5 January 2026.", "The plant opened on 5 January."),
        ("The plant opens in May.", "The plant opens in May 2027."),
        ("Revenue rose in Q2 2025.", "Revenue rose in the second quarter of 2025."),
        ("Revenue rose in the fourth quarter of 2025.", "Revenue rose in the fourth quarter."),
        ("The plant will open in 2027.", "The plant will open next year."),
        ("The plant closed in 2025.", "The plant closed last year."),
        ("The plant closed in March 2025.", "The plant closed in March of last year."),
        ("The plant opens in April 2026.", "The plant opens next month."),
        ("The plant closed on 3 March 2026.", "The plant closed yesterday."),
        ("The plant closes on Friday 6 March 2026.", "The plant closes on Friday."),
        ("It closed two weeks before.", "It closed a fortnight ago."),
        ("The company would hire in the following year, Moss said in March 2026.", "We will hire next year."),
        ("On 4 March 2026, in *Spring letter*, Ada Moss said that it closes.", "It closes."),
        ("On Wednesday 4 March 2026, Ada Moss said that it closes.", "It closes."),
        ("It closes, Moss said in March 2026.", "It closes."),
        ("Moss told employees on 4 March 2026 that it closes.", "It closes."),
        ("In Moss's letter of 4 March 2026, glue is allowed.", "Glue is allowed."),
        ("As of 4 March 2026 there were nine sites.", "There are nine sites."),
        ("On 4 March 2026, Moss said they would hire next year.", "We will hire next year."),
        ("The rules apply from 1 May.", "The rules take effect on 1 May."),
        ("It ran until December 2027.", "It runs to December 2027."),
        ("It may close, and May is a month.", "It may close, and May is a month."),
    ],
)
def test_a_time_of_the_quote_or_of_its_saying_passes(text: str, quote: str) -> None:
    assert judged(text, quote) is None


# What a writer puts around a day of saying; {d} is the day, {m} the month, {c} what was said.
FRAMES = [
    "In her letter of {d}, Moss wrote that {c}.",
    "Asked in {m} about the plant, Moss said that {c}.",
    "Speaking on {d}, Moss said {c}.",
    "Writing in {m}, Ada Moss warned that {c}.",
    "In her {m} address to the works, Moss said that {c}.",
    "The {m} letter says that {c}.",
    "Moss granted on {d} that {c}.",
    "On {d} it was Ada Moss who argued that {c}.",
    "Moss's correction of {d} says that {c}.",
    "{C}, as Moss let everybody know on {d}.",
    "Looking back on {d}, Moss found that {c}.",
    "Moss told the night shift at Oulu on {d} that {c}.",
    "At the works dinner in {m} Moss joked that {c}.",
    "Pressed by staff on {d}, the chief executive officer said that {c}.",
    "Moss, speaking in {m}, said that {c}.",
    "When she spoke in {m}, Moss said that {c}.",
    "Back in {m}, Moss thought that {c}.",
    "According to the memo Moss issued in {m}, {c}.",
    "Moss used her letter of {d} to say that {c}.",
    "In a note to staff dated {d}, Moss says that {c}.",
    "{C} (Moss, {d}).",
    "Moss, {d}: {c}.",
    "During a town hall held on {d}, Moss said that {c}.",
    "In {m}, according to Moss, {c}.",
    "{C}, according to Moss's talk of {d}.",
    "{C}, Moss said in {m}.",
    "{C}, said Ada Moss on {d}.",
    "Moss explained to apprentices in {m} why {c}.",
    "Moss's {m} letter has it that {c}.",
    "{C}: so Moss in her speech on {d}.",
    "In the spring letter of {d}, {c}.",
    "Addressing the engineers in {m}, Moss said that {c}.",
    "Moss announced at Oulu, on {d}, that {c}.",
    "It was in {m} that Moss announced that {c}.",
    "The chief executive's statement of {d} is that {c}.",
    "Moss wrote to staff on {d} to say that {c}.",
    "In answer to a question on {d}, Moss replied that {c}.",
    "Moss had already said in {m} that {c}.",
    "As Moss put it in {m}, {c}.",
    "On {d}, in *Spring letter*, Moss noted that {c}.",
    "On {d}, Moss told the works council that {c}.",
    "Ada Moss reported, on {d}, that {c}.",
    "A letter that Moss sent on {d} says that {c}.",
    "From a letter of {d}: {c}.",
]


def framed(frame: str, day: str, month: str, matter: str) -> str:
    return frame.format(d=day, m=month, c=matter, C=matter[0].upper() + matter[1:])


@pytest.mark.parametrize("frame", FRAMES)
def test_a_day_of_saying_is_known_in_every_phrase(frame: str) -> None:
    quote, matter = "The plant closes on 5 June 2027.", "the plant closes on 5 June 2027"
    assert judged(framed(frame, "4 March 2026", "March 2026", matter), quote) is None
    assert judged(framed(frame, "9 April 2026", "April 2026", matter), quote) is not None


@pytest.mark.parametrize("frame", FRAMES)
def test_a_phrase_of_saying_does_not_cover_what_was_said(frame: str) -> None:
    quote, matter = "The plant closes on 5 June 2027.", "the plant closed on 6 May 2026"
    assert judged(framed(frame, "4 March 2026", "March 2026", matter), quote) is not None


@pytest.mark.parametrize(
    "frame",
    [frame for frame in FRAMES if frame.startswith(("In her letter", "Speaking on", "The {m} letter", "On {d}"))],
)
def test_a_day_of_the_matter_is_not_told_as_the_day_of_saying(frame: str) -> None:
    quote = "The plant closes on 5 June 2027."
    assert judged(framed(frame, "5 June 2027", "June 2027", "the plant closes on 5 June 2027"), quote) is not None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("In June 2027, Moss said, the plant closes.", "The plant closes in June 2027."),
        ("In 2024 Moss changed the plan.", "I changed the plan in 2024."),
        ("Moss had said in 2024 that it closes, she recalled on 4 March 2026.", "In 2024 I said that it closes."),
        ("In 2019, according to Moss, it closed.", "In 2019 it closed."),
        ("Moss announced a pause in June 2027.", "There will be a pause in June 2027."),
        ("It was shut between 6 and 10 July.", "It was shut from 6 to 10 July."),
        ("Moss said in March 2026 that it is richer than in 2025.", "It has grown since last year."),
        ("She told him the next morning.", "In the morning I told him."),
    ],
)
def test_a_time_of_the_quote_is_fine_beside_a_speaker(text: str, quote: str) -> None:
    assert judged(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The plant opens on 6 May 2027.", "The plant opens on 5 May 2027."),
        ("The plant opens in June.", "The plant opens in May."),
        ("The plant opens in May 2028.", "The plant will open in May."),
        ("Revenue rose in Q3 2025.", "Revenue rose in the second quarter of 2025."),
        ("The plant opens on Tuesday.", "The plant opens on Monday."),
        ("The plant will open in 2028.", "The plant will open next year."),
        ("The plant opens next year.", "The plant opens this year."),
        ("The plant opens today.", "The plant opens."),
        ("The plant opens in spring 2027.", "The plant opens in autumn 2027."),
        ("It closed two months before.", "It closed a fortnight ago."),
        ("On 5 March 2026, Ada Moss said that it closes.", "It closes."),
        ("On Tuesday 4 March 2026, Ada Moss said that it closes.", "It closes."),
        ("Ada Moss said that the plant closes on 4 March 2026.", "The plant closes."),
        ("On 4 March 2026 the plant closed, Moss said.", "The plant closed."),
        ("It closes in June 2027.", "It closes by June 2027."),
        ("It closes by June 2027.", "It closes from June 2027."),
        ("It stays until June 2027.", "It stays from June 2027."),
        ("It closes before June 2027.", "It closes after June 2027."),
        ("It closes at the end of June 2027.", "It closes at the start of June 2027."),
        ("The review closes on 5 October.", "The review opens on 5 October."),
        (
            "It was bought on 6 May 2024 and sold on 2 June 2025.",
            "We sold it on 6 May 2024, having bought it on 2 June 2025.",
        ),
    ],
)
def test_another_time_or_bound_is_stopped(text: str, quote: str) -> None:
    assert judged(text, quote) is not None


def test_the_detail_shows_both_sides() -> None:
    assert (
        judged("It closes by June 2027.", "It closes from June 2027.")
        == "“by June 2027” is “from June 2027” in the quote"
    )
    assert judged("It closes in June 2027.", "It closes.") == "“June 2027” is in no quote"


def test_a_relative_word_is_stale_in_another_year_without_the_day_of_saying() -> None:
    text, quote = "The company will hire next year.", "We will hire next year."
    assert judged(text, quote, as_of=date(2026, 12, 31)) is None
    assert judged(text, quote, as_of=date(2027, 1, 1)) is not None
    assert judged(f"In March 2026, Moss said: {text}", quote, as_of=date(2027, 1, 1)) is None


def test_a_day_of_saying_is_that_of_the_words_beside_it() -> None:
    early = Quoted(words="The kiln needs new bricks.", speaker="Ada Moss", title="One", date=date(2025, 5, 6))
    late = Quoted(words="The harbour wants more rent.", speaker="Ada Moss", title="Two", date=SAID)

    def both(text: str) -> str | None:
        return dates(Claim(text=text, quotes=(early, late), as_of=SAID, people=("Ada Moss",)))

    assert (
        both("On 6 May 2025 Moss said the kiln needed new bricks; on 4 March 2026 that the harbour wants rent.") is None
    )
    assert both("On 4 March 2026 Moss said the kiln needed new bricks; on 6 May 2025 that the harbour wants rent.")


def test_a_year_in_the_documents_title_needs_no_quote() -> None:
    quote = Quoted(words="Any journey is by rail.", speaker="Ada Moss", title="Travel in 2025", date=SAID)

    def of(text: str) -> str | None:
        return dates(Claim(text=text, quotes=(quote,), as_of=SAID))

    assert of("In 2025 any journey is by rail.") is None
    assert of("In 2024 any journey is by rail.") is not None


def test_without_a_date_of_saying_only_words_count() -> None:
    letter = Claim(text="In her letter of 4 March 2026 Moss says so.", quotes=(Quoted(words="I say so."),), as_of=SAID)
    assert dates(letter) is not None
    assert dates(Claim(text="It closes in 2027.", quotes=(Quoted(words="It closes in 2027."),), as_of=SAID)) is None
    claim = Claim(text="It closes in 2027.", quotes=(Quoted(words="It closes next year."),), as_of=SAID)
    assert dates(claim) is not None


DAYS = st.dates(date(1950, 1, 1), date(2090, 1, 1))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_is_itself_in_every_spelling(day: date) -> None:
    for written in (
        f"{day:%-d %B %Y}",
        f"{day:%B %-d, %Y}",
        f"{day:%A} {day:%-d %B %Y}",
        day.isoformat(),
        f"{day:%-d %b %Y}",
    ):
        (when,) = times(f"on {written}")
        assert agrees(meanings(when, None)[0], of_day(day)), written


@given(st.text(max_size=120), st.text(max_size=120), DAYS)
def test_any_text_is_judged(text: str, quote: str, said: date) -> None:
    assert isinstance(judged(text, quote, said), str | None)


PIECES = st.sampled_from(
    sorted(
        listed("""
    by from until in on the next last this year month week quarter spring March 2026 4 5th of May Monday early end
    two weeks ago before today Moss said that Q2 H1 2025-03-04 31 February every . , and 1990s first half
""")
    )
)


@given(
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=14).map(" ".join),
    DAYS,
    DAYS,
)
def test_any_run_of_times_is_judged_and_repeats_itself(text: str, quote: str, said: date, as_of: date) -> None:
    assert isinstance(judged(text, quote, said, as_of), str | None)
    assert judged(text, text, said, as_of) is None
    frame = f'On {said:%-d %B %Y}, in *Spring letter*, Ada Moss said: "{text}"'
    assert judged(frame, text, said, as_of) is None
