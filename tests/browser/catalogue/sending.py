"""What admins see of the sending, of addresses and of the roster."""

from collections.abc import Iterator

from django.utils import timezone

from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.proposals import propose
from campaign.delivery.suppression import suppress
from campaign.targets.models import RosterCheck
from campaign.targets.queries import contested_offices
from tests import stories
from tests.browser.catalogue.page import Page
from tests.browser.world import World


def pages_of_sending(world: World) -> Iterator[Page]:
    bounced = OutgoingMail.objects.get(state="bounced")
    waiting = OutgoingMail.objects.filter(state="queued", kind=Kind.LETTER, campaign=world.peru)[0]
    yield Page("staff-sending", "/staff/sending/")
    yield Page("staff-queue", "/staff/sending/queue/")
    yield Page("staff-pause", "/staff/sending/pause/")
    yield Page("staff-pause-provider", "/staff/sending/pause/?scope=provider&key=smtp")
    yield Page("staff-mail", "/staff/mail/")
    yield Page("staff-mail-found", "/staff/mail/?address=supporter1@mail.example")
    yield Page("staff-mail-waiting", "/staff/mail/?state=queued&kind=letter")
    yield Page("staff-mail-history", f"/staff/mail/{bounced.pk}/")
    yield Page("staff-mail-remedies", f"/staff/mail/{waiting.pk}/")
    yield Page("staff-mail-cancel", f"/staff/mail/{waiting.pk}/cancel/")
    yield Page("staff-mail-cancel-many", "/staff/mail/all/cancel/?state=queued&kind=letter")
    yield Page("staff-offices", "/staff/offices/")
    for contest in contested_offices()[:1]:
        yield Page("staff-office-choose", f"/staff/offices/{contest.contenders[0].pk}/")
    propose(bounced, bounced.reason)
    suppress("came.back@mail.example", "550 5.1.1 User unknown", bounced)
    yield Page("staff-addresses", "/staff/addresses/")
    yield Page("staff-addresses-found", "/staff/addresses/?address=came.back@mail.example")
    yield Page("staff-addresses-fine", "/staff/addresses/?address=ana.quispe@mail.example")
    _propose_changes()
    yield Page("staff-roster", "/staff/roster/")
    yield Page("staff-password", "/staff/password/")
    yield Page("staff-digest", "/staff/digest/")


def _propose_changes() -> None:
    """One feed that is suspicious and has a line of several kinds, one that failed."""
    person = stories.target(1)
    facts = {"target": person, "name": person.name}
    left_out = [{"name": "Somebody Else", "riding": "Nepean", "why": "address", "text": "somebody at parl.gc.ca"}]
    now = timezone.now()
    check = RosterCheck.objects.create(
        feed="represent", checked_at=now, people=303, known=343, gone=40, left_out=left_out
    )
    check.changes.create(
        kind="address", before={"email": person.email}, after={"email": "another.address@parl.gc.ca"}, **facts
    )
    check.changes.create(
        kind="gone", before={"listed": "sitting", "riding": "Nepean"}, after={"listed": "gone"}, **facts
    )
    check.changes.create(
        kind="party", before={"party": "NDP"}, after={"party": "Liberal"}, state="refused", decided_at=now, **facts
    )
    RosterCheck.objects.create(
        feed="house",
        checked_at=now,
        failure="refused",
        detail="https://www.ourcommons.ca/Members/en/search/xml: answered 403",
    )
