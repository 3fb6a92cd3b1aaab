"""Entities: the settings a message names, and the NHS and CQC facts it gives."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.properties import BARE_SETTING, FACTS, FAMILIAR, MENDED, PROBLEM, SEGMENT_SERVICES, SEGMENTS, SERVICES
from rrn.applicability import decision_table
from rrn.understanding.facts import fact_reader
from rrn.understanding.provider_names import provider_name_reader
from rrn.understanding.services import read_services
from rrn.understanding.setting_names import SettingFinder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ServiceExtractor(GraphComponent, EntityExtractorMixin):
    """Finds settings with spaCy's phrase matcher and facts with the patterns of ``data/facts.yml``."""

    def __init__(self) -> None:
        self._finder = SettingFinder(decision_table().settings.values())

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> ServiceExtractor:
        """Creates the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds entities; their positions are those in the mended text."""
        for message in messages:
            mended = "" if message.get(PROBLEM) else message.get(MENDED)
            services, facts = read_services(mended, self._finder, fact_reader())
            entities = [
                {"entity": "setting", "value": each.sector, "start": each.start, "end": each.end} for each in self._finder.find(mended)
            ]
            entities += [
                {"entity": name, "value": value, "start": 0, "end": len(mended)}
                for name, value in (("nhs_commissioned", facts.nhs), ("cqc_regulated", facts.cqc))
                if value != "open"
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(entities), add_to_output=True)
            message.set(SERVICES, services)
            message.set(FACTS, facts)
            segments = message.get(SEGMENTS) or []
            message.set(SEGMENT_SERVICES, [read_services(segment, self._finder, fact_reader()) for _, segment in segments])
            message.set(BARE_SETTING, self._finder.is_bare(mended))
            familiar = self._finder.with_familiar_name(mended)
            if not familiar and not services and mended:
                familiar = provider_name_reader().with_familiar_name(message.get(TEXT))
            message.set(FAMILIAR, familiar)
        return messages
