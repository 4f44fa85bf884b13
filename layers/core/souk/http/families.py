"""One declaration for the two families of routes: `/…` for guests and `/me/…` for the signed in.

Two families, because the gateway's authorizer is all or nothing for a method: a route either demands a token or never
looks at one (docs/decisions/0005-two-route-families.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, Unpack

from souk.http.api import Api
from souk.http.request import Request
from souk.http.route import Auth, Handler, Options

AnyRequest = Request[Any, Any]
Who = TypeVar("Who")
UseCase = Callable[..., Any]


def _unchanged(_who: object, answer: object) -> object:
    return answer


class Families(Generic[Who]):
    """Declares an operation for both families, with one view behind them.

    The view is called with whom the request is from, as `guest` or `member` say it, then the request and the path's
    parameters. `names` are what the two operations are called, made of the view's name; `answer` has the last word on
    what the view answers.
    """

    def __init__(
        self,
        api: Api,
        *,
        guest: Callable[[AnyRequest], Who],
        member: Callable[[AnyRequest], Who],
        names: tuple[str, str],
        answer: Callable[[Who, Any], Any] = _unchanged,
    ) -> None:
        self._api = api
        self._families = (("", Auth.NONE, names[0], guest), ("/me", Auth.USER, names[1], member))
        self._answer = answer

    def route(
        self,
        method: str,
        path: str,
        *,
        guest: Options | None = None,
        member: Options | None = None,
        **both: Unpack[Options],
    ) -> Callable[[UseCase], UseCase]:
        """Where the families differ in what they take or how they are described, `guest` and `member` say it."""

        def register(use_case: UseCase) -> UseCase:
            for (prefix, auth, name, who), own in zip(self._families, (guest, member), strict=True):
                options: Options = {**both, **(own or {}), "auth": auth}
                self._api.route(method, prefix + path, **options)(self._view(use_case, name, who))
            return use_case

        return register

    def _view(self, use_case: UseCase, name: str, who: Callable[[AnyRequest], Who]) -> Handler:
        def view(request: AnyRequest, **parameters: str) -> Any:
            somebody = who(request)
            return self._answer(somebody, use_case(somebody, request, **parameters))

        view.__name__, view.__doc__ = name.format(use_case.__name__), use_case.__doc__
        return view
