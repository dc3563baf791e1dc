"""People and things that tests in every room tell their stories with; each call writes real rows through the services.

The supporter is Ana Quispe, the organizer Olga Organizer, the admin Adam Admin; those written to are Nina Minister and
critics. All mail is @mail.example. Change a detail with `dataclasses.replace(stories.submission(campaign), body="...")`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings as django_settings
from django.db.models import DateTimeField, F, Value
from django.db.models.expressions import RawSQL

from campaign.accounts.models import Team, User
from campaign.campaigns.addressees import add_group, add_own_member
from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.campaigns.queries import CampaignPage, page_of, written_for
from campaign.campaigns.services import open_campaign as open_to_supporters
from campaign.common.addresses import parse_address
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.outbox import queue_to_staff
from campaign.delivery.states import State
from campaign.journeys import confirm as confirming
from campaign.journeys import submit as submitting
from campaign.journeys.lists import Answer, Brought
from campaign.journeys.lists import accept as accept_list
from campaign.letters.models import Letter
from campaign.letters.parts import LetterParts
from campaign.letters.services import save_revision
from campaign.participation.models import Participation
from campaign.participation.services import Submission
from campaign.targets.drawing import draw
from campaign.targets.lists.keeping import Belongs
from campaign.targets.models import HOUSE_OF_COMMONS, ListUpload, Target, TargetList
from campaign.targets.postcodes.loading import load_ridings

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SUPPORTER = "Ana Quispe"
SUPPORTER_ADDRESS = "ana.quispe@mail.example"
PASSWORD = "a long password"

# Those written to, in order; who asks for more than there are gets "Critic6 Member" and so on.
PEOPLE = (
    ("Nina", "Minister", "Liberal"),
    ("Carl", "Critic", "Conservative"),
    ("Élise", "Porte-Parole", "Bloc Québécois"),
    ("Petra", "Portavoz", "NDP"),
    ("Gwen", "Green", "Green Party"),
)
ROLES = {"en": "Foreign affairs", "fr": "Affaires étrangères", "es": "Asuntos exteriores"}
GREETINGS = {"en": "Dear {name}", "fr": "Bonjour {name}", "es": "Hola, {name}"}

LETTERS = {
    "en": LetterParts(
        subject="Please speak up for {{ campaign.title }}",
        salutation="{{ target.greeting }},",
        opening="I write to you as {{ target.title }}.",
        body="I ask you to speak up for peaceful protesters.\n\nThank you for reading this.",
        signature="Sincerely,\n{{ supporter.name }}\n{{ supporter.place }}",
    ),
    "fr": LetterParts(
        subject="Prenez la parole : {{ campaign.title }}",
        salutation="{{ target.greeting }},",
        opening="Je vous écris au titre de vos fonctions ({{ target.title }}).",
        body="Je vous demande de défendre celles et ceux qui manifestent pacifiquement.\n\nMerci de m’avoir lue.",
        signature="Cordialement,\n{{ supporter.name }}\n{{ supporter.place }}",
    ),
    "es": LetterParts(
        subject="Alce la voz: {{ campaign.title }}",
        salutation="{{ target.greeting }}:",
        opening="Le escribo por su función ({{ target.title }}).",
        body="Le pido que defienda a quienes se manifiestan pacíficamente.\n\nGracias por leer esta carta.",
        signature="Atentamente,\n{{ supporter.name }}\n{{ supporter.place }}",
    ),
}
TITLES = {"en": "Peaceful protest", "fr": "Manifester en paix", "es": "Protesta pacífica"}


def team(slug: str = "solidarity") -> Team:
    return Team.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})[0]


def organizer(of: Team | None = None) -> User:
    """Olga Organizer, of the given team or of the team of `open_campaign`."""
    user = User.objects.create_user(
        "organizer",
        "organizer@mail.example",
        PASSWORD,
        first_name="Olga",
        last_name="Organizer",
        role=User.Role.ORGANIZER,
        is_staff=True,
    )
    user.teams.add(of or team())
    return user


def admin() -> User:
    """Adam Admin, who sees and may pause everything, but is no superuser."""
    return User.objects.create_user(
        "admin",
        "admin@mail.example",
        PASSWORD,
        first_name="Adam",
        last_name="Admin",
        role=User.Role.ADMIN,
        is_staff=True,
    )


def target(number: int = 1) -> Target:
    """The person of that number, from 1; the same number is the same person."""
    known = number <= len(PEOPLE)
    first, last, party = PEOPLE[number - 1] if known else (f"Critic{number}", "Member", "Independent")
    return Target.objects.get_or_create(
        source="story",
        source_id=str(number),
        defaults={
            "name": f"{first} {last}",
            "first_name": first,
            "last_name": last,
            "email": f"target{number}@mail.example",
            "party": party,
            "riding": f"Riding {number}",
        },
    )[0]


COUNCIL = (
    "name,e-mail,title,ward\nAna Councillor,ana@mail.example,Councillor,Ward 1\nBo Councillor,bo@mail.example,Mayor,\n"
)


def list_upload(owner: User, of: TargetList | None = None, text: str = COUNCIL) -> ListUpload:
    """A city council's members, of the team of `open_campaign`, their columns known already."""
    return ListUpload.objects.create(
        owner=owner,
        team=team(),
        target_list=of,
        text=text,
        encoding="utf-8",
        has_header=True,
        columns=["name", "email", "role", "riding"],
        names={"en": "City council", "fr": "Conseil municipal"},
        time_zone="America/Halifax",
        uploaded_at=NOW,
    )


def target_list(text: str = COUNCIL) -> TargetList:
    """The list that this becomes once it is accepted, of the team of `open_campaign`."""
    council = Brought(
        text=text,
        headed=True,
        columns=("name", "email", "role", "riding"),
        names={"en": "City council", "fr": "Conseil municipal"},
        time_zone="America/Halifax",
        target_list=None,
        belongs=Belongs(team().pk, None),
    )
    return accept_list(council, Answer(None, leave_out=False, sure=False), NOW)


def members(number: int, party: str = "NDP", province: str = "Ontario") -> list[Target]:
    """So many who sit in the House with this party, from this province: "Member01 Ndp" and so on, in the order of their names."""
    known = Target.objects.filter(source=HOUSE_OF_COMMONS).count()
    return Target.objects.bulk_create(
        Target(
            source_id=f"m{n}",
            name=f"Member{n:03} {party.title()}",
            first_name=f"Member{n:03}",
            last_name=party.title(),
            email=f"member{n}@mail.example",
            party=party,
            province=province,
            riding=f"Riding {n}",
        )
        for n in range(known + 1, known + 1 + number)
    )


def letter(languages: Sequence[str] = ("en",), author: User | None = None) -> Letter:
    """A letter with its first revision in each of the languages."""
    written = Letter.objects.create(name="Story")
    for language in languages:
        save_revision(written, language, LETTERS[language], author)
    return written


def draft_campaign(slug: str = "peaceful-protest", languages: Sequence[str] = ("en",)) -> Campaign:
    """A campaign with page and letter in its languages, and nobody to write to yet."""
    campaign = Campaign.objects.create(
        slug=slug,
        team=team(),
        letter=letter(languages),
        languages=list(languages),
        default_language=languages[0],
        created_at=NOW,
    )
    CampaignText.objects.bulk_create(
        CampaignText(
            campaign=campaign,
            language=language,
            title=TITLES[language],
            ask=f"{TITLES[language]}?",
            story="One paragraph.\n\nAnother paragraph.",
            share_text=TITLES[language],
            thanks=f"{TITLES[language]}!",
        )
        for language in languages
    )
    return campaign


def add_addressee(campaign: Campaign, person: Target) -> Addressee:
    """This person as the campaign's next addressee, greeted by name in every language."""
    return Addressee.objects.create(
        campaign=campaign,
        position=campaign.addressees.count() + 1,
        target=person,
        role=ROLES,
        greeting={language: words.format(name=person.name) for language, words in GREETINGS.items()},
    )


def open_campaign(
    slug: str = "peaceful-protest",
    people: int = 5,
    languages: Sequence[str] = ("en",),
    undo_window_seconds: int = 120,
    purpose: Campaign.Purpose = Campaign.Purpose.ACTION,
) -> Campaign:
    """An open campaign that writes to the first `people` targets, since NOW."""
    campaign = draft_campaign(slug, languages)
    campaign.undo_window_seconds, campaign.purpose = undo_window_seconds, purpose
    campaign.save()
    for number in range(1, people + 1):
        add_addressee(campaign, target(number))
    open_to_supporters(campaign, NOW)
    return campaign


def campaign_to_group(number: int, others: int = 0, slug: str = "to-the-group") -> tuple[Campaign, Addressee]:
    """An open campaign that writes to so many NDP members as a group, after the first `others` targets; and the group's row."""
    members(number)
    campaign = draft_campaign(slug)
    for other in range(1, others + 1):
        add_addressee(campaign, target(other))
    group = draw("NDP", "")
    assert group
    row = add_group(campaign, group)
    assert row
    open_to_supporters(campaign, NOW)
    return campaign, row


def sitting(riding_code: str, name: str, email: str | None = None, party: str = "NDP") -> Target:
    """Who sits for a riding; the address is made of the name unless one is given, "" for none."""
    first, _, last = name.partition(" ")
    return Target.objects.create(
        source_id=f"r{riding_code}",
        name=name,
        first_name=first,
        last_name=last,
        email=f"{last.lower()}@mail.example" if email is None else email,
        party=party,
        riding=f"Riding {riding_code}",
        riding_code=riding_code,
    )


# By code: Laurier—Sainte-Marie and Ville-Marie—Le Sud-Ouest—Île-des-Sœurs (Montréal), Ottawa Centre, Terrebonne.
LAURIER, VILLE_MARIE, OTTAWA_CENTRE, TERREBONNE = "24037", "24077", "35079", "24073"


def campaign_to_own_member(
    others: int = 2, slug: str = "to-my-member", languages: Sequence[str] = ("en",)
) -> tuple[Campaign, Addressee]:
    """An open campaign that writes to the first `others` targets and to the supporter's own member; the latter's row.

    Mia Montréal sits for Laurier—Sainte-Marie and Otto Ottawa for Ottawa Centre; of Vera Ville no address is known, and
    nobody sits for the other ridings.
    """
    load_ridings(Path(django_settings.BASE_DIR) / "data" / "roster")
    sitting(LAURIER, "Mia Montréal", "mia@mail.example")
    sitting(OTTAWA_CENTRE, "Otto Ottawa", party="Liberal")
    sitting(VILLE_MARIE, "Vera Ville", "")
    campaign = draft_campaign(slug, languages)
    for other in range(1, others + 1):
        add_addressee(campaign, target(other))
    row = add_own_member(campaign, HOUSE_OF_COMMONS)
    assert row
    open_to_supporters(campaign, NOW)
    return campaign, row


def submission(
    campaign: Campaign,
    name: str = SUPPORTER,
    email: str = SUPPORTER_ADDRESS,
    language: str = "en",
    page: CampaignPage | None = None,
) -> Submission:
    """The form as it stands on the page, signed, every recipient ticked, no newsletter."""
    page = page or page_of(campaign, language, NOW.date())
    first_name, _, last_name = name.partition(" ")
    return Submission(
        campaign=campaign,
        language=language,
        first_name=first_name,
        last_name=last_name,
        email=parse_address(email),
        city="Montréal",
        postal_code="H2X 1Y4",
        subject=page.subject,
        body=page.body,
        revision_id=page.revision_id,
        recipient_keys=tuple(person.key for person in page.recipients),
        newsletter=False,
        client="192.0.2.1",
        written_for=written_for(page.recipients),
    )


def submitted(campaign: Campaign, email: str = SUPPORTER_ADDRESS, now: datetime = NOW) -> Participation:
    """A pending participation, with the confirmation mail queued."""
    return as_of(now, submitting.submit(submission(campaign, email=email), now))


def confirmed(
    campaign: Campaign, email: str = SUPPORTER_ADDRESS, now: datetime = NOW, page: CampaignPage | None = None
) -> Participation:
    """A confirmed participation, with its letters queued for the end of the undo window."""
    participation = as_of(now, submitting.submit(submission(campaign, email=email, page=page), now))
    outcome = confirming.confirm(participation, now)
    assert outcome is confirming.Outcome.CONFIRMED, outcome
    return as_of(now, participation, Kind.LETTER)


def as_of(now: datetime, participation: Participation, *kinds: Kind) -> Participation:
    """Mails are due by the database's clock: move those just queued to where they were, had it been `now`."""
    mails = OutgoingMail.objects.filter(participation=participation, state=State.QUEUED, kind__in=kinds or Kind.values)
    mails.update(
        next_attempt_at=F("next_attempt_at") - (RawSQL("now()", [], DateTimeField()) - Value(now, DateTimeField()))
    )
    return participation


def people(campaign: Campaign, number: int, now: datetime = NOW) -> list[Participation]:
    """As many confirmed participations, of as many addresses."""
    page = page_of(campaign, "en", NOW.date())
    return [confirmed(campaign, f"supporter{n}@mail.example", now, page) for n in range(1, number + 1)]


def mail_to_staff(due: datetime) -> OutgoingMail:
    """A mail to the organizer that has been due since then."""
    queue_to_staff(["organizer@mail.example"], "Hello", "Hello", due)
    mail = OutgoingMail.objects.latest("pk")
    OutgoingMail.objects.filter(pk=mail.pk).update(next_attempt_at=due)
    return mail
