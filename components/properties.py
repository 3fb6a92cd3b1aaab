"""Names of what our components set on a message for one another."""

#: When a message came in, in seconds since 1970, and what was typed, without personal data; both travel on to the actions.
RECEIVED, TYPED = "received", "typed"
#: The cleaned text with its spelling mended, in lower case.
MENDED = "mended"
#: The segments of a message with several sentences: pairs of cleaned and mended text.
SEGMENTS = "segments"
#: Sentence vectors of the segments, in their order.
SEGMENT_VECTORS = "segment_vectors"
#: Why a message cannot be read, or an empty text.
PROBLEM = "problem"
#: The settings that a message names, with their facts, and the facts of the whole message.
SERVICES, FACTS = "services", "facts"
#: The mended text with its settings, or its provider, put as a familiar one, its vector and its ranking; empty or absent where
#: it names none.
FAMILIAR, FAMILIAR_VECTOR, FAMILIAR_RANKING = "familiar", "familiar_vector", "familiar_ranking"
#: Whether a message is nothing but the name of a setting.
BARE_SETTING = "bare_setting"
#: The ranking of the whole message and those of its segments.
RANKING, SEGMENT_RANKINGS = "full_ranking", "segment_rankings"
#: For each segment its settings with their facts, and its facts.
SEGMENT_SERVICES = "segment_services"
#: What was understood (``rrn.understanding.reading.Reading``), as JSON values; travels on to the actions.
READING = "reading"
