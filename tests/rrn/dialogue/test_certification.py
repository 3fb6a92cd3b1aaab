"""Questions about providers: now, at other times, since when; names that may mean several."""

from __future__ import annotations

import datetime as dt

import pytest

from rrn.dialogue.provider_question import Asked, title
from rrn.dialogue.said_time import said_time
from rrn.dialogue.state import State
from rrn.dialogue.turn import Turn, respond
from rrn.register import Register
from rrn.understanding.question_dates import asked_time
from rrn.understanding.reading import Part, Reading

HEADER = "provider,aliases,status,from,to,as_of,review_by,source,quote\n"
ROWS = """\
Test Alpha Care Ltd,Test Alpha Training,working_towards,2020-01-01,2021-05-31,2021-05-01,2099-01-01,letter (test data),
Test Alpha Care Ltd,,certified,2021-06-01,2024-12-31,2024-06-01,2099-01-01,letter (test data),
Test Alpha Care Ltd,,lapsed,2025-01-01,,2026-01-01,2099-01-01,letter (test data),
Test Willow Bank Training,,certified,,,2026-01-01,2026-06-01,letter (test data),
Test Ended Ltd,,certified,2020-01-01,2021-01-01,2020-06-01,2099-01-01,letter (test data),
Test Coming Ltd,,certified,2030-01-01,,2026-01-01,2099-01-01,letter (test data),
Test Twin Ltd,,certified,2022-01-01,,2026-01-01,2099-01-01,letter (test data),
Test Twin CIC,,withdrawn,2022-01-01,,2026-01-01,2099-01-01,letter (test data),
Тест Тренинг,,certified,2022-01-01,,2026-01-01,2099-01-01,letter (test data),
Test April 2020 Training,,certified,2022-01-01,,2026-01-01,2099-01-01,letter (test data),
What's Test? Ltd,,certified,2022-01-01,,2026-01-01,2099-01-01,letter (test data),
"""
STATUS = "provider_status"


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("RRN_TODAY", "2026-03-01")


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "providers.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    opened = Register(f"sqlite:///{tmp_path / 'register.db'}")
    opened.migrate()
    opened.import_file(path, "test", at=dt.datetime(2024, 7, 1))
    return opened


@pytest.fixture
def talk(register):
    """Holds a conversation of (text, label) pairs and returns the replies; a label with "?" was not sure."""

    def run(*turns):
        state, replies = State(), []
        for text, label in turns:
            decision = "unclear" if label.startswith("?") else "accept"
            part = Part(text, label.lstrip("?"), 0.9, decision, (), ((label.lstrip("?"), 0.9),))
            reading = Reading(text, "not_english" if label == "not_english" else "", () if label == "not_english" else (part,))
            reply, state = respond(Turn(reading, State.from_slots(state.to_slots()), register))
            replies.append(reply)
        return replies

    return run


@pytest.mark.parametrize(
    ("question", "label", "status", "says"),
    [
        ("was Test Alpha Care certified in March 2021?", STATUS, "working_towards", "In March 2021"),
        ("was Test Alpha Care certified on 1 June 2021?", STATUS, "certified", "from 1 June 2021 to 31 December 2024"),
        ("was Test Alpha Care certified last June?", STATUS, "lapsed", "In June 2025"),
        ("was Test Alpha Care certified two years ago", "out_of_scope", "certified", "On 1 March 2024"),
        ("what was the status of Test Alpha Care on 3/4/2022", "not_covered/other_detail", "certified", "On 3 April 2022"),
        ("was test alpha training on the register in 2023", "not_covered/certification_date", "certified", "In 2023"),
        (
            "was Test Alpha Care certified in 2021",
            "?sector_applicability",
            "certified",
            "Working towards certification (from 1 January 2020",
        ),
        ("was Test Alpha Care certified before 2021", STATUS, "working_towards", "Before 1 January 2021"),
        ("has Test Alpha Care been certified since 2020", STATUS, "lapsed", "Since 1 January 2020"),
        ("was Test Alpha Care certified in 2019", STATUS, "unknown", "does not say what status"),
        ("was Test Willow Bank Training certified in 2019", STATUS, "unknown", "the register does not say since when"),
        ("was Test Alpha Car certified in March 2021?", STATUS, "working_towards", "I took 'Test Alpha Car' to mean Test Alpha Care Ltd."),
        ("is Test Alpha Care certified next June", STATUS, "lapsed", "a time that is still to come (in June 2026)"),
        ("when did Test Alpha Care become certified?", "not_covered/certification_date", "lapsed", "from 1 June 2021"),
        ("when did Test Alpha Care start working towards certification", "not_covered/certification_date", "lapsed", "from 1 January 2020"),
        ("when did Test Alpha Care's certification lapse", "out_of_scope", "lapsed", "from 1 January 2025"),
        ("since when has Test Twin Ltd been certified", STATUS, "certified", "from 1 January 2022"),
        ("how long has Test Willow Bank Training been certified", STATUS, "certified", "does not say since when"),
        ("is Test April 2020 Training certified", STATUS, "certified", "is in this register as certified"),
        ("was Test April 2020 Training certified in 2023", STATUS, "certified", "In 2023"),
        ("is Test Ended Ltd certified", STATUS, "unknown", "ended on 1 January 2021"),
        ("is Test Coming Ltd certified", STATUS, "unknown", "no status for today"),
    ],
)
def test_what_the_register_says_of_a_time(talk, question, label, status, says):
    (reply,) = talk((question, label))
    assert (reply.kind, reply.status["status"]) == ("status", status)
    assert says in reply.text
    assert "not certified" not in reply.text.lower()


@pytest.mark.parametrize(
    ("question", "label", "kind"),
    [
        ("when did Test Willow Bank Training become certified", "not_covered/certification_date", "not_covered"),
        ("when will Test Alpha Care be certified again", "not_covered/certification_date", "not_covered"),
        ("since April 2021 it is mandatory, says Test Alpha Care, right?", "faq/nhs_mandate", "answer"),
        ("what was the rule in March 2021", "faq/nhs_mandate", "answer"),
        ("we were certified by Test Alpha Care in 2022, does that count", "not_covered/existing_certificate", "not_covered"),
        ("Test Alpha Care certified us in 2022. we need more", "not_covered/other_detail", "not_covered"),
    ],
)
def test_what_the_register_is_not_asked(talk, question, label, kind):
    assert talk((question, label))[0].kind == kind


def test_a_provider_that_is_unknown_stays_unknown_at_other_times(talk):
    replies = talk(
        ("is Quite Another Firm certified", STATUS),
        ("and last June?", "?what_about"),
        ("when did they become certified", "not_covered/certification_date"),
        ("since when?", "ask_when"),
    )
    assert [reply.kind for reply in replies] == ["status", "status", "not_covered", "not_covered"]
    assert "not in this register" in replies[1].text


def test_what_the_register_held_then_is_told(register, tmp_path, talk):
    assert "This was entered in the register on 1 July 2024." in talk(("was Test Alpha Care certified in March 2021", STATUS))[0].text
    path = tmp_path / "later.csv"
    corrected = ROWS.replace("certified,2022-01-01,,2026-01-01", "lapsed,2025-08-01,,2026-01-01")
    first = "Test Twin Ltd,,certified,2022-01-01,2025-07-31,2026-01-01,2099-01-01,letter (test data),\n"
    path.write_text(HEADER + first + next(line for line in corrected.splitlines() if line.startswith("Test Twin Ltd")), encoding="utf-8")
    register.import_file(path, "test", at=dt.datetime(2026, 2, 1))
    text = talk(("was Test Twin Ltd certified on 1 September 2025", STATUS))[0].text
    assert "certification lapsed (from 1 August 2025)" in text
    assert "On 1 September 2025 the register itself still had another status of this provider: certified." in text


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("can u check a training firm for me", "clarify"),
        ("can you confirm you're certified", "status"),
        ("could you tell me your status", "status"),
    ],
)
def test_whoever_asks_us_to_look_does_not_ask_about_us(talk, question, kind):
    (reply,) = talk((question, STATUS))
    assert reply.kind == kind


def test_follow_ups_about_other_times(talk):
    replies = talk(
        ("is Test Alpha Care certified", STATUS),
        ("and in 2022?", "?what_about"),
        ("and before 2020?", "?faq/nhs_mandate"),
        ("since when?", "ask_when"),
        ("was it certified last year?", "not_covered/certificate_validity"),
    )
    assert [reply.status["status"] for reply in replies] == ["lapsed", "certified", "unknown", "lapsed", "lapsed"]
    assert "from 1 January 2025" in replies[3].text


def test_the_time_is_kept_while_the_provider_is_asked_for(talk):
    replies = talk(("was my provider certified in March 2021", STATUS), ("Test Alpha Care", "?out_of_scope"))
    assert replies[0].id == "ask_provider"
    assert "In March 2021" in replies[1].text


@pytest.mark.parametrize("question", ["is {} certified", "was {} certified last June", "when did {} become certified"])
@pytest.mark.parametrize("place", [0, 1])
def test_each_button_leads_where_its_title_says(talk, question, place):
    (asked,) = talk((question.format("Test Twin"), STATUS))
    provider = ("Test Twin Ltd", "Test Twin CIC")[place]
    assert (asked.kind, len(asked.buttons)) == ("clarify", 2)
    assert f" {provider} " in asked.buttons[place].title
    for label in (STATUS, "out_of_scope", "?faq/contact", "not_english"):
        (pressed,) = talk((asked.buttons[place].payload, label))
        assert (pressed.kind, pressed.status["provider"]) == ("status", provider)
        assert ("June 2025" in pressed.text) == ("last June" in question)


def test_every_provider_has_buttons_that_lead_to_it(talk, register):
    for match in register.entries():
        for asked in (Asked(), Asked(asked_time("last June")), Asked(since="certified")):
            assert talk((title(match.provider, asked), "not_english"))[0].status["provider"] == match.provider


@pytest.mark.parametrize(
    ("answer", "provider"), [("the first", "Test Twin Ltd"), ("2", "Test Twin CIC"), ("Test Twin CIC", "Test Twin CIC")]
)
def test_a_choice_between_two_in_words(talk, answer, provider):
    assert talk(("is Test Twin certified", STATUS), (answer, "?stop"))[1].status["provider"] == provider


@pytest.mark.parametrize(("answer", "reply_id"), [("yes", "ask_provider"), ("no", "ask_provider"), ("neither", "ask_provider")])
def test_no_choice_between_two(talk, answer, reply_id):
    assert talk(("is Test Twin certified", STATUS), (answer, "?affirm"))[1].id == reply_id


def test_a_name_that_is_only_like_one_is_confirmed(talk):
    asked, yes = talk(("is Test Willow Bank certified", STATUS), ("yes", "affirm"))
    assert (asked.id, asked.text) == ("ask_provider_confirm", "Did you mean Test Willow Bank Training?")
    assert yes.status["provider"] == "Test Willow Bank Training"
    asked, no = talk(("is Test Willow Bank certified", STATUS), ("no", "deny"))
    assert (no.status["provider"], no.status["status"]) == ("Test Willow Bank", "unknown")


def test_an_entry_past_its_review_says_so(monkeypatch, talk):
    assert "due for review" not in talk(("is Test Willow Bank Training certified", STATUS))[0].text
    monkeypatch.setenv("RRN_TODAY", "2026-06-02")
    assert "due for review on 1 June 2026" in talk(("is Test Willow Bank Training certified", STATUS))[0].text


@pytest.mark.parametrize("name", ["Test Twin Ltd", "Quite Another Firm"])
def test_an_old_register_says_so(monkeypatch, talk, name):
    monkeypatch.setenv("RRN_TODAY", "2026-04-01")
    assert "newest entry" not in talk((f"is {name} certified", STATUS))[0].text
    monkeypatch.setenv("RRN_TODAY", "2026-04-02")
    assert "The newest entry of this register is of 1 January 2026, 91 days ago" in talk((f"is {name} certified", STATUS))[0].text
    monkeypatch.setenv("RRN_REGISTER_OLD_AFTER_DAYS", "400")
    assert "newest entry" not in talk((f"is {name} certified", STATUS))[0].text


@pytest.mark.parametrize(
    "words",
    ["in March 2021", "on 3/4/2021", "in 2019", "before April 2021", "until March 2021", "since 2020", "after 2020", "last June",
     "between March 2020 and April 2021", "two years ago", "in the last two years", "at the start of last year"],
)  # fmt: skip
def test_a_time_said_back_is_read_as_the_same_days(words):
    asked = asked_time(words)
    assert asked_time(said_time(asked)).window == asked.window
