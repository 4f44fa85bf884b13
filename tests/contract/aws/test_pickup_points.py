"""The checkout offers the way to a pick-up point where the carrier of new parcels has some."""

from __future__ import annotations

import pytest

from shipping.adapters.carriers.registry import carriers
from shipping.settings import ShippingSettings
from tests.contract.aws.stack import stack
from tests.support.dynamo import environment


@pytest.mark.parametrize("base", ["", "https://carrier.example"])
@pytest.mark.parametrize("easypost", ["on", "off"])
@pytest.mark.parametrize("wanted", ["on", "off"])
def test_points_are_offered_where_the_carrier_has_some(base: str, easypost: str, wanted: str) -> None:
    shop = stack("template.yaml", CarrierApiBase=base, EasyPost=easypost, PickupPoints=wanted)
    offered = shop["OrdersApi"]["Environment"]["Variables"]["PICKUP_POINTS"]
    with environment(CARRIER_API_BASE=base, EASYPOST=easypost, PUBLIC_URL="https://shop.example"):
        first = next(iter(carriers(ShippingSettings()).values()))
    assert offered == ("on" if wanted == "on" and first.has_points else "off")
