"""Django's admin: for superusers, through the staff's own login, and to read only where rows follow rules."""

import pytest
from django.contrib import admin as django_admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from campaign.accounts.back_office import BackOffice
from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import OutgoingMail, Pause
from campaign.letters.models import Letter, Revision
from campaign.participation.models import Participation
from campaign.targets.models import TargetList
from tests import stories

pytestmark = pytest.mark.django_db
READ_ONLY: tuple[type[Model], ...] = (Participation, OutgoingMail, Pause, Revision)
MADE_ELSEWHERE: tuple[type[Model], ...] = (*READ_ONLY, TargetList)
NEVER_DELETED: tuple[type[Model], ...] = (*READ_ONLY, Campaign, Letter)
REGISTERED: list[type[Model]] = sorted(django_admin.site._registry, key=lambda model: str(model._meta.label))


@pytest.fixture
def superuser() -> User:
    return User.objects.create_superuser("root", "root@mail.example", stories.PASSWORD)


@pytest.fixture
def as_superuser(client: Client, superuser: User) -> Client:
    client.force_login(superuser)
    return client


def test_the_only_way_in_is_the_login_that_counts_attempts(client: Client) -> None:
    assert isinstance(django_admin.site, BackOffice)
    answer = client.get("/admin/login/?next=/admin/accounts/")
    assert answer["Location"] == "/staff/login/?next=/admin/accounts/"
    data = {"username": "root", "password": stories.PASSWORD}
    assert client.post("/admin/login/", data).status_code == 302
    assert "staff" not in client.cookies


def test_it_leads_back_after_the_login(client: Client, superuser: User) -> None:
    wanted = client.get("/admin/", follow=True).redirect_chain[-1][0]
    data = {"username": "root", "password": stories.PASSWORD, "next": "/admin/"}
    assert client.post(wanted, data)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("who", [stories.organizer, stories.admin])
def test_it_is_closed_to_everybody_but_superusers(client: Client, who: object) -> None:
    assert callable(who)
    client.force_login(who())
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("model", REGISTERED)
def test_every_list_and_every_empty_form_opens(as_superuser: Client, model: type[Model]) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    campaign = stories.open_campaign()
    stories.confirmed(campaign)
    assert as_superuser.get(reverse(f"{name}_changelist"), {"q": "a"}).status_code == 200
    assert as_superuser.get(reverse(f"{name}_add")).status_code == (403 if model in MADE_ELSEWHERE else 200)


@pytest.mark.parametrize("model", [Participation, OutgoingMail, Revision, Campaign, Letter])
def test_one_of_each_can_be_looked_at(as_superuser: Client, model: type[Model]) -> None:
    stories.confirmed(stories.open_campaign())
    row = model._default_manager.earliest("pk")
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    assert as_superuser.get(url).status_code == 200


@pytest.mark.parametrize("model", NEVER_DELETED)
def test_nothing_that_letters_stand_on_is_deleted_there(as_superuser: Client, model: type[Model]) -> None:
    campaign = stories.open_campaign()
    stories.confirmed(campaign)
    Pause.objects.create(paused_by=stories.admin())
    row = model._default_manager.earliest("pk")
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_delete", args=[row.pk])
    assert as_superuser.post(url, {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_follows_rules_is_not_changed_by_hand(as_superuser: Client, model: type[Model]) -> None:
    stories.confirmed(stories.open_campaign())
    Pause.objects.create(paused_by=stories.admin())
    row = model._default_manager.earliest("pk")
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    assert as_superuser.post(url, {"state": "accepted", "note": "x", "subject": "x"}).status_code == 403


def test_a_campaign_is_made_there_as_a_draft(as_superuser: Client) -> None:
    team, letter, target = stories.team(), stories.letter(), stories.target()
    data = {
        "slug": "rivers",
        "team": team.pk,
        "letter": letter.pk,
        "purpose": "action",
        "languages": ["en", "fr"],
        "default_language": "en",
        "addressees-TOTAL_FORMS": 1,
        "addressees-INITIAL_FORMS": 0,
        "addressees-0-position": 1,
        "addressees-0-target": target.pk,
        "addressees-0-role": "{}",
        "addressees-0-greeting": "{}",
        "texts-TOTAL_FORMS": 0,
        "texts-INITIAL_FORMS": 0,
        "state": "open",
    }
    answer = as_superuser.post(reverse("admin:campaigns_campaign_add"), data)
    assert answer.status_code == 302
    made = Campaign.objects.get()
    assert (made.state, made.languages, made.addressees.get().target) == ("draft", ["en", "fr"], target)


def test_a_campaigns_default_language_is_one_of_its_own(as_superuser: Client) -> None:
    data = {"slug": "rivers", "languages": ["en"], "default_language": "fr"}
    answer = as_superuser.post(reverse("admin:campaigns_campaign_add"), data)
    assert "Choose one of the campaign&#x27;s languages." in answer.content.decode() or (
        "Choose one of the campaign’s languages." in answer.content.decode()
    )
    assert Campaign.objects.count() == 0


def test_a_member_of_staff_is_made_with_role_and_team(as_superuser: Client) -> None:
    team = stories.team()
    data = {
        "username": "olga",
        "email": "olga@mail.example",
        "role": "organizer",
        "teams": [team.pk],
        "usable_password": "true",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    assert as_superuser.post(reverse("admin:accounts_user_add"), data).status_code == 302
    made = User.objects.get(username="olga")
    assert (made.role, list(made.teams.all()), made.is_admin) == ("organizer", [team], False)
