"""What is personal in a text, and the placeholders that take its place.

E-mail addresses, telephone, card, NHS and National Insurance numbers and postcodes are found by their form and, where they have
one, by their check digit. What merely looks like one of them (a year, a section of an Act, "12 month", a setting's name) stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import luhn
from stdnum.gb import nhs

from rrn_privacy.plain_view import plain_view

EMAIL = "[e-mail address]"
PHONE = "[phone number]"
CARD = "[card number]"
NHS = "[NHS number]"
NATIONAL_INSURANCE = "[National Insurance number]"
POSTCODE = "[postcode]"
#: A number too long to be anything else than somebody's: a mistyped card, an account.
NUMBER = "[number]"
PLACEHOLDERS = (EMAIL, PHONE, CARD, NHS, NATIONAL_INSURANCE, POSTCODE, NUMBER)

Span = tuple[int, int]

#: A text without any of these holds nothing personal of the kinds above.
_POSSIBLY = re.compile(r"[@\d]|\bat\b", re.IGNORECASE)
#: Takes the place of what was found or must stay, so that no later search sees it.
_BLANK = "\0"

_NOT_PERSONAL = re.compile(
    r"""
    (?<![\d-])(?:0?[1-9]|[12]\d|3[01])[./ -](?:0?[1-9]|1[0-2])[./ -](?:19|20)\d\d(?!\d)   # a day: 01/04/2021
    | (?<!\d)(?:19|20)\d\d[./-](?:0[1-9]|1[0-2])[./-](?:0[1-9]|[12]\d|3[01])(?!\d)        # a day: 2021-04-01
    | (?<![\w-])1-\d{8,11}(?![\d-])                                                        # an id of the CQC's: a service, no person
    """,
    re.VERBOSE,
)
_YEARS = re.compile(r"(?<![\d-])(?:(?:19|20)\d\d\s*(?:[/,-]|to|and)?\s*)+(?![\d-])")
_EMAIL = re.compile(
    r"""
    (?<![\w.+%'&-])(?:  # a whole word, so that the search takes a time in proportion to the text
    [\w.+%'&-]+ \s?@\s? (?:[\w-]+\.)+ [^\W\d_]{2,}
    | [\w.+%-]+ \s?[\[({<]\s?at\s?[\])}>]\s? [\w-]+ (?:(?:\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?|\.)[\w-]+)+
    | [\w.+%-]+ \s at\s (?:[\w-]+\s dot\s )+ (?:com|co|org|net|uk|gov|nhs|ac|info|eu|ie|io|me)\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Digits in the groups that are printed on cards, or 13 to 19 of them in a row or with single spaces and hyphens.
_CARD_GROUPS = re.compile(r"(?<![\d+])(?:\d{4}([ .-]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}[ .-]?\d{6}[ .-]?\d{5})(?!\d)")
_CARD_RUN = re.compile(r"(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)")
#: Written as a telephone number in the UK, or with the code of a country.
_PHONE = re.compile(
    r"(?<![\d+])(?:(?:\+|00)[ ]?44(?:[ .-]?\(0\)|[ .-]?0)?(?:[ .()-]{0,2}\d){9,10}|(?:\(0(?=\d{2,4}\))|0(?!0))(?:[ .()-]{0,2}\d){9,10}"
    r"|\+[1-9](?:[ .()-]{0,2}\d){8,13})(?!\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NHS_LAYOUT = re.compile(r"(?<![\d+])[1-9]\d\d([ .-]?)\d{3}\1\d{4}(?!\d)")
_NHS_SAID = re.compile(r"\bnhs\b[^.?!\d]{0,40}$", re.IGNORECASE)
#: Prefixes as HMRC allots them, and QQ of its specimen; the suffix may be left out where the digits stand in pairs.
_NATIONAL_INSURANCE = re.compile(
    r"\b(?:QQ|(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])"
    r"(?:[ .-]{0,2}\d{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]{0,2}[A-D]|[ ]?\d{2}[ -]\d{2}[ -]\d{2})\b",
    re.IGNORECASE,
)
#: The outward code with the 124 postcode areas, and the inward code, as Royal Mail defines them.
_AREAS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY "
    "HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR "
    "RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_POSTCODE = re.compile(
    rf"\b(?:(?:{'|'.join(_AREAS.split())})(?:\d\d?|\d[A-HJKMNP-Z])(?P<gap>[ .-]{{0,2}})(?P<inward>\d[ABD-HJLNP-UW-Z]{{2}})|GIR ?0AA)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"1st|2nd|3rd|[4-9]th")
#: Shorter runs of digits are nobody's telephone number.
_DIGITS_TOGETHER = re.compile(r"\d(?:[\s().-]{0,3}\d){8,}")
_LONG_NUMBER = re.compile(r"(?<![\w£$€.,])\d(?:[ -]?\d){9,}(?![\w,])")


def redact(text: str) -> str:
    """Returns a text with placeholders in the place of personal data; a text that was redacted before stays as it is."""
    if text.isascii() and not _POSSIBLY.search(text):
        return text
    view = plain_view(text)
    rest = _blanked(_NOT_PERSONAL, view.text)
    spans: list[tuple[int, int, str]] = []
    for placeholder, search in _SEARCHES:
        for start, end in search(rest):
            spans.append((*view.typed_span(start, end), placeholder))
            rest = rest[:start] + _BLANK * (end - start) + rest[end:]
    for start, end, placeholder in sorted(spans, reverse=True):
        text = text[:start] + placeholder + text[end:]
    return text


def without_placeholders(text: str) -> str:
    """Returns a redacted text with its placeholders taken out; they say nothing about what is asked."""
    for placeholder in PLACEHOLDERS:
        text = text.replace(placeholder, " ")
    return text


def _emails(text: str) -> Iterator[Span]:
    yield from (found.span() for found in _EMAIL.finditer(text))


def _cards(text: str) -> Iterator[Span]:
    for found in _CARD_GROUPS.finditer(text):
        as_printed = found[1] != ""  # in groups, where a wrong check digit is a slip
        years = all(_YEAR.fullmatch(group) for group in re.findall(r"\d{4}", found[0]))
        if not years and (as_printed or luhn.is_valid(_digits(found[0]))):
            yield found.span()


def _card_runs(text: str) -> Iterator[Span]:
    yield from (found.span() for found in _CARD_RUN.finditer(text) if luhn.is_valid(_digits(found[0])) and not _YEARS.fullmatch(found[0]))


def _nhs_numbers(text: str) -> Iterator[Span]:
    for found in _NHS_LAYOUT.finditer(text):
        if found[1] or nhs.is_valid(_digits(found[0])) or _NHS_SAID.search(text[: found.start()]):
            yield found.span()


def _national_insurance_numbers(text: str) -> Iterator[Span]:
    yield from (found.span() for found in _NATIONAL_INSURANCE.finditer(text))


def _postcodes(text: str) -> Iterator[Span]:
    for found in _POSTCODE.finditer(text):
        # "E1 2nd floor" names a floor: an ordinal in small letters, with a word to follow, is no part of a postcode.
        ordinal = found["gap"] and _ORDINAL.fullmatch(found["inward"]) and re.match(r"\s[a-z]", text[found.end() :])
        if not ordinal:
            yield found.span()


def _phone_numbers(text: str) -> Iterator[Span]:
    yield from (found.span() for found in _PHONE.finditer(text))


def _other_phone_numbers(text: str) -> Iterator[Span]:
    text = _blanked(_YEARS, text)
    if not _DIGITS_TOGETHER.search(text):
        return
    # The form alone counts: numbers that are not allotted, and those kept for drama, are people's numbers mistyped or made up.
    for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE):
        digits = _digits(match.raw_string)
        if len(digits) >= 10 or (len(digits) == 9 and match.raw_string.lstrip("(").startswith(("0", "+"))):
            yield match.start, match.end


def _long_numbers(text: str) -> Iterator[Span]:
    yield from (found.span() for found in _LONG_NUMBER.finditer(_blanked(_YEARS, text)))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: _BLANK * len(found[0]), text)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


#: In this order: the surest form first, what may be anything last.
_SEARCHES: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    (EMAIL, _emails),
    (NATIONAL_INSURANCE, _national_insurance_numbers),
    (CARD, _cards),
    (PHONE, _phone_numbers),
    (NHS, _nhs_numbers),
    (POSTCODE, _postcodes),
    (CARD, _card_runs),
    (PHONE, _other_phone_numbers),
    (NUMBER, _long_numbers),
)
