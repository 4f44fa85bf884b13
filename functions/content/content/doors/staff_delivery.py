"""HTTP: the rules of delivery that come with the code, and what a parcel would cost by rules that are being written."""

from __future__ import annotations

from content.compose import services
from content.doors.delivery_contents import Delivery, TrialBody, TrialView, TriedWay
from content.doors.router import api
from content.usecases.trying import Trial
from souk.http import Request
from souk.staff.permissions import Permission


@api.get("/admin/delivery-rates/installed", response=Delivery, needs=Permission.RATES_READ)
def installed_delivery(_request: Request[None, None]) -> Delivery:
    """The rules that hold while none are published: what a first draft begins with."""
    # Imported here: a shop asks for it once.
    from souk.events.rules.delivery import PublishedDelivery
    from souk.pricing.delivery.shipped import shipped

    rules = shipped()
    published = PublishedDelivery(**{name: getattr(rules, name) for name in PublishedDelivery.model_fields})
    return Delivery.model_validate_json(published.model_dump_json())


@api.post(
    "/admin/delivery-rates/trial",
    body=TrialBody,
    response=TrialView,
    needs=Permission.RATES_READ,
    summary="What a parcel would cost to an address",
)
def try_delivery(request: Request[TrialBody, None]) -> TrialView:
    """By the rules in the body, which are checked as a draft is and stored nowhere."""
    body = request.body
    tried = services().trying.delivery(
        body.delivery.model_dump(mode="json"),
        Trial(
            body.country,
            body.region,
            body.postal_code,
            body.value,
            body.grams,
            body.units,
            {each.size_class: each.units for each in body.sizes},
        ),
    )
    return TrialView(
        zone=tried.zone,
        ways=[TriedWay.of(way, arrives, words, tried.currency) for way, arrives, words in tried.ways],
    )
