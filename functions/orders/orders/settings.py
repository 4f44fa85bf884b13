"""The environment of the orders functions."""

from __future__ import annotations

from souk.settings import Settings


class OrdersSettings(Settings):
    @property
    def payment_methods(self) -> dict[str, str]:
        """What shoppers call each way to pay, by its id, which is that of its provider: "stripe=Card; …"."""
        offered = self.optional("PAYMENT_METHODS", "stripe=Card; manual=Bank transfer")
        pairs = (method.partition("=") for method in offered.split(";"))
        return {id_.strip(): name.strip() for id_, _, name in pairs}

    @property
    def transfer_methods(self) -> frozenset[str]:
        """Those of them that are paid by a transfer to the shop's account, which takes days."""
        return frozenset(id_.strip() for id_ in self.optional("TRANSFER_METHODS", "manual").split(","))

    @property
    def has_pickup_points(self) -> bool:
        """Whether parcels can be sent to pick-up points: the carrier of new ones has some, and the shop wants it."""
        return self.optional("PICKUP_POINTS", "off") == "on"

    @property
    def vies_origin(self) -> str:
        """Where the union's register of VAT numbers is asked; empty leaves numbers unconfirmed."""
        return self.optional("VIES_ORIGIN", "")

    @property
    def captures_on_shipment(self) -> bool:
        """Whether cards are charged when the order is sent, and not when it is placed."""
        return self.optional("CAPTURE", "order") == "shipment"

    @property
    def reservation_seconds(self) -> int:
        """How long an order paid online may stay unpaid."""
        return int(self.optional("RESERVATION_SECONDS", "900"))

    @property
    def manual_payment_seconds(self) -> int:
        """How long an order paid by bank transfer may stay unpaid; 3 days unless set."""
        return int(self.optional("MANUAL_PAYMENT_SECONDS", "259200"))

    @property
    def payment_link_seconds(self) -> int:
        """How long an order that staff placed and that is paid by a link may stay unpaid; 3 days unless set."""
        return int(self.optional("PAYMENT_LINK_SECONDS", "259200"))

    @property
    def guest_transfer_seconds(self) -> int:
        """The same, of a guest's; a day unless set. Never longer than others get."""
        return min(int(self.optional("GUEST_TRANSFER_SECONDS", "86400")), self.manual_payment_seconds)

    @property
    def public_holidays(self) -> list[str]:
        """Those of a fixed date: month and day, apart by blanks."""
        return self.optional("PUBLIC_HOLIDAYS", "01-01 05-01 12-25 12-26").split()

    @property
    def downloads_per_unit(self) -> int:
        """How often a file can be downloaded, for each unit that was bought."""
        return int(self.optional("DOWNLOADS_PER_UNIT", "5"))

    @property
    def download_days(self) -> int:
        """For how many days from the payment on."""
        return int(self.optional("DOWNLOAD_DAYS", "30"))

    @property
    def media_bucket(self) -> str:
        return self.required("MEDIA_BUCKET")

    @property
    def inventory_function(self) -> str:
        return self.required("INVENTORY_FUNCTION")

    @property
    def catalogue_function(self) -> str:
        return self.required("CATALOGUE_FUNCTION")

    @property
    def carriers_function(self) -> str:
        """Who asks carriers what a parcel costs; empty where nobody does, and the table's prices hold."""
        return self.optional("CARRIERS_FUNCTION", "")

    @property
    def carts_function(self) -> str:
        return self.required("CARTS_FUNCTION")

    @property
    def payments_function(self) -> str:
        return self.required("PAYMENTS_FUNCTION")

    @property
    def users_function(self) -> str:
        return self.required("USERS_FUNCTION")
