"""Apache Kafka 4 as one process: a single KRaft node, broker and controller in one."""

import contextlib
import subprocess
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from souk_local.ports import is_open
from souk_local.problems import LocalCloudError
from souk_local.process import Part
from souk_local.settings import Port
from souk_tools.real_engines import fetching, java

# Any 16 bytes in base64 name a cluster; a fixed one lets a broker find its own data again.
CLUSTER = "c291ay1yZWFsLWthZmthIQ"

# Nothing is flushed by count or time: what is acknowledged lies in the page cache, which a killed process leaves whole.
# Only a machine that loses power could lose it, and for that Kafka has replicas. Everything else keeps one node small
# and quick: few threads, one partition of each internal topic, no waiting for more members of a group, short sessions
# so that a killed broker may register again at once. Nothing is deleted for its age: tests write old timestamps.
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=BROKER://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=BROKER://127.0.0.1:{port}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
log.dirs={data}
auto.create.topics.enable=false
log.retention.ms=-1
num.network.threads=2
num.io.threads=2
log.cleaner.dedupe.buffer.size=16777216
log.index.size.max.bytes=1048576
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
group.initial.rebalance.delay.ms=0
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
"""


def kafka_part(folder: Path, port: int, controller: int) -> Part:
    """A broker on `port` with its data in `folder`, formatted when it is new. It needs a second port, `controller`.

    Raises LocalCloudError when the programs cannot be fetched or the storage cannot be formatted.
    """
    libraries = fetching.libraries("kafka")
    folder.mkdir(parents=True, exist_ok=True)
    properties, data = folder / "server.properties", folder / "data"
    properties.write_text(PROPERTIES.format(port=port, controller=controller, data=data))
    if not (data / "meta.properties").exists():
        _format(libraries, properties)
    return Part(
        name="apache-kafka",
        command=java.command(libraries, "kafka.Kafka", str(properties)),
        environment={},
        healthy=lambda: is_open(port) and _answers(port),
        folder=folder,
        port=Port(port, "apache-kafka", "SOUK_ENGINES_PORT"),
        start_seconds=90,
    )


def _format(libraries: Path, properties: Path) -> None:
    tool = java.command(libraries, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(properties))
    done = subprocess.run(tool, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalCloudError(f"Kafka's storage could not be formatted:\n{done.stdout}{done.stderr}")


def _answers(port: int) -> bool:
    """Whether the broker serves requests: its port is open some time before it does."""
    with contextlib.suppress(KafkaError, OSError):
        admin = KafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}", request_timeout_ms=2000)
        try:
            admin.list_topics()
            return True
        finally:
            admin.close()
    return False
