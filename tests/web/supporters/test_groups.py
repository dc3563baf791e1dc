"""A campaign that writes to a group, as supporters meet it: one box for many, and pages that stay readable."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.models import Kind, OutgoingMail
from campaign.participation.models import Participation
from campaign.participation.tokens import token_for
from campaign.targets.models import Target
from campaign.web.supporters import page_cache
from tests import stories
from tests.web.supporters.pages import form_of, send, text_of

pytestmark = pytest.mark.django_db
PAGE = "/en/c/to-the-group/"
# Ten times what the page of a short list weighs would be felt on a phone; every name is on it twice.
HEAVIEST = 60_000


@pytest.fixture
def large() -> Addressee:
    return stories.campaign_to_group(48, others=2)[1]


def words(response: object) -> str:
    return " ".join(text_of(response).split())


def chosen(client: Client, **changes: object) -> list[str]:
    assert send(client, PAGE, **changes).status_code == 303
    return Participation.objects.latest("pk").recipient_keys


def test_a_large_group_is_one_box_with_its_names_folded(client: Client, large: Addressee) -> None:
    people = [str(row.pk) for row in Campaign.objects.get().addressees.exclude(target=None)]
    assert form_of(client, PAGE)["recipients"] == [*people, f"{large.pk}.*"]
    page = client.get(PAGE)
    assert "Send my letter to 50 people" in words(page)
    assert "and 49 others" in words(page)
    assert 'data-number="48"' in text_of(page)
    assert "Member001 Ndp, Member002 Ndp" in words(page)
    assert 'data-salutation="Dear Member001 Ndp,"' in text_of(page)


def test_a_group_of_twelve_is_listed_like_others(client: Client) -> None:
    row = stories.campaign_to_group(12)[1]
    inside = Target.objects.filter(party="NDP").order_by("pk")
    assert form_of(client, PAGE)["recipients"] == [f"{row.pk}.{person.pk}" for person in inside]


def test_the_whole_house_makes_no_heavy_page_and_few_questions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stories.campaign_to_group(343)
    with django_assert_max_num_queries(
        11
    ):  # two are the count's, at most every two seconds: its mark, then the sums and what came since
        page = client.get(PAGE)
    assert len(page.content) < HEAVIEST
    assert words(page).count("Member343 Ndp") == 2


def test_the_choice_of_a_group_is_kept_as_one_key(client: Client, large: Addressee) -> None:
    assert chosen(client, recipients=[f"{large.pk}.*"] * 3) == [f"{large.pk}.*"]
    one = Target.objects.get(source_id="m7")
    assert chosen(client, recipients=[f"{large.pk}.{one.pk}"]) == [f"{large.pk}.{one.pk}"]


def test_a_form_from_before_the_group_grew_or_shrank_is_taken(client: Client) -> None:
    row = stories.campaign_to_group(12)[1]
    before = form_of(client, PAGE)
    stories.members(1)
    page_cache.forget()
    assert chosen(client, recipients=before["recipients"]) == before["recipients"]
    Target.objects.filter(source_id__in=("m1", "m2")).update(listed="gone")
    page_cache.forget()
    assert chosen(client, recipients=[f"{row.pk}.*"]) == [f"{row.pk}.*"]


@pytest.mark.parametrize(
    "forged",
    ["{person}.*", "{group}", "{group}.1", "{group}.999999999999999999", "999999999999999999.*", "*", "{group}.**"],
)
def test_forged_recipients_come_back_with_the_form(client: Client, large: Addressee, forged: str) -> None:
    person = Campaign.objects.get().addressees.exclude(target=None)[0]
    answer = send(client, PAGE, recipients=[forged.format(person=person.pk, group=large.pk)])
    assert answer.status_code == 400
    assert "The list of people has changed since you opened this page." in words(answer)
    assert not Participation.objects.exists()


def confirm_page(participation: Participation) -> str:
    return f"/en/confirm/{token_for('confirm', participation)}/"


def test_the_confirm_page_and_the_receipt_name_a_few_and_fold_the_rest(client: Client, large: Addressee) -> None:
    send(client, PAGE)
    participation = Participation.objects.get()
    asked = words(client.get(confirm_page(participation)))
    assert "Yes, send my letter to 50 people" in asked
    assert "and 45 more" in asked
    assert client.post(confirm_page(participation)).status_code == 303
    receipt = words(client.get(f"/en/letter/{token_for('letter', participation)}/"))
    assert "Your letter is on its way to 50 people." in receipt
    assert "<strong>50 people</strong>" in receipt
    assert receipt.count("Member048 Ndp") == 2  # once in the line of its state, once in the letter
    first = OutgoingMail.objects.filter(kind=Kind.LETTER).earliest("pk")
    OutgoingMail.objects.filter(pk=first.pk).update(state="bounced")
    receipt = words(client.get(f"/en/letter/{token_for('letter', participation)}/"))
    assert "<strong>1 person</strong>" in receipt
    assert "The mailbox refused it." in receipt


def test_a_receipt_still_names_whom_a_letter_went_to_when_they_are_off_the_list(client: Client) -> None:
    campaign = stories.open_campaign(people=2)
    participation = stories.confirmed(campaign)
    Addressee.objects.filter(target=stories.target(1)).update(retired_at=stories.NOW)
    receipt = words(client.get(f"/en/letter/{token_for('letter', participation)}/"))
    assert receipt.count("Nina Minister") > 2
    assert "Nina Minister" not in words(client.get("/en/c/peaceful-protest/"))


def test_a_group_that_emptied_gives_the_text_back(client: Client) -> None:
    stories.campaign_to_group(20)
    send(client, PAGE)
    Target.objects.filter(party="NDP").update(listed="gone")
    answer = client.get(confirm_page(Participation.objects.get()))
    assert answer.status_code == 409
    assert "there is nobody to send it to" in words(answer)
