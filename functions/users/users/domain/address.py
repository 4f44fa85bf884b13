"""The address book: up to 20 addresses, one of them the default."""

from __future__ import annotations

from dataclasses import dataclass, replace

from souk.errors import Conflict, NotFound

MAX_ADDRESSES = 20


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address, as `souk.address` lets it in. `country` is ISO 3166-1 alpha-2.

    What was stored under other rules stays readable: it is judged when it is written and when it is ordered to.
    """

    id: str
    name: str
    line1: str
    country: str
    city: str = ""
    line2: str = ""
    postal_code: str = ""
    region: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Immutable: a change answers a new book. `version` counts what was stored, 0 for a book that never was.

    As long as there is an address there is exactly one default.
    """

    user_id: str
    addresses: tuple[Address, ...] = ()
    default_id: str = ""
    version: int = 0

    def get(self, address_id: str) -> Address:
        """Raises NotFound."""
        for address in self.addresses:
            if address.id == address_id:
                return address
        raise NotFound("there is no such address")

    def add(self, address: Address, *, default: bool = False) -> AddressBook:
        """The first one becomes the default in any case. Raises Conflict when the book is full."""
        if len(self.addresses) >= MAX_ADDRESSES:
            raise Conflict(f"an address book holds at most {MAX_ADDRESSES} addresses", limit=MAX_ADDRESSES)
        default_id = address.id if default or not self.addresses else self.default_id
        return replace(self, addresses=(*self.addresses, address), default_id=default_id)

    def change(self, address: Address, *, default: bool = False) -> AddressBook:
        """Replaces the address with the same id. The default stays one until another is made it. Raises NotFound."""
        self.get(address.id)
        return replace(
            self,
            addresses=tuple(address if held.id == address.id else held for held in self.addresses),
            default_id=address.id if default else self.default_id,
        )

    def remove(self, address_id: str) -> AddressBook:
        """Without it; the oldest one left takes over as default. Raises NotFound."""
        self.get(address_id)
        left = tuple(held for held in self.addresses if held.id != address_id)
        default_id = self.default_id
        if default_id == address_id:
            default_id = left[0].id if left else ""
        return replace(self, addresses=left, default_id=default_id)
