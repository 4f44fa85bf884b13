"""What becomes of Kafka's records in a consumer: handled, tried again, or set aside by their aggregate.

Lambda's on-demand mapping hands the whole batch over again when a function fails, and knows nothing else (record 10).
So what a mapping's own error handling would do is done here, on the service's own table:

    mark.py     what an attempt at a batch is remembered by, written before its work
    aside.py    what is set aside, its aggregate's later events behind it, until it succeeds or a person decides
    lane.py     the way of one partition's records through both
    retries.py  what is set aside is tried again
    forgetting.py  what is set aside of who is forgotten
"""
