"""The conversation: from what was understood of a message, and what was said before, to one reply."""
