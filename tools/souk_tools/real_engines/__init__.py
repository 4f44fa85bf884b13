"""Apache Kafka and DynamoDB Local, for whoever has Java and Maven: `make test-engines` runs the suites on them.

The default path needs neither of them and does not look here.
"""
