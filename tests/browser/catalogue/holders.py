"""An office that changed hands while letters waited for it: what its team and its supporters see."""

from collections.abc import Iterator

from django.utils import timezone

from campaign.accounts.models import User
from campaign.delivery.holder_decisions import Decision, decide
from campaign.delivery.holder_questions import follow
from campaign.delivery.models import HolderChange, Kind, OutgoingMail
from campaign.targets.models import Target, Tenure
from tests.browser.catalogue.page import Page, save, unfold
from tests.browser.world import World, page


def pages_of_holders(world: World) -> Iterator[Page]:
    waiting = OutgoingMail.objects.filter(kind=Kind.LETTER, state="queued", campaign=world.anywhere)
    letters = list(waiting.exclude(written_for=0).select_related("addressee", "participation").order_by("pk")[:4])
    for letter, successor in zip(letters, Target.objects.exclude(email="").order_by("-pk"), strict=False):
        assert letter.addressee
        assert letter.addressee.office
        office = letter.addressee.office
        office.tenures.filter(seat=letter.seat).update(standing=Tenure.Standing.REFUSED)
        office.tenures.create(seat=letter.seat, target=successor, standing=Tenure.Standing.HELD)
    now = timezone.now()
    follow(now)
    first, second, third, _fourth = HolderChange.objects.order_by("pk")[:4]
    campaign = f"/staff/campaigns/{world.anywhere.slug}/"
    yield Page("staff-campaign-holders", campaign)
    yield Page("staff-holder", f"/staff/holders/{first.pk}/", unfold)
    yield Page("staff-holder-errors", f"/staff/holders/{first.pk}/", save)
    yield Page("staff-holders-together", f"{campaign}holders/")
    decide(second, Decision.CANCEL, User.objects.get(username="admin"), now)
    decide(third, Decision.MOVE, None, now)
    yield Page("staff-holders", "/staff/holders/")
    yield Page("staff-holder-decided", f"/staff/holders/{second.pk}/")
    signed = letters[0].participation
    assert signed
    yield Page("receipt-holders", page("letter", signed, signed.language))
