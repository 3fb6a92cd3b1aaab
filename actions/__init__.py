"""Custom actions: thin, one file a goal, over ``rrn.dialogue``."""
