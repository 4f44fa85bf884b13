"""What staff do with gift cards and store credit."""

from __future__ import annotations

from payments.compose import services
from payments.doors.gift_cards.schemas import (
    BlockRequest,
    CreditCorrectionRequest,
    GiftCardsQuery,
    GiftLetterRequest,
    IssueRequest,
    LiabilityQuery,
    LookUpRequest,
)
from payments.doors.gift_cards.views import (
    CreditMovementView,
    GiftCardCodeView,
    GiftCardView,
    LiabilityMonthView,
    LiabilityView,
)
from payments.doors.router import api
from souk.errors import Conflict, InvalidInput, PreconditionFailed
from souk.http import ListQuery, Page, Reply, Request
from souk.http.request import IF_MATCH, version_seen
from souk.staff.permissions import Permission


@api.get("/admin/gift-cards", needs=Permission.PAYMENTS_READ, query=GiftCardsQuery, response=Page[GiftCardView])
def list_gift_cards(request: Request[None, GiftCardsQuery]) -> Page[GiftCardView]:
    """The gift cards, or the store credit of people, the newest first"""
    query = request.query
    found, following = services().gift_cards.listed(query.of(), query.limit, query.cursor)
    return Page(items=[GiftCardView.of(each) for each in found], next_cursor=following)


@api.post(
    "/admin/gift-cards",
    needs=Permission.PAYMENTS_REFUND,
    body=IssueRequest,
    response=GiftCardView,
    status=201,
    idempotent=True,
    errors=(Conflict,),
)
def issue_gift_card(request: Request[IssueRequest, None]) -> GiftCardView:
    """Issue a gift card, or give somebody store credit

    A card with a `letter` is sent on its day. The code of one without is asked for at `/admin/gift-cards/{id}/code`.
    """
    key, by = request.idempotency_key or "", _actor(request.signed_in.id)
    return GiftCardView.of(services().gift_cards.issue(request.body.wanted(), key, by))


@api.post("/admin/gift-cards/look-ups", needs=Permission.PAYMENTS_READ, body=LookUpRequest, response=GiftCardView)
def look_up_gift_card(request: Request[LookUpRequest, None]) -> Reply:
    """Find a gift card by its code"""
    return _shown(services().gift_cards.found_by(request.body.code).id)


@api.get("/admin/gift-cards/liability", needs=Permission.PAYMENTS_READ, query=LiabilityQuery, response=LiabilityView)
def read_liability(request: Request[None, LiabilityQuery]) -> LiabilityView:
    """What the shop owes on gift cards and store credit, by month and currency"""
    months = services().liability.of_year(request.query.year)
    return LiabilityView(months=[LiabilityMonthView.of(month) for month in months])


@api.get("/admin/gift-cards/{gift_card_id}", needs=Permission.PAYMENTS_READ, response=GiftCardView)
def read_gift_card(_request: Request[None, None], gift_card_id: str) -> Reply:
    """Read a gift card or store credit"""
    return _shown(gift_card_id)


@api.get(
    "/admin/gift-cards/{gift_card_id}/movements",
    needs=Permission.PAYMENTS_READ,
    query=ListQuery,
    response=Page[CreditMovementView],
)
def list_movements(request: Request[None, ListQuery], gift_card_id: str) -> Page[CreditMovementView]:
    """The movements of a gift card's money, the newest first"""
    query = request.query
    found, following = services().gift_cards.movements(gift_card_id, query.limit, query.cursor)
    return Page(items=[CreditMovementView.of(each) for each in found], next_cursor=following)


@api.post("/admin/gift-cards/{gift_card_id}/code", needs=Permission.PAYMENTS_REFUND, response=GiftCardCodeView)
def show_code(_request: Request[None, None], gift_card_id: str) -> GiftCardCodeView:
    """Show the code of a gift card, to hand it over

    Who has the code has the money: that it was shown is on record.
    """
    return GiftCardCodeView(code=services().gift_cards.code(gift_card_id))


@api.put(
    "/admin/gift-cards/{gift_card_id}/blocked",
    needs=Permission.PAYMENTS_REFUND,
    body=BlockRequest,
    response=GiftCardView,
    errors=(PreconditionFailed,),
    headers=IF_MATCH,
)
def block_gift_card(request: Request[BlockRequest, None], gift_card_id: str) -> Reply:
    """Block a gift card, or let it be used again

    What orders hold of it stays held, and what they give back still goes to it.
    """
    services().gift_cards.block(gift_card_id, blocked=request.body.blocked, seen=version_seen(request))
    return _shown(gift_card_id)


@api.post(
    "/admin/gift-cards/{gift_card_id}/corrections",
    needs=Permission.PAYMENTS_REFUND,
    body=CreditCorrectionRequest,
    response=GiftCardView,
    status=201,
    idempotent=True,
    errors=(Conflict, PreconditionFailed),
    headers=IF_MATCH,
)
def correct_gift_card(request: Request[CreditCorrectionRequest, None], gift_card_id: str) -> Reply:
    """Put a balance right, upwards or downwards"""
    wanted = request.body
    if not wanted.amount.amount:
        raise InvalidInput("a correction changes the balance")
    services().gift_cards.correct(
        gift_card_id,
        wanted.money(),
        wanted.reason,
        _actor(request.signed_in.id),
        request.idempotency_key or "",
        version_seen(request),
    )
    return _shown(gift_card_id)


@api.post(
    "/admin/gift-cards/{gift_card_id}/letters",
    needs=Permission.PAYMENTS_REFUND,
    body=GiftLetterRequest,
    response=GiftCardView,
    idempotent=True,
    errors=(Conflict, PreconditionFailed),
    headers=IF_MATCH,
)
def send_gift_card(request: Request[GiftLetterRequest, None], gift_card_id: str) -> Reply:
    """Have the letter with a gift card sent, to this address and on this day"""
    services().gift_cards.send(gift_card_id, request.body.letter(), version_seen(request))
    return _shown(gift_card_id)


def _shown(gift_card_id: str) -> Reply:
    account = services().gift_cards.read(gift_card_id)
    return Reply(GiftCardView.of(account), etag=str(account.revision))


def _actor(user_id: str) -> str:
    return f"user:{user_id}"
