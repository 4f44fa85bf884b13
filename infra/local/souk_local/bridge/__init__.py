"""The Kafka → Lambda bridge: what AWS Lambda's event source mapping does for MSK, for the local cloud."""
