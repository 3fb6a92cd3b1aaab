"""The benchmark suite: this assistant beside Rasa's default configuration and the floor (``make bench``)."""
