"""Producing to Kafka, and proving to MSK who does."""
