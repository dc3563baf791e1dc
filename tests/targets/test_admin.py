"""The back office shows people, offices and tenures, lets staff choose, and deletes nothing."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from campaign.accounts.models import User
from campaign.targets.models import Office, Target, Tenure
from campaign.targets.queries import contested_offices


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def act(browser: Client, tenures: list[Tenure]) -> str:
    data = {"action": "choose_as_holder", "_selected_action": [tenure.pk for tenure in tenures]}
    return browser.post(reverse("admin:targets_tenure_changelist"), data, follow=True).content.decode()


@pytest.mark.parametrize("model", ["target", "office", "tenure"])
def test_lists_searches_and_forms_open_and_nothing_is_deleted(
    browser: Client, foreign_affairs: Path, model: str
) -> None:
    listed = browser.get(reverse(f"admin:targets_{model}_changelist"), {"q": "foreign"})
    assert listed.status_code == 200
    tenure = Tenure.objects.latest("pk")
    pk = {"target": tenure.target_id, "office": tenure.office_id, "tenure": tenure.pk}[model]
    assert browser.get(reverse(f"admin:targets_{model}_change", args=[pk])).status_code == 200
    assert browser.get(reverse(f"admin:targets_{model}_add")).status_code == 200
    assert browser.post(reverse(f"admin:targets_{model}_delete", args=[pk]), {"post": "yes"}).status_code == 403


def test_choosing_from_the_list_settles_the_contest_and_says_who_did(
    browser: Client, foreign_affairs: Path, admin: User
) -> None:
    chosen = contested_offices()[0].contenders[1]
    assert "chosen." in act(browser, [chosen])
    chosen.refresh_from_db()
    assert (chosen.standing, chosen.decided_by) == ("held", admin)
    assert contested_offices() == []


def test_choosing_two_for_one_seat_is_refused(browser: Client, foreign_affairs: Path) -> None:
    assert "Choose one person for each seat." in act(browser, list(contested_offices()[0].contenders))
    assert len(contested_offices()) == 1


def test_choosing_an_ended_tenure_is_refused(browser: Client, foreign_affairs: Path) -> None:
    assert "has ended" in act(browser, [Tenure.objects.get(target__name="Stéphane Bergeron")])


def test_a_second_holder_of_a_seat_is_an_error_on_the_form(browser: Client, foreign_affairs: Path) -> None:
    held = Tenure.objects.get(target__name="Anita Anand")
    joly = Target.objects.get(name="Mélanie Joly")
    data = {"office": held.office_id, "seat": 1, "target": joly.pk, "standing": "held"}
    page = browser.post(reverse("admin:targets_tenure_add"), data)
    assert "Somebody holds this seat already" in page.content.decode()


def test_a_tenure_that_staff_enter_names_them(browser: Client, foreign_affairs: Path, admin: User) -> None:
    office = Office.objects.create(slug="speaker", name={"en": "Speaker"})
    joly = Target.objects.get(name="Mélanie Joly")
    browser.post(
        reverse("admin:targets_tenure_add"), {"office": office.pk, "seat": 1, "target": joly.pk, "standing": "held"}
    )
    entered = Tenure.objects.get(office=office)
    assert entered.decided_by == admin
    assert entered.decided_at is not None
