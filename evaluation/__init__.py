"""How good the assistant is on questions that it has never seen."""
