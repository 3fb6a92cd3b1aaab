"""The front: it meets the public, knows who asks, writes down what is asked, and hands the assistant one turn at a time."""
