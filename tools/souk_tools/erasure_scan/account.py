"""What is known of an account, as words to look for."""

from __future__ import annotations

from typing import Any

from souk_local import deployment
from souk_local.aws import Clients
from souk_local.settings import Settings
from souk_tools.audit.rows import plain
from souk_tools.erasure_scan.scan import Word

# What of an address tells one household from others. A country or a town is no word of a person.
_OF_ADDRESS = (("name", "name"), ("line1", "street"), ("phone", "phone number"))


def words_of(settings: Settings, clients: Clients, who: str) -> list[Word]:
    """`who` itself, and what the user pool and the account say of them. Raises LocalCloudError without a deployment."""
    found = {Word("e-mail address", who) if "@" in who else Word("user id", who, pseudonym=True)}
    kind = "email" if "@" in who else "sub"
    pool = deployment.load(settings).user_pool_id
    for user in clients.users.list_users(UserPoolId=pool, Filter=f'{kind} = "{who}"')["Users"]:
        attributes = {each["Name"]: each.get("Value", "") for each in user.get("Attributes", ())}
        found |= _of_user(settings, clients, attributes)
    return sorted(found, key=lambda word: (word.kind, word.text))


def _of_user(settings: Settings, clients: Clients, attributes: dict[str, str]) -> set[Word]:
    user_id = attributes["sub"]
    table = deployment.tables(settings, clients, ["users"])["users"]
    profile = _item(clients, table, user_id, "PROFILE")
    book = _item(clients, table, user_id, "ADDRESSES")
    found = {
        Word("user id", user_id, pseudonym=True),
        Word("e-mail address", attributes.get("email", "")),
        Word("name", attributes.get("name", "")),
        Word("name", str(profile.get("name") or "")),
    }
    for address in book.get("addresses", ()):
        found |= {Word(kind, str(address.get(field) or "")) for field, kind in _OF_ADDRESS}
    return {word for word in found if word.text}


def _item(clients: Clients, table: str, user_id: str, sk: str) -> dict[str, Any]:
    key = {"pk": {"S": f"USER#{user_id}"}, "sk": {"S": sk}}
    return plain(clients.tables.get_item(TableName=table, Key=key).get("Item", {}))
