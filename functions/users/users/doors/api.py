"""HTTP: the routes of the users service."""

from __future__ import annotations

from souk.http import Api
from users.doors import credentials as credentials_api
from users.doors import members as members_api

api = Api("users")
credentials_api.register(api)
members_api.register(api)
handler = api.handler
