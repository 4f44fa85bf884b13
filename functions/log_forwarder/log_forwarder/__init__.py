"""The log forwarder: from CloudWatch Logs to Kafka, line by line."""
