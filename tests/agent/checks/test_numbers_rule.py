"""Numbers of a statement against those of its quotes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.english.words import listed
from agent.checks.numbers import numbers

SAID = date(2026, 3, 4)


def judged(text: str, *quotes: str, title: str = "Spring letter") -> str | None:
    said = tuple(
        Quoted(words=one, speaker="Ada Moss", role="Chief Executive Officer", title=title, date=SAID) for one in quotes
    )
    return numbers(Claim(text=text, quotes=said, as_of=date(2026, 6, 1), people=("Ada Moss",)))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It cost £1.4 million.", "It cost £1,400,000."),
        ("It cost £1.4m.", "It cost 1.4 million pounds."),
        ("Returns fell by 12%.", "Returns fell by twelve per cent."),
        ("Returns fell by 12 percent.", "Returns fell by 12 %."),
        ("Half of the sites closed.", "50% of the sites closed."),
        ("Two thirds of it is steel.", "Two-thirds of it is steel."),
        ("One in five of them came back.", "20 per cent of them came back."),
        ("We shipped 1,100 units.", "We shipped eleven hundred units."),
        ("There are 24 of them.", "There are two dozen of them."),
        ("Half a million pounds went on it.", "£0.5 million went on it."),
        ("It took 2.5 years.", "It took two and a half years."),
        ("The pause lasted two weeks.", "The pause lasted a fortnight."),
        ("It ran for 48 hours.", "It ran for two days."),
        ("It was the 21st time.", "It was the twenty-first time."),
        ("We hired 40 engineers.", "We hired forty new engineers."),
        ("We hired forty people.", "We hired forty engineers."),
        ("Between 40 and 50 sites reported.", "Forty to fifty sites reported."),
        ("The limit is £155 a night.", "Up to £155 a night."),
        ("At least 40 came.", "No fewer than 40 came."),
        ("More than 40 came.", "Over 40 came."),
        ("Roughly 40 came.", "About forty came."),
        (
            "The rent is 4.1 million kroner and they had asked 6.8 million kroner.",
            "We pay 4.1 million kroner; they asked 6.8.",
        ),
        ("Of the 9 sites, 7 have closed.", "We have nine sites and seven of them have closed."),
        ("One of them left.", "A man left."),
        ("On 4 March 2026, in *Spring letter*, Ada Moss said that it cost £3.", "It cost £3."),
        (
            "£5 million was spent in 2025, after £6 million in 2024.",
            "Last year we spent £5 million, against £6 million in the year before.",
        ),
    ],
)
def test_a_number_spelt_in_another_way_is_the_same(text: str, quote: str) -> None:
    assert judged(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We hired 41 engineers.", "We hired forty engineers."),
        ("It cost £1.5 million.", "It cost £1.4 million."),
        ("It cost $1.4 million.", "It cost £1.4 million."),
        ("It cost £1.4 billion.", "It cost £1.4 million."),
        ("Returns fell by 12 percentage points.", "Returns fell by 12 per cent."),
        ("There were 12% open.", "There were 12 open."),
        ("It lasted 16 weeks.", "It lasted sixteen days."),
        ("It costs £9 a year.", "It costs £9 a month."),
        ("It costs £9 apiece.", "It costs £9 in all."),
        ("Returns were 9 per hundred.", "Returns were 9 per thousand."),
        ("There are forty sites.", "There are forty engineers and three sites."),
        ("There are two sites.", "There is one site and one laboratory."),
        ("We have one site.", "We have three sites."),
        ("It was the third time.", "It was the second time."),
        ("A third of them left.", "A quarter of them left."),
        ("Forty came.", "At least forty came."),
        ("Up to forty came.", "At least forty came."),
        ("Forty came.", "About forty came."),
        ("About forty came.", "Forty came."),
        ("Fewer than forty came.", "More than forty came."),
        ("All but forty came.", "Forty came."),
        ("Forty came.", "Forty to fifty came."),
        ("All of the 40 sites were closed.", "Of the 40 sites, some were closed."),
        ("Most sites reported.", "Some sites reported."),
        ("All sites reported.", "Few sites reported."),
        ("Revenue rose by 4% and costs rose by 2%.", "Revenue rose by 2% and costs rose by 4%."),
        ("It rose to 4%.", "It rose by 4%."),
        ("It rose from 5% to 4%.", "It rose from 4% to 5%."),
        ("It is on page 11, and he had 88 per cent.", "He had eleven per cent. It is on page eighty-eight."),
        (
            "£6 million was spent in 2025, after £5 million in 2024.",
            "Last year we spent £5 million, against £6 million in the year before.",
        ),
    ],
)
def test_another_number_unit_bound_or_place_is_stopped(text: str, quote: str) -> None:
    assert judged(text, quote) is not None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Some forty sites reported.", "About forty sites reported."),
        ("In the region of 40 sites reported.", "Roughly forty sites reported."),
        ("Forty or so sites reported.", "About forty sites reported."),
        ("Around £2m went on it.", "Something like two million pounds went on it."),
        ("Half the staff left.", "Fifty per cent of the staff left."),
        ("50% of the staff left.", "Half of us left."),
        ("Both sites closed.", "The two sites closed."),
        ("Two of them closed.", "A pair of them closed."),
        ("A couple of sites closed.", "Two sites closed."),
        ("The figure doubled to 80.", "It went from 40 to 80."),
        ("It doubled.", "It went up twofold."),
        ("It has tripled.", "It is three times what it was."),
        ("It grew threefold.", "It trebled."),
        ("Every tenth cell fails.", "One cell in ten fails."),
        ("One in ten cells fails.", "Ten per cent of the cells fail."),
        ("10% of cells fail.", "A tenth of the cells fail."),
        ("A quarter of cells fail.", "25 per cent of the cells fail."),
        ("Three quarters of cells pass.", "75 % of the cells pass."),
        ("A dozen engineers came.", "Twelve engineers came."),
        ("It took half an hour.", "It took thirty minutes."),
        ("It took a year and a half.", "It took eighteen months."),
        ("It took 18 months.", "It took a year and a half."),
        ("It took one and a half years.", "It took eighteen months."),
        ("The fee is £0.50.", "The fee is 50p."),
        ("The fee is 50 pence.", "The fee is fifty pence."),
        ("The price fell by nearly half.", "The price fell almost by half."),
        ("No fewer than 40 reported.", "At least forty reported."),
        ("40 or more reported.", "At least forty reported."),
        ("A minimum of 40 reported.", "At least forty reported."),
        ("Fewer than 40 reported.", "Less than forty reported."),
        ("Not more than 40 may come.", "At most forty may come."),
        ("A maximum of 40 may come.", "Up to forty may come."),
        ("40 at most may come.", "No more than forty may come."),
        ("Anything above £40 needs a signature.", "Anything over forty pounds needs a signature."),
        ("Returns were 6.8 for every thousand.", "Returns were 6.8 per thousand."),
        (
            "There were 12 accidents, three fewer than the 15 of the year before.",
            "There were twelve accidents; the year before there were fifteen.",
        ),
        ("The 58-strong team can do it.", "Fifty-eight people can do it."),
        ("A team of 58 can do it.", "Fifty-eight people can do it."),
        ("58 staff can do it.", "Fifty-eight of us can do it."),
        ("The 14 newcomers stayed.", "Fourteen of the people who joined stayed."),
        ("A three-month trial starts.", "The trial will be three months."),
        ("The trial lasts a quarter of a year.", "The trial will be three months."),
        ("A 12-page form is used.", "The form has twelve pages."),
        ("It is two-thirds steel.", "Two thirds of it is steel."),
        ("It cost £1,400,000.", "It cost one point four million pounds."),
        ("It took just under five hours.", "It took a little less than five hours."),
        ("It took close to five hours.", "It took nearly five hours."),
        ("The rate is 5 %.", "The rate is five percent."),
        ("Revenue reached £414.5 million.", "Revenue: £414.5m."),
        ("The twentieth anniversary came.", "It was our 20th anniversary."),
        ("It is in its third year.", "It is the third year of it."),
        ("No one left.", "Zero people left."),
        ("A single site closed.", "One site closed."),
        ("The sole plant closed.", "One plant closed."),
        ("There were over two hundred messages.", "There were more than 200 messages."),
        ("£3 was paid per head.", "We paid three pounds each."),
        ("It costs £9 monthly.", "It costs nine pounds a month."),
        ("It costs £9 a month.", "It costs nine pounds monthly."),
        ("The annual rent is 5 million kroner.", "The rent is 5 million kroner a year."),
        ("The rent is 5 million kroner a year.", "The yearly rent is 5 million kroner."),
        ("It yields half a million pounds annually.", "It yields half a million pounds a year."),
        ("There are 30 posts to start with.", "There are thirty posts."),
        ("They worked twelve-hour shifts.", "They worked shifts of twelve hours."),
        ("It is 11 cm long.", "It is eleven centimetres long."),
        ("It weighs 60 micrograms.", "It weighs 60 µg."),
        ("Seven in ten stayed.", "70 per cent stayed."),
        ("Five out of seven stayed.", "Five of the seven stayed."),
        ("It fell 4% to £90m.", "It fell by four per cent, to £90 million."),
        ("Between £3m and £4m was spent.", "We spent three to four million pounds."),
        ("From 40 to 50 came.", "Forty to fifty came."),
        ("Three to four per cent was left.", "What was left is between three and four per cent."),
        ("The works have forty sites.", "We have forty yards."),
        ("Some third of the £14 comes from one of them.", "About a third of the £14 comes from one of them."),
        ("Adding roughly 20% for service is right.", "Add about a fifth for service."),
        ("He was good in his third or fifth year.", "He was good in the third year or the fifth."),
        ("It took a whole year.", "It took twelve months."),
        ("Only forty came.", "Forty came."),
        ("It costs £31, which is £13 less than the £44 of today.", "It would be £31 instead of the £44 of today."),
        ("There were talks with the port over ten more years.", "We talk with the port about ten more years."),
        ("It went 410 days without service, not 600.", "I said six hundred days without service. It is 410 days."),
        ("They are 6 and 8 years old.", "They are aged six and eight."),
        (
            "Of 100 dollars $41 go to people and $33 to parts.",
            "Of 100 dollars forty-one dollars go to people. Thirty-three go to parts.",
        ),
        ("There are two ways: by sea or by land.", "One is by sea. The other is by land."),
        ("Up to £155 in Europe and £220 in Asia.", "Up to £155 in Europe, and up to £220 in Asia."),
    ],
)
def test_a_paraphrase_of_a_number_passes(text: str, quote: str) -> None:
    assert judged(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Some forty sites reported.", "Over forty sites reported."),
        ("Half the staff left.", "A third of the staff left."),
        ("It doubled.", "It trebled."),
        ("It grew threefold.", "It grew by a third."),
        ("Every fifth cell fails.", "One cell in ten fails."),
        ("It took a year and a half.", "It took fifteen months."),
        ("The fee is £50.", "The fee is 50p."),
        ("Fewer than 40 reported.", "At least forty reported."),
        ("Three fewer than the 18.", "There were twelve accidents; the year before there were fifteen."),
        (
            "There were 12, four fewer than the 15 of the year before.",
            "There were twelve accidents; the year before there were fifteen.",
        ),
        ("It costs £9 annually.", "It costs nine pounds a month."),
        ("There are 30 engineers.", "There are 20 engineers and 30 sites."),
        ("Of 20 sites 30 closed.", "Of 30 sites 20 closed."),
        ("Seven in ten stayed.", "60 per cent stayed."),
        ("It fell 4% to £80m.", "It fell by four per cent, to £90 million."),
        ("Between £3m and £5m was spent.", "We spent three to four million pounds."),
        ("The 58-strong team can do it.", "Fifty-three people can do it."),
        ("It is in its fourth year.", "It is the third year of it."),
        ("It took just over five hours.", "It took a little less than five hours."),
        ("A 20-page form is used.", "The form has twelve pages."),
        ("Two thirds left.", "A third left."),
        ("40% left.", "40 people left."),
        ("40 people left.", "40% left."),
        ("It is 11 mm long.", "It is eleven centimetres long."),
        ("Three of them closed.", "Both closed."),
        ("The rent is 5 million kroner a month.", "The yearly rent is 5 million kroner."),
        ("More than half left.", "Half left."),
        ("Twice as many came.", "Half as many came."),
        ("£61 million was owed and £47 million sold.", "We owed £47 million and sold £61 million."),
        ("It costs £31, which is £14 less than the £44 of today.", "It would be £31 instead of the £44 of today."),
        ("It costs £31, which is £13 more than the £44 of today.", "It would be £31 instead of the £44 of today."),
        (
            "By October £12 million had been spent.",
            "It opened in October. By the end of June £12 million had been spent.",
        ),
    ],
)
def test_a_paraphrase_with_another_number_is_stopped(text: str, quote: str) -> None:
    assert judged(text, quote) is not None


def test_a_text_without_speaker_title_or_date_is_enough() -> None:
    quotes = (Quoted(words="We paid about £40."),)
    passing, failing = (
        Claim(text=text, quotes=quotes, as_of=SAID) for text in ("Some £40 was paid.", "Over £40 was paid.")
    )
    assert numbers(passing) is None
    assert numbers(failing) is not None


def test_the_detail_says_what_is_missing() -> None:
    assert judged("Returns fell by 12%.", "Returns fell.") == "12% is in no quote"


def test_numbers_of_a_citations_title_need_no_quote() -> None:
    assert judged("According to Policy 40, glue is allowed.", "Glue is allowed.", title="Policy 40: Mending") is None
    assert (
        judged("According to Policy 41, glue is allowed.", "Glue is allowed.", title="Policy 40: Mending") is not None
    )


def test_dates_are_left_to_the_rule_of_dates() -> None:
    assert judged("The plant opens on 5 May 2027.", "The plant opens.") is None


def test_a_number_may_come_from_any_of_the_quotes() -> None:
    assert judged("There are 40 engineers and 3 sites.", "We have three sites.", "We have forty engineers.") is None


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_text_is_judged(text: str, quote: str) -> None:
    assert isinstance(judged(text, quote), str | None)


PIECES = st.sampled_from(
    sorted(
        listed("""
    £ 4 % per cent one a half third of hundred million and 1,400 2.5m twenty-one at least about to fortnight in
    every all most sites those dollars 9 month . , twice dozen 14:30 3rd page 88 -
""")
    )
)


@given(st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map(" ".join))
def test_any_run_of_figures_is_judged_and_repeats_itself(text: str, quote: str) -> None:
    assert isinstance(judged(text, quote), str | None)
    assert judged(text, quote, text) is None
    assert judged(f'On 4 March 2026, in *Spring letter*, Ada Moss said: "{text}"', text) is None
