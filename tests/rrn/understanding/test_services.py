"""Settings, facts and provider names in what people write."""

from __future__ import annotations

import pytest

from rrn.applicability import decision_table
from rrn.understanding.facts import fact_reader
from rrn.understanding.provider_names import provider_name_reader
from rrn.understanding.services import read_services
from rrn.understanding.setting_names import SettingFinder

FINDER = SettingFinder(decision_table().settings.values())
NAMES = [(setting.id, name) for setting in decision_table().settings.values() for name in setting.names]


@pytest.mark.parametrize(("sector", "name"), NAMES, ids=lambda value: value)
def test_every_name_of_a_setting_is_found(sector, name):
    assert [mention.sector for mention in FINDER.find(f"does it apply to {name}?")] == [sector]


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("schools and children's homes", ["school", "childrens_home"]),
        ("hospital security guards", ["security_staff"]),
        ("security staff in a hospital", ["security_staff"]),
        ("council run care home", ["care_home"]),
        ("we are a college not a school", ["college_university"]),
        ("care homes with nursing", ["nursing_home"]),
        ("restrictive practices", []),
        ("ambulance service commissioned by the nhs", ["ambulance"]),
        ("nhs commissioned services", ["nhs_service"]),
        ("nursing home with icb commissioned beds", ["nursing_home", "commissioner"]),
    ],
)
def test_settings_are_found_in_sentences(text, sectors):
    assert [mention.sector for mention in FINDER.find(text)] == sectors


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("schools?", True),
        ("a care home", True),
        ("and prisons", True),
        ("for prisons as well", True),
        ("schools exempt", False),
        ("what", False),
    ],
)
def test_a_bare_name_is_told_from_a_question(text, bare):
    assert FINDER.is_bare(text) is bare


@pytest.mark.parametrize(
    ("text", "nhs", "cqc"),
    [
        ("no nhs money but cqc registered", "false", "true"),
        ("not cqc registered but nhs commissioned", "true", "false"),
        ("cqc yes, nhs no", "false", "true"),
        ("nhs commissioned: no. cqc regulated: no", "false", "false"),
        ("nhs commissioned? no, cqc? yes", "false", "true"),
        ("cqc regulated, no nhs contract", "false", "true"),
        ("the nhs is not commissioning us and the cqc is not regulating us", "false", "false"),
        ("no nhs commissioning whatever, though the cqc does regulate them", "false", "true"),
        ("the nhs is commissioning them", "true", "open"),
        ("neither nhs commissioned nor cqc registered", "false", "false"),
        ("not nhs or cqc", "false", "false"),
        ("and if the nhs pays for the placement?", "funded", "open"),
        ("some section 117 patients", "funded", "open"),
        ("i don't know if we are nhs commissioned", "unsure", "open"),
        ("not sure about the nhs but we are cqc registered", "unsure", "true"),
        ("the icb commissions our beds", "true", "open"),
        ("nothing commissioned by the nhs", "false", "open"),
        ("we aren't registered with the cqc", "open", "false"),
        ("what does the cqc expect", "open", "open"),
        ("the care quality commission inspects us", "open", "true"),
        ("a private care home", "open", "open"),
        ("we stopped being nhs commissioned but stayed cqc registered", "false", "true"),
        ("cqc also no", "open", "false"),
        ("we are commission by nhs", "true", "open"),
        ("registered w/ cqc", "open", "true"),
    ],
)
def test_facts_are_read_and_never_guessed(text, nhs, cqc):
    facts = fact_reader().read(text)
    assert (facts.nhs, facts.cqc) == (nhs, cqc)


def test_a_fact_belongs_to_the_setting_of_its_clause():
    services, _ = read_services("we run an nhs commissioned care home and a school", FINDER, fact_reader())
    assert [(service.sector, service.nhs) for service in services] == [("care_home", "true"), ("school", "open")]


def test_a_fact_of_all_belongs_to_each():
    services, _ = read_services("we run a care home and a day centre, all nhs commissioned", FINDER, fact_reader())
    assert [(service.sector, service.nhs) for service in services] == [("care_home", "true"), ("day_service", "true")]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("a hospice and a day centre. the day centre is nhs commissioned", [("hospice_rehab", "open"), ("day_service", "true")]),
        ("our hospice is nhs commissioned, the day centre isn't.", [("hospice_rehab", "true"), ("day_service", "false")]),
        ("our hospice? it is nhs commissioned. what about the day centre", [("hospice_rehab", "true"), ("day_service", "open")]),
        ("a school and a hospice, which of them? the hospice has no nhs contract", [("school", "open"), ("hospice_rehab", "false")]),
    ],
)
def test_a_fact_that_a_later_sentence_gives_by_name_belongs_to_that_setting(text, facts):
    services, _ = read_services(text, FINDER, fact_reader())
    assert [(service.sector, service.nhs) for service in services] == facts


def test_the_body_that_commissions_is_no_setting():
    services, _ = read_services("nursing home with icb commissioned beds", FINDER, fact_reader())
    assert [(service.sector, service.nhs) for service in services] == [("nursing_home", "true")]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("is Example Care Training Ltd certified?", "Example Care Training Ltd"),
        ("status of Example Holds", "Example Holds"),
        ("can you check Example Training for me", "Example Training"),
        ("Example Training - are they approved?", "Example Training"),
        ("we had a quote from Example, are they RRN certified?", "Example"),
        ("is our training provider certified", ""),
        ("check a provider", ""),
    ],
)
def test_a_provider_is_read_from_the_frame_of_a_question(question, name):
    assert provider_name_reader().read(question) == name


@pytest.mark.parametrize("question", ["are you certified", "is your company certified", "have you lot passed yet"])
def test_you_means_the_company(question):
    assert provider_name_reader().means_us(provider_name_reader().read(question))


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("dom care, council and private clients only", ["home_care"]),
        ("we hold a contract with the icb so we are nhs commissioned", []),
        ("shared lives, council only and cqc registered", ["extra_care"]),
        ("does it apply to the council", ["commissioner"]),
        ("the council's auditor told our pupil referral unit that it applies", ["school"]),
        ("our nursing home has nhs beds. i'd always assumed it was for prisons", ["nursing_home"]),
        ("i'd always assumed it was for prisons", ["prison"]),
    ],
)
def test_who_pays_is_not_the_setting(text, sectors):
    services, _ = read_services(text, FINDER, fact_reader())
    assert [service.sector for service in services] == sectors
