"""Rasa graph components: thin wrappers of ``rrn.understanding`` for the pipeline in ``config.yml``."""
