"""Superusers read letters in Django's admin; nobody writes them there, past validation."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from campaign.letters.models import Letter
from campaign.letters.services import save_revision
from tests.letters.texts import PARTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("superuser"))
    return client


def test_a_superuser_reads_every_part_of_a_revision(superuser: Client) -> None:
    revision = save_revision(Letter.objects.create(name="A letter"), "en", PARTS, None)

    page = superuser.get(f"/admin/letters/revision/{revision.pk}/change/")

    assert page.status_code == 200
    assert "Please do." in page.content.decode()


def test_a_new_campaigns_empty_letter_is_named_in_the_back_office_but_no_text_is_written_there(
    superuser: Client,
) -> None:
    assert superuser.get("/admin/letters/letter/add/").status_code == 200
    assert superuser.get("/admin/letters/revision/").status_code == 200
    assert superuser.get("/admin/letters/revision/add/").status_code == 403


def test_a_revision_posted_to_the_back_office_is_refused(superuser: Client) -> None:
    revision = save_revision(Letter.objects.create(name="A letter"), "en", PARTS, None)

    assert superuser.post(f"/admin/letters/revision/{revision.pk}/change/", {"body": "x"}).status_code == 403
    assert superuser.post(f"/admin/letters/revision/{revision.pk}/delete/", {"post": "yes"}).status_code == 403
