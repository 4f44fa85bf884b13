"""The Kafka topics. In the cloud infra/kafka.yaml's cluster gets the same names, with more partitions."""

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from souk_local.settings import Settings

SERVICES = ("users", "products", "cart", "orders", "payments", "shipping", "logs")
PARTITIONS = {f"souk.{service}.v1": 3 for service in SERVICES} | {"logging": 3}


def create(settings: Settings) -> int:
    """Creates the topics that are missing; answers how many."""
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka)
    try:
        present = set(admin.list_topics())
        missing = [NewTopic(name, count, 1) for name, count in PARTITIONS.items() if name not in present]
        if missing:
            try:
                admin.create_topics(missing)
            except TopicAlreadyExistsError:
                return 0
        return len(missing)
    finally:
        admin.close()
