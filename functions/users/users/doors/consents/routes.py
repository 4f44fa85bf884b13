"""HTTP: what a signed-in person agrees to, and what they have decided before."""

from __future__ import annotations

from souk.errors import NotFound
from souk.http import Auth, Request
from users.compose import services
from users.domain.consent import ShownText
from users.domain.consent_texts import ConsentKind
from users.doors.consents.schemas import ConsentsRequest, DecisionRequest
from users.doors.consents.views import ConsentsView
from users.doors.router import api

# The words that a client shows which does not say what it shows.
UNNAMED_VERSION = "2026-11"


@api.get("/me/consents", auth=Auth.USER, response=ConsentsView)
def get_consents(request: Request[None, None]) -> ConsentsView:
    """What the person is asked to agree to, what they have agreed to, and what they decided before"""
    return _consents(request.signed_in.id)


@api.put("/me/consents", auth=Auth.USER, body=ConsentsRequest, response=ConsentsView)
def change_consents(request: Request[ConsentsRequest, None]) -> ConsentsView:
    """Agrees that looks and searches are noted, or withdraws it; as `PUT /me/consents/activity`, for older clients"""
    shown = ShownText(ConsentKind.ACTIVITY, UNNAMED_VERSION)
    return _decided(request.signed_in.id, shown, given=request.body.activity)


@api.put("/me/consents/{kind}", auth=Auth.USER, body=DecisionRequest, response=ConsentsView)
def decide_consent(request: Request[DecisionRequest, None], kind: str) -> ConsentsView:
    """Agrees to the words that were shown, or withdraws it

    It holds at once. Every decision is kept; saying the same again is none. 400 for a version that never was, 404 for a
    kind there is not.
    """
    body = request.body
    return _decided(request.signed_in.id, ShownText(_kind(kind), body.version, body.source), given=body.given)


def _kind(name: str) -> ConsentKind:
    try:
        return ConsentKind(name)
    except ValueError:
        raise NotFound("there is no such consent") from None


def _decided(user_id: str, shown: ShownText, *, given: bool) -> ConsentsView:
    services().consents.decide(user_id, shown, given=given)
    return _consents(user_id)


def _consents(user_id: str) -> ConsentsView:
    return ConsentsView.of(services().consents.all(user_id))
