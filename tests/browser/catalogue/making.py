"""The way from nothing to an open campaign, and who receives its letter."""

from collections.abc import Iterator

from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.targets.listing import add_member, create_group
from tests import stories
from tests.browser.browser import Browser
from tests.browser.catalogue.page import Page, save, unfold
from tests.browser.world import World


def pages_of_making(world: World) -> Iterator[Page]:
    campaign = "/staff/campaigns/peru-2022"
    yield Page("staff-new-campaign", "/staff/new-campaign/")
    yield Page("staff-new-campaign-errors", "/staff/new-campaign/", save)
    yield Page("staff-campaign-draft", "/staff/campaigns/not-yet/")
    yield Page("staff-basics", "/staff/campaigns/not-yet/address/")
    yield Page("staff-basics-open", f"{campaign}/address/")
    yield Page("staff-recipients-nobody", "/staff/campaigns/not-yet/recipients/")
    yield Page("staff-recipients-found", "/staff/campaigns/not-yet/recipients/?q=affairs")
    yield Page("staff-recipients-many", f"{campaign}/recipients/?q=liberal")
    yield Page("staff-recipients-offices", "/staff/campaigns/foreign-minister/recipients/")
    first = f"{campaign}/recipients/{world.peru.addressees.all()[0].pk}"
    yield Page("staff-recipient", f"{first}/")
    yield Page("staff-recipient-errors", f"{first}/", _unprintable)
    yield Page("staff-recipient-remove", f"{first}/remove/")
    yield Page(
        "staff-recipient-remove-waiting", "/staff/campaigns/to-a-party/recipients/" + _group_of(world) + "/remove/"
    )
    yield Page("staff-recipients-groups", "/staff/campaigns/not-yet/recipients/?q=quebec+bloc")
    yield Page("staff-recipients-group", "/staff/campaigns/to-a-party/recipients/", unfold)
    yield Page("staff-campaign-group", "/staff/campaigns/to-a-party/", unfold)
    yield Page("staff-groups", "/staff/groups/")
    yield Page("staff-groups-errors", "/staff/groups/", save)
    committee = create_group({"en": "Standing Committee on Foreign Affairs and International Development"})
    for number in (1, 2, 3):
        add_member(committee, stories.target(number), timezone.localdate())
    yield Page("staff-group", f"/staff/groups/{committee.pk}/")
    yield Page("staff-group-found", f"/staff/groups/{committee.pk}/?q=portavoz+ndp")
    Campaign.objects.filter(slug="not-yet").update(languages=["en", "fr", "es"])
    yield Page("staff-campaign-unwritten", "/staff/campaigns/not-yet/")
    yield Page("staff-letter-unwritten", "/staff/campaigns/not-yet/letter/es/")
    unwritten = world.closed.addressees.create(target=stories.target(7))
    yield Page("staff-recipient-remove-nothing", f"/staff/campaigns/ended/recipients/{unwritten.pk}/remove/")


def _group_of(world: World) -> str:
    return str(world.to_a_group.campaign.addressees.get(group__isnull=False).pk)


def _unprintable(browser: Browser) -> None:
    browser.script("document.querySelector('[name=greeting_en]').value = 'Dear \u202eMinister'")
    save(browser)
