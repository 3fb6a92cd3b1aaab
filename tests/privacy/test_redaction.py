"""Personal data goes, the rest stays: measured on made-up messages and on everything that the assistant is trained on."""

from __future__ import annotations

import random
import re
import string

import pytest
from rrn_privacy import PLACEHOLDERS, redact, without_placeholders
from stdnum import luhn

from evaluation.held_out import load_cases
from rrn.content import training_examples
from rrn.paths import HELD_OUT

MESSAGES = 2000
SENTENCES = (
    "{}",
    "my details are {}, does it apply to a care home?",
    "Is Intelligensa certified? Reply to {} please.",
    "hi its {} here we run 2 homes",
    "Since 1 April 2021 we are NHS commissioned ({}).",
    "contact: {}\nwhat is the rrn",
    "is it mandatory {}",
    "{} - and do schools count?",
    "the resident ({}) is under section 117",
)
AREAS = ("AB", "B", "BT", "CF", "E", "EC", "EH", "G", "GU", "L", "LS", "M", "N", "NE", "NW", "S", "SE", "SW", "W", "WC", "YO", "ZE")


def digits(rng, count):
    return "".join(rng.choice(string.digits) for _ in range(count))


def grouped(rng, number, *sizes):
    """A number in a row, or in the groups that people write it in."""
    separator = rng.choice(["", " ", " ", "-"])
    parts, rest = [], number
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    return separator.join(parts)


def email(rng):
    name = "".join(rng.choice(string.ascii_lowercase) for _ in range(rng.randint(2, 9)))
    if rng.random() < 0.5:
        name += rng.choice("._-+") + digits(rng, 2)
    host = rng.choice(["example.org", "example.co.uk", "mail.example.com", "nhs.test", "sub-domain.example.net"])
    shapes = [f"{name}@{host}", f"{name.title()}@{host.upper()}", f"{name} @ {host}", f"{name} (at) {host}", f"{name} at example dot com"]
    return rng.choices(shapes, [6, 2, 1, 1, 1])[0]


def phone(rng):
    kind = rng.choice(["mobile", "london", "town", "abroad"])
    if kind == "mobile":
        local, sizes = "7" + rng.choice("3456789") + digits(rng, 8), rng.choice([(4, 6), (4, 3, 3), (3, 3, 4)])
    elif kind == "london":
        local, sizes = "20" + rng.choice("378") + digits(rng, 7), (2, 4, 4)
    elif kind == "town":
        local, sizes = "1" + rng.choice("234567") + rng.choice("23456789") + digits(rng, 7), rng.choice([(4, 6), (4, 3, 3), (3, 3, 4)])
    else:
        return rng.choice(["+353 1 555 ", "+33 1 70 18 ", "+1 202 555 "]) + digits(rng, 4)
    lead = rng.choice(["0", "0", "0", "+44 ", "+44", "0044 ", "+44 (0)"])
    number = grouped(rng, local, *sizes)
    if lead == "0" and rng.random() < 0.15:
        return f"(0{local[: sizes[0]]}) {local[sizes[0] :]}"
    return lead + number


def card(rng):
    prefix, length, sizes = rng.choice([("4", 16, (4, 4, 4, 4)), ("5" + rng.choice("12345"), 16, (4, 4, 4, 4)), ("37", 15, (4, 6, 5))])
    body = prefix + digits(rng, length - len(prefix) - 1)
    return grouped(rng, body + luhn.calc_check_digit(body), *sizes)


def nhs_number(rng):
    while True:
        body = rng.choice("4567") + digits(rng, 8)
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(body)) % 11
        if check != 10:
            number = body + str(check % 11)
            return rng.choice(["", "", "NHS number "]) + grouped(rng, number, 3, 3, 4)


def national_insurance(rng):
    number = rng.choice(["QQ", "AB", "JG", "PX", "TW", "SC", "WK"]) + digits(rng, 6) + rng.choice("ABCD")
    written = grouped(rng, number, 2, 2, 2, 2, 1)
    return rng.choice([written, written.lower()])


def postcode(rng):
    area = rng.choice(AREAS)
    outward = area + str(rng.randint(1, 9)) + (rng.choice("AEW") if area in ("EC", "WC", "SW", "W", "E") and rng.random() < 0.5 else "")
    inward = digits(rng, 1) + "".join(rng.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    written = outward + rng.choice([" ", " ", ""]) + inward
    return rng.choice([written, written.lower()])


KINDS = {
    "[e-mail address]": email,
    "[phone number]": phone,
    "[card number]": card,
    "[NHS number]": nhs_number,
    "[National Insurance number]": national_insurance,
    "[postcode]": postcode,
}


@pytest.mark.parametrize("placeholder", KINDS)
def test_made_up_personal_data_is_taken_out(placeholder, capsys):
    rng = random.Random(placeholder)
    missed = []
    for _ in range(MESSAGES):
        item = KINDS[placeholder](rng)
        sentence = rng.choice(SENTENCES)
        # What counts is that nothing of it is left; a number may be taken for one of another kind.
        if not any(redact(sentence.format(item)) == sentence.format(item_left) for item_left in left_of(item)):
            missed.append(sentence.format(item))
    recall = 1 - len(missed) / MESSAGES
    with capsys.disabled():
        print(f"\nrecall {placeholder}: {recall:.4f} of {MESSAGES} messages", end="")
    assert recall >= 0.98, missed[:20]


def left_of(item):
    """What may stand in the place of an item."""
    words = "NHS number " if item.startswith("NHS number ") else ""
    return [words + placeholder for placeholder in PLACEHOLDERS]


def test_a_list_of_everything_leaves_nothing(capsys):
    rng = random.Random(7)
    for _ in range(300):
        items = [make(rng) for make in KINDS.values()]
        rng.shuffle(items)
        left = redact("; ".join(items))
        for item in items:
            assert item not in left


@pytest.mark.parametrize(
    "text",
    [
        "section 117",
        "12 month",
        "a 12-month process",
        "rule R9 and R10",
        "2021",
        "1st April 2021",
        "on the 1st of April 2021, or 2nd March 2022?",
        "from 01/04/2021 to 31.03.2022 and 2021-04-01",
        "2019 2020 2021 2022",
        "between 2021-2022 and 2023/24",
        "ICB",
        "the SW1 unit",
        "E1 2nd floor",
        "KS2 1st year, tier 4 beds, PICU",
        "ring 999, 111 or 101",
        "CQC location 1-101635456, URN 123456",
        "£1,000,000,000 a year and 1,200,000 staff",
        "we are at a home in Leeds and look at the dot matrix",
        "24/7 care, 16-18 year olds, 1:1, 2:1, 3-5 days",
        "BS 76000 and ISO 9001:2015",
        "company 12345678",
        "@ what age does it start @home",
    ],
)
def test_what_only_looks_like_personal_data_stays(text):
    assert redact(text) == text


#: Some ask whether this is the office's number, with a digit wrong: a telephone number like any other.
OFFICE = re.compile(r"01707[ ]?6\d{5}")


def test_no_training_example_changes_but_for_the_number_of_the_office():
    examples = [example for examples in training_examples().values() for example in examples]
    changed = {example: redact(example) for example in examples if redact(example) != example}
    assert changed == {example: OFFICE.sub("[phone number]", example) for example in changed}
    assert len(changed) < 10


def test_no_held_out_question_changes_but_for_telephone_numbers():
    turns = [turn for path in HELD_OUT.glob("*.yml") for case in load_cases(path) for turn in case.turns]
    changed = {turn: redact(turn) for turn in turns if redact(turn) != turn}
    assert changed == {turn: re.sub(r"0\d{4} \d{6}", "[phone number]", turn) for turn in changed}
    assert len(changed) < 10


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("０７７００ ９００１２３", "[phone number]"),
        ("٠٧٧٠٠ ٩٠٠١٢٣", "[phone number]"),
        ("jo@exam\u200bple.org!", "[e-mail address]!"),
        ("jo＠example.org", "[e-mail address]"),
        ("07700\u00a0900\u2011123 naïve café", "[phone number] naïve café"),
        ("😀 SW1A\u20091AA 😀", "😀 [postcode] 😀"),
        ("ring 07700 900123 or 01632 960123", "ring [phone number] or [phone number]"),
        ("4111 1111 1111 1112", "[card number]"),
        ("account 1234567890123", "account [number]"),
    ],
)
def test_disguised_and_mistyped_numbers_go_too(typed, left):
    assert redact(typed) == left


def test_a_redacted_text_stays_as_it_is():
    rng = random.Random(3)
    for make in KINDS.values():
        for _ in range(200):
            once = redact(rng.choice(SENTENCES).format(make(rng)))
            assert redact(once) == once


def test_placeholders_can_be_taken_out():
    assert without_placeholders(f"write to {PLACEHOLDERS[0]} please").split() == ["write", "to", "please"]
