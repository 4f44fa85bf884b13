"""In whose tax system an address lies. A country's border is not that of its taxes.

The territories are those of articles 6 and 7 of Directive 2006/112/EC and of the protocol on Ireland/Northern Ireland;
postal codes are those of the countries' post offices. Codes are ISO 3166-1 and 3166-2 where there are any. Not here:
the islands of Greece with lower rates, which hold for some sales there alone; staff may enter rates by postal code.
"""

from __future__ import annotations

from dataclasses import dataclass

from souk.address.destination import Destination

UNION = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
NORTHERN_IRELAND = "XI"
# Countries whose taxes are those of another one (article 7).
_SAME = {"MC": "FR", "IM": "GB"}
# Countries whose states have taxes of their own.
_FEDERAL = frozenset({"US", "CA"})


@dataclass(frozen=True, slots=True)
class TaxPlace:
    """`code` names its rates, `country` is the state whose they are. `goods`, `services`: whether the union's rules
    hold for what is sent there and for services to who lives there.
    """

    code: str
    country: str
    goods: bool
    services: bool
    name: str = ""

    @property
    def is_foreign_part(self) -> bool:
        """Whether it belongs to a state of the union and lies outside its taxes."""
        return self.country in UNION and not self.goods


@dataclass(frozen=True, slots=True)
class Territory:
    """A part of `country` with taxes of its own: by the first digits of its postal codes, `also` by country codes."""

    code: str
    country: str
    name: str
    postal_codes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    goods: bool = False
    services: bool = False


TERRITORIES: tuple[Territory, ...] = (
    # In the union, at rates of their own.
    Territory("AT-ENCLAVES", "AT", "Jungholz and Mittelberg", ("6691", "6991", "6992", "6993"), (), True, True),
    Territory("FR-20R", "FR", "Corsica", ("20",), (), True, True),
    Territory("PT-20", "PT", "Azores", ("95", "96", "97", "98", "99"), (), True, True),
    Territory("PT-30", "PT", "Madeira", ("90", "91", "92", "93", "94"), (), True, True),
    # The union's rules hold for goods alone.
    Territory(NORTHERN_IRELAND, NORTHERN_IRELAND, "Northern Ireland", goods=True),
    # Outside.
    Territory("DE-BUSINGEN", "DE", "Büsingen", ("78266",)),
    Territory("DE-HELGOLAND", "DE", "Heligoland", ("27498",)),
    Territory("ES-CN", "ES", "Canary Islands", ("35", "38"), ("IC",)),
    Territory("ES-CE", "ES", "Ceuta", ("51",)),
    Territory("ES-ML", "ES", "Melilla", ("52",), ("EA",)),
    Territory("FI-01", "FI", "Åland", ("22",), ("AX",)),
    Territory("GR-69", "GR", "Mount Athos", ("63086", "63087")),
    Territory("IT-LIVIGNO", "IT", "Livigno", ("23041",)),
    Territory("IT-CAMPIONE", "IT", "Campione d'Italia", ("22061",)),
    Territory("GP", "FR", "Guadeloupe", ("971",), ("GP",)),
    Territory("MQ", "FR", "Martinique", ("972",), ("MQ",)),
    Territory("GF", "FR", "French Guiana", ("973",), ("GF",)),
    Territory("RE", "FR", "Réunion", ("974",), ("RE",)),
    Territory("PM", "FR", "Saint Pierre and Miquelon", ("975",), ("PM",)),
    Territory("YT", "FR", "Mayotte", ("976",), ("YT",)),
    Territory("BL", "FR", "Saint Barthélemy", ("97133", "977"), ("BL",)),
    Territory("MF", "FR", "Saint Martin", ("97150", "978"), ("MF",)),
    Territory("WF", "FR", "Wallis and Futuna", ("986",), ("WF",)),
    Territory("PF", "FR", "French Polynesia", ("987",), ("PF",)),
    Territory("NC", "FR", "New Caledonia", ("988",), ("NC",)),
)
_BY_CODE = {territory.code: territory for territory in TERRITORIES}
_BY_COUNTRY = {country: territory for territory in TERRITORIES for country in territory.also}
_BY_POSTAL_CODE = sorted(
    ((territory.country, prefix, territory) for territory in TERRITORIES for prefix in territory.postal_codes),
    key=lambda entry: -len(entry[1]),
)


def postal_digits(postal_code: str) -> str:
    """A postal code as it is compared: in capitals, without spaces and hyphens."""
    return postal_code.upper().replace(" ", "").replace("-", "")


def place_of(destination: Destination) -> TaxPlace:
    """The place whose taxes hold for `destination`. Where its postal code is not known yet, that of the country."""
    country, code = destination.country.upper(), postal_digits(destination.postal_code)
    if country in _BY_COUNTRY:
        return _place(_BY_COUNTRY[country])
    if country == "GB" and code.startswith("BT"):
        return _place(_BY_CODE[NORTHERN_IRELAND])
    for owner, prefix, territory in _BY_POSTAL_CODE:
        if owner == country and code.startswith(prefix):
            return _place(territory)
    country = _SAME.get(country, country)
    region = destination.region.strip().upper()
    if country in _FEDERAL and len(region) == 2 and region.isalpha():
        return TaxPlace(f"{country}-{region}", country, goods=False, services=False)
    return TaxPlace(country, country, goods=country in UNION, services=country in UNION)


def destination_in(place: TaxPlace) -> Destination:
    """An address there, as far as its taxes depend on it."""
    territory = _BY_CODE.get(place.code)
    if territory is None:
        return Destination(place.country, place.code.partition("-")[2])
    if territory.code == NORTHERN_IRELAND:
        return Destination("GB", postal_code="BT")
    return Destination(territory.country, postal_code=territory.postal_codes[0])


def place_named(code: str) -> TaxPlace:
    """The place of a code that `place_of` gives."""
    if code in _BY_CODE:
        return _place(_BY_CODE[code])
    country = code.partition("-")[0]
    return TaxPlace(code, country, goods=code in UNION, services=code in UNION)


def is_place(code: str) -> bool:
    """Whether `code` has the form of a place that rates can be entered for."""
    country, _, region = code.partition("-")
    if code in _BY_CODE:
        return True
    if region:
        return country in _FEDERAL and len(region) == 2 and region.isalpha() and region.isupper()
    return len(code) == 2 and code.isalpha() and code.isupper() and code not in _SAME and code not in _BY_COUNTRY


def _place(territory: Territory) -> TaxPlace:
    return TaxPlace(territory.code, territory.country, territory.goods, territory.services, territory.name)
