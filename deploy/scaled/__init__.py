"""The assistant on several replicas of this machine: nginx in front, PostgreSQL, Redis and RabbitMQ behind."""
