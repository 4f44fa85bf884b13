"""Runs the edge, and the sentinel beside it: python -m souk_local.edge"""

import logging
import threading

from aiohttp import web

from souk_local.aws import Clients
from souk_local.cloud import Cloud
from souk_local.deployment import load, parameters
from souk_local.edge.headers import security, stand_ins
from souk_local.edge.server import Origins, application
from souk_local.edge.storage import Buckets
from souk_local.sentinel import Sentinel, to_kafka
from souk_local.settings import Settings


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = Settings.from_environment()
    deployed = load(settings)
    origins = Origins(
        gateway=settings.aws_url,
        apis={"shop": deployed.shop_gateway, "staff": deployed.staff_gateway},
        site_bucket=deployed.site_bucket,
        media_bucket=deployed.media_bucket,
        security=security(
            stand_ins(settings.stripe_js_url, settings.aws_url), parameters(settings).get("ChallengeOrigin", "")
        ),
    )
    parts = [part for part in Cloud(settings).parts.values() if part.name != "edge"]
    sentinel = Sentinel(parts, to_kafka(settings))
    threading.Thread(target=sentinel.watch, args=(threading.Event(),), daemon=True, name="sentinel").start()
    app = application(origins, Buckets(Clients(settings).s3))
    web.run_app(app, host="127.0.0.1", port=settings.edge_port, access_log=None)


if __name__ == "__main__":
    main()
