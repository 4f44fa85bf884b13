"""`make replay`: hands published events to one consumer again, from Kafka or from a service's outbox archive."""
