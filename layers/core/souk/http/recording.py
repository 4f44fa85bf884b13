"""What is recorded of a request of the staff: said by the route and the request, so no route can forget it.

Imported when the first of the staff comes, as the trail is: no shopper pays for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Response

from souk.http import audit
from souk.http.request import Request
from souk.http.route import Route
from souk.staff.permissions import ABOUT_PEOPLE, Permission, Role, roles_of


def recorded(
    service: str,
    route: Route,
    needed: Permission,
    request: Request[Any, Any],
    path_parameters: Mapping[str, str],
    work: Callable[[], Response],
) -> Response:
    """What `work` answers, once it is on record. Raises Unavailable when it cannot be."""
    reads = route.method == "GET"
    action = audit.Action(
        service=service,
        operation=route.name,
        permission=needed.value,
        actor_id=request.signed_in.id,
        roles=tuple(sorted(role.value for role in roles_of(request.signed_in.groups) - {Role.SHOPPER})),
        session_id=request.signed_in.session_id,
        things=_things(request, path_parameters),
        source=request.source_ip,
        user_agent=request.user_agent,
        reads=reads,
        personal=reads and needed in ABOUT_PEOPLE,
    )
    return audit.recorded(action, work, lambda response: int(response.status_code))


def _things(request: Request[Any, Any], path_parameters: Mapping[str, str]) -> tuple[str, ...]:
    """What the path names, the ids that the query asks for, and the thing that it says it is about."""
    query = [(name, value) for name, value in (request.query or ()) if value]
    asked = {name: value for name, value in query if name.endswith("_id")}
    named = (f"{name.removesuffix('_id')}:{value}" for name, value in {**path_parameters, **asked}.items())
    return (*named, *(value for name, value in query if name == "about"))
