"""What serves messages on Rasa: the agent, its stores and locks, and the private channel; a trained model depends on none of it."""
