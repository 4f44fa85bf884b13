"""The outbox relay: from the tables' streams to Kafka."""
