"""The domain of the RRN assistant: plain Python that knows nothing of Rasa or of a web server."""
