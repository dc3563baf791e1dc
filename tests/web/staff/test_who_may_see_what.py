"""Every address of the staff pages against everybody who might ask for it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import AddressProposal, HolderChange, OutgoingMail
from campaign.delivery.queries import is_paused
from campaign.exports.models import Export
from campaign.stats.models import Moment
from campaign.targets.models import Group, Tenure
from campaign.web.staff_urls import urlpatterns
from tests import stories

FOR_EVERYBODY = {
    "staff-login",
    "staff-reset",
    "staff-reset-sent",
    "staff-reset-confirm",
    "staff-logout",
    "staff-language",
}
FOR_STAFF = {
    "staff-home",
    "staff-password",
    "staff-digest",
    "staff-overview",
    "staff-compare",
    "staff-new-campaign",
    "staff-lists",
    "staff-list-new",
    "staff-groups",
    "staff-group",
    "staff-holders",
}
FOR_THE_OWNER = {"staff-list-columns", "staff-list-check"}  # of an upload: not even for admins
FOR_THE_TEAM = {
    "staff-campaign",
    "staff-check",
    "staff-test",
    "staff-basics",
    "staff-duplicate",
    "staff-recipients",
    "staff-recipient",
    "staff-recipient-remove",
    "staff-open",
    "staff-close",
    "staff-archive",
    "staff-delete",
    "staff-pace",
    "staff-campaign-pause",
    "staff-campaign-resume",
    "staff-letters",
    "staff-people",
    "staff-statistics",
    "staff-moments",
    "staff-moment",
    "staff-exports",
    "staff-export",
    "staff-variants",
    "staff-settings",
    "staff-picture",
    "staff-afterwards",
    "staff-schedule",
    "staff-letter-preview",
    "staff-page-text",
    "staff-letter",
    "staff-revision",
    "staff-holder",
    "staff-holders-together",
    "staff-list",
    "staff-list-renew",
    "staff-list-remove",
}
FOR_ADMINS = {
    "staff-takings",
    "staff-teams",
    "staff-team",
    "staff-account-new",
    "staff-account",
    "staff-account-details",
    "staff-sending",
    "staff-queue",
    "staff-pause",
    "staff-resume",
    "staff-mail",
    "staff-mail-history",
    "staff-remedy",
    "staff-remedies",
    "staff-roster",
    "staff-offices",
    "staff-office-choose",
    "staff-addresses",
    "staff-address-decide",
    "staff-address-lift",
}
# A GET leads away from them and does nothing.
ONLY_A_POST_DOES = {
    "staff-export",
    "staff-test",
    "staff-resume",
    "staff-campaign-resume",
    "staff-address-decide",
    "staff-address-lift",
    "staff-duplicate",
    "staff-letter-preview",
}
POST_ONLY = {"staff-logout", "staff-language"}
READ_ONLY = {
    "staff-takings",
    "staff-home",
    "staff-lists",
    "staff-holders",
    "staff-campaign",
    "staff-check",
    "staff-letters",
    "staff-people",
    "staff-overview",
    "staff-compare",
    "staff-statistics",
    "staff-variants",
    "staff-revision",
    "staff-sending",
    "staff-queue",
    "staff-mail",
    "staff-mail-history",
    "staff-offices",
    "staff-addresses",
}

Address = Callable[[str], str]


@pytest.fixture
def address(protest: Campaign, contested: tuple[Tenure, Tenure], organizer: User) -> Address:
    stories.submitted(protest)
    mail = OutgoingMail.objects.latest("pk")
    parts = {"slug": protest.slug, "language": "en", "number": 1, "mail_id": mail.pk, "tenure_id": contested[0].pk}
    parts["proposal_id"] = AddressProposal.objects.create(target=stories.target(1), evidence=mail).pk
    parts["addressee_id"] = protest.addressees.all()[0].pk
    parts["group_id"] = Group.objects.create(slug="committee", name={"en": "Committee"}, kind="listed").pk
    parts["export_id"] = Export.objects.create(
        asked_by=organizer, campaign=protest, subject=protest.slug, what="people", format="csv", language="en"
    ).pk
    parts |= {"team_id": protest.team_id, "user_id": organizer.pk}
    change = HolderChange.objects.create(
        addressee=protest.addressees.all()[0], seat=1, former=stories.target(1), successor=stories.target(2)
    )
    parts["change_id"] = change.pk
    parts["moment_id"] = Moment.objects.create(campaign=protest, at=stories.NOW, words="On the news").pk
    parts |= {"uidb64": "MQ", "token": "no-token", "remedy": "cancel"}

    def of(name: str) -> str:
        pattern = next(one for one in urlpatterns if isinstance(one, URLPattern) and one.name == name)
        if "upload_id" in pattern.pattern.converters:
            parts["upload_id"] = stories.list_upload(organizer).pk
        if "list_id" in pattern.pattern.converters:
            parts["list_id"] = stories.target_list().pk
        return reverse(name, kwargs={key: parts[key] for key in pattern.pattern.converters})

    return of


def test_every_address_says_who_it_is_for() -> None:
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert names == FOR_EVERYBODY | FOR_STAFF | FOR_THE_TEAM | FOR_THE_OWNER | FOR_ADMINS


@pytest.mark.parametrize("name", sorted(FOR_STAFF | FOR_THE_TEAM | FOR_THE_OWNER | FOR_ADMINS))
def test_somebody_who_is_not_logged_in_is_sent_to_the_login(client: Client, address: Address, name: str) -> None:
    answers = [client.get(address(name))] + [client.post(address(name))] * (name not in READ_ONLY)
    for answer in answers:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("staff-login") + "?next=/staff/")


@pytest.mark.parametrize("name", sorted(FOR_THE_TEAM | FOR_THE_OWNER))
def test_to_an_organizer_of_another_team_there_is_no_such_campaign(
    as_stranger: Client, address: Address, name: str
) -> None:
    before = Campaign.objects.values().get()
    assert as_stranger.get(address(name)).status_code == 404
    assert as_stranger.post(address(name)).status_code == (405 if name in READ_ONLY else 404)
    assert Campaign.objects.values().get() == before


@pytest.mark.parametrize("name", sorted(FOR_ADMINS))
def test_the_admins_pages_are_not_open_to_organizers(as_organizer: Client, address: Address, name: str) -> None:
    assert as_organizer.get(address(name)).status_code == 403
    posted = as_organizer.post(address(name), {"note": "I am no admin"})
    assert posted.status_code == (405 if name in READ_ONLY else 403)
    assert Tenure.objects.filter(standing=Tenure.Standing.HELD).count() == 0
    assert not is_paused()


@pytest.mark.parametrize("name", sorted((FOR_STAFF | FOR_THE_TEAM | FOR_THE_OWNER) - ONLY_A_POST_DOES))
def test_organizers_see_the_pages_of_their_own_campaign(as_organizer: Client, address: Address, name: str) -> None:
    assert as_organizer.get(address(name)).status_code == 200


@pytest.mark.parametrize("name", sorted((FOR_STAFF | FOR_THE_TEAM | FOR_ADMINS) - ONLY_A_POST_DOES))
def test_admins_see_everything(as_admin: Client, address: Address, name: str) -> None:
    assert as_admin.get(address(name)).status_code == 200


@pytest.mark.parametrize("name", sorted((FOR_STAFF | FOR_THE_TEAM | FOR_ADMINS) - ONLY_A_POST_DOES))
def test_no_cache_keeps_a_staff_page_and_nothing_on_it_is_inline(as_admin: Client, address: Address, name: str) -> None:
    answer = as_admin.get(address(name))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert "style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=")


@pytest.mark.parametrize("name", sorted(FOR_THE_OWNER))
def test_what_somebody_uploaded_is_not_even_an_admins(as_admin: Client, address: Address, name: str) -> None:
    assert as_admin.get(address(name)).status_code == as_admin.post(address(name)).status_code == 404


@pytest.mark.parametrize("name", sorted(FOR_EVERYBODY - POST_ONLY))
def test_the_login_and_the_way_to_a_new_password_are_open_to_all(client: Client, address: Address, name: str) -> None:
    assert client.get(address(name)).status_code == 200


def test_somebody_who_left_the_staff_sees_nothing_from_then_on(organizer: User, as_organizer: Client) -> None:
    assert as_organizer.get(reverse("staff-home")).status_code == 200
    User.objects.filter(pk=organizer.pk).update(is_active=False)
    assert as_organizer.get(reverse("staff-home")).status_code == 302


def test_somebody_who_left_the_team_no_longer_sees_its_campaigns(
    organizer: User, as_organizer: Client, address: Address
) -> None:
    organizer.teams.clear()
    assert as_organizer.get(address("staff-campaign")).status_code == 404
    assert b"peaceful-protest" not in as_organizer.get(reverse("staff-home")).content


@pytest.mark.parametrize("number", [0, 2, 2**31, 2**70])
def test_a_number_that_nothing_has_is_a_page_that_is_not_there(
    as_admin: Client, protest: Campaign, number: int
) -> None:
    assert as_admin.get(f"/staff/campaigns/{protest.slug}/letter/en/{number}/").status_code == 404
    assert as_admin.get(f"/staff/mail/{number}/").status_code == 404
    assert as_admin.get(f"/staff/offices/{number}/").status_code == 404
    assert as_admin.get(f"/staff/lists/{number}/").status_code == 404
    assert as_admin.get(f"/staff/lists/uploads/{number}/").status_code == 404


@pytest.mark.parametrize("path", ["letter/es/", "letter/xx/", "page/es/", "letter/es/1/"])
def test_a_language_the_campaign_does_not_speak_has_no_page(as_organizer: Client, protest: Campaign, path: str) -> None:
    assert as_organizer.get(f"/staff/campaigns/{protest.slug}/{path}").status_code == 404


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**40])
def test_a_number_that_no_row_has_is_an_address_that_is_not_there(
    as_admin: Client, protest: Campaign, number: int
) -> None:
    known = {"slug": protest.slug, "language": "en", "remedy": "again"}
    numbered = [
        pattern
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern) and any(map(is_a_number, pattern.pattern.converters.values()))
    ]
    assert len(numbered) > 10
    for pattern in numbered:
        parts = {key: number if is_a_number(kind) else known[key] for key, kind in pattern.pattern.converters.items()}
        path = reverse(str(pattern.name), kwargs=parts)
        assert as_admin.post(path).status_code in (404, 405), path
        if pattern.name != "staff-address-decide":  # it has no page of its own, and leads to the list
            assert as_admin.get(path).status_code in (404, 405), path


def is_a_number(converter: object) -> bool:
    return isinstance(converter, IntConverter)
