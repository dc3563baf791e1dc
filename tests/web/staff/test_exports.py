"""The page of a campaign's exports: asking, looking how far they are, taking along, deleting; and the record of all that."""

import csv
import io
from datetime import timedelta

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.exports import keeping
from campaign.exports.models import Export, Piece, State, Taking
from campaign.exports.working import work
from campaign.stats import services as tallies
from tests import stories
from tests.exports.asking import LATER
from tests.web.staff.pages import links, words

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/staff/campaigns/peaceful-protest/exports/"
WISH = {"action": "ask", "what": "people", "format": "csv"}


@pytest.fixture
def people(protest: Campaign) -> Campaign:
    stories.people(protest, 3)
    for _ in range(2):
        tallies.fold_new(60)
    return protest


def done(client: Client, **wish: str) -> Export:
    assert client.post(PAGE, WISH | wish).status_code == 302
    while work(LATER):
        pass
    return Export.objects.latest("pk")


def take(client: Client, export: Export) -> bytes:
    answer = client.post(f"{PAGE}{export.pk}/")
    assert isinstance(answer, StreamingHttpResponse)
    content = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(content)
    assert answer["Content-Disposition"] == f'attachment; filename="{export.file_name}"'
    return content


def test_an_export_is_asked_for_watched_and_taken_along(as_organizer: Client, people: Campaign) -> None:
    answer = as_organizer.post(PAGE, WISH, follow=True)
    assert "The export is asked for. You may leave this page" in words(answer)
    assert "Waiting" in words(answer)
    assert b'data-changing="yes"' in answer.content
    assert b'<progress max="100" value="0"' in b" ".join(answer.content.split())
    while work(LATER):
        pass
    answer = as_organizer.get(PAGE)
    assert "Ready 3 rows" in words(answer)
    assert b'data-changing="no"' in answer.content
    rows = list(csv.DictReader(io.StringIO(take(as_organizer, Export.objects.get()).decode("utf-8-sig"))))
    assert [row["First name"] for row in rows] == ["Ana"] * 3
    assert "E-mail" not in rows[0]


def test_a_bar_tells_how_far_it_is_of_all_that_was_counted(
    as_organizer: Client, people: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.exports.working.FIRST_BLOCK", 1)
    as_organizer.post(PAGE, WISH)
    work(LATER, seconds=0)
    answer = as_organizer.get(PAGE)
    assert b'value="33"' in answer.content
    assert "Being written 1 row" in words(answer)


def test_every_file_that_is_taken_along_is_written_down(as_organizer: Client, people: Campaign) -> None:
    export = done(as_organizer, what="letters", format="jsonl", language="en")
    take(as_organizer, export)
    take(as_organizer, export)
    assert Taking.objects.filter(export=export, by__username="organizer", rows=15).count() == 2
    page = words(as_organizer.get(PAGE))
    assert "Olga Organizer" in page
    assert "Letters, JSON Language: English 15" in page


def test_looking_at_the_address_of_a_file_takes_nothing_along(as_organizer: Client, people: Campaign) -> None:
    export = done(as_organizer)
    assert as_organizer.get(f"{PAGE}{export.pk}/")["Location"] == PAGE
    assert not Taking.objects.exists()


def test_tables_of_the_statistics_are_written_down_as_well(as_organizer: Client, people: Campaign) -> None:
    as_organizer.get("/staff/campaigns/peaceful-protest/statistics/?language=en&table=languages&format=xlsx")
    as_organizer.get("/staff/statistics/?table=campaigns&format=csv")
    one, every = Taking.objects.order_by("pk")
    assert (one.what, one.format, one.part, one.rows, one.campaign) == (
        "languages",
        "xlsx",
        {"language": "en"},
        1,
        people,
    )
    assert (every.what, every.campaign, every.by.username) == ("campaigns", None, "organizer")
    assert "People by language, XLSX Language: English 1" in words(as_organizer.get(PAGE))
    as_organizer.get("/staff/campaigns/peaceful-protest/statistics/?language=en")
    assert Taking.objects.count() == 2


def test_admins_see_the_record_of_all_campaigns(as_admin: Client, as_organizer: Client, people: Campaign) -> None:
    take(as_organizer, done(as_organizer))
    page = words(as_admin.get("/staff/exports/"))
    assert "Olga Organizer" in page
    assert "peaceful-protest People, CSV everything 3" in page
    assert "peaceful-protest People, CSV everything 3 ready" in words(as_admin.get("/staff/exports/?show=asked"))
    assert "Who took what along" in links(as_admin.get("/staff/statistics/"))
    assert "Who took what along" not in links(as_organizer.get("/staff/statistics/"))


def test_what_an_admin_exported_with_addresses_no_organizer_can_take(
    as_admin: Client, as_organizer: Client, people: Campaign
) -> None:
    export = done(as_admin)
    assert b"supporter1@mail.example" in take(as_admin, export)
    assert "for admins alone" in words(as_organizer.get(PAGE))
    assert "Take it along" not in words(as_organizer.get(PAGE))
    assert as_organizer.post(f"{PAGE}{export.pk}/").status_code == 404
    assert as_organizer.post(PAGE, {"action": "remove", "export": export.pk}).status_code == 404
    assert Taking.objects.count() == 1


def test_an_admin_who_became_an_organizer_takes_no_addresses_along(
    as_admin: Client, admin: User, people: Campaign
) -> None:
    export = done(as_admin)
    User.objects.filter(pk=admin.pk).update(role=User.Role.ORGANIZER)
    admin.teams.add(people.team)
    assert as_admin.post(f"{PAGE}{export.pk}/").status_code == 404


def test_another_teams_files_are_not_there(as_stranger: Client, as_organizer: Client, people: Campaign) -> None:
    export = done(as_organizer)
    assert as_stranger.get(PAGE).status_code == as_stranger.post(PAGE, WISH).status_code == 404
    assert as_stranger.post(f"{PAGE}{export.pk}/").status_code == 404
    assert Export.objects.count() == 1


def test_a_file_belongs_to_its_own_campaign_alone(as_organizer: Client, people: Campaign) -> None:
    export = done(as_organizer)
    stories.open_campaign("another", people=1)
    assert as_organizer.post(f"/staff/campaigns/another/exports/{export.pk}/").status_code == 404


def test_one_can_be_cancelled_and_a_file_deleted(as_organizer: Client, people: Campaign) -> None:
    export = done(as_organizer)
    remove = {"action": "remove", "export": export.pk}
    assert "The file is deleted." in words(as_organizer.post(PAGE, remove, follow=True))
    assert "There was nothing left to delete." in words(as_organizer.post(PAGE, remove, follow=True))
    assert not Piece.objects.exists()
    assert "There is no such file any more." in words(as_organizer.post(f"{PAGE}{export.pk}/", follow=True))
    as_organizer.post(PAGE, WISH)
    waiting = {"action": "remove", "export": Export.objects.latest("pk").pk}
    assert "The export is cancelled." in words(as_organizer.post(PAGE, waiting, follow=True))
    assert not work(LATER)


def test_a_file_whose_week_is_over_is_gone_and_the_page_says_so(as_organizer: Client, people: Campaign) -> None:
    export = done(as_organizer)
    take(as_organizer, export)
    keeping.forget(LATER + timedelta(days=7))
    page = words(as_organizer.get(PAGE))
    assert "Expired" in page
    assert "Olga Organizer" in page
    assert "Take it along" not in page


def test_a_failure_is_said_with_its_reason_and_what_to_do(as_organizer: Client, people: Campaign) -> None:
    as_organizer.post(PAGE, WISH)
    Export.objects.update(tries=5)
    work(LATER)
    assert Export.objects.get().state == State.FAILED
    assert "Failed It broke off several times. Ask for fewer days" in words(as_organizer.get(PAGE))


def test_what_is_wrong_is_named_and_what_was_chosen_is_kept(as_organizer: Client, people: Campaign) -> None:
    wish = WISH | {"format": "xlsx", "since": "2026-02-01", "until": "2026-01-01"}
    answer = as_organizer.post(PAGE, wish)
    assert "This is before the first day." in words(answer)
    assert b'value="2026-02-01"' in answer.content
    assert b'<option value="xlsx" selected>' in answer.content
    assert as_organizer.post(PAGE, WISH | {"what": "passwords"}).status_code == 200
    assert not Export.objects.exists()


def test_a_fourth_export_waits_until_one_is_ready(as_organizer: Client, people: Campaign) -> None:
    for _ in range(3):
        as_organizer.post(PAGE, WISH)
    answer = as_organizer.post(PAGE, WISH | {"format": "jsonl"})
    assert "Three exports of yours are under way." in words(answer)
    assert b'<option value="jsonl" selected>' in answer.content
    assert Export.objects.count() == 3


def test_what_the_statistics_were_asked_for_is_chosen_already(as_organizer: Client, people: Campaign) -> None:
    page = as_organizer.get("/staff/campaigns/peaceful-protest/statistics/?language=en&since=2026-11-01")
    way = links(page)["Every row as a file: people, letters, what happened to them"]
    form = as_organizer.get(way).content
    assert b'value="2026-11-01"' in form
    assert b'<option value="en" selected>' in form
    assert links(as_organizer.get("/staff/campaigns/peaceful-protest/people/"))["All of them as a file"] == PAGE
