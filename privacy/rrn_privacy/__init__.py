"""Takes personal data out of what people type. Both the front and Rasa's side use it, so it stands by itself."""

from rrn_privacy.redaction import PLACEHOLDERS, redact, without_placeholders

__all__ = ["PLACEHOLDERS", "redact", "without_placeholders"]
