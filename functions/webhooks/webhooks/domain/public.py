"""Which events the merchant's own systems may be told of, and what of each.

Nothing goes out that is not listed here by name: neither a new type of event nor a new member of an old one. `personal`
is what names people or lets find them; an endpoint gets it when the merchant has chosen so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# A member's name, and of a member (or of each element of a list) that has members itself, which of those. None is all
# of a plain value.
Shape = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublicType:
    """`about` is the member that says whose it is: by it a person's data is found again. Without it, the aggregate's id
    does."""

    summary: str
    fields: Shape
    personal: Shape = field(default_factory=dict)
    about: str = ""


def _plain(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names)


_MONEY = _plain("amount", "currency")
_ADDRESS = _plain("name", "line1", "line2", "city", "postal_code", "region", "country", "phone")
_REDUCED = {**_plain("promotion_id", "name"), "amount": _MONEY}
_LINE = {
    **_plain("sku", "quantity", "product_id", "title", "variant_title", "image", "weight_grams", "requires_shipping"),
    **_plain("tax_rate", "tax_category", "taxed_in", "withdrawal_exclusion", "waiting", "available_from"),
    "gift_card": None,
    "unit_price": _MONEY,
    "total": _MONEY,
    "reductions": _REDUCED,
}
_TOTALS = {"subtotal": _MONEY, "shipping": _MONEY, "tax": _MONEY, "total": _MONEY}
_PLACE = _plain("location", "name", "line1", "postal_code", "city", "country", "hours")
_ORDER = {
    **_plain("order_id", "number", "shipping_method", "locale"),
    "lines": _LINE,
    **_TOTALS,
    "shipping_reductions": _REDUCED,
    "pickup": _PLACE,
    "credits": {**_plain("kind", "last_four"), "amount": _MONEY},
}
_LESS = {
    **_ORDER,
    **_plain("number_of_wish", "cancelled_by", "was_paid", "held", "places", "as_credit"),
    "cancelled": {**_plain("sku", "quantity", "title"), "amount": _MONEY},
    "credit": _MONEY,
    "charged": _MONEY,
}
_PAID = {
    **_ORDER,
    **_plain("payment_id", "placed_at", "payment_method", "tax_included", "shipping_rate", "on_shipment"),
    **_plain("taxed_in", "shipping_category"),
    "taxes": {"rate": None, "amount": _MONEY},
    "payments": {"id": None, "captured": _MONEY},
}
_POINT = _plain("carrier", "id", "kind", "name", "line1", "postal_code", "city", "country", "hours")
_ADDRESSEE = {"email": None, "shipping_address": _ADDRESS}
_BUYER = {**_ADDRESSEE, "pickup_point": _POINT}
_BUSINESS = {**_BUYER, "vat_number": None}
_ENDED = {
    **_plain("order_id", "number", "locale", "cancelled_by", "payment_id", "was_paid", "held", "as_credit"),
    "total": _MONEY,
    "owed": _MONEY,
}
_PAYMENT = {
    **_plain("payment_id", "order_id", "provider", "provider_reference", "decline_code", "on_shipment"),
    "amount": _MONEY,
    "captured": _MONEY,
    "refunded": _MONEY,
}
_REFUND = {
    **_plain("refund_id", "payment_id", "order_id", "restock", "return_id", "as_credit", "to_credits"),
    "amount": _MONEY,
    "refunded_total": _MONEY,
    "shipping": _MONEY,
    "beside": _MONEY,
    "lines": {**_plain("sku", "quantity"), "amount": _MONEY},
}
_DISPUTE = {
    **_plain("dispute_id", "payment_id", "order_id", "provider", "status", "due_by"),
    **dict.fromkeys(("amount", "withdrawn", "reinstated", "contested", "disputed_total", "fee"), _MONEY),
}
_FRAUD = {
    **_plain("warning_id", "payment_id", "order_id", "provider", "kind", "actionable"),
    "amount": _MONEY,
}
_DUE = {**_ORDER, **_plain("expires_at"), "received": _MONEY, "due": _MONEY}
_TRANSFER = {
    **_plain("transfer_id", "payment_id", "order_id", "reference", "late", "arrived_on"),
    **dict.fromkeys(("amount", "surplus", "due", "surplus_total"), _MONEY),
}
_SHIPMENT = {
    "pickup": _PLACE,
    **_plain("shipment_id", "order_id", "order_number", "carrier", "complete", "trouble", "outcome", "arrived"),
    **_plain("replaces"),
    "lines": _plain("sku", "quantity", "title"),
}
_RETURN = {
    **_plain("return_id", "order_id", "order_number", "kind", "by", "send_by", "fee", "free", "label", "location"),
    "lines": {
        **_plain("sku", "quantity", "title", "reason"),
        "exchange": {**_plain("sku", "title"), "price": _MONEY},
    },
    "received": _plain("sku", "quantity", "condition", "restock"),
    "granted": _plain("sku", "quantity", "amount"),
    "refunded": _MONEY,
}
_PRODUCT = {
    **_plain("product_id", "handle", "title", "description", "vendor", "product_type", "categories", "category_names"),
    **_plain("tags", "status", "image", "created_at", "updated_at"),
    "variants": {
        **_plain("sku", "title", "options", "barcode", "available", "backorder", "for_sale", "available_from"),
        **_plain("compare_at_kind", "measure"),
        "price_per_measure": _MONEY,
        "price": _MONEY,
        "price_before": _MONEY,
        "compare_at": _MONEY,
        "list_price": _MONEY,
        # Not `later`: what will cost how much is the shop's own until it does.
    },
}
_STOCK = _plain("sku", "product_id", "available", "on_hand", "reserved", "threshold", "for_sale")


def _order(summary: str, fields: Shape, personal: Shape) -> PublicType:
    return PublicType(summary, fields, personal, about="order_id")


def _moved(summary: str, *more: str) -> PublicType:
    return _order(summary, _plain("order_id", "number", "state", "previous", *more), _plain("email", "tracking_code"))


def _wish(summary: str) -> PublicType:
    return _order(summary, _plain("order_id", "number", "locale", "requested_by", "requested_at"), _plain("email"))


def _lines_wish(summary: str) -> PublicType:
    units = _plain("sku", "quantity", "title")
    wish = _plain("order_id", "number", "locale", "requested_by", "requested_at", "number_of_wish", "weight_grams")
    return _order(summary, {**wish, "lines": {**units, "amount": _MONEY}, "withdrawn": units}, _plain("email"))


def _parcel(summary: str) -> PublicType:
    personal = {**_plain("email", "tracking_code", "tracking_url"), "pickup_point": _POINT}
    return _order(summary, _SHIPMENT, personal)


def _return(summary: str) -> PublicType:
    return _order(summary, _RETURN, _plain("email"))


def _money(summary: str, fields: Shape) -> PublicType:
    return PublicType(summary, fields, about="order_id")


def _account(summary: str) -> PublicType:
    return PublicType(summary, _plain("user_id", "locale"), _plain("email", "name"), about="user_id")


PUBLIC: Mapping[str, PublicType] = {
    "order.placed": _order(
        "An order exists and its stock is held",
        {**_ORDER, **_plain("expires_at", "payment_method", "placed_by", "exchange_of", "supplement_of")},
        _BUYER,
    ),
    "order.paid": _order("An order is paid in full, or its money is held until it is sent", _PAID, _BUSINESS),
    "order.charged": _order("What was held for an order is charged", _PAID, _BUSINESS),
    "order.partly_paid": _order("A part of an order's total came by bank transfer", _DUE, _BUYER),
    "order.payment_due": _order("An order that waits for a bank transfer ends soon", _DUE, _BUYER),
    "order.fulfilling": _moved("An order's parcels are made ready"),
    "order.partially_shipped": _moved("Some of an order's parcels have left"),
    "order.shipped": _moved("All of an order's parcels have left"),
    "order.delivered": _moved("All of an order's parcels have arrived", "skus"),
    "order.cancelled": _order("An order is called off", _ENDED, _plain("email")),
    "order.expired": _order("An order was not paid in time", _ENDED, _plain("email")),
    "order.cancellation_requested": _wish("Somebody wants a paid order called off"),
    "order.cancellation_refused": _wish("It could not be called off any more, and goes on"),
    "order.lines_cancellation_requested": _lines_wish("Somebody wants units out of a paid order"),
    "order.lines_cancellation_refused": _lines_wish("They could not be taken out any more, and are sent"),
    "order.lines_cancelled": _order("Units are out of an order; what is told of it is what is left", _LESS, _BUYER),
    "order.edited": _order(
        "Staff have changed a paid order: fewer units, lower prices; what is told of it is what is left",
        {
            **_LESS,
            "repriced": {**_plain("sku", "quantity", "title"), "before": _MONEY, "after": _MONEY, "amount": _MONEY},
            "shipping_before": _MONEY,
            "shipping_credit": _MONEY,
        },
        _BUYER,
    ),
    "order.exchange_refused": _order(
        "What was wanted in the place of returned goods cannot be ordered",
        {
            **_plain("order_id", "number", "locale", "return_id", "reason"),
            "lines": _plain("sku", "quantity", "title"),
        },
        _plain("email"),
    ),
    "order.corrected": _order(
        "An order's addresses were put right", _plain("order_id", "number", "locale"), _ADDRESSEE
    ),
    "order.anonymised": _order("An order's person is to be forgotten, also by you", _plain("order_id"), {}),
    "payment.started": _money("A payment has begun", _PAYMENT),
    "payment.requires_action": _money("A payment waits for the shopper's bank", _PAYMENT),
    "payment.authorised": _money("An amount is reserved", _PAYMENT),
    "payment.captured": _money("An amount is captured", _PAYMENT),
    "payment.voided": _money("A payment is called off", _PAYMENT),
    "payment.failed": _money("A payment was declined", _PAYMENT),
    "refund.requested": _money("Money is to go back", _REFUND),
    "refund.succeeded": _money("Money has gone back", _REFUND),
    "refund.failed": _money("Money could not go back", _REFUND),
    "transfer.received": _money("Money came by bank transfer", _TRANSFER),
    "transfer.returned": _money("What was not due of it was given back", _TRANSFER),
    "dispute.opened": _money("A shopper's bank asks money back", _DISPUTE),
    "dispute.updated": _money("A dispute has changed", _DISPUTE),
    "dispute.funds_withdrawn": _money("The bank has taken the money", _DISPUTE),
    "dispute.funds_reinstated": _money("The bank has given the money back", _DISPUTE),
    "dispute.closed": _money("A dispute has ended", _DISPUTE),
    "fraud_warning.received": _money("A card's issuer warns of fraud", _FRAUD),
    "fraud_warning.closed": _money("Nothing is to be done about a warning of fraud any more", _FRAUD),
    "shipment.created": _parcel("A parcel is to be sent"),
    "shipment.shipped": _parcel("A parcel has left"),
    "shipment.in_transit": _parcel("A parcel is on its way"),
    "shipment.out_for_delivery": _parcel("A parcel is brought today"),
    "shipment.delivered": _parcel("A parcel has arrived"),
    "shipment.exception": _parcel("Something is wrong with a parcel"),
    "shipment.cancelled": _parcel("A parcel is not sent"),
    "shipment.astray": _parcel("A parcel that was called back moves all the same"),
    "shipment.undelivered": _parcel("A parcel will not arrive"),
    "shipment.ready": _parcel("A parcel lies at the pick-up point to be collected"),
    "shipment.uncollected": _parcel("A parcel has lain ready to be fetched for long"),
    "shipment.repacked": _parcel("Other units are in a parcel than were told"),
    "return.requested": _return("A shopper wants to send goods back"),
    "return.approved": _return("The shopper may send them back"),
    "return.rejected": _return("The shop does not take them back"),
    "return.sent": _return("They are on their way back"),
    "return.received": _return("They have come back"),
    "return.granted": _return("They are paid back, and nobody waits for them to come back"),
    "return.refunded": _return("They are paid back"),
    "return.cancelled": _return("They stay with the shopper"),
    "return.expired": _return("They were never sent"),
    "return.closed": _return("The return was settled otherwise"),
    "return.sent_again": _return("No money goes back for them: they are sent once more"),
    "withdrawal.declared": _order(
        "A shopper has withdrawn from the contract",
        {
            **_plain("order_id", "number", "locale", "number_of_withdrawal", "whole", "declared_at", "refusal"),
            **dict.fromkeys(("lines", "called_off", "excluded"), _plain("sku", "quantity", "title")),
            "delivery": _MONEY,
        },
        _plain("email", "name", "contact"),
    ),
    "withdrawal.stated": _order(
        "A shopper has withdrawn from a part of the contract, in words that staff have to read",
        _plain("order_id", "number", "locale", "declared_at"),
        _plain("email", "name", "contact"),
    ),
    "product.created": PublicType("A product is new", _PRODUCT),
    "product.updated": PublicType("A product has changed", _PRODUCT),
    "product.archived": PublicType("A product is no longer for sale", _plain("product_id", "handle")),
    "stock.changed": PublicType("The units of a SKU have changed", _STOCK),
    "stock.low": PublicType("A SKU has few units left", _STOCK),
    "stock.sold_out": PublicType("A SKU has no units left", _STOCK),
    "stock.back_in_stock": PublicType("A SKU has units again", _STOCK),
    "user.registered": _account("Somebody has made an account"),
    "user.updated": _account("An account's name or language has changed"),
    "user.group_changed": PublicType(
        "The staff have put somebody into a group of customers, or taken them out",
        _plain("user_id", "group_id", "member", "at"),
        about="user_id",
    ),
    "customer_group.changed": PublicType(
        "A group of customers was made, changed or ended", _plain("group_id", "name", "by_rule", "ended")
    ),
    "user.erased": PublicType("A person is to be forgotten, also by you", _plain("user_id"), about="user_id"),
}

_TALK = "what two of the shop's services say to each other; it changes nothing by itself"
_KEYS = "it carries a key or a token, for a letter"
_STAFF = "for those who run the shop, who see it in the back office"
REFUSED: Mapping[str, str] = {
    "order.capture_asked": _TALK,
    "order.readdressing_asked": _TALK,
    "order.silent": _TALK,
    "order.owner_erased": _TALK,
    "order.export_asked": _TALK,
    "order.letter_asked": _KEYS,
    "order.link_asked": _KEYS,
    "payment.mismatch": _STAFF,
    "return.refund_asked": _TALK,
    "shipment.sent_again": _TALK,
    "recall.succeeded": _TALK,
    "recall.refused": _TALK,
    "takeout.succeeded": _TALK,
    "takeout.refused": _TALK,
    "readdressing.succeeded": _TALK,
    "readdressing.refused": _TALK,
    "stock.reservation_lapsing": _TALK,
    "stock.reservation_expired": _TALK,
    "stock.shortage": _STAFF,
    "stock.shortage_ended": _STAFF,
    "stock.units_in": _TALK,
    "order.units_in": _TALK,
    "stock.day_moved": _TALK,
    "order.day_moved": "a letter to the shopper; whoever moved the day was the merchant",
    "user.closing": "the person may take it back; user.erased says that it is so",
    "user.password_changed": "a letter to the person, about their account's safety",
    "user.email_changed": "a letter to the person, about their account's safety",
    "user.session_reused": "a letter to the person, about their account's safety",
    "user.export_asked": _TALK,
    "user.export_ready": "a letter to the person",
    "guest.asked": _KEYS,
    "gift_card.sent": "a letter to who gets the card; whoever issued it was the merchant",
    "gift_card.given": "a letter to its buyer, of whose order the merchant knows",
    "wish.asked": _KEYS,
    "document.issued": "a letter brings it to the person; staff and keys find it by the order",
    "reader.unsubscribed": _TALK,
    "wishlist.changed": _TALK,
    "cart.abandoned": _TALK,
    "user.consent_decided": _TALK,
    "guest.erased": "order.anonymised says it of each of the orders",
    "guest.forgotten": "a letter to the person",
    "alert.raised": _STAFF,
    "content.published": _TALK,
    "staff.intended": _STAFF,
    "staff.acted": _STAFF,
}
# Members that stay in the shop wherever they stand, unless a type lists them above.
WITHHELD: Mapping[str, str] = {
    "owner": "names the account, or the guest's cart",
    "access_key": "opens the order",
    "pickup_code": "has the goods handed out",
    "cart_owner": "names the account, or the guest's cart",
    "cart_id": "of no use outside",
    "pay_to": "the shop's own bank account",
    "reason": "people's own words",
    "answer": "people's own words",
    "note": "people's own words",
    "words": "people's own words",
    "failure": "the provider's or staff's words",
    "next_step": "a sentence for the shopper",
    "attempt": "of no use outside",
    "blocked": "is between the shop and its customer",
    "requested_by": "names who of the staff",
}
# What tells that somebody is forgotten, after which nothing here names them.
FORGETTING = frozenset({"order.anonymised", "user.erased"})
# What endpoints are tried with. No event of the shop has this type.
TEST = "webhooks.test"


def only(data: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """Of `data` what is in the shape."""
    return {name: _part(data[name], inner) for name, inner in shape.items() if name in data}


def _part(value: Any, inner: Shape | None) -> Any:
    if inner is None or value is None:
        return value
    if isinstance(value, list):
        return [only(one, inner) for one in value]
    return only(value, inner)
