"""localstripe on the loopback, with nothing kept on disk. Run with a port as the only argument."""

from __future__ import annotations

import sys

from aiohttp import web
from localstripe import resources, server

from souk_local import stripe_disputes, stripe_lists


def main() -> None:
    resources.Store.dump_to_disk = lambda _store: None
    stripe_lists.install()
    stripe_disputes.install()
    web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None)


if __name__ == "__main__":
    main()
