"""A local cloud for tests: its own ports and state, so that a running `make up` is not disturbed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from souk_local import staff
from souk_local.cloud import Cloud
from souk_local.deployment import Deployed, load
from souk_local.progress import Progress
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi

TEST_ENVIRONMENT = {
    "SOUK_PORT_OFFSET": "10000",
    "SOUK_STATE_DIR": ".souk/test",
    "SOUK_CARRIER_STEP_SECONDS": "0.5",
}


@dataclass(frozen=True)
class TestCloud:
    """A running cloud with everything deployed and seeded."""

    __test__ = False

    settings: Settings
    cloud: Cloud
    deployed: Deployed

    @property
    def url(self) -> str:
        """Where the shop is."""
        return self.settings.public_url

    def shopper(self) -> ShopApi:
        """A new visitor with cookies of their own."""
        return ShopApi(self.settings.public_url)

    def staff(self) -> ShopApi:
        """Somebody of the staff, signed in."""
        api = self.shopper()
        staff.sign_in(self.settings, api)
        return api


def test_settings() -> Settings:
    """The test cloud's settings; SOUK_TEST_PORT_OFFSET moves it, for instance for two runs at once."""
    offset = os.environ.get("SOUK_TEST_PORT_OFFSET", TEST_ENVIRONMENT["SOUK_PORT_OFFSET"])
    return Settings.from_environment({**TEST_ENVIRONMENT, "SOUK_PORT_OFFSET": offset})


test_settings.__test__ = False  # type: ignore[attr-defined]


@contextmanager
def running_cloud(settings: Settings | None = None, keep: bool | None = None) -> Iterator[TestCloud]:
    """Starts the cloud from nothing, or goes on with a kept one, and stops it afterwards.

    With SOUK_TEST_KEEP=1 (or `keep`) the state stays, so the next run starts quickly.
    """
    chosen = settings or test_settings()
    stays = os.environ.get("SOUK_TEST_KEEP") == "1" if keep is None else keep
    cloud = Cloud(chosen, Progress(quiet=os.environ.get("SOUK_TEST_VERBOSE") != "1"))
    if not stays:
        cloud.reset()
    try:
        cloud.up()
        yield TestCloud(chosen, cloud, load(chosen))
    finally:
        cloud.down()
