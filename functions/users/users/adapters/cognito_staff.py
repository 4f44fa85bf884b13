"""The `StaffDirectory` port over a Cognito user pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from souk.errors import InvalidInput, NotFound
from souk.telemetry import logger
from users.adapters.cognito_client import AppClient, Refused
from users.domain.identity import Identity, InvitationUsed

# Of an account whose first password, which the letter told, was not replaced yet.
_INVITED = "FORCE_CHANGE_PASSWORD"


class CognitoStaff:
    def __init__(self, client: AppClient) -> None:
        self._client = client

    def invite(self, email: str) -> Identity:
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        try:
            made = self._client.admin(
                "admin_create_user", Username=email, UserAttributes=attributes, DesiredDeliveryMediums=["EMAIL"]
            )
        except Refused as refused:
            if refused.reason != "UsernameExistsException":
                logger.warning("Cognito refused an invitation", extra={"reason": refused.reason})
                raise InvalidInput("this address cannot be invited") from None
            held = self._client.admin("admin_get_user", Username=email)
            return _identity(held["UserAttributes"], held["UserStatus"])
        return _identity(made["User"]["Attributes"], made["User"]["UserStatus"])

    def invite_again(self, email: str) -> None:
        try:
            self._client.admin(
                "admin_create_user", Username=email, MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"]
            )
        except Refused as refused:
            # UnsupportedUserStateException: they have used it a moment ago.
            logger.info("Cognito refused", extra={"reason": refused.reason})
            raise InvitationUsed from None

    def in_group(self, group: str) -> list[Identity]:
        return [_identity(user["Attributes"], user["UserStatus"]) for user in self._pages(group)]

    def groups_of(self, user_id: str) -> set[str]:
        """A person may be in a hundred; staff have one."""
        try:
            answer = self._client.admin("admin_list_groups_for_user", Username=user_id, Limit=60)
        except Refused as refused:
            raise _unknown(refused) from None
        return {group["GroupName"] for group in answer["Groups"]}

    def add(self, user_id: str, group: str) -> None:
        self._change("admin_add_user_to_group", user_id, group)

    def remove(self, user_id: str, group: str) -> None:
        self._change("admin_remove_user_from_group", user_id, group)

    def _change(self, operation: str, user_id: str, group: str) -> None:
        try:
            self._client.admin(operation, Username=user_id, GroupName=group)
        except Refused as refused:
            raise _unknown(refused) from None

    def _pages(self, group: str) -> Iterator[Mapping[str, Any]]:
        following: dict[str, str] = {}
        while True:
            page = self._client.admin("list_users_in_group", GroupName=group, **following)
            yield from page["Users"]
            if "NextToken" not in page:
                return
            following = {"NextToken": page["NextToken"]}


def _unknown(refused: Refused) -> NotFound:
    logger.info("Cognito refused", extra={"reason": refused.reason})
    return NotFound("there is no such user")


def _identity(attributes: list[Mapping[str, str]], status: str) -> Identity:
    held = {attribute["Name"]: attribute.get("Value", "") for attribute in attributes}
    return Identity(
        id=held["sub"],
        email=held.get("email", ""),
        email_verified=held.get("email_verified") == "true",
        name=held.get("name", ""),
        invited=status == _INVITED,
    )
