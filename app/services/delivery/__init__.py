"""How people are told: addresses they confirmed, an outbox, workers that deliver at least once."""
