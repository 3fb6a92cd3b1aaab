"""The one rule that decides what may be done with a question.

A question is answered only where the classifier is sure enough of it *and* the second judge, who looks at single words,
does not object. Otherwise the assistant asks back with two or three titles. A topic that the page does not cover needs
less: saying so by mistake does no harm, so all such topics count together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rrn.understanding.ranking import Ranked, Ranking, both_likely
from rrn.understanding.reading import Decision, Part, ServiceMention
from rrn.understanding.splitting import is_question
from rrn.understanding.word_judge import WordJudge, content_words

#: Probability from which a confident label is answered, and from which the judge's mild objection is overruled.
ANSWER_FROM = 0.40
#: A message of fewer words needs so much: "just the trainers?" can mean many things.
SHORT, ANSWER_SHORT_FROM = 4, 0.60
#: The next confident label must be so much less likely, or the person is asked which of the two is meant.
MARGIN = 0.10
OVERRULE_FROM = 0.75
#: Share of strange words that the judge puts up with, and the share that it never does.
STRANGE_SHARE = 0.25
STRANGE_SHARE_OVERRULED = 0.45
#: Probability from which a label may be offered as "did you mean".
OFFER_FROM = 0.08
MAX_OFFERED = 3
#: Small talk needs so much, and a short reply ("yes", "stop") so much.
TALK_FROM = 0.35
SHORT_REPLY_FROM = 0.45
#: All topics that are not covered, together.
REFUSE_FROM = 0.50
#: Below this it is not even sure that the message was about something that is not covered.
REFUSE_AT_LEAST = 0.30
#: A hint that somebody may be hurt is enough beside a word of harm; without one it takes more.
SAFEGUARDING_FROM = 0.25
SAFEGUARDING_WITHOUT_WORD_FROM = 0.50
#: One sentence of several without such a word says less: "I've lost my notes" stands beside a question.
SAFEGUARDING_SENTENCE_FROM = 0.80
#: Least likelihood of a segment that stands as a question of its own in a longer message.
SEGMENT_FROM = 0.45
#: The same of one that asks nothing: "we hold anxious patients' hands. Does it apply to dentists?"
STATED_FROM = 0.85
#: Fewer words that ask nothing are a heading or a scrap: "Scope: does it ...".
SCRAP = 3

#: A question of several sentences that has no content word of its own is read with the whole message for this share: "what is it for?".
WHOLE_SHARE = 0.3

#: Probability from which a message with a familiar name is surely about a setting or a provider, and from which it needs no such help.
FAMILIAR_FROM = 0.85
SURE_FROM = 0.60
SETTING_LABEL, PROVIDER_LABEL = "sector_applicability", "provider_status"
#: A message with a strange provider's name has the question about providers among so many of its likeliest labels.
PROVIDER_AMONG = 2

#: Labels whose reply states a fact. Their replies are the confident kinds of the contract.
ANSWERING = ("faq/", "sector_applicability", "provider_status")
#: Of these, what is answered in the words of the page.
FROM_THE_PAGE = "faq/"
#: Labels of other subjects and of topics that are not covered.
REFUSING = ("not_covered/", "out_of_scope")
#: Labels that stand as a goal of their own beside another question.
GOALS = (*ANSWERING, *REFUSING, "handover")
#: Labels that tell of a circumstance and carry no question.
CIRCUMSTANCE = ("inform", "chitchat/", "affirm", "deny")
#: Labels of messages that say something of a setting. Where one is named, all lead to its verdict.
SPEAKS_OF_SETTING = (SETTING_LABEL, "inform", "what_about")
#: What asks for more than whether the setting has the duty: "only for the NHS?" asks of all others.
_WHAT = re.compile(r"\b(?:what\w*|why|how|who|when|which|since|only|just)\b", re.IGNORECASE)
_FOR_US = re.compile(r"\bfor (?:us|me|our|my)\b", re.IGNORECASE)
#: Answers about the duty itself; beside a question about one setting they ask the same thing again.
DUTY = ("faq/nhs_mandate", "faq/nhs_only", "faq/cqc_expectation")


@dataclass(frozen=True)
class Segment:
    """A piece of a message with the ranking of its labels.

    Attributes:
        mended: Its text with the spelling mended.
        services: The settings that it names.
        facts: The facts that it gives.
        listed: It is an item of a numbered list, which asks something whatever its form.
    """

    text: str
    mended: str
    ranking: Ranking
    services: tuple[ServiceMention, ...] = ()
    facts: ServiceMention = field(default_factory=ServiceMention)
    listed: bool = False

    @property
    def asks(self) -> bool:
        """Says whether it is a question."""
        return self.listed or is_question(self.text)

    @property
    def top(self) -> Ranked:
        """The likeliest label."""
        return self.ranking.likeliest[0]


class Gate:
    """Applies the rule.

    Args:
        judge: The second judge.
        label_of_title: Returns the label whose title a text is, or None: a title is a pressed button.
        offerable: Says whether a label has a title to offer.
        harm: Beginnings of words that point to harm.
        other_names: Names of what the page does not speak of.
    """

    def __init__(
        self,
        judge: WordJudge,
        label_of_title: Callable[[str], str | None],
        offerable: Callable[[str], bool],
        harm: Sequence[str],
        other_names: Sequence[str],
    ) -> None:
        self._judge = judge
        self._harm = re.compile(r"\b(?:" + "|".join(map(re.escape, harm)) + ")")
        self._other_names = re.compile(r"\b(?:" + "|".join(map(re.escape, other_names)) + r")(?:'?s)?\b")
        self._label_of_title = label_of_title
        self._offerable = offerable

    @staticmethod
    def clearer(whole: Segment, familiar: Segment | None) -> Segment:
        """Returns what to go by: the message, or its form with a familiar name where that is surely a question about such a name."""
        top = whole.top
        if familiar is None or familiar.top.confidence < FAMILIAR_FROM or top.label.startswith(("safeguarding", SETTING_LABEL)):
            return whole
        unsure = top.label.startswith(REFUSING) or top.confidence < SURE_FROM
        if familiar.top.label == SETTING_LABEL:
            return replace(whole, ranking=familiar.ranking) if unsure else whole
        asked = PROVIDER_LABEL in {each.label for each in whole.ranking.likeliest[:PROVIDER_AMONG]}
        if familiar.top.label == PROVIDER_LABEL and asked and not top.label.startswith(REFUSING):
            return replace(whole, mended=familiar.mended, ranking=familiar.ranking)
        return whole

    def _names_harm(self, text: str) -> bool:
        return bool(self._harm.search(text))

    def _names_other(self, segment: Segment) -> bool:
        return bool(self._other_names.search(segment.mended))

    def part(self, segment: Segment, without_word: float = SAFEGUARDING_WITHOUT_WORD_FROM) -> Part:
        """Returns one question with what may be done with it; ``without_word`` is what harm needs where no word names it."""
        titled = self._label_of_title(segment.text)
        if titled:
            return self._part(segment, titled, 1.0, "accept")
        danger = segment.ranking.probability(("safeguarding",))
        if danger >= (SAFEGUARDING_FROM if self._names_harm(segment.mended) else without_word):
            return self._part(segment, "safeguarding", danger, "accept")
        ranking = segment.ranking.without("safeguarding")
        segment = replace(segment, ranking=ranking.as_one(SPEAKS_OF_SETTING) if segment.services else ranking)
        top = segment.top
        if top.label.startswith(ANSWERING):
            return self._answering(segment, top)
        if top.label.startswith(REFUSING):
            return self._refusing(segment, top)
        needed = TALK_FROM if top.label.startswith("chitchat/") else SHORT_REPLY_FROM
        decision: Decision = "accept" if top.confidence >= needed else "unclear"
        return self._part(segment, top.label, top.confidence, decision)

    def _answering(self, segment: Segment, top: Ranked) -> Part:
        strange, share = self._judge.strange_words(segment.mended, top.label)
        needed = ANSWER_FROM if len(segment.mended.split()) >= SHORT else ANSWER_SHORT_FROM
        limit = STRANGE_SHARE_OVERRULED if top.confidence >= OVERRULE_FROM else STRANGE_SHARE
        if top.label == SETTING_LABEL and segment.services and top.confidence >= OVERRULE_FROM:
            limit = 1.0  # the strange word is the name of the setting
        elsewhere = top.label.startswith(FROM_THE_PAGE) and self._names_other(segment)
        rival = max((each.confidence for each in segment.ranking.likeliest[1:4] if each.label.startswith(ANSWERING)), default=0.0)
        clear = top.confidence >= needed and top.confidence - rival >= MARGIN
        if (
            not elsewhere
            and share <= limit
            and (clear or (top.confidence >= ANSWER_FROM and both_likely(segment.ranking.likeliest, FROM_THE_PAGE)))
        ):
            return self._part(segment, top.label, top.confidence, "accept", strange=tuple(strange))
        return self._part(segment, top.label, top.confidence, "did_you_mean", self._options(segment), tuple(strange))

    def _refusing(self, segment: Segment, top: Ranked) -> Part:
        refusing = segment.ranking.probability(REFUSING)
        if refusing >= REFUSE_FROM or (refusing >= REFUSE_AT_LEAST and refusing >= segment.ranking.probability(ANSWERING)):
            return self._part(segment, top.label, refusing, "accept")
        options = self._options(segment)
        return self._part(segment, top.label, top.confidence, "did_you_mean" if options else "unclear", options)

    def _options(self, segment: Segment) -> tuple[str, ...]:
        offerable = [each for each in segment.ranking.likeliest[:10] if self._offerable(each.label)]
        likely = [each.label for each in offerable if each.confidence >= OFFER_FROM]
        # One title alone is no choice: the next likeliest stands beside it.
        return tuple(each.label for each in offerable[: max(2, min(len(likely), MAX_OFFERED))]) if likely else ()

    @staticmethod
    def _part(
        segment: Segment,
        label: str,
        confidence: float,
        decision: Decision,
        options: tuple[str, ...] = (),
        strange: tuple[str, ...] = (),
    ) -> Part:
        if decision == "did_you_mean" and not options:
            decision = "unclear"
        ranking = tuple((each.label, round(each.confidence, 4)) for each in segment.ranking.likeliest[:3])
        return Part(segment.text, label, confidence, decision, options, ranking, strange, segment.services, segment.facts)

    def parts(self, whole: Segment, segments: Sequence[Segment]) -> tuple[Part, ...]:
        """Returns the questions of a message: several where its segments ask different things; one that two answers fit is there twice."""
        parts = {part.label: part for part in self._parts(whole, segments)}
        for part in list(parts.values()):
            if part.decision == "accept" and part.ranking and part.ranking[0][0] == part.label and both_likely(part.ranking, FROM_THE_PAGE):
                label, confidence = part.ranking[1]
                parts.setdefault(label, replace(part, label=label, confidence=confidence))
        return tuple(parts.values())

    def _parts(self, whole: Segment, segments: Sequence[Segment]) -> tuple[Part, ...]:
        whole_part = self.part(whole)
        if len(segments) < 2:
            return (whole_part,)
        segments = _leaning(whole, segments)
        read = [self.part(segment, SAFEGUARDING_SENTENCE_FROM) for segment in segments]
        danger = next((part for part in [whole_part, *read] if part.label == "safeguarding"), None)
        if danger:
            return (danger,)
        goals = [part for part, segment in zip(read, segments, strict=True) if _is_goal(part, segment)]
        if any(part.label.startswith(ANSWERING) for part in goals):
            # "Could you set out, in brief, what it is": a scrap that looks like a topic is none beside a real question.
            goals = [part for part in goals if part.label.startswith((*ANSWERING, "handover")) or part.confidence >= OVERRULE_FROM]
        different = list({part.label: part for part in goals}.values())
        distinct = _about_one_service(different, whole)
        if len(distinct) > 1 or len(distinct) < len(different):
            return tuple(distinct[:MAX_OFFERED])
        asked = [part for part, segment in zip(read, segments, strict=True) if segment.asks]
        if self._names_other(whole):
            # "We have Oliver McGowan, is that the same": the name beside the question is what it asks about.
            asked = [part for part in asked if not part.label.startswith(FROM_THE_PAGE)]
            distinct = [part for part in distinct if not part.label.startswith(FROM_THE_PAGE)]
        if len(asked) == 1 and _stands_alone(asked[0], whole_part):
            return (asked[0],)  # the rest only tells of the circumstances
        if distinct and (whole_part.decision != "accept" or whole_part.label.startswith(CIRCUMSTANCE) or _clearer(distinct[0], whole_part)):
            return (distinct[0],)
        person = next((part for part in read if part.label == "handover" and part.decision == "accept"), None)
        return (person,) if person and whole_part.label.startswith("chitchat/") else (whole_part,)  # "useless bot. a human, now"


def _leaning(whole: Segment, segments: Sequence[Segment]) -> list[Segment]:
    """Returns the segments, those that ask without a content word ("what is it for?") ranked with the whole message beside them."""
    return [
        replace(segment, ranking=segment.ranking.beside(whole.ranking, WHOLE_SHARE))
        if segment.asks and not content_words(segment.mended)
        else segment
        for segment in segments
    ]


def _about_one_service(goals: list[Part], whole: Segment) -> list[Part]:
    """Returns the goals of a message without the questions that the verdict on its one setting answers.

    "We are a care home. Do we have to use certified trainers?" is one question, and so is "What does it mean for us, does it apply?".
    """
    of_setting = any(part.label == SETTING_LABEL for part in goals)
    if not of_setting or len({service.sector for service in whole.services}) != 1:
        return goals
    answered = {part.label for part in goals if part.label in DUTY and not _WHAT.search(part.text)}
    answered |= {part.label for part in goals if part.label == "faq/what_is_rrn" and _FOR_US.search(part.text)}
    return [part for part in goals if part.label not in answered]


def _is_goal(part: Part, segment: Segment) -> bool:
    if part.decision != "accept" or not part.label.startswith(GOALS):
        return False
    if not segment.asks and len(segment.mended.split()) < SCRAP:
        return False
    needed = SEGMENT_FROM if segment.asks else STATED_FROM
    # "I work at a hospice and it came up. Could you define it?": who only tells of a setting asks nothing about it.
    return part.confidence >= needed and (segment.asks or not part.label.startswith((*REFUSING, SETTING_LABEL)))


def _stands_alone(part: Part, whole: Part) -> bool:
    """Says whether the one question of a message says enough by itself; "what is it?" does not."""
    if part.decision != "accept" or part.confidence < SURE_FROM:
        return False
    answered = whole.decision == "accept" and whole.label.startswith(ANSWERING)
    return part.label.startswith((*ANSWERING, "handover")) or (part.label.startswith("not_covered/") and not answered)


def _clearer(part: Part, whole: Part) -> bool:
    """Says whether a segment's reading is to be preferred to that of the whole message with the circumstances around it."""
    return part.label != whole.label and part.confidence >= OVERRULE_FROM and part.confidence > whole.confidence
