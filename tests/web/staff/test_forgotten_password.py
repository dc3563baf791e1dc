import re

import pytest
from django.test import Client
from pytest_django import Settings

from campaign import settings as as_written
from campaign.accounts.models import User
from campaign.delivery import sending
from campaign.delivery.models import DeliveryEvent, Kind, OutgoingMail, SandboxMail
from campaign.delivery.provider import SandboxProvider
from tests import stories
from tests.web.staff.pages import words

pytestmark = pytest.mark.django_db
RESET = "/staff/password/reset/"


@pytest.fixture(autouse=True)
def _as_in_production(settings: Settings) -> None:
    """Django's test environment puts a backend of its own in place of ours."""
    settings.EMAIL_BACKEND = as_written.EMAIL_BACKEND


def test_the_mail_to_choose_a_new_password_lands_in_the_outbox(client: Client) -> None:
    stories.organizer()
    answer = client.post(RESET, {"email": "organizer@mail.example"}, follow=True)
    assert "Check your mailbox" in words(answer)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.to_email, mail.state) == (Kind.STAFF, "organizer@mail.example", "queued")
    assert DeliveryEvent.objects.filter(mail=mail, to_state="queued").count() == 1


@pytest.mark.django_db(transaction=True)  # a claim goes by the database's clock, which stands still in a transaction
def test_it_leaves_like_every_other_mail_and_its_link_sets_the_password(client: Client) -> None:
    organizer = stories.organizer()
    client.post(RESET, {"email": "organizer@mail.example"})
    assert sending.drain(SandboxProvider()).accepted == 1
    assert SandboxMail.objects.get().to == "organizer@mail.example"
    text = OutgoingMail.objects.get().text
    link = re.search(r"(https?://\S+?)(/staff/password/reset/\S+)", text)
    assert link is not None
    form = client.get(link[2], follow=True)
    assert "Choose a new password" in words(form)
    new = {"new_password1": "correct horse battery", "new_password2": "correct horse battery"}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)
    assert "Log in with it" in words(done)
    assert User.objects.get(pk=organizer.pk).check_password("correct horse battery")
    assert "used or too old" in words(client.get(link[2], follow=True))


def test_the_link_has_the_address_of_the_site_whatever_host_was_asked_for(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = "https://letters.example"
    stories.organizer()
    client.post(RESET, {"email": "organizer@mail.example"}, headers={"host": "evil.example"})
    text = OutgoingMail.objects.get().text
    assert "https://letters.example/staff/password/reset/" in text
    assert "evil" not in text


@pytest.mark.parametrize("address", ["nobody@mail.example", "left@mail.example"])
def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client, address: str) -> None:
    stories.organizer()
    User.objects.create_user("left", "left@mail.example", stories.PASSWORD, is_active=False)
    known = client.post(RESET, {"email": "organizer@mail.example"}, follow=True)
    unknown = client.post(RESET, {"email": address}, follow=True)
    assert words(known) == words(unknown)
    assert OutgoingMail.objects.filter(to_email=address).count() == 0


def test_nobody_can_fill_a_colleagues_mailbox(client: Client) -> None:
    stories.organizer()
    for attempt in range(12):
        answer = client.post(RESET, {"email": "organizer@mail.example"}, REMOTE_ADDR=f"192.0.2.{attempt}")
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert 'value="organizer@mail.example"' in answer.content.decode()
    assert OutgoingMail.objects.count() == 10


def test_no_page_shows_the_words_of_a_mail_to_staff(as_admin: Client) -> None:
    stories.organizer()
    as_admin.post(RESET, {"email": "organizer@mail.example"})
    mail = OutgoingMail.objects.get()
    token = mail.text.split("/password/reset/")[1].split()[0]
    assert token not in as_admin.get(f"/staff/mail/{mail.pk}/").content.decode()
    assert token not in as_admin.get("/staff/mail/?kind=staff").content.decode()
    User.objects.update(is_superuser=True)
    page = as_admin.get(f"/admin/delivery/outgoingmail/{mail.pk}/change/")
    assert page.status_code == 200
    assert token not in page.content.decode()
