"""Every page there is, and how to come to it: the list that is looked at for overflow, for barriers and on pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.contrib.auth.tokens import default_token_generator
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode
from selenium.webdriver.common.by import By

from campaign.accounts.models import User
from campaign.campaigns.models import Campaign
from campaign.delivery.models import Kind, OutgoingMail, SandboxMail
from campaign.delivery.proposals import propose
from campaign.delivery.suppression import suppress
from campaign.letters.models import Revision
from campaign.letters.services import save_revision
from campaign.targets.listing import add_member, create_group
from campaign.targets.models import RosterCheck
from campaign.targets.queries import contested_offices
from tests import stories
from tests.browser import supporter
from tests.browser.browser import Browser
from tests.browser.world import World, page
from tests.dns_server import dns_server, txt


@dataclass(frozen=True)
class Page:
    """A page in one state. `then` is done after it is opened, e.g. to see the form with its errors."""

    name: str
    path: str
    then: Callable[[Browser], None] | None = None

    def show(self, browser: Browser) -> None:
        browser.open(self.path)
        if self.then:
            self.then(browser)


def supporters_pages(world: World, language: str = "en") -> list[Page]:
    peru, anywhere = f"/{language}/c/peru-2022/", f"/{language}/c/foreign-minister/"
    return [
        Page("front", f"/{language}/"),
        Page("campaign", peru),
        Page("campaign-offices", anywhere),
        Page("campaign-signed", peru, supporter.fill_in),
        Page("campaign-recipients", peru, _open_recipients),
        Page("campaign-group", f"/{language}/c/to-a-party/", _unfold),
        Page("campaign-suggestion", peru, _near_miss),
        Page("campaign-errors", peru, _send_nothing),
        Page("sent", page("sent", world.pending, language)),
        Page("confirm", page("confirm", world.pending, language)),
        Page("receipt-waiting", page("letter", world.waiting, language)),
        Page("receipt-mixed", page("letter", world.mixed, language)),
        Page("receipt-arrived", page("letter", world.arrived, language)),
        Page("receipt-group", page("letter", world.to_a_group, language), _unfold),
        Page("receipt-undone", page("letter", world.undone, language)),
        Page("receipt-letter", page("letter", world.arrived, language), _read_it_again),
        Page("nobody-left", page("confirm", world.nobody_left, language)),
        Page("counted-before", page("confirm", world.counted_before, language)),
        Page("taken-back", page("confirm", world.undone, language)),
        Page("campaign-closed", f"/{language}/c/ended/"),
        Page("privacy", f"/{language}/privacy/"),
        Page("not-found", f"/{language}/c/no-such-campaign/"),
        Page("broken", f"/{language}/broken/"),
        Page("too-fast", f"/{language}/too-fast/"),
    ]


def sandbox_pages() -> list[Page]:
    newest = SandboxMail.objects.order_by("-pk")
    return [
        Page("sandbox", "/sandbox/"),
        Page("sandbox-nothing", "/sandbox/?to=nobody@mail.example"),
        Page("sandbox-letter", f"/sandbox/{newest.filter(kind=Kind.LETTER)[0].pk}/"),
        Page("sandbox-confirmation", f"/sandbox/{newest.filter(kind=Kind.CONFIRMATION)[0].pk}/"),
    ]


def empty_pages(language: str = "en") -> list[Page]:
    """Before there is anything: to be shown without a world."""
    return [Page("front-empty", f"/{language}/"), Page("sandbox-empty", "/sandbox/")]


def empty_staff_pages() -> list[Page]:
    """The staff's pages on the first day; an admin must be logged in."""
    paths = {"home": "", "sending": "sending/", "queue": "sending/queue/", "mail": "mail/", "offices": "offices/"}
    paths |= {"addresses": "addresses/", "lists": "lists/"}
    return [Page(f"staff-{name}-empty", f"/staff/{path}") for name, path in paths.items()]


def pages_before_the_login() -> list[Page]:
    return [
        Page("staff-login", "/staff/login/"),
        Page("staff-login-refused", "/staff/login/", _wrong_password),
        Page("staff-reset", "/staff/password/reset/"),
        Page("staff-reset-sent", "/staff/password/reset/sent/"),
        Page("staff-reset-used", "/staff/password/reset/MQ.used-before/"),
        Page("staff-reset-new", _reset_link()),
    ]


def _reset_link() -> str:
    admin = User.objects.get(username="admin")
    uid = urlsafe_base64_encode(str(admin.pk).encode())
    return reverse("staff-reset-confirm", args=[uid, default_token_generator.make_token(admin)])


def staff_pages(world: World) -> list[Page]:
    """As an admin sees them; an organizer sees a part of them."""
    return list(_staff_pages(world))


def _staff_pages(world: World) -> Iterator[Page]:
    campaign = "/staff/campaigns/peru-2022"
    revision = Revision.objects.filter(letter=world.peru.letter, language="en")[0]
    bounced = OutgoingMail.objects.get(state="bounced")
    waiting = OutgoingMail.objects.filter(state="queued", kind=Kind.LETTER, campaign=world.peru)[0]
    yield Page("staff-home", "/staff/")
    yield Page("staff-campaign", f"{campaign}/")
    yield from _pages_of_making(world)
    yield Page("staff-check", f"{campaign}/check/")
    yield Page("staff-check-draft", "/staff/campaigns/not-yet/check/")
    yield Page("staff-check-test", f"{campaign}/check/", _send_a_test)
    yield Page("staff-check-live", "/staff/campaigns/not-yet/check/", _as_in_live_mode)
    yield Page("staff-open", "/staff/campaigns/not-yet/open/")
    yield Page("staff-close", f"{campaign}/close/")
    yield Page("staff-letters", f"{campaign}/letters/")
    yield Page("staff-people", f"{campaign}/people/")
    yield Page("staff-settings", f"{campaign}/settings/")
    yield Page("staff-schedule", "/staff/campaigns/not-yet/schedule/")
    yield Page("staff-page-text", f"{campaign}/page/en/")
    yield Page("staff-letter", f"{campaign}/letter/en/")
    yield Page("staff-letter-broken", f"{campaign}/letter/en/", _broken_liquid)
    yield Page("staff-letter-preview", f"{campaign}/letter/en/", _preview)
    yield Page("staff-revision", f"{campaign}/letter/en/{revision.number}/")
    shorter = replace(revision.parts, body=revision.body.replace("press for", "insist on").rpartition("\n\n")[0])
    save_revision(world.peru.letter, "en", shorter, None, "Shorter, and a stronger third demand.")
    yield Page("staff-revision-beside", f"{campaign}/letter/en/{revision.number + 1}/")
    yield from _pages_of_lists(world)
    yield Page("staff-sending", "/staff/sending/")
    yield Page("staff-queue", "/staff/sending/queue/")
    yield Page("staff-pause", "/staff/sending/pause/")
    yield Page("staff-pause-provider", "/staff/sending/pause/?scope=provider&key=smtp")
    yield Page("staff-campaign-pause", f"{campaign}/pause/")
    yield Page("staff-pace", f"{campaign}/pace/")
    yield Page("staff-pace-errors", f"{campaign}/pace/", _much_too_fast)
    yield Page("staff-mail", "/staff/mail/")
    yield Page("staff-mail-found", "/staff/mail/?address=supporter1@mail.example")
    yield Page("staff-mail-waiting", "/staff/mail/?state=queued&kind=letter")
    yield Page("staff-mail-history", f"/staff/mail/{bounced.pk}/")
    yield Page("staff-mail-remedies", f"/staff/mail/{waiting.pk}/")
    yield Page("staff-mail-cancel", f"/staff/mail/{waiting.pk}/cancel/")
    yield Page("staff-mail-cancel-many", "/staff/mail/all/cancel/?state=queued&kind=letter")
    yield Page("staff-offices", "/staff/offices/")
    for contest in contested_offices()[:1]:
        yield Page("staff-office-choose", f"/staff/offices/{contest.contenders[0].pk}/")
    propose(bounced, bounced.reason)
    suppress("came.back@mail.example", "550 5.1.1 User unknown", bounced)
    yield Page("staff-addresses", "/staff/addresses/")
    yield Page("staff-addresses-found", "/staff/addresses/?address=came.back@mail.example")
    yield Page("staff-addresses-fine", "/staff/addresses/?address=ana.quispe@mail.example")
    _propose_changes()
    yield Page("staff-roster", "/staff/roster/")
    yield Page("staff-password", "/staff/password/")


def _propose_changes() -> None:
    """One feed that is suspicious and has a line of several kinds, one that failed."""
    person = stories.target(1)
    facts = {"target": person, "name": person.name}
    left_out = [{"name": "Somebody Else", "riding": "Nepean", "why": "address", "text": "somebody at parl.gc.ca"}]
    now = timezone.now()
    check = RosterCheck.objects.create(
        feed="represent", checked_at=now, people=303, known=343, gone=40, left_out=left_out
    )
    check.changes.create(
        kind="address", before={"email": person.email}, after={"email": "another.address@parl.gc.ca"}, **facts
    )
    check.changes.create(
        kind="gone", before={"listed": "sitting", "riding": "Nepean"}, after={"listed": "gone"}, **facts
    )
    check.changes.create(
        kind="party", before={"party": "NDP"}, after={"party": "Liberal"}, state="refused", decided_at=now, **facts
    )
    RosterCheck.objects.create(
        feed="house",
        checked_at=now,
        failure="refused",
        detail="https://www.ourcommons.ca/Members/en/search/xml: answered 403",
    )


def _pages_of_lists(world: World) -> Iterator[Page]:
    """A list, and its newer version on the way: many gone, a line with problems, a name longer than any."""
    council = stories.target_list()
    admin = User.objects.get(username="admin")
    longest = f"Ana Councillor,ana.with.a.very.long.address.{'x' * 30}@mail.example,{'Chair' * 40},Ward 1\n"
    broken = stories.list_upload(admin, council, f"name,e-mail,title,ward\n{longest}Cy Ng,cy at mail,,\n")
    nothing_good = stories.list_upload(admin, None, "name,e-mail,title,ward\nCy Ng,cy at mail,,\n")
    yield Page("staff-lists", "/staff/lists/")
    yield Page("staff-list", f"/staff/lists/{council.pk}/")
    yield Page("staff-list-remove", f"/staff/lists/{council.pk}/remove/")
    yield Page("staff-list-new", "/staff/lists/new/")
    yield Page("staff-list-new-errors", "/staff/lists/new/", _save)
    yield Page("staff-list-renew", f"/staff/lists/{council.pk}/upload/")
    yield Page("staff-list-columns", f"/staff/lists/uploads/{broken.pk}/")
    yield Page("staff-list-check", f"/staff/lists/uploads/{broken.pk}/check/")
    yield Page("staff-list-check-refused", f"/staff/lists/uploads/{broken.pk}/check/", _save)
    yield Page("staff-list-check-nobody", f"/staff/lists/uploads/{nothing_good.pk}/check/")


def _pages_of_making(world: World) -> Iterator[Page]:
    """The way from nothing to an open campaign, and who receives its letter."""
    campaign = "/staff/campaigns/peru-2022"
    yield Page("staff-new-campaign", "/staff/new-campaign/")
    yield Page("staff-new-campaign-errors", "/staff/new-campaign/", _save)
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
    yield Page("staff-recipients-group", "/staff/campaigns/to-a-party/recipients/", _unfold)
    yield Page("staff-campaign-group", "/staff/campaigns/to-a-party/", _unfold)
    yield Page("staff-groups", "/staff/groups/")
    yield Page("staff-groups-errors", "/staff/groups/", _save)
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


def log_in(browser: Browser, username: str = "admin", password: str = stories.PASSWORD) -> None:
    browser.open("/staff/login/")
    for name, text in {"username": username, "password": password}.items():
        field = browser.find(f"[name={name}]")
        field.clear()
        field.send_keys(text)
    with browser.new_page():
        browser.find("main button[type=submit]").click()


def _group_of(world: World) -> str:
    return str(world.to_a_group.campaign.addressees.get(group__isnull=False).pk)


def _unfold(browser: Browser) -> None:
    browser.script("for (const one of document.querySelectorAll('main details')) one.open = true")


def _open_recipients(browser: Browser) -> None:
    browser.find("details.letter-to summary").click()


def _near_miss(browser: Browser) -> None:
    browser.find("[name=email]").send_keys("ana@gmial.com")
    browser.find("[name=city]").click()
    browser.until(lambda: browser.find("[data-suggestion]").is_displayed())


def _send_nothing(browser: Browser) -> None:
    browser.find("[name=email]").send_keys("ana.quispe@")
    with browser.new_page():
        browser.find("[data-send]").click()


def _read_it_again(browser: Browser) -> None:
    browser.find("details.your-letter summary").click()


def _wrong_password(browser: Browser) -> None:
    log_in(browser, "admin", "not the password")


def _broken_liquid(browser: Browser) -> None:
    field = browser.find("[name=salutation]")
    field.clear()
    field.send_keys("Dear {{ target.nickname }},")
    _act(browser, "save")


def _much_too_fast(browser: Browser) -> None:
    browser.find("[name=mailbox_per_hour]").send_keys("100000")
    _save(browser)


def _save(browser: Browser) -> None:
    with browser.new_page():
        browser.find("main form button.btn-primary[type=submit]").click()


def _send_a_test(browser: Browser) -> None:
    with browser.new_page():
        browser.find("form[action$='/check/test/'] button[type=submit]").click()


def _as_in_live_mode(browser: Browser) -> None:
    """A sending domain that says some of what it should, and a mail server that tells nobody of bounces."""
    with (
        dns_server({"act.example.org": [txt("v=spf1 include:spf.mail.example -all")]}) as server,
        override_settings(
            DELIVERY_MODE="live",
            DNS_SERVER=server.address,
            MAIL_DOMAIN="act.example.org",
            DKIM_SELECTOR="mail2026",
            EMAIL_URL="smtp://mail.example.org:25",
            MAILBOX_PER_HOUR=60,
            BOUNCE_URL="",
        ),
        browser.new_page(),
    ):
        browser.driver.refresh()


def _unprintable(browser: Browser) -> None:
    browser.script("document.querySelector('[name=greeting_en]').value = 'Dear \u202eMinister'")
    _save(browser)


def _preview(browser: Browser) -> None:
    _act(browser, "preview")


def _act(browser: Browser, action: str) -> None:
    with browser.new_page():
        browser.driver.find_element(By.CSS_SELECTOR, f"button[name=action][value={action}]").click()
