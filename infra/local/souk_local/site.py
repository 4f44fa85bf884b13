"""Building both front ends and publishing them to the site's bucket."""

import json
import mimetypes
import os
import shutil
import subprocess
from pathlib import Path

from souk_local import secrets
from souk_local.aws import Clients
from souk_local.deployment import Deployed
from souk_local.problems import LocalCloudError
from souk_local.settings import PROJECT, Settings
from souk_local.stamps import Stamps, digest, files

FRONT_END = PROJECT / "frontend"


def publish(settings: Settings, clients: Clients, deployed: Deployed) -> str:
    """Builds when the sources changed, uploads when the build or its configuration did."""
    sources = digest([FRONT_END])
    built = PROJECT / ".cache" / "site" / sources
    made = not built.exists()
    if made:
        _build(built)
    configuration = json.dumps(
        {
            "shopName": "Souk",
            "currency": "EUR",
            "apiBase": "/api",
            "stripeJsUrl": settings.stripe_js_url,
            "stripePublishableKey": secrets.load(settings).stripe_publishable_key,
        }
    )
    stamps = Stamps(settings.state)
    stamp = digest([], sources, configuration, deployed.site_bucket)
    if stamps.fresh("site", stamp):
        return "unchanged"
    _upload(clients, deployed.site_bucket, built, configuration)
    stamps.write("site", stamp)
    return "built and published" if made else "published"


def _build(target: Path) -> None:
    environment = {**os.environ, "NODE_ENV": "production", "CI": "true", "NO_COLOR": "1"}
    if not (FRONT_END / "node_modules").exists():
        _npm(["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev"], environment)
    new = target.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    _npm(["run", "--silent", "build:shop", "--", "--outDir", str(new), "--emptyOutDir"], environment)
    _npm(["run", "--silent", "build:admin", "--", "--outDir", str(new / "admin"), "--emptyOutDir"], environment)
    new.rename(target)


def _npm(arguments: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["npm", *arguments], cwd=FRONT_END, env=environment, text=True, capture_output=True, check=False
    )
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-40:])
        raise LocalCloudError(f"npm {arguments[0]} failed in {FRONT_END}:\n{tail}")


def _upload(clients: Clients, bucket: str, built: Path, configuration: str) -> None:
    """The page itself last, so that it never names a file that is not there yet."""
    everything = files(built)
    everything.sort(key=lambda file: (file.name == "index.html", str(file)))
    clients.s3.put_object(Bucket=bucket, Key="config.json", Body=configuration.encode(), ContentType="application/json")
    for file in everything:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        key = str(file.relative_to(built))
        if key != "config.json":
            clients.s3.put_object(Bucket=bucket, Key=key, Body=file.read_bytes(), ContentType=kind)
