"""A list from a file, from the first yes to its removal: nothing is written before it, and no letter loses its person."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.addressees import add_group
from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import recipients
from campaign.delivery.models import Kind, SandboxMail
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.suppression import suppress
from campaign.journeys.lists import Answer, Brought, accept, accept_upload, look
from campaign.targets.lists.keeping import Belongs, StillUsed, forget_uploads, remove
from campaign.targets.models import Group, ListUpload, Membership, Target, TargetList
from campaign.targets.tasks import forget_uploads as forget_task
from campaign.targets.time_zones import zone_of
from tests import stories

pytestmark = pytest.mark.django_db
YES = Answer(None, leave_out=False, sure=False)
FIRST = "Ana Quispe,ana@mail.example,Ward 1\nBo Li,bo@mail.example,Ward 2\n"


def brought(text: str = FIRST, target_list: TargetList | None = None) -> Brought:
    return Brought(
        text=text,
        headed=False,
        columns=("name", "email", "riding"),
        names={"en": "City council", "fr": "Conseil municipal"},
        time_zone="Europe/Madrid",
        target_list=target_list,
        belongs=Belongs(stories.team().pk, None),
    )


def make(text: str = FIRST, now: datetime | None = None) -> TargetList:
    return accept(brought(text), YES, now or timezone.now())


def members(target_list: TargetList) -> set[str]:
    inside = Membership.objects.filter(group=target_list.group, until=None)
    return set(inside.values_list("target__name", flat=True))


def test_looking_writes_nothing() -> None:
    assert [person.name for person in look(brought()).plan.new] == ["Ana Quispe", "Bo Li"]
    assert not Target.objects.exists()
    assert not Group.objects.exists()


def test_a_yes_makes_a_group_of_people_with_a_source_of_its_own() -> None:
    made = make()
    assert members(made) == {"Ana Quispe", "Bo Li"}
    assert made.source == f"list-{made.pk}" == made.group.slug
    assert made.group.name_in("fr") == "Conseil municipal"
    ana = Target.objects.get(name="Ana Quispe")
    assert (ana.source, ana.riding, ana.email) == (made.source, "Ward 1", "ana@mail.example")
    assert zone_of(ana.province, ana.time_zone) == ZoneInfo("Europe/Madrid")


def test_a_newer_version_brings_changes_and_departures_and_forgets_nobody() -> None:
    made = make()
    text = "Ana Quispe,ana.new@mail.example,Ward 1\nCy Ng,cy@mail.example,Ward 2\n"
    accept(brought(text, made), replace(YES, sure=True), timezone.now())
    assert members(made) == {"Ana Quispe", "Cy Ng"}
    assert Target.objects.get(name="Ana Quispe").email == "ana.new@mail.example"
    bo = Target.objects.get(name="Bo Li")
    assert (bo.listed, bo.memberships.get().until) == ("gone", timezone.localdate())
    accept(brought(FIRST, made), replace(YES, sure=True), timezone.now())
    assert members(made) == {"Ana Quispe", "Bo Li"}


def test_many_gone_need_a_second_yes() -> None:
    made = make()
    with pytest.raises(ValidationError, match="sure about those who are gone"):
        accept(brought("Ana Quispe,ana@mail.example,Ward 1\n", made), YES, timezone.now())
    assert members(made) == {"Ana Quispe", "Bo Li"}


def test_broken_lines_are_left_out_only_by_a_yes_and_their_people_stay() -> None:
    made = make()
    text = FIRST.replace("bo@mail.example", "bo at mail")
    with pytest.raises(ValidationError, match="lines with problems are left out"):
        accept(brought(text, made), YES, timezone.now())
    accept(brought(text, made), replace(YES, leave_out=True), timezone.now())
    assert members(made) == {"Ana Quispe", "Bo Li"}
    assert Target.objects.get(name="Bo Li").email == "bo@mail.example"


def test_a_list_without_a_good_line_is_not_made() -> None:
    with pytest.raises(ValidationError, match="Nobody is left"):
        accept(brought("Ana,nothing\n"), replace(YES, leave_out=True), timezone.now())
    assert not TargetList.objects.exists()


def test_a_yes_to_what_was_shown_is_no_yes_to_something_else() -> None:
    made = make()
    newer = brought(FIRST.replace("bo@", "bob@"), made)
    shown = look(newer).plan.fingerprint
    Target.objects.filter(name="Bo Li").update(email="bobby@mail.example")
    with pytest.raises(ValidationError, match="Something has changed"):
        accept(newer, replace(YES, fingerprint=shown), timezone.now())


def test_what_staff_disabled_and_what_came_back_is_named_and_stays_disabled() -> None:
    Target.objects.create(
        source="x", name="X", last_name="X", email="ana@mail.example", address_state=Target.AddressState.DISABLED
    )
    suppress("bo@mail.example", "550 5.1.1 User unknown")
    notes = [str(note) for note in look(brought()).notes]
    assert "Line 1, e-mail: Staff decided to send nothing to ana@mail.example" in notes[0]
    assert "Line 2, e-mail: Mail to bo@mail.example came back" in notes[1]
    made = make()
    assert not Target.objects.get(source=made.source, name="Ana Quispe").deliverable


def test_everybody_on_the_list_is_written_to_by_name() -> None:
    made, campaign = (
        make("{{ settings.SECRET_KEY }},ana@mail.example,\nBo Li,bo@mail.example,\n"),
        stories.draft_campaign(),
    )
    assert add_group(campaign, made.group) is not None
    assert add_group(campaign, made.group) is None
    people = recipients(campaign, "en", timezone.localdate())
    assert {person.greeting for person in people} == {"Dear {{ settings.SECRET_KEY }}", "Dear Bo Li"}
    assert {person.time_zone for person in people} == {"Europe/Madrid"}


def test_a_name_in_the_shape_of_a_template_or_of_html_is_letters_in_the_letter() -> None:
    hostile = "{{ settings.SECRET_KEY }}{% now 'Y' %} <b>Ana</b>"
    campaign = stories.draft_campaign()
    add_group(campaign, make(f'"{hostile}",ana@mail.example\n', stories.NOW).group)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.OPEN, undo_window_seconds=0)
    stories.confirmed(Campaign.objects.get())
    drain(SandboxProvider())
    sent = SandboxMail.objects.get(kind=Kind.LETTER)
    mail = message_from_bytes(bytes(sent.raw), policy=policy.default)
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and html is not None  # noqa: PT018
    assert f"Dear {hostile}," in text.get_content()
    assert "<b>Ana</b>" not in html.get_content()
    assert sent.to == "ana@mail.example"


def test_a_list_that_a_campaign_writes_to_is_not_removed() -> None:
    made, campaign = make(), stories.draft_campaign()
    addressee = add_group(campaign, made.group)
    assert addressee is not None
    with pytest.raises(StillUsed):
        remove(made)
    assert members(made) == {"Ana Quispe", "Bo Li"}
    addressee.delete()
    remove(TargetList.objects.get())
    assert not Target.objects.exists()
    assert not Group.objects.exists()


@pytest.fixture
def upload() -> ListUpload:
    return ListUpload.objects.create(
        owner=stories.organizer(),
        team=stories.team(),
        text=FIRST,
        columns=["name", "email", "riding"],
        names={"en": "City council"},
        time_zone="America/Halifax",
        encoding="utf-8",
        uploaded_at=timezone.now(),
    )


def test_a_second_press_of_the_button_finds_the_same_list(upload: ListUpload) -> None:
    olga = User.objects.get()
    made = accept_upload(upload, olga, YES, timezone.now())
    assert accept_upload(upload, olga, YES, timezone.now()) == made
    assert Target.objects.count() == 2
    upload.refresh_from_db()
    assert upload.text == ""


def test_uploads_are_forgotten_after_a_day(upload: ListUpload) -> None:
    forget_task()
    assert ListUpload.objects.exists()
    assert forget_uploads(upload.uploaded_at + timedelta(days=1, seconds=1)) == 1
    assert not ListUpload.objects.exists()
