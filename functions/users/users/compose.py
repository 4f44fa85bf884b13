"""The composition root: the use cases with their real stores and directory, built once per process."""

from __future__ import annotations

from functools import cache

from users.adapters.cognito import CognitoDirectory
from users.adapters.history_store import DynamoActivities, DynamoOrderOwners
from users.adapters.store import DynamoAddressBooks, DynamoProfiles
from users.settings import UsersSettings
from users.usecases.accounts import Accounts
from users.usecases.members import History, Members
from users.usecases.ports import Profiles


@cache
def _directory() -> CognitoDirectory:
    settings = UsersSettings()
    return CognitoDirectory(settings.user_pool_id, settings.user_pool_client_id)


@cache
def accounts() -> Accounts:
    return Accounts(_directory(), DynamoProfiles())


@cache
def members() -> Members:
    return Members(_directory(), DynamoProfiles(), DynamoAddressBooks(), DynamoActivities())


@cache
def history() -> History:
    return History(DynamoActivities(), DynamoOrderOwners())


@cache
def profiles() -> Profiles:
    return DynamoProfiles()


def reset() -> None:
    """Forgets what was built. For tests, which swap the environment."""
    for built in (_directory, accounts, members, history, profiles):
        built.cache_clear()
