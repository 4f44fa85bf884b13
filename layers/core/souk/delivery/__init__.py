"""What becomes of Kafka's records in a consumer: handled, tried again, or set aside by their aggregate.

Lambda's on-demand mapping hands the whole batch over again when a function fails, and knows nothing else (record 10).
So what a mapping's own error handling would do is done here, on the service's own table:

    consumer.py    what a mapping and a timer invoke
    record.py      Kafka's records as the mapping hands them over
    task.py        a record that is to be worked on
    lane.py        the way of one partition's records: an attempt is remembered before its work, what fails is set aside
    down.py        whether an error says that something is down
    ports.py       what is remembered between invocations: attempts, what is set aside, what waits behind it
    table.py       the same in the service's own table
    retries.py     what is set aside is tried again, until it succeeds or a person decides
    forgetting.py  what is set aside of who is forgotten
"""
