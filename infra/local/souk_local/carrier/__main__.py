"""Runs the sandbox carrier: python -m souk_local.carrier"""

import logging

from aiohttp import web

from souk_local import secrets
from souk_local.carrier.ledger import Ledger
from souk_local.carrier.server import application
from souk_local.settings import Settings


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = Settings.from_environment()
    own = secrets.load(settings)
    ledger = Ledger(settings.state / "carrier" / "ledger.sqlite")
    app = application(ledger, own.carrier_api_key, own.carrier_webhook_secret, settings.carrier_step_seconds)
    web.run_app(app, host="127.0.0.1", port=settings.carrier_port, access_log=None)


if __name__ == "__main__":
    main()
