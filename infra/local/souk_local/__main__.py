"""python -m souk_local up | down | reset | status | logs"""

import argparse
import errno
import sys

from souk_local import logs, losses, memory, report, space
from souk_local.cloud import Cloud
from souk_local.problems import LocalCloudError
from souk_local.progress import Progress
from souk_local.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; answers the exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = memory.wanted() if chosen.run is up else memory.this_cloud()
        return int(chosen.run(settings, chosen))
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        if problem.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
            raise
        print(f"\n{space.said(problem, memory.wanted().state)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def up(settings: Settings, _chosen: argparse.Namespace) -> int:
    progress = Progress()
    progress.say(f"Starting the local cloud in {settings.state}")
    Cloud(settings, progress).up()
    progress.say(f"\nThe shop is open.\n\n{report.addresses(settings)}\n")
    return 0


def down(settings: Settings, _chosen: argparse.Namespace) -> int:
    stopped = Cloud(settings, Progress()).down()
    print("Stopped; the state stays." if stopped else "Nothing was running.")
    return 0


def reset(settings: Settings, _chosen: argparse.Namespace) -> int:
    Cloud(settings, Progress()).reset()
    print("Stopped, and the state is wiped.")
    return 0


def status(settings: Settings, _chosen: argparse.Namespace) -> int:
    cloud = Cloud(settings)
    table, running = report.parts(cloud)
    print(table)
    if lost := losses.told(settings):
        print(f"\n{lost}")
    if space.is_full(settings.state):
        print(f"\n{space.full(settings.state)}")
        return 1
    if not running:
        print("\nNot everything runs; make up starts it.")
        return 1
    services, healthy = report.services(cloud)
    print(
        f"\n{services}\n\n{report.mappings(settings)}\n\n{report.events_set_aside(cloud)}\n\n{report.addresses(settings)}"
    )
    return 0 if healthy else 1


def show_logs(settings: Settings, chosen: argparse.Namespace) -> int:
    wanted = logs.Filter(chosen.service, chosen.correlation_id, chosen.level)
    logs.follow(settings, wanted, chosen.last, chosen.json, forever=not chosen.no_follow)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="souk_local", description="Souk's local cloud")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, run, text in (
        ("up", up, "start everything, deploy, seed, and print the addresses"),
        ("down", down, "stop everything; the state stays"),
        ("reset", reset, "stop everything and wipe the state"),
        ("status", status, "what runs, and whether every service is healthy"),
    ):
        commands.add_parser(name, help=text).set_defaults(run=run)
    following = commands.add_parser("logs", help="follow every function's log")
    following.add_argument("--service", help="only this service")
    following.add_argument("--correlation-id", help="only what belongs to this id")
    following.add_argument("--level", default="DEBUG", type=str.upper, choices=logs.LEVELS, help="the least level")
    following.add_argument("--last", type=int, default=50, help="how many entries of the past to show first")
    following.add_argument("--json", action="store_true", help="the entries as they are")
    following.add_argument("--no-follow", action="store_true", help="end after the past entries")
    following.set_defaults(run=show_logs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
