"""Who may see a staff page: anybody of staff, admins, or the team of a campaign or a list. Every staff view goes through one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from campaign.accounts.models import Team, User
from campaign.campaigns.models import Campaign
from campaign.targets.models import Group, ListUpload, Target, TargetList

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User


def staff_page(view: View) -> View:
    """For every member of staff; others are sent to the login and back. Kept by no cache and no search engine."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response = view(cast(StaffRequest, request), *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def admin_page(view: View) -> View:
    """For admins; organizers get a page that says whom to ask."""

    @staff_page
    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def campaign_page(view: View) -> View:
    """For a campaign's team and admins; to others there is no such campaign. The view gets the campaign for its slug."""

    @staff_page
    @wraps(view)
    def guarded(request: StaffRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        campaign = campaigns_of(request.user).select_related("team", "letter").filter(slug=slug).first()
        if campaign is None:
            raise Http404
        return view(request, campaign, **kwargs)

    return guarded


def list_page(view: View) -> View:
    """For a list's team and admins; to others there is no such list. The view gets the list for its number."""

    @staff_page
    @wraps(view)
    def guarded(request: StaffRequest, list_id: int, **kwargs: Any) -> HttpResponseBase:
        found = lists_of(request.user).filter(pk=list_id).first()
        if found is None:
            raise Http404
        return view(request, found, **kwargs)

    return guarded


def upload_page(view: View) -> View:
    """For whoever uploaded it; to others, admins too, there is no such upload. An accepted one leads to its list."""

    @staff_page
    @wraps(view)
    def guarded(request: StaffRequest, upload_id: int, **kwargs: Any) -> HttpResponseBase:
        uploads = ListUpload.objects.filter(owner=request.user, team__in=teams_of(request.user))
        found = uploads.select_related("target_list__group", "team").filter(pk=upload_id).first()
        if found is None:
            raise Http404
        if found.applied_at is not None and found.target_list is not None:
            return redirect("staff-list", found.target_list.pk)
        return view(request, found, **kwargs)

    return guarded


def lists_of(user: User) -> QuerySet[TargetList]:
    """The lists this person may see, change and write to, the retired ones included."""
    every = TargetList.objects.select_related("group", "team")
    return every if user.is_admin else every.filter(team__in=user.teams.all())


def people_for(user: User) -> QuerySet[Target]:
    """Whom this person may write to: everybody but those that another team brought along in a list."""
    return Target.objects.exclude(source__in=_sources_of_others(user))


def groups_for(user: User) -> QuerySet[Group]:
    """The groups this person may write to: those of all teams, and the lists of their own."""
    return Group.objects.exclude(source__in=_sources_of_others(user))


def _sources_of_others(user: User) -> list[str]:
    others = TargetList.objects.exclude(pk__in=lists_of(user).values("pk"))
    return list(others.values_list("group__source", flat=True))


def campaigns_of(user: User) -> QuerySet[Campaign]:
    """The campaigns this person may see and change, rehearsals included."""
    if user.is_admin:
        return Campaign.objects.all()
    return Campaign.objects.filter(team__in=user.teams.all())


def teams_of(user: User) -> QuerySet[Team]:
    """The teams this person may make campaigns for."""
    return Team.objects.all() if user.is_admin else user.teams.all()


def may_create(user: User) -> bool:
    """Admins, and every organizer with a team."""
    return user.is_admin or user.teams.exists()


def language_of(campaign: Campaign, code: str) -> str:
    """The language code of an address, if the campaign speaks it; Http404 otherwise."""
    if code not in campaign.languages:
        raise Http404
    return code
