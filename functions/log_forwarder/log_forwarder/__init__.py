"""The log shipper: from CloudWatch Logs to Kafka, line by line."""
