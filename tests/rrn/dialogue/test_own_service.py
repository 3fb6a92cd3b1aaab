"""A presumption about a setting that the page excludes gets the verdict; a question after the reason is not answered by the page."""

from __future__ import annotations

import pytest

from rrn.dialogue.own_service import HOW_CERTIFIED, SCHOOL_RULES, WHY_EXCLUDED, asks_of_excluded, asks_of_own_service
from rrn.understanding.reading import Reading, ServiceMention

SCHOOL, CARE_HOME = ServiceMention("school"), ServiceMention("care_home")


@pytest.mark.parametrize(
    "text", ["by 2021 did schools have to?", "It is binding on schools now, isn't it", "schools had to have it from last spring, correct"]
)
def test_a_presumption_about_an_excluded_setting_gets_its_verdict(text):
    assert asks_of_own_service(WHY_EXCLUDED, Reading(text, services=(SCHOOL,)))


@pytest.mark.parametrize(
    "text",
    ["why not schools", "what is the reasoning behind leaving out schools", "will schools be brought in", "who decided to exempt schools"],
)
def test_a_question_after_the_reason_or_a_change_does_not(text):
    assert not asks_of_own_service(WHY_EXCLUDED, Reading(text, services=(SCHOOL,)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is it obligatory for our company?", True),
        ("so does it apply to us", True),
        ("is it obligatory for NHS commissioned services", False),
        ("since when is it obligatory for us, and why", False),
    ],
)
def test_whether_it_holds_for_a_service_that_is_not_named_waits_for_its_name(text, expected):
    assert asks_of_own_service("faq/nhs_mandate", Reading(text)) == expected


@pytest.mark.parametrize("services", [(), (CARE_HOME,), (SCHOOL, CARE_HOME)])
def test_other_settings_are_left_to_their_topic(services):
    assert not asks_of_own_service(WHY_EXCLUDED, Reading("it is binding now, isn't it", services=services))


@pytest.mark.parametrize(
    ("text", "services", "expected"),
    [
        ("care home: obligatory or voluntary", [CARE_HOME], True),
        ("a prep and a care home in one company, are both obliged to", [SCHOOL, CARE_HOME], True),
        ("which is it for a care home, optional or compulsory", [CARE_HOME], True),
        ("which care homes have to", [CARE_HOME], False),
        ("since when is it compulsory in a care home", [CARE_HOME], False),
        ("what makes it compulsory in a care home", [CARE_HOME], False),
        ("is it compulsory in an NHS commissioned service", [ServiceMention("nhs_service", nhs="true")], False),
        ("a supplier of an NHS commissioned service: is it optional for us", [ServiceMention("nhs_service", nhs="true")], True),
        ("since which spring must schools do it", [SCHOOL], True),
    ],
)
def test_whether_a_named_setting_has_the_duty_is_its_verdict(text, services, expected):
    assert asks_of_own_service("faq/nhs_mandate", Reading(text, services=tuple(services))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("schools now have to follow this. what shall the newsletter say", True),
        ("we're an academy, are the RRN standards for us", True),
        ("what do schools have to follow in its place", False),
        ("our school has to follow guidance on pupils. which is it", False),
    ],
)
def test_a_wrong_presumption_is_told_from_a_question_after_the_rules_of_schools(text, expected):
    assert asks_of_own_service(SCHOOL_RULES, Reading(text, services=(SCHOOL,))) == expected


@pytest.mark.parametrize(
    ("text", "services", "expected"),
    [
        ("care home in a village, do we need certifed trainers", (CARE_HOME,), True),
        ("care home, CQC registered. must be certified?", (CARE_HOME,), True),
        ("what must be certified in a care home", (CARE_HOME,), False),
        ("do we need certified trainers", (), False),
        ("care home here. tell me of the three things", (CARE_HOME,), False),
    ],
)
def test_whether_a_named_setting_needs_certified_trainers_is_for_its_verdict(text, services, expected):
    assert asks_of_own_service(HOW_CERTIFIED, Reading(text, services=services)) == expected


@pytest.mark.parametrize(
    ("text", "services", "expected"),
    [
        ("as it is compulsory for schools, by when must mine comply", (SCHOOL,), True),
        ("our insurer says the rule is binding on our school. which date", (SCHOOL,), True),
        ("as it is compulsory for care homes, by when", (CARE_HOME,), False),
        ("must a school ring home each time", (SCHOOL,), False),
    ],
)
def test_a_duty_that_an_excluded_setting_is_taken_to_have(text, services, expected):
    assert asks_of_excluded(Reading(text, services=services)) == expected
