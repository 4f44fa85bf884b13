"""HTTP: routes, requests, replies and problems."""

from souk.http.api import Api
from souk.http.authorisation import SecondFactorRequired, SessionCheck, SessionState
from souk.http.reply import Cookie, Reply
from souk.http.request import Request, User
from souk.http.route import Auth, Route
from souk.http.schemas import KeptWebhookView, ListQuery, MoneyView, Page, Schema, View

__all__ = [
    "Api",
    "Auth",
    "Cookie",
    "KeptWebhookView",
    "ListQuery",
    "MoneyView",
    "Page",
    "Reply",
    "Request",
    "Route",
    "Schema",
    "SecondFactorRequired",
    "SessionCheck",
    "SessionState",
    "User",
    "View",
]
