"""The command ``rrn``: asking, chatting, serving and evaluating the assistant."""
