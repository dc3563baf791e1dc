"""Pictures, what comes afterwards, the end of a campaign; and the teams and accounts behind all of them."""

from collections.abc import Iterator

from campaign.accounts.models import Team, User
from campaign.campaigns.pictures import make
from campaign.campaigns.services import archive, close_campaign
from campaign.campaigns.showing import show_picture
from tests import stories
from tests.browser.browser import Browser
from tests.browser.catalogue.page import Page, save
from tests.browser.world import World, page
from tests.pictures import encoded

ALT = {
    "en": "A street, red on one side and blue on the other",
    "fr": "Une rue, rouge d’un côté et bleue de l’autre",
    "es": "Una calle, roja de un lado y azul del otro",
}
NEXT = {
    "en": ("On Sunday at five we stand in front of the parliament with candles. Come too.", "To the vigil"),
    "fr": ("Dimanche à 17 h, nous serons devant le parlement avec des bougies. Venez aussi.", "Vers la veillée"),
    "es": ("El domingo a las cinco estaremos ante el parlamento con velas. Venga también.", "A la vigilia"),
}


def pages_with_pictures(world: World, language: str = "en") -> Iterator[Page]:
    """A page, a receipt and a closed campaign with all that an organizer may add."""
    for campaign in (world.anywhere, world.closed):
        show_picture(campaign, make(encoded()), ALT)
        for text in campaign.texts.all():
            text.next_text, text.next_label = NEXT[text.language]
            text.next_link, text.closing_text = "https://vigil.example/", NEXT[text.language][0]
            text.save()
    yield Page("campaign-picture", f"/{language}/c/foreign-minister/")
    yield Page("campaign-closed-picture", f"/{language}/c/ended/")
    yield Page("receipt-next", page("letter", world.anywhere.participations.all()[0], language))


def pages_of_ending(world: World) -> Iterator[Page]:
    campaign = "/staff/campaigns/peru-2022"
    show_picture(world.peru, make(encoded()), ALT)
    long_ago = stories.open_campaign("long-ago", people=1)
    close_campaign(long_ago, stories.NOW)
    archive(long_ago)
    yield Page("staff-picture-none", "/staff/campaigns/not-yet/picture/", save)
    yield Page("staff-picture", f"{campaign}/picture/")
    yield Page("staff-afterwards", f"{campaign}/afterwards/en/")
    yield Page("staff-afterwards-errors", f"{campaign}/afterwards/en/", _insecure_link)
    yield Page("staff-delete", "/staff/campaigns/not-yet/delete/")
    yield Page("staff-delete-open", f"{campaign}/delete/")
    yield Page("staff-archive", "/staff/campaigns/ended/archive/")
    yield Page("staff-archive-open", f"{campaign}/archive/")
    yield Page("staff-archived", "/staff/campaigns/long-ago/")
    yield Page("staff-archive-back", "/staff/campaigns/long-ago/archive/")
    yield Page("staff-archive-list", "/staff/?state=archived")
    yield Page("staff-open-archived", "/staff/campaigns/long-ago/open/")
    yield from _pages_of_teams(world.peru.team, User.objects.get(username="organizer"))


def _pages_of_teams(team: Team, organizer: User) -> Iterator[Page]:
    former = User.objects.create_user("former", "former@mail.example", stories.PASSWORD, is_active=False)
    yield Page("staff-teams", "/staff/teams/")
    yield Page("staff-team", f"/staff/teams/{team.pk}/")
    yield Page("staff-team-errors", f"/staff/teams/{team.pk}/", save)
    yield Page("staff-account-new", "/staff/accounts/new/")
    yield Page("staff-account-new-errors", "/staff/accounts/new/", save)
    yield Page("staff-account", f"/staff/accounts/{organizer.pk}/")
    yield Page("staff-account-link", f"/staff/accounts/{organizer.pk}/", _make_a_link)
    yield Page("staff-account-details", f"/staff/accounts/{organizer.pk}/details/")
    yield Page("staff-account-closed", f"/staff/accounts/{former.pk}/")


def _insecure_link(browser: Browser) -> None:
    browser.script("document.querySelector('[name=next_link]').value = 'http://vigil.example/'")
    save(browser)


def _make_a_link(browser: Browser) -> None:
    with browser.new_page():
        browser.find("button[name=action][value=link]").click()
