"""What one supporter does in their minute: write, and later confirm. Every answer but the expected one is an error."""

from collections.abc import Callable
from urllib.parse import urlsplit

from campaign.journeys.rehearsal.browser import Answer, Site
from campaign.journeys.rehearsal.crowd import Person
from campaign.journeys.rehearsal.pages import Form, forms_of

PAGE, FORM, SENT = "campaign page", "form", "check your mailbox"
CONFIRM_PAGE, CONFIRM, RECEIPT = "confirm page", "confirmation", "receipt"
OK, SEE_OTHER = 200, 303


class Unexpected(Exception):
    """The service answered what no supporter should see; the text is the same for the same trouble."""


def write(site: Site, person: Person, slug: str) -> int:
    """Open the campaign's page and send its form; to how many people the letter shall go."""
    path = f"/{person.language}/c/{slug}/"
    page = site.fetch(PAGE, path, person.client)
    form = _form(_expect(page, PAGE), lambda one: one.has("email"), PAGE)
    pairs = form.filled(_typed(person, form), {"newsletter": person.newsletter})
    if person.riding:  # the page's script puts it there, as the postal code is typed
        pairs.append(("riding", person.riding))
    answer = site.fetch(FORM, form.action or path, person.client, pairs)
    sent = _redirect(answer, FORM, f"/{person.language}/sent/")
    _expect(site.fetch(SENT, sent, person.client), SENT)
    return form.ticked_for("recipients")


def confirm(site: Site, person: Person, link: str) -> None:
    """Follow the link of the confirmation mail, press the one button, and look at the receipt."""
    path = urlsplit(link).path
    page = site.fetch(CONFIRM_PAGE, path, person.client)
    form = _form(_expect(page, CONFIRM_PAGE), lambda one: (one.action or path) == path, CONFIRM_PAGE)
    answer = site.fetch(CONFIRM, path, person.client, form.filled({}, {}))
    receipt = _redirect(answer, CONFIRM, f"/{person.language}/letter/")
    _expect(site.fetch(RECEIPT, receipt, person.client), RECEIPT)


def _typed(person: Person, form: Form) -> dict[str, str]:
    typed = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "city": person.city,
        "postal_code": person.postal_code,
    }
    if person.own_words:
        typed["body"] = f"{person.own_words}\n\n{form.value('body')}"
    return typed


def _expect(answer: Answer, kind: str) -> str:
    if answer.status != OK:
        raise Unexpected(f"{kind}: answered {answer.status}")
    return answer.text


def _redirect(answer: Answer, kind: str, wanted: str) -> str:
    if answer.status != SEE_OTHER:
        raise Unexpected(f"{kind}: answered {answer.status}")
    if not answer.location.startswith(wanted) or "?" in answer.location:
        raise Unexpected(f"{kind}: led elsewhere than to {wanted}")
    return answer.location


def _form(html: str, wanted: Callable[[Form], bool], kind: str) -> Form:
    for form in forms_of(html):
        if form.method == "post" and wanted(form):
            return form
    raise Unexpected(f"{kind}: there is no form on it")
