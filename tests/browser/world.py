"""The demo campaigns with life in them: many supporters, letters in every state, staff, so that no page is bare."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from campaign.accounts.models import Team, User
from campaign.campaigns.addressees import add_group, add_own_member, retire
from campaign.campaigns.models import Campaign
from campaign.campaigns.services import close_campaign, open_campaign
from campaign.delivery.alerts import raise_alert
from campaign.delivery.models import Alert, Breaker, Heartbeat, Outcomes, OutgoingMail, Pause
from campaign.delivery.record import Change, move
from campaign.delivery.services import Subject, pause
from campaign.delivery.states import State
from campaign.journeys.confirm import confirm
from campaign.journeys.load_demo import TEAM, load_demo
from campaign.journeys.submit import submit
from campaign.journeys.withdraw import undo
from campaign.participation.models import Participation
from campaign.participation.tokens import Purpose, token_for
from campaign.stats.services import fold_new
from campaign.targets.drawing import draw
from campaign.targets.models import HOUSE_OF_COMMONS
from campaign.targets.postcodes.loading import load_ridings
from tests import stories
from tests.browser.crowd import DAYS, crowd
from tests.browser.supporter import send_mail

LANGUAGES = ("en", "fr", "es")
CLOSED_TITLES = {
    "en": "Keep the treaty against land mines",
    "fr": "Sauver le traité contre les mines antipersonnel",
    "es": "Salvar el tratado contra las minas antipersonal",
}
DRAFT_TITLES = {"en": "Visas for families kept apart", "fr": "Des visas pour les familles séparées"}
GROUP_TITLES = {
    "en": "A sister city in the Andes",
    "fr": "Une ville sœur dans les Andes",
    "es": "Una ciudad hermana en los Andes",
}
OWN_MEMBER_TITLES = {
    "en": "A vote for the rivers",
    "fr": "Une voix pour les rivières",
    "es": "Un voto por los ríos",
}
CLOSED_ASKS = {
    "en": "Tell parliament that a treaty which saves lives must not be left for reasons of convenience.",
    "fr": "Dites au Parlement qu’on ne quitte pas par commodité un traité qui sauve des vies.",
    "es": "Diga al Parlamento que no se abandona por comodidad un tratado que salva vidas.",
}
CLOSED_STORIES = {
    "en": "For more than twenty-five years the Ottawa Treaty has kept land mines out of the ground. Where they lie, most of"
    " those they maim are civilians, and many of these are children who went to fetch water or wood.\n\n"
    "In the autumn a motion asked the government to leave the treaty that bears the name of its own capital. Supporters"
    " wrote to the members of the committee before they voted on it.\n\n"
    "The committee turned the motion down. Thank you to everybody who took a minute for it.",
    "fr": "Depuis plus de vingt-cinq ans, la Convention d’Ottawa empêche de poser des mines antipersonnel. Là où il en"
    " reste, la plupart des victimes sont des civils, et beaucoup d’entre elles, des enfants partis chercher de l’eau ou"
    " du bois.\n\nÀ l’automne, une motion demandait au gouvernement de quitter ce traité qui porte le nom de sa propre"
    " capitale. Des citoyennes et des citoyens ont écrit aux membres du comité avant le vote.\n\n"
    "Le comité a rejeté la motion. Merci à toutes les personnes qui y ont consacré une minute.",
    "es": "Desde hace más de veinticinco años, el Tratado de Ottawa impide que se siembren minas antipersonal. Donde aún"
    " las hay, la mayoría de las víctimas son civiles, y muchas de ellas, niños que iban por agua o por leña.\n\n"
    "En otoño, una moción pidió al Gobierno que abandonara el tratado que lleva el nombre de su propia capital. Muchas"
    " personas escribieron a los miembros de la comisión antes de la votación.\n\n"
    "La comisión rechazó la moción. Gracias a quienes le dedicaron un minuto.",
}
REFUSED = "550 5.1.1 <michael.chong@parl.gc.ca>: Recipient address rejected: User unknown"


@dataclass(frozen=True)
class World:
    """The campaigns, and the participations whose pages are looked at, each named for where its letters are."""

    peru: Campaign
    anywhere: Campaign
    closed: Campaign
    draft: Campaign
    pending: Participation
    waiting: Participation
    mixed: Participation
    arrived: Participation
    undone: Participation
    nobody_left: Participation
    counted_before: Participation
    to_a_group: Participation


def page(purpose: Purpose, participation: Participation, language: str) -> str:
    """The address behind the link in a mail: "confirm", "letter" or "sent"."""
    return f"/{language}/{purpose}/{token_for(purpose, participation)}/"


def build(now: datetime, language: str = "en") -> World:
    """Everything as of `now`; supporters write in `language`."""
    load_demo(Path(settings.BASE_DIR) / "data", now - timedelta(days=DAYS))
    peru, anywhere = (Campaign.objects.get(slug=slug) for slug in ("peru-2022", "foreign-minister"))
    _staff()
    arrived = _supporter(peru, "Marie-Hélène Beauséjour-Fontaine", now, language)
    mixed = _supporter(peru, "Ana Quispe", now, language)
    _let_letters_leave(now)
    _report(arrived, [State.DELIVERED] * 5)
    _report(mixed, [State.DELIVERED, State.BOUNCED, State.DELIVERED])
    crowd(arrived, now)
    undone = _supporter(peru, "Rosa Mamani", now, language)
    undo(undone, now)
    trouble(peru, now)
    cache.clear()  # what was counted before is no longer true
    _to_own_member(now)
    _supporter(anywhere, "Noor Haddad", now, language)
    world = World(
        peru=peru,
        anywhere=anywhere,
        closed=_closed(now),
        draft=_titled(stories.draft_campaign("not-yet", LANGUAGES[:2]), DRAFT_TITLES),
        pending=_signed(peru, "Inés Flores", now, language),
        waiting=_supporter(peru, "Tomás Huamán", now, language),
        mixed=mixed,
        arrived=arrived,
        undone=undone,
        nobody_left=_to_nobody(_signed(peru, "Iris Rojas", now, language)),
        counted_before=submit(stories.submission(peru, "Ana Quispe", _tagged(mixed.email), language), now),
        to_a_group=_to_a_group(now, language),
    )
    for _ in range(2):  # what is seen in the first round is summed up in the second
        fold_new(60)
    return world


def trouble(peru: Campaign, now: datetime) -> None:
    """What the staff's pages tell of: an hour's traffic, who is at work, a breaker, an alert, and something paused by hand."""
    _traffic(now)
    Heartbeat.objects.create(name="beat", kind=Heartbeat.Kind.BEAT, seen_at=now)
    for number, ago in (("4711", 1), ("4712", 2), ("4090", 4000)):
        worker = f"worker-1.dearminister.example:{number}"
        Heartbeat.objects.create(name=worker, kind=Heartbeat.Kind.WORKER, seen_at=now - timedelta(seconds=ago))
    Breaker.objects.create(
        scope=Breaker.Scope.DOMAIN,
        key="parl.gc.ca",
        state=Breaker.State.OPEN,
        reason="parl.gc.ca: 14 of the last 20 mails failed.",
        changed_at=now - timedelta(minutes=12),
        probe_at=now + timedelta(minutes=18),
        openings=2,
    )
    raise_alert(Alert.Kind.BREAKER, "domain parl.gc.ca", "Mail to parl.gc.ca is held. 14 of the last 20 mails failed.")
    admin = User.objects.filter(role=User.Role.ADMIN)[0]
    person = peru.addressees.exclude(target=None).order_by("position")[1].target_id
    pause(admin, "Their office asked us to wait until Monday.", now, Subject(Pause.Scope.TARGET, str(person)))


def _traffic(now: datetime) -> None:
    """Busy in the evening, with a dip where the breaker opened."""
    minute = now.replace(second=0, microsecond=0)
    accepted = Outcomes.Outcome.ACCEPTED
    rows = [
        Outcomes(
            minute=minute - timedelta(minutes=ago),
            provider="smtp",
            domain="parl.gc.ca",
            outcome=accepted,
            number=8 if 8 < ago < 14 else 60 + (ago * 37) % 50,
        )
        for ago in range(24 * 60)
    ]
    rows.append(
        Outcomes(
            minute=minute - timedelta(minutes=12), provider="smtp", domain="parl.gc.ca", outcome="refused", number=14
        )
    )
    Outcomes.objects.bulk_create(rows)


def _staff() -> None:
    """Olga Organizer and, unless he is there already, Adam Admin."""
    stories.organizer(Team.objects.get(slug=TEAM))
    if not User.objects.filter(role=User.Role.ADMIN).exists():
        stories.admin()


def _signed(campaign: Campaign, name: str, now: datetime, language: str) -> Participation:
    address = f"supporter{Participation.objects.count()}@mail.example"
    signed = submit(stories.submission(campaign, name, address, language), now)
    send_mail()
    return signed


def _supporter(campaign: Campaign, name: str, now: datetime, language: str) -> Participation:
    signed = _signed(campaign, name, now, language)
    confirm(signed, now)
    return signed


def _to_nobody(signed: Participation) -> Participation:
    """As if staff had taken everybody off the list whom this person chose."""
    Participation.objects.filter(pk=signed.pk).update(recipient_keys=["999999"])
    return signed


def _tagged(address: str) -> str:
    """Another spelling of the same address."""
    return address.replace("@", "+news@")


def _let_letters_leave(now: datetime) -> None:
    """As if the undo window had ended a minute ago."""
    OutgoingMail.objects.filter(kind="letter").update(next_attempt_at=now - timedelta(minutes=1))
    Participation.objects.update(undo_until=now - timedelta(minutes=1))
    send_mail()


def _report(participation: Participation, states: list[State]) -> None:
    """What the mailboxes said of the first letters; of the others nothing has been heard."""
    letters = participation.mails.filter(kind="letter").order_by("addressee__position").values_list("pk", flat=True)
    for letter, state in zip(letters, states, strict=False):
        move([letter], (State.ACCEPTED,), Change(state, REFUSED if state is State.BOUNCED else ""))


def _closed(now: datetime) -> Campaign:
    closed = stories.open_campaign("ended", languages=LANGUAGES)
    stories.people(closed, 3, now)
    close_campaign(closed, now)
    for text in closed.texts.all():
        text.ask, text.story = CLOSED_ASKS[text.language], CLOSED_STORIES[text.language]
        text.save()
    return _titled(closed, CLOSED_TITLES)


def _to_a_group(now: datetime, language: str) -> Participation:
    """To all of a party and to one more, who is off the list by now."""
    campaign = _titled(stories.draft_campaign("to-a-party", LANGUAGES), GROUP_TITLES)
    party = draw("Bloc Québécois", "")
    assert party is not None
    add_group(campaign, party)
    other = stories.add_addressee(campaign, stories.target(1))
    open_campaign(campaign, now)
    written = _supporter(campaign, "Luc Gagnon", now, language)
    retire(other, now)
    return written


def _to_own_member(now: datetime) -> None:
    """To the supporter's own Member of Parliament and to one more."""
    load_ridings(Path(settings.BASE_DIR) / "data" / "roster")
    campaign = _titled(stories.draft_campaign("to-my-member", LANGUAGES), OWN_MEMBER_TITLES)
    stories.add_addressee(campaign, stories.target(1))
    add_own_member(campaign, HOUSE_OF_COMMONS)
    open_campaign(campaign, now)


def _titled(campaign: Campaign, titles: dict[str, str]) -> Campaign:
    for text in campaign.texts.all():
        text.title = titles[text.language]
        text.save()
    return campaign
