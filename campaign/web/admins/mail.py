"""Finding any mail: by address, state, kind or campaign; and everything that ever happened to one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaign.campaigns.models import Campaign
from campaign.delivery.lines import Lead, leads, place_of
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail, Pause
from campaign.delivery.queries import names_of
from campaign.delivery.remedies import remedies_of
from campaign.delivery.states import CLAIMABLE, State
from campaign.web.admins.mail_search import read
from campaign.web.admins.queue import pause_url
from campaign.web.admins.remedies import offers_for
from campaign.web.admins.remedy_words import offer
from campaign.web.staff.access import StaffRequest, admin_page
from campaign.web.staff.filters import group_name
from campaign.web.staff.paging import first_of
from campaign.web.staff.pauses import Person, person_of


@require_safe
@admin_page
def find(request: StaffRequest) -> HttpResponse:
    """Nothing is listed before something is asked for: addresses are shown to whoever looks for one, not to browse."""
    search = read(request.GET)
    found, newest_alone = search.listed()
    rows = found.select_related(
        "campaign", "participation", "addressee__target", "addressee__office", "addressee__group"
    )
    rows = rows.prefetch_related("campaign__texts")
    page = first_of(request, rows)
    context = {
        "asked": search.asked,
        "searched": search.anything,
        "page": page,
        "newest_alone": newest_alone,
        "names": names_of(page.object_list, get_language() or "en"),
        "query": search.query,
        "offers": offers_for(search),
        "groups": [(name, group_name(name)) for name in ("waiting", "taken", "trouble", *State.values)],
        "kinds": Kind.choices,
        "campaigns": Campaign.objects.prefetch_related("texts").order_by("-created_at", "-pk"),
    }
    return render(request, "staff/mail.html", context)


@require_safe
@admin_page
def one(request: StaffRequest, mail_id: int) -> HttpResponse:
    """A mail's whole history. Its words are not shown: those to staff may hold a link that sets a password."""
    mails = OutgoingMail.objects.select_related(
        "campaign", "participation__revision", "addressee__target", "addressee__office"
    ).defer("text")
    mail = get_object_or_404(mails, pk=mail_id)
    person, lead = _person(mail), _lead(mail)
    context = {
        "mail": mail,
        "events": DeliveryEvent.objects.filter(mail=mail).select_related("by").order_by("pk"),
        "offers": [
            offer(remedy, 1, reverse("staff-remedy", args=[mail.pk, remedy.value])) for remedy in remedies_of(mail)
        ],
        "person": person,
        "waits_for_choice": lead if lead and lead.asks else None,
        "pause_url": pause_url(Pause.Scope.TARGET, str(person.target_id)) if person else "",
    }
    return render(request, "staff/mail_history.html", context)


def _lead(mail: OutgoingMail) -> Lead | None:
    """Where a letter that waits leads to today."""
    if mail.kind != Kind.LETTER or mail.state not in (*CLAIMABLE, State.HELD):
        return None
    return leads([place_of(mail)], get_language() or "en", timezone.localdate())[place_of(mail)]


def _person(mail: OutgoingMail) -> Person | None:
    """To whom letters to this one's addressee go today."""
    if mail.addressee is None or mail.kind != Kind.LETTER:
        return None
    return person_of(mail.addressee, mail.seat, timezone.localdate())
