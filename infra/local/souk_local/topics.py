"""The Kafka topics, as template.yaml lists them.

The deployment makes them, as on AWS, through the custom resource's function. A broker that lost its data while the
stack stayed gets them back here, and the bridge finds them before the first deployment.
"""

from functools import cache

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from souk_local import stack_template
from souk_local.settings import Settings

# The stack's TopicPartitions: where the template gives no number of its own.
EACH = 3


@cache
def partitions() -> dict[str, int]:
    """How many partitions each topic has."""
    topics = stack_template.properties("KafkaTopics")["Topics"]
    return {topic["Name"]: topic["Partitions"] if isinstance(topic["Partitions"], int) else EACH for topic in topics}


def services() -> list[str]:
    """Those that publish events."""
    return [name.split(".")[1] for name in partitions() if name.startswith("souk.")]


def create(settings: Settings) -> int:
    """Creates the topics that are missing; answers how many."""
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka)
    try:
        present = set(admin.list_topics())
        missing = [NewTopic(name, count, 1) for name, count in partitions().items() if name not in present]
        if missing:
            try:
                admin.create_topics(missing)
            except TopicAlreadyExistsError:
                return 0
        return len(missing)
    finally:
        admin.close()
