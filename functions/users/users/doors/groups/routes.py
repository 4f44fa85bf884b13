"""HTTP: groups of customers. What a group is good for is a promotion's to say, so who makes one may change prices."""

from __future__ import annotations

from souk.errors import PreconditionFailed, PreconditionRequired
from souk.http import ListQuery, Page, Reply, Request
from souk.http.request import IF_MATCH, version_changed
from souk.staff.permissions import Permission
from users.compose import services
from users.domain.groups.group import CustomerGroup, GroupEnded, GroupExists, TooManyGroups
from users.doors.groups.schemas import GroupContent, NewGroup, RuleTrial
from users.doors.groups.views import (
    GroupMemberView,
    GroupView,
    HeldGroupsView,
    HeldGroupView,
    MeetingView,
    RuleTrialView,
)
from users.doors.router import api

_OVERTAKEN = (PreconditionFailed, PreconditionRequired)


@api.get("/admin/customer-groups", needs=Permission.RATES_READ, query=ListQuery, response=Page[GroupView])
def list_customer_groups(request: Request[None, ListQuery]) -> Page[GroupView]:
    """All groups of customers by their ids, those that have ended as well"""
    query = request.query
    groups, following = services().groups.page(query.limit, query.cursor)
    return Page[GroupView](items=[GroupView.of(group) for group in groups], next_cursor=following)


@api.post(
    "/admin/customer-groups",
    needs=Permission.RATES_WRITE,
    body=NewGroup,
    response=GroupView,
    status=201,
    errors=(GroupExists, TooManyGroups),
)
def make_customer_group(request: Request[NewGroup, None]) -> Reply:
    """Makes a group of customers

    409 `group_exists` for an id that a group has or had, `too_many_groups` beyond 100 that go on.
    """
    body = request.body
    return _shown(services().groups.make(body.id, body.name, body.rule.rule() if body.rule else None))


@api.get("/admin/customer-groups/{group_id}", needs=Permission.RATES_READ, response=GroupView)
def show_customer_group(_request: Request[None, None], group_id: str) -> Reply:
    """A group of customers with its rule"""
    return _shown(services().groups.group(group_id))


@api.put(
    "/admin/customer-groups/{group_id}",
    needs=Permission.RATES_WRITE,
    body=GroupContent,
    response=GroupView,
    errors=(GroupEnded, *_OVERTAKEN),
    headers=IF_MATCH,
)
def change_customer_group(request: Request[GroupContent, None], group_id: str) -> Reply:
    """Gives a group another name or rule; the rule holds from the next price on

    409 `group_ended`.
    """
    body, version = request.body, version_changed(request)
    return _shown(services().groups.change(group_id, version, body.name, body.rule.rule() if body.rule else None))


@api.post(
    "/admin/customer-groups/{group_id}/end",
    needs=Permission.RATES_WRITE,
    response=GroupView,
    errors=_OVERTAKEN,
    headers=IF_MATCH,
)
def end_customer_group(request: Request[None, None], group_id: str) -> Reply:
    """Ends a group for good: nobody is in it from the next price on"""
    return _shown(services().groups.end(group_id, version_changed(request)))


@api.get(
    "/admin/customer-groups/{group_id}/members",
    needs=Permission.CUSTOMERS_READ,
    query=ListQuery,
    response=Page[GroupMemberView],
)
def list_customer_group_members(request: Request[None, ListQuery], group_id: str) -> Page[GroupMemberView]:
    """Those whom the staff have put into a group; who is in it by its rule is in no list"""
    query = request.query
    members, following = services().groups.members(group_id, query.limit, query.cursor)
    return Page[GroupMemberView](items=[GroupMemberView.of(each) for each in members], next_cursor=following)


@api.put(
    "/admin/customer-groups/{group_id}/members/{user_id}",
    needs=Permission.CUSTOMERS_WRITE,
    status=204,
    errors=(GroupEnded,),
)
def put_into_customer_group(_request: Request[None, None], group_id: str, user_id: str) -> None:
    """Puts a customer into a group; again, it changes nothing

    409 `group_ended`.
    """
    services().groups.put(group_id, user_id)


@api.delete("/admin/customer-groups/{group_id}/members/{user_id}", needs=Permission.CUSTOMERS_WRITE, status=204)
def take_out_of_customer_group(_request: Request[None, None], group_id: str, user_id: str) -> None:
    """Takes a customer out of a group; who meets its rule is in it all the same"""
    services().groups.take_out(group_id, user_id)


@api.post("/admin/customer-groups/trial", needs=Permission.CUSTOMERS_READ, body=RuleTrial, response=RuleTrialView)
def try_customer_group_rule(request: Request[RuleTrial, None]) -> RuleTrialView:
    """Which of these customers a rule is about, as they are now; nothing is changed"""
    body = request.body
    found = services().membership.meeting(body.rule.rule(), body.customers)
    return RuleTrialView(items=[MeetingView.of(profile) for profile in found])


@api.get("/admin/customers/{user_id}/groups", needs=Permission.CUSTOMERS_READ, response=HeldGroupsView)
def list_groups_of_customer(_request: Request[None, None], user_id: str) -> HeldGroupsView:
    """The groups that a customer is in at this moment, and why"""
    return HeldGroupsView(items=[HeldGroupView.of(held) for held in services().membership.of(user_id)])


def _shown(group: CustomerGroup) -> Reply:
    return Reply(GroupView.of(group), etag=str(group.version))
