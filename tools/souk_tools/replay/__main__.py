"""`make replay FROM=outbox|kafka SERVICE=orders TO=users-consumers [AGGREGATE=…] [SINCE=…] [TYPES=…] [DRY_RUN=1]`.

Exit code 1 when the consumer refused events, 2 when the replay could not be done.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import botocore.exceptions

from souk_local import deployment, own, topics
from souk_local.aws import Clients
from souk_local.bridge.invoker import Invoker, LambdaInvoker
from souk_local.bridge.mapping import Mapping
from souk_local.bridge.records import Record
from souk_local.bridge.sources import LambdaMappings, MappingSource, StackMappings
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_tools.replay import selection, sources
from souk_tools.replay.selection import Selected, Selection
from souk_tools.replay.sending import Report, Sender


def main(words: Sequence[str] | None = None, running: Callable[..., Settings] = own.running) -> int:
    wanted = arguments(words)
    try:
        settings = running("aws", "kafka")
        clients = Clients(settings)
        mappings = LambdaMappings(clients.functions, StackMappings(clients.stacks))
        return run(wanted, settings, clients, mappings, LambdaInvoker(clients.invoking))
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as problem:
        print(f"\nThe local cloud does not do it ({problem}); make up starts it.", file=sys.stderr)
    return 2


def run(
    wanted: argparse.Namespace, settings: Settings, clients: Clients, mappings: MappingSource, invoker: Invoker
) -> int:
    """The whole replay. Raises LocalCloudError when it cannot be done."""
    topic = f"souk.{wanted.service}.v1"
    mapping = mapping_of(f"souk-{settings.stage}-{wanted.to}", topic, mappings.list())
    since = selection.since(wanted.since, datetime.now(UTC))
    types = frozenset(filter(None, wanted.types.replace(" ", "").split(",")))
    source = _source(wanted.source, wanted.service, topic, settings, clients, since)
    found = selection.select(source, Selection(wanted.aggregate, types, since))
    print(told_selected(found, f"{wanted.source} of {wanted.service}", wanted.to))
    if wanted.dry_run:
        print("dry run: nothing was sent")
        return 0
    report = Sender(invoker, mapping, settings.kafka).send(found.records)
    print(told_report(report))
    return 1 if report.failed else 0


def mapping_of(function: str, topic: str, mappings: Sequence[Mapping]) -> Mapping:
    """The mapping that feeds the function from the topic. Raises LocalCloudError, which names those there are."""
    feeding = {
        (mapping.function_arn.rsplit(":", 1)[-1], name): mapping for mapping in mappings for name in mapping.topics
    }
    if (function, topic) in feeding:
        return feeding[function, topic]
    consumers = sorted(name for name, consumed in feeding if consumed == topic)
    raise LocalCloudError(f"{function} does not consume {topic}; these do: {', '.join(consumers) or 'none'}.")


def told_selected(found: Selected, origin: str, to: str) -> str:
    """What will be sent, for a person."""
    lines = [f"{origin} → {to}: {len(found.records)} events of {found.aggregates} aggregates"]
    lines += [f"  {kind:<28}{count:>8}" for kind, count in sorted(found.types.items())]
    if found.unreadable:
        lines.append(f"  {found.unreadable} records are no events and are left out")
    return "\n".join(lines)


def told_report(report: Report) -> str:
    """What became of it, for a person."""
    lines = [
        f"{report.accepted} accepted in {report.invocations} invocations, "
        f"{len(report.failed)} failed, {len(report.held_back)} held back behind them"
    ]
    if report.set_aside:
        lines.append(f"  {report.set_aside} of them set aside by the consumer: make parked shows them")
    for record, reason in report.failed:
        headers = dict(record.headers)
        event = f"{headers.get('type', b'').decode()} {headers.get('event_id', b'').decode()}"
        lines.append(f"  failed  {(record.key or b'').decode()}  {event}  {reason}")
    return "\n".join(lines)


def _source(
    source: str, service: str, topic: str, settings: Settings, clients: Clients, since: datetime | None
) -> Iterator[Record]:
    if source == "kafka":
        return sources.from_kafka(settings.kafka, topic, since)
    table = _table(clients, settings, f"{service.capitalize()}Table")
    return sources.from_outbox(clients.tables, table, topic, topics.partitions()[topic])


def _table(clients: Clients, settings: Settings, logical_id: str) -> str:
    """The table's own name, from the stack's outputs. Raises LocalCloudError."""
    named = deployment.outputs(settings, clients)
    if logical_id not in named:
        raise LocalCloudError(f"The stack {settings.stack} names no {logical_id}; make up deploys it anew.")
    return named[logical_id]


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """The command line, parsed; ends the process when it makes no sense."""
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("--from", dest="source", choices=("outbox", "kafka"), required=True)
    parser.add_argument("--service", choices=topics.services(), required=True, help="whose events")
    parser.add_argument("--to", required=True, help="the consumer: users-consumers, search-consumers, …")
    parser.add_argument("--aggregate", default="", help="only the events of this id")
    parser.add_argument("--since", default="", help="only what occurred since: 2026-01-31T10:00, 36h, 7d")
    parser.add_argument("--types", default="", help="only these, separated by commas: order.placed,order.paid")
    parser.add_argument("--dry-run", action="store_true", help="only count")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
