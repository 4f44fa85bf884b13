"""What shoppers search. No answer is kept longer than the prices in it are known to hold."""

from __future__ import annotations

import time

from search.compose import services
from search.doors.router import api
from search.doors.schemas import SearchQuery, SuggestQuery
from search.doors.views import SearchResults, Suggestions, SuggestionView
from souk import clock
from souk.http import Reply, Request

# The same query from many shoppers is answered at the edge; the index itself is at most seconds behind.
_SECONDS = 5


@api.get("/search", query=SearchQuery, response=SearchResults, shared_seconds=_SECONDS, summary="Find products")
def search(request: Request[None, SearchQuery]) -> Reply:
    """By text with tolerance for typos, by category and other criteria, with counts for narrowing down."""
    started = time.perf_counter()
    found = services().reader.search(request.query.criteria(clock.milliseconds(clock.now())))
    took = round((time.perf_counter() - started) * 1000, 2)
    until = None if found.until is None else clock.of_milliseconds(found.until)
    return Reply(SearchResults.of(found, took), until=until)


@api.get(
    "/search/suggest",
    query=SuggestQuery,
    response=Suggestions,
    shared_seconds=_SECONDS,
    summary="Suggestions while typing",
)
def suggest(request: Request[None, SuggestQuery]) -> Reply:
    suggestions = services().reader.suggest(request.query.q, request.query.limit, clock.milliseconds(clock.now()))
    return Reply(Suggestions(items=[SuggestionView.of(s) for s in suggestions]))
