"""Finding any mail: by address, state, kind or campaign; and everything that ever happened to one."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.queries import find_mail, history
from campaign.delivery.states import State
from campaign.web.staff.access import StaffRequest, admin_page
from campaign.web.staff.figures import STATE_GROUPS
from campaign.web.staff.filters import group_name

ROWS_PER_PAGE = 50
LONGEST_ADDRESS = 254
# "rehearsals=no" comes with the links of the funnel, which does not count them.
QUESTIONS = ("address", "state", "kind", "campaign", "rehearsals")


@require_safe
@admin_page
def find(request: StaffRequest) -> HttpResponse:
    """Nothing is listed before something is asked for: addresses are shown to whoever looks for one, not to browse."""
    asked = {name: request.GET.get(name, "").replace("\x00", "").strip() for name in QUESTIONS}
    searched = any(asked.values())
    rows = _found(asked) if searched else OutgoingMail.objects.none()
    rows = rows.select_related("campaign", "participation", "addressee__target", "addressee__office")
    page = Paginator(rows.prefetch_related("campaign__texts"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "searched": searched,
        "page": page,
        "query": _query(asked),
        "groups": [(name, group_name(name)) for name in ("waiting", "taken", "trouble", *State.values)],
        "kinds": Kind.choices,
        "campaigns": Campaign.objects.prefetch_related("texts").order_by("-created_at", "-pk"),
    }
    return render(request, "staff/mail.html", context)


def _found(asked: dict[str, str]) -> QuerySet[OutgoingMail]:
    rows = find_mail(asked["address"][:LONGEST_ADDRESS]) if asked["address"] else OutgoingMail.objects.order_by("-pk")
    if asked["state"] in STATE_GROUPS:
        rows = rows.filter(state__in=STATE_GROUPS[asked["state"]])
    if asked["kind"] in Kind.values:
        rows = rows.filter(kind=asked["kind"])
    if asked["campaign"]:
        rows = rows.filter(campaign__slug=asked["campaign"])
    if asked["rehearsals"] == "no":
        rows = rows.exclude(campaign__purpose=Campaign.Purpose.REHEARSAL)
    return rows


def _query(asked: dict[str, str]) -> str:
    """The search as it stands in the address, for the links to its other pages."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in asked.items() if value})
    return query.urlencode()


@require_safe
@admin_page
def one(request: StaffRequest, mail_id: int) -> HttpResponse:
    """A mail's whole history. Its words are not shown: those to staff may hold a link that sets a password."""
    mails = OutgoingMail.objects.select_related(
        "campaign", "participation", "addressee__target", "addressee__office"
    ).defer("text")
    mail = get_object_or_404(mails, pk=mail_id)
    return render(request, "staff/mail_history.html", {"mail": mail, "events": history(mail)})
