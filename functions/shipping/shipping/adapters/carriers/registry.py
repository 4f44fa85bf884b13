"""The carriers that parcels may go with. A further one is its module, its tests, and a line here."""

from __future__ import annotations

from collections.abc import Callable

from shipping.adapters.carriers import manual, sandbox
from shipping.usecases.ports import Carrier
from souk.settings import Settings

EASYPOST = "easypost"


def _easypost(settings: Settings) -> Carrier | None:
    """Its shapes are loaded only where it is set up."""
    if settings.optional("EASYPOST", "off") != "on":
        return None
    from shipping.adapters.carriers import easypost

    return easypost.set_up(settings)


# By name, which is kept with every parcel; each says None where the shop has not set it up.
_CARRIERS: dict[str, Callable[[Settings], Carrier | None]] = {
    EASYPOST: _easypost,
    sandbox.NAME: sandbox.set_up,
    manual.NAME: manual.set_up,
}


def carriers(settings: Settings) -> dict[str, Carrier]:
    """Those that are set up. New parcels go with the first."""
    found = {name: set_up(settings) for name, set_up in _CARRIERS.items()}
    return {name: carrier for name, carrier in found.items() if carrier is not None}
