"""A fact changed on the card of a verdict: for that card's setting and facts, whatever was spoken of since."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import lru_cache

from rrn.applicability import CQC_FACTS, NHS_FACTS, Decision, Fact, Service, decision_table
from rrn.dialogue.says import text
from rrn.reply import Button
from rrn.understanding.text import clean

#: What a fact may be changed to.
_TO: tuple[Fact, ...] = ("true", "false")


def changes(decision: Decision) -> list[Button]:
    """Returns a button for each fact of a verdict that may be otherwise; its payload names the setting and all the facts."""
    service = decision.service
    fixed = decision_table().settings[service.sector].facts if service.sector in decision_table().settings else {}
    changed = [replace(service, nhs=to) for to in _TO if to != service.nhs and "nhs_commissioned" not in fixed]
    changed += [replace(service, cqc=to) for to in _TO if to != service.cqc]
    label = _label(service.sector)
    return [Button(text(f"change_{_fact_changed(service, each)}", label=label), _payload(each)) for each in changed]


def changed_service(message: str) -> Service | None:
    """Returns the service that a pressed button describes; None where a message is none."""
    return _payloads().get(clean(message))


def _fact_changed(service: Service, changed: Service) -> str:
    return f"nhs_{changed.nhs}" if changed.nhs != service.nhs else f"cqc_{changed.cqc}"


def _label(sector: str) -> str:
    return text("service_unsure") if sector == "unsure" else decision_table().label(sector)


def _payload(service: Service) -> str:
    told = [text(f"fact_{name}_{fact}") for name, fact in (("nhs", service.nhs), ("cqc", service.cqc)) if fact != "open"]
    return text("change_payload", label=_label(service.sector), facts=", ".join(told))


@lru_cache(maxsize=1)
def _payloads() -> dict[str, Service]:
    """Returns every service that a button may describe, by its words."""
    facts = [(nhs, cqc) for nhs, cqc in itertools.product(NHS_FACTS, CQC_FACTS) if nhs != "funded" and (nhs, cqc) != ("open", "open")]
    services = [Service(sector, nhs, cqc) for sector in ("", "unsure", *decision_table().settings) for nhs, cqc in facts]
    return {clean(_payload(service)): service for service in services}
