"""The time that a question asks about: "in March 2021", "before April 2021", "last June", "two years ago".

Dates are looked for only where the words make one: a month with a day or a year, or behind a word of time ("in June"), a year
behind such a word, a numeric date, a span of days from now. So "may", "a 12 month process" and "section 117" are none. What
the words mean is read by ``dateparser``, the day before the month as in Britain; a month or a day without its year is the
latest one that has begun.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dateparser.date import DateDataParser

from rrn.clock import today

#: How the time asked about lies to the days that were named; ``since`` has the named days in it, ``after`` has not.
Relation = Literal["in", "before", "until", "since", "after"]


@dataclass(frozen=True)
class AskedTime:
    """A time that a question asks about.

    Attributes:
        relation: How the time lies to the days named.
        first: First of the days named.
        last: Last of them; the same for a single day.
        phrase: The words, as typed, with the word of time before them.
    """

    relation: Relation
    first: dt.date
    last: dt.date
    phrase: str

    @property
    def window(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day of the time asked about; None where it is open."""
        one_day = dt.timedelta(days=1)
        return {
            "in": (self.first, self.last),
            "before": (None, self.first - one_day),
            "until": (None, self.last),
            "since": (self.first, None),
            "after": (self.last + one_day, None),
        }[self.relation]


_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WHOLE_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_YEAR = r"(?:19|20)\d\d\b"
_NTH = r"(?:[12]?\d(?:st|nd|rd|th)|3[01](?:st|th))"
_DAY = rf"(?:{_NTH}|3[01]|[12]\d|0?[1-9])"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|a couple of|half a)"
_UNIT = r"(?:days?|weeks?|fortnights?|months?|years?)"
#: A year before one of these names an edition, not a time: "the 2019 standards".
_NOT_OF_EDITION = (
    r"(?!(?:'s)? (?:rrn |training |restraint )*(?:standards?|editions?|versions?|acts?|guid\w+|codes?|framework|regulations?|polic\w+)\b)"
)
_RELATIONS: dict[Relation, str] = {
    "before": r"before|prior to|ahead of|earlier than|pre",
    "until": r"on or before|until|till?|up to|up until|by",
    "since": r"on or after|since|from|ever since|as from|starting|beginning",
    "after": r"after|following|later than|post",
    "in": r"in|on|at|during|throughout|around|as of|as at|back in|within|over|for",
}
_WORDS = "|".join(sorted("|".join(_RELATIONS.values()).split("|"), key=len, reverse=True))
_PART = r"(?:the )?(?P<part>(?:very )?(?:start|beginning|end|middle)(?: of)?|early|mid|late)[ -](?:in )?(?:the )?"

_STEPS = {"last": -1, "this": 0, "next": 1}
#: What ``dateparser`` does not know, and what it does.
_PLAIN = (
    (re.compile(r"['’](\d\d)$"), r"20\1"),
    (re.compile(r"\ba couple of\b"), "two"),
    (re.compile(r"\bhalf a year\b"), "6 months"),
    (re.compile(r"\b(?:an?|one) (?:year and a half|and a half years)\b"), "18 months"),
    (re.compile(r"\b(?:an?|one) fortnight\b"), "2 weeks"),
)

#: Dates that need no word of time before them.
_DATES = (
    r"\d{4}-\d\d-\d\d",
    r"\d{1,2}(?P<mark>[/-])\d{1,2}(?P=mark)(?:\d{4}|\d\d)",
    r"\d{1,2}\.\d{1,2}\.\d{4}",
    rf"{_DAY} (?:of )?{_MONTH},? (?:of )?(?:{_YEAR}|(?:last|this) year)",
    rf"{_MONTH} {_DAY}(?:,? {_YEAR})",
    rf"{_NTH} (?:of )?{_MONTH}",
    rf"{_DAY} (?:of )?(?!march|may){_WHOLE_MONTH}",
    rf"{_MONTH} {_NTH}",
    rf"{_MONTH},? (?:of |in )?(?:{_YEAR}|(?:last|this|next) year)",
    rf"{_MONTH} ['’]\d\d",
    r"(?:0?[1-9]|1[0-2])/(?:19|20)\d\d",
    rf"(?:last|this|next) {_WHOLE_MONTH}",
    r"(?:last|this|next) (?:week|month|year)",
    r"(?:the )?day before yesterday|yesterday|tomorrow",
    rf"{_COUNT} (?:and a half )?{_UNIT} (?:and a half )?ago",
    rf"(?:the )?(?:last|past) {_COUNT} {_UNIT}",
    r"(?:the )?(?:past (?:week|month|year)|(?:last|past) fortnight)",
)
#: Dates only behind a word of time.
_DATES_AFTER_A_WORD = (rf"{_MONTH}(?! [\d'’])", rf"(?:the )?(?:year )?{_YEAR}{_NOT_OF_EDITION}")

_EDITION = re.compile(r"\b(?:standards?|edition|version|act|code|framework|guidance) (?:from|of|for)$", re.IGNORECASE)
_TIME = re.compile(
    rf"(?<![\w£$€/.-])(?:(?:(?P<word>{_WORDS})[ -](?:about |around )?)?(?:{_PART})?(?:the )?(?P<date>{'|'.join(_DATES)})"
    rf"|(?P<word2>{_WORDS})[ -](?:{_PART.replace('part', 'part2')})?(?P<date2>{'|'.join(_DATES_AFTER_A_WORD)})"
    rf"|{_PART.replace('part', 'part3')}(?P<date3>{_YEAR}{_NOT_OF_EDITION})"
    rf"|\b(?P<date4>{_YEAR})$)(?![\w%/-]|\.\d)",
    re.IGNORECASE,
)
#: What every time has in it: most questions have none of it, and are not looked through further.
_TRACE = re.compile(rf"\d|\b(?:{_MONTH}|last|this|next|past|ago|yesterday|tomorrow)", re.IGNORECASE)
_SPAN = re.compile(r"\b(?:between|from) (?P<one>.{3,30}?) (?:and|to|until|till|up to) (?P<other>.{3,30})", re.IGNORECASE)
_LAST_WORD_OF_YEAR = re.compile(r"\b(?:\w*certifi\w*|rules?|law|status|what about|how about|and|back)$", re.IGNORECASE)


def asked_time(text: str, day: dt.date | None = None) -> AskedTime | None:
    """Returns the time that a question asks about; None where it names none, or means now.

    Args:
        text: The question, as typed.
        day: The day on which it is asked; by default :func:`rrn.clock.today`.
    """
    now = day or today()
    plain = text.rstrip(" ?!.,")
    return (_between(plain, now) or _first(plain, now)) if _TRACE.search(plain) else None


def _between(text: str, now: dt.date) -> AskedTime | None:
    found = _SPAN.search(text)
    if not found:
        return None
    one, other = _first(f"in {found['one']}", now), _first(f"in {found['other']}", now)
    if not one or not other or not f"in {found['other']}".startswith(other.phrase) or one.first > other.last:
        return None
    end = found.start("other") + len(other.phrase) - len("in ")
    return AskedTime("in", one.first, other.last, text[found.start() : end])


def _first(text: str, now: dt.date) -> AskedTime | None:
    for found in _TIME.finditer(text):
        words = found.groupdict()
        date = words["date"] or words["date2"] or words["date3"] or words["date4"]
        word = (words["word"] or words["word2"] or "").lower()
        before = text[: found.start()].rstrip(" ,")
        if words["date4"] and not _LAST_WORD_OF_YEAR.search(before):
            continue
        if words["date2"] and _EDITION.search(f"{before} {word}"):
            continue
        days = _days(date, now)
        if days:
            part = words["part"] or words["part2"] or words["part3"]
            return AskedTime(_relation(word), *_part_of(days, (part or "").lower()), found.group())
    return None


def _relation(word: str) -> Relation:
    return next((relation for relation, words in _RELATIONS.items() if word in words.split("|")), "in")


def _part_of(days: tuple[dt.date, dt.date], part: str) -> tuple[dt.date, dt.date]:
    first, last = days
    third = dt.timedelta(days=(last - first).days // 3)
    if "start" in part or "beginning" in part:
        return first, first
    if "end" in part:
        return last, last
    if "mid" in part:
        return first + third, last - third
    return {"early": (first, first + third), "late": (last - third, last)}.get(part, days)


def _days(date: str, now: dt.date) -> tuple[dt.date, dt.date] | None:
    """Returns the first and the last day that a date names; None where there is no such day."""
    words = re.sub(r"[,.](?=\s|$)", "", date.lower()).removeprefix("the ").removeprefix("year ")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
        return _valid(*map(int, words.split("-")))
    if re.fullmatch(_YEAR, words):
        return dt.date(int(words), 1, 1), dt.date(int(words), 12, 31)
    if re.fullmatch(r"\d{1,2}/\d{4}", words):
        month, year = map(int, words.split("/"))
        return _month(year, month)
    past = re.fullmatch(rf"(?:last (?:{_COUNT} {_UNIT}|fortnight)|past (?:{_COUNT} )?{_UNIT})", words)
    if past:
        length = words.split(" ", 1)[1]
        begun = _parsed(f"{length if ' ' in length else f'one {length}'} ago", now)
        return (begun[0], now) if begun else None
    relative = re.fullmatch(r"(last|this|next) (\w+)", words)
    if relative:
        return _relative(relative[1], relative[2], now)
    of_year = re.search(r" (?:of |in )?(last|this|next) year$", words)
    if of_year:
        words = f"{words[: of_year.start()]} {now.year + _STEPS[of_year[1]]}"
    month = _MONTHS.index(_whole_month(words)) + 1 if _whole_month(words) in _MONTHS else 0
    if month:
        return _month(now.year - (month > now.month), month)
    return _parsed(words, now)


def _whole_month(words: str) -> str:
    return next((month for month in _MONTHS if len(words) >= 3 and month.startswith(words.replace("sept", "sep"))), "")


def _relative(which: str, unit: str, now: dt.date) -> tuple[dt.date, dt.date]:
    step = _STEPS[which]
    if unit == "year":
        return dt.date(now.year + step, 1, 1), dt.date(now.year + step, 12, 31)
    if unit == "month":
        months = now.year * 12 + now.month - 1 + step
        return _month(months // 12, months % 12 + 1)
    if unit == "week":
        monday = now - dt.timedelta(days=now.weekday() - 7 * step)
        return monday, monday + dt.timedelta(days=6)
    month = _MONTHS.index(unit) + 1
    if which == "last":
        return _month(now.year - (month >= now.month), month)
    return _month(now.year + (which == "next" and month <= now.month), month)


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _valid(year: int, month: int, day: int) -> tuple[dt.date, dt.date] | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found, found


@lru_cache(maxsize=64)
def _parser(now: dt.date) -> DateDataParser:
    settings = {
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "first",
        "RELATIVE_BASE": dt.datetime.combine(now, dt.time()),
    }
    return DateDataParser(languages=["en"], settings=settings)


def _parsed(words: str, now: dt.date) -> tuple[dt.date, dt.date] | None:
    for pattern, plain in _PLAIN:
        words = pattern.sub(plain, words)
    read = _parser(now).get_date_data(words)
    if read.date_obj is None:
        return None
    day = read.date_obj.date()
    if read.period == "month" and not words.endswith(" ago"):
        return _month(day.year, day.month)
    return day, day


def without_time(text: str, asked: AskedTime | None) -> str:
    """Returns a question without the words that name its time."""
    return " ".join(text.replace(asked.phrase, " ", 1).split()) if asked else text
