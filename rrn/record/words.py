"""Plain words for what the record of a turn holds."""

#: Surer than this share, in words.
SURE = ((0.9, "almost sure"), (0.7, "fairly sure"), (0.4, "not very sure"), (0.0, "unsure"))
DECISIONS = {
    "accept": "taken as understood",
    "did_you_mean": "not sure enough to answer, so the assistant asked which of these was meant",
    "unclear": "not understood well enough to answer, so the assistant asked again",
}
FACTS = {
    "true": "yes",
    "false": "no",
    "open": "not said",
    "unsure": "the person does not know",
    "funded": "NHS money, which may not mean commissioned",
}
CLASSES = {
    "out": "one that the page excludes by name",
    "asks": "one where the NHS and CQC facts decide",
    "silent": "one of which the page says nothing",
    "which": "a name used for several settings",
    "none": "not named",
    "unsure": "one that the person cannot name",
}
#: What somebody does who asks no question of the content's.
INTENTS = {
    "inform": "tells about a service",
    "what_about": "asks the same about something else",
    "affirm": "says yes",
    "deny": "says no",
    "dont_know": "says that they do not know",
    "stop": "wants to stop",
    "ask_why": "asks why",
    "ask_when": "asks since when",
    "ask_how_long": "asks how long it takes",
    "ask_who": "asks who",
    "ask_more": "asks for more",
    "ask_source": "asks where that stands",
    "out_of_scope": "asks about another subject",
    "safeguarding": "tells that somebody may be hurt or at risk",
}
KINDS = {
    "answer": "gave an approved answer",
    "verdict": "gave what the decision table says",
    "status": "gave what the register of providers says",
    "clarify": "asked back",
    "not_covered": "said that the page does not cover this",
    "out_of_scope": "said that this is another subject",
    "chitchat": "replied to small talk",
    "safeguarding": "said where to turn when somebody may be hurt",
    "handover": "said how to reach a person",
}
PROBLEMS = {
    "empty": "there were no words in it",
    "no_words": "there were no words in it",
    "too_long": "it was too long",
    "not_english": "it was not in English",
}
AWAITED = {
    "setting": "what kind of service it is",
    "which": "which of several settings is meant",
    "nhs_commissioned": "whether the service is NHS commissioned",
    "cqc_regulated": "whether the CQC regulates the service",
    "provider": "which provider to look up",
    "confirm_provider": "whether the right provider was found",
    "did_you_mean": "which of several questions was meant",
}
OUTCOMES = {
    "mandatory": "it is mandatory",
    "expected": "it is expected by the regulator",
    "not_applicable": "it does not apply",
    "not_stated": "the page does not say",
    "conflict": "two statements of the page meet, and it does not say which wins",
}
FORCES = {
    "mandatory": "the page's own word is 'mandatory'",
    "regulator_expectation": "an expectation of the CQC; the page does not call it mandatory",
    "none": "",
}
STATUSES = {
    "certified": "certified",
    "working_towards": "working towards certification",
    "lapsed": "certification lapsed",
    "withdrawn": "certification withdrawn",
}
MATCHES = {
    "exact": "under this name",
    "alias": "under another of its names",
    "fuzzy": "by a name spelt nearly so",
}
