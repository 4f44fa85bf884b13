"""One declaration, two routes: for guests, and under /me for the signed in."""

from __future__ import annotations

from typing import Any

import pytest

from souk.http import Api, Auth, Reply, Request, Schema
from souk.http.families import Families
from tests.support.http import Response, call


class Key(Schema):
    key: str


class Note(Schema):
    text: str


def _refused(answer: Response, status: int, code: str) -> bool:
    return (answer.status, answer.json["code"]) == (status, code)


def _answer(who: str, body: dict[str, str]) -> Reply:
    return Reply(body, headers={"X-Who": who})


@pytest.fixture
def api() -> Api:
    made = Api("shop")
    families = Families(
        made,
        guest=lambda request: f"guest {request.query.key}",
        member=lambda request: f"member {request.signed_in.id}",
        names=("guest_{}", "my_{}"),
        answer=_answer,
    )

    @families.route(
        "POST",
        "/notes/{note_id}",
        guest={"query": Key, "summary": "A guest's note"},
        body=Note,
        response=Note,
        status=201,
    )
    def note(who: str, request: Request[Note, Any], note_id: str) -> dict[str, str]:
        """A note of yours

        Kept for a day.
        """
        return {"who": who, "id": note_id, "text": request.body.text}

    return made


def test_both_families_lead_to_one_view_which_is_told_who_asks(api: Api) -> None:
    body = {"text": "milk"}
    guest = call(api, "POST", "/notes/n1", body=body, query={"key": "k1"})
    assert (guest.status, guest.json) == (201, {"who": "guest k1", "id": "n1", "text": "milk"})
    assert guest.headers["X-Who"] == "guest k1"
    member = call(api, "POST", "/me/notes/n1", body=body, user="u1")
    assert (member.status, member.json["who"]) == (201, "member u1")


def test_only_the_members_family_asks_for_a_token(api: Api) -> None:
    assert _refused(call(api, "POST", "/me/notes/n1", body={"text": "milk"}), 401, "unauthenticated")


def test_a_family_takes_only_what_is_declared_for_it(api: Api) -> None:
    assert _refused(call(api, "POST", "/notes/n1", body={"text": "milk"}), 400, "invalid_input")
    answer = call(api, "POST", "/me/notes/n1", body={"text": "milk"}, query={"key": "k1"}, user="u1")
    assert _refused(answer, 400, "invalid_input")


def test_the_two_operations_have_names_and_descriptions_of_their_own(api: Api) -> None:
    guest, member = (route for route in api.routes if "notes" in route.path)
    assert (guest.name, guest.auth, guest.summary) == ("guest_note", Auth.NONE, "A guest's note")
    assert (member.name, member.auth, member.summary) == ("my_note", Auth.USER, "A note of yours")
    assert guest.description == member.description == "Kept for a day."
