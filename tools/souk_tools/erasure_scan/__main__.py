"""`make erasure-scan`: plays a person through the local cloud, forgets them, and looks for them everywhere.

With WHO, an e-mail address or a user id, it only looks, for that and for what the account still says. Exit code 1 when
something is found that no rule of infra/personal-data.yaml keeps, 2 when it could not be looked at.
"""

from __future__ import annotations

import argparse
import sys

from botocore.exceptions import BotoCoreError, ClientError

from souk import clock
from souk_local import own
from souk_local.aws import Clients
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.waiting import wait_until
from souk_tools.erasure_scan import account, person, report
from souk_tools.erasure_scan.places import everything
from souk_tools.erasure_scan.rules import Rules
from souk_tools.erasure_scan.scan import Scan, Word, scanned

# An event that failed on a busy machine is set aside, and tried again after a minute by a timer of five.
WAIT_SECONDS = 480.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make erasure-scan", description="look for a person in the local cloud")
    parser.add_argument("--who", default="", help="an e-mail address or a user id")
    who = parser.parse_args(arguments).who
    try:
        settings = own.running("aws", "kafka")
        clients = Clients(settings)
        words = account.words_of(settings, clients, who) if who else person.forgotten(settings, clients)
        scan = looked(settings, clients, words) if who else settled(settings, clients, words)
    except (LocalCloudError, BotoCoreError, ClientError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 2
    print(f"Looking for {', '.join(sorted(word.kind for word in words))}.\n\n{report.told(scan)}")
    return 1 if scan.unlawful else 0


def looked(settings: Settings, clients: Clients, words: list[Word]) -> Scan:
    return scanned(everything(settings, clients), words, Rules.of_the_shop(), clock.now())


def settled(settings: Settings, clients: Clients, words: list[Word]) -> Scan:
    """Looks again until nothing is unlawful: the last events of an erasure are on their way for a moment."""
    scan = Scan()

    def clean() -> bool:
        nonlocal scan
        scan = looked(settings, clients, words)
        return not scan.unlawful

    wait_until(clean, WAIT_SECONDS, every_seconds=5.0)
    return scan


if __name__ == "__main__":
    sys.exit(main())
