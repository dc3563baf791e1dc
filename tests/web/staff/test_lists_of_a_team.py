"""From a file to a list that a campaign writes to, as an organizer clicks through it; hostile files along the way."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaign.campaigns.models import Campaign
from campaign.targets.models import ListUpload, Target, TargetList
from tests import stories
from tests.web.staff.pages import links, words

HERE = "/staff/campaigns/peaceful-protest/recipients/"
FILE = "Nom;Courriel;Fonction;Quartier\r\nAna Lévesque;ana@mail.example;Conseillère;1\r\nBo Li;bo@mail.example;;2\r\n"
COLUMNS = {"column_0": "name", "column_1": "email", "column_2": "role", "column_3": "riding"}
NAMES = {"name_en": "City council", "name_fr": "Conseil municipal", "name_es": "", "time_zone": "America/Halifax"}


def upload(client: Client, data: bytes, address: str = "", **fields: str) -> Any:
    file = SimpleUploadedFile("council.csv", data, content_type="text/csv")
    fields = {"team": str(stories.team().pk), **fields}
    return client.post(address or reverse("staff-list-new"), {"file": file, **fields}, follow=True)


def to_the_check(client: Client, data: bytes = FILE.encode(), address: str = "", **fields: str) -> Any:
    upload(client, data, address)
    newest = ListUpload.objects.latest("pk")
    posted = NAMES | COLUMNS | {"has_header": "on"} | fields
    return client.post(reverse("staff-list-columns", args=[newest.pk]), posted, follow=True)


def accept(client: Client, page: Any, **fields: str) -> Any:
    plan = re.search(r'name="plan" value="(\w+)"', page.content.decode())
    address = reverse("staff-list-check", args=[ListUpload.objects.latest("pk").pk])
    return client.post(address, {"plan": plan[1] if plan else "", **fields}, follow=True)


def made(client: Client) -> TargetList:
    accept(client, to_the_check(client))
    return TargetList.objects.get()


def test_three_steps_lead_from_a_file_to_people_a_campaign_writes_to(as_organizer: Client, protest: Campaign) -> None:
    page = upload(as_organizer, FILE.encode("windows-1252"))
    assert "We took it for Windows-1252" in words(page)
    assert "divided by semicolons" in words(page)
    chosen = re.findall(r'<option value="(\w*)" selected', page.content.decode())
    assert [meaning for meaning in chosen if "_" not in meaning][:4] == ["name", "email", "role", "riding"]
    page = to_the_check(as_organizer)
    assert "2 people are new." in words(page)
    assert not Target.objects.filter(name="Ana Lévesque").exists()
    page = accept(as_organizer, page)
    assert "“City council” is as you saw it." in words(page)
    assert "Ana Lévesque" in words(page)
    council = TargetList.objects.get()
    assert council.team == stories.team()
    page = as_organizer.post(page.request["PATH_INFO"], {"action": "add", "campaign": protest.pk}, follow=True)
    assert protest.addressees.filter(group=council.group).exists()
    assert "City council is on the list now" in words(page)


def test_the_lines_can_be_pasted(as_organizer: Client) -> None:
    fields = {"team": str(stories.team().pk), "text": FILE.replace(";", "\t")}
    page = as_organizer.post(reverse("staff-list-new"), fields, follow=True)
    assert "divided by tabs" in words(page)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "There is nothing in it."),
        (b"PK\x03\x04", "a spreadsheet, an archive or a PDF"),
        (b"name,e-mail\nAna\x00,a@mail.example", "bytes with the value zero"),
        (b",".join([b"x"] * 10_000), "has 10000 columns"),
        (b"x" * (5 * 1024 * 1024), "cannot be read from line 1 on"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_nothing_is_kept(
    as_organizer: Client, data: bytes, sentence: str
) -> None:
    page = upload(as_organizer, data)
    assert page.status_code == 422
    assert sentence in words(page)
    assert not ListUpload.objects.exists()


def test_neither_file_nor_text_is_said_so(as_organizer: Client) -> None:
    page = as_organizer.post(reverse("staff-list-new"), {"team": stories.team().pk})
    assert page.status_code == 422
    assert "Choose a file, or paste the lines below." in words(page)


def test_a_body_of_a_hundred_megabytes_is_not_read(as_organizer: Client) -> None:
    answer = as_organizer.post(
        reverse("staff-list-new"), {"file": SimpleUploadedFile("a.csv", b"x")}, CONTENT_LENGTH=100 * 1024 * 1024
    )
    assert answer.status_code == 413


def test_columns_without_an_address_or_a_name_for_the_list_are_asked_again(as_organizer: Client) -> None:
    page = to_the_check(as_organizer, column_1="", name_en="")
    assert page.status_code == 422
    assert "Give the list a name, in English at least." in words(page)
    page = to_the_check(as_organizer, column_1="")
    assert "Say which column holds the e-mail addresses" in words(page)
    assert 'value="Conseil municipal"' in page.content.decode()


def test_problems_are_named_by_line_and_left_out_only_by_a_tick(as_organizer: Client) -> None:
    data = FILE.encode() + b"Cy;cy at mail;;\r\n<script>alert(1)</script>;x@mail.example;=cmd();\r\n"
    page = to_the_check(as_organizer, data)
    assert "Line 4, e-mail: This does not look like an e-mail address" in words(page)
    assert "<script>alert" not in page.content.decode()
    refused = accept(as_organizer, page)
    assert refused.status_code == 422
    assert not TargetList.objects.exists()
    page = accept(as_organizer, page, leave_out="yes")
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert Target.objects.get(email="x@mail.example").role == "=cmd()"


def test_a_newer_version_shows_the_difference_and_asks_twice_about_many_gone(as_organizer: Client) -> None:
    council = made(as_organizer)
    newer = FILE.replace("bo@", "bob@").replace("Ana Lévesque;ana@", "Cy Ng;cy@").encode()
    page = to_the_check(as_organizer, newer, reverse("staff-list-renew", args=[council.pk]))
    assert "1 person is new; 1 changes; 1 is gone." in words(page)
    assert "1 of 2 people would be gone at once" in words(page)
    assert accept(as_organizer, page).status_code == 422
    accept(as_organizer, page, sure="yes")
    assert TargetList.objects.count() == 1
    assert Target.objects.get(name="Ana Lévesque").listed == "gone"
    assert Target.objects.get(name="Bo Li").email == "bob@mail.example"


def test_an_upload_is_its_owners_alone_and_leads_to_the_list_once_accepted(
    as_organizer: Client, as_admin: Client, as_stranger: Client
) -> None:
    page = to_the_check(as_organizer)
    address = reverse("staff-list-check", args=[ListUpload.objects.get().pk])
    assert as_admin.get(address).status_code == as_stranger.get(address).status_code == 404
    accept(as_organizer, page)
    assert as_organizer.get(address).status_code == 302


def test_a_list_is_its_teams_and_the_admins(as_organizer: Client, as_admin: Client, as_stranger: Client) -> None:
    council = made(as_organizer)
    for client, sees in ((as_organizer, True), (as_admin, True), (as_stranger, False)):
        assert ("City council" in links(client.get(reverse("staff-lists")))) is sees
        assert client.get(reverse("staff-list", args=[council.pk])).status_code == (200 if sees else 404)


def test_another_team_finds_neither_the_list_nor_its_people_and_cannot_write_to_them(
    as_organizer: Client, as_stranger: Client
) -> None:
    council = made(as_organizer)
    person = Target.objects.get(name="Bo Li")
    theirs = stories.draft_campaign("theirs")
    Campaign.objects.filter(pk=theirs.pk).update(team=stories.team("elsewhere"))
    recipients, groups = reverse("staff-recipients", args=["theirs"]), reverse("staff-groups")
    assert "Bo Li" in words(as_organizer.get(HERE, {"q": "bo li"}))
    assert "City council" in words(as_organizer.get(HERE, {"q": "council"}))
    for words_asked in ("bo li", "council"):
        page = as_stranger.get(recipients, {"q": words_asked}).content.decode()
        assert 'value="add-person"' not in page
        assert 'value="add-group"' not in page
    for action, key in (("add-person", person.pk), ("add-group", council.group_id)):
        assert as_stranger.post(recipients, {"action": action, "id": str(key)}).status_code == 404
    assert not theirs.addressees.exists()
    assert "City council" not in links(as_stranger.get(groups))


def test_a_lists_people_are_named_by_its_uploads_alone(as_organizer: Client, as_stranger: Client) -> None:
    page = reverse("staff-group", args=[made(as_organizer).group_id])
    for client in (as_organizer, as_stranger):
        assert client.get(page).status_code == 404
        assert client.post(page, {"action": "name", "name_en": "Mine"}).status_code == 404
    assert "City council" not in links(as_organizer.get(reverse("staff-groups")))


def test_another_teams_campaign_cannot_be_given_the_list(as_organizer: Client, protest: Campaign) -> None:
    council = made(as_organizer)
    theirs = stories.draft_campaign("theirs")
    Campaign.objects.filter(pk=theirs.pk).update(team=stories.team("others"))
    for key in (theirs.pk, "", "x", 2**64):
        answer = as_organizer.post(reverse("staff-list", args=[council.pk]), {"action": "add", "campaign": key})
        assert answer.status_code == 404
    assert not theirs.addressees.exists()


def test_a_list_that_is_written_to_is_retired_and_one_that_is_not_removed(
    as_organizer: Client, protest: Campaign
) -> None:
    council = made(as_organizer)
    address, removal = (reverse(name, args=[council.pk]) for name in ("staff-list", "staff-list-remove"))
    as_organizer.post(address, {"action": "add", "campaign": protest.pk})
    assert "You can retire it." in words(as_organizer.post(removal, follow=True))
    assert "can add it" in words(as_organizer.post(address, {"action": "retire"}, follow=True))
    assert as_organizer.get(reverse("staff-list-renew", args=[council.pk])).status_code == 404
    as_organizer.post(address, {"action": "bring-back"})
    protest.addressees.filter(group=council.group).delete()
    assert "2 people" in words(as_organizer.get(removal))
    as_organizer.post(removal)
    assert not Target.objects.filter(source=f"list-{council.pk}").exists()


def test_retired_lists_come_last(as_organizer: Client) -> None:
    retired = made(as_organizer)
    as_organizer.post(reverse("staff-list", args=[retired.pk]), {"action": "retire"})
    stories.target_list()
    found = as_organizer.get(reverse("staff-lists")).content.decode()
    assert found.index(">retired<") > found.rindex("City council")


def test_the_examples_stand_on_the_page(as_organizer: Client) -> None:
    found = links(as_organizer.get(reverse("staff-list-new")))
    assert found["an example for a city council"].startswith("/static/examples/council")
