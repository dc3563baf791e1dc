"""Who letters are addressed to: people, the offices they hold, and from when until when they held them."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaign.targets.addresses import validate_address

HOUSE_OF_COMMONS = "ca-house"
FALLBACK_LANGUAGE = "en"


def validate_names(names: object) -> None:
    """Names by language: every one a text on one line, and one in the language that all others fall back to."""
    if not isinstance(names, dict) or not names.get(FALLBACK_LANGUAGE):
        raise ValidationError(_("Give the name by language, English at least."))
    known = {code for code, _name in settings.LANGUAGES}
    if unknown := sorted(set(names) - known):
        raise ValidationError(_("Unknown language: %(codes)s"), params={"codes": ", ".join(unknown)})
    if any(not isinstance(name, str) or not name.isprintable() for name in names.values()):
        raise ValidationError(_("Each name is a text on one line."))


class Target(models.Model):
    """A person. Never deleted: who has left stays, with the last address known, for the letters once sent."""

    class Listed(models.TextChoices):
        SITTING = "sitting", _("sitting")  # in the newest roster of the source
        GONE = "gone", _("gone")  # was in an earlier one

    class AddressState(models.TextChoices):
        USABLE = "usable", _("usable")
        DISABLED = "disabled", _("disabled")  # staff decided to send nothing there; no import changes that

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")

    source = models.CharField(_("source"), max_length=40, default=HOUSE_OF_COMMONS)
    source_id = models.CharField(_("identifier in the source"), max_length=40, blank=True, default="")
    name = models.CharField(_("name"), max_length=200)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100)
    email = models.CharField(_("e-mail"), max_length=254, blank=True, validators=[validate_address])
    address_state = models.CharField(
        _("state of the address"), max_length=10, choices=AddressState, default=AddressState.USABLE
    )
    party = models.CharField(_("party"), max_length=100, blank=True)
    riding = models.CharField(_("riding"), max_length=200, blank=True)
    riding_code = models.CharField(_("riding code"), max_length=20, blank=True)
    province = models.CharField(_("province"), max_length=100, blank=True)
    preferred_language = models.CharField(_("preferred language"), max_length=2, choices=Language, blank=True)
    role = models.CharField(_("role, as the roster words it"), max_length=400, blank=True)
    listed = models.CharField(_("listed"), max_length=10, choices=Listed, default=Listed.SITTING)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("last_name", "first_name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), condition=~models.Q(source_id=""), name="target_source_id_unique"
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="target_email_lower_case"),
            models.CheckConstraint(condition=models.Q(listed__in=("sitting", "gone")), name="target_listed_known"),
            models.CheckConstraint(
                condition=models.Q(address_state__in=("usable", "disabled")), name="target_address_state_known"
            ),
        )
        indexes = (models.Index(fields=("source", "riding_code"), name="target_riding"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.riding})" if self.riding else self.name

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    @property
    def deliverable(self) -> bool:
        """Whether a letter can be sent to this person, sitting or not."""
        return bool(self.email) and self.address_state == self.AddressState.USABLE


class Office(models.Model):
    """A post that outlives its holders, such as Minister of Foreign Affairs; some are shared by several people."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.JSONField(_("name by language"), validators=[validate_names])
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ("slug",)
        constraints = (models.CheckConstraint(condition=models.Q(seats__gte=1), name="office_seats_positive"),)

    def __str__(self) -> str:
        return self.name_in(get_language() or FALLBACK_LANGUAGE)

    def name_in(self, language: str) -> str:
        """The office's name in a language ("fr" and "fr-ca" alike), else in English."""
        names: dict[str, Any] = self.name if isinstance(self.name, dict) else {}
        return str(names.get(language.partition("-")[0]) or names.get(FALLBACK_LANGUAGE) or self.slug)


class Tenure(models.Model):
    """That a person held one seat of an office, from `since` to `until`, both days included."""

    class Standing(models.TextChoices):
        HELD = "held", pgettext_lazy("an office", "held")  # sure, or decided by staff
        VERIFY = "verify", _("to verify")  # sources disagree: staff must choose
        REFUSED = "refused", _("refused")  # staff decided it was not this person

    office = models.ForeignKey(Office, models.PROTECT, related_name="tenures", verbose_name=_("office"))
    seat = models.PositiveSmallIntegerField(_("seat"), default=1)
    target = models.ForeignKey(Target, models.PROTECT, related_name="tenures", verbose_name=_("person"))
    since = models.DateField(_("first day"), null=True, blank=True, help_text=_("Empty: unknown, long ago."))
    until = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: it goes on."))
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.VERIFY)
    evidence = models.TextField(_("evidence"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        ordering = ("office", "seat", models.F("since").desc(nulls_last=True), "id")
        constraints = (
            models.UniqueConstraint(
                fields=("office", "seat"),
                condition=models.Q(standing="held", until__isnull=True),
                name="tenure_one_holder_a_seat",
                violation_error_message=_("Somebody holds this seat already: end that tenure first."),
            ),
            models.CheckConstraint(
                condition=models.Q(standing__in=("held", "verify", "refused")), name="tenure_standing_known"
            ),
            models.CheckConstraint(condition=models.Q(seat__gte=1), name="tenure_seat_positive"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="tenure_ends_after_it_began",
                violation_error_message=_("The last day lies before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.target.name}, {self.office}"

    def clean(self) -> None:
        if self.office_id and self.seat and self.seat > self.office.seats:
            raise ValidationError({"seat": _("This office has fewer seats.")})


class FeedCopy(models.Model):
    """The last answer of a feed's address that could be read, so that an unchanged feed costs one 304."""

    url = models.CharField(max_length=500, unique=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body = models.BinaryField()
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class RosterCheck(models.Model):
    """One look at a feed: when, what came, and what was wrong with it. Nothing is changed by looking."""

    class Feed(models.TextChoices):
        REPRESENT = "represent", "Represent, Open North"
        HOUSE = "house", pgettext_lazy("feed", "House of Commons of Canada")

    class Failure(models.TextChoices):
        UNREACHABLE = "unreachable", _("The source could not be reached, or was too slow.")
        REFUSED = "refused", _("The source answered with an error.")
        UNREADABLE = "unreadable", _("What came is not what the source usually sends.")
        INCOMPLETE = "incomplete", _("A part of the list is missing.")
        ROWS = "rows", _("The list has people who cannot be read.")

    feed = models.CharField(max_length=20, choices=Feed)
    checked_at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)  # in the feed
    known = models.PositiveIntegerField(default=0)  # sitting in our roster at that moment
    gone = models.PositiveIntegerField(default=0)  # of those, not in the feed
    repeated = models.PositiveIntegerField(default=0)  # lines that staff refused before: not proposed again
    left_out = models.JSONField(
        default=list
    )  # [{"name", "riding", "why", "text"}]: people nothing is proposed for, and why
    failure = models.CharField(max_length=20, choices=Failure, blank=True)
    detail = models.TextField(blank=True)  # what was wrong, as the machine says it

    class Meta:
        ordering = ("-checked_at", "-id")
        indexes = (models.Index(fields=("feed", "-checked_at"), name="roster_check_newest"),)

    def __str__(self) -> str:
        return f"{self.get_feed_display()}, {self.checked_at:%Y-%m-%d}"

    @property
    def suspicious(self) -> bool:
        """Whether so many are gone that the feed is rather broken: by-elections and floor-crossings move some in a year."""
        return self.gone * 100 > self.known * GONE_PERCENT


# More than so many of a hundred gone at once: an election, or half a feed. Between January and September 2026 eleven of 343 left (3 %).
GONE_PERCENT = 10


class RosterChange(models.Model):
    """One line of a check: what would change about one person. Only a person's yes makes it so."""

    class Kind(models.TextChoices):  # in the order in which they are applied
        NEW = "new", pgettext_lazy("person", "new")
        BACK = "back", pgettext_lazy("person", "sits again")
        GONE = "gone", _("gone")
        ADDRESS = "address", pgettext_lazy("change", "address")
        PARTY = "party", _("party")
        RIDING = "riding", _("riding")
        NAME = "name", _("name")
        OTHER = "other", pgettext_lazy("change", "other facts")
        TENURE_ENDED = "tenure_ended", _("office given up")
        TENURE_NEW = "tenure_new", _("office taken")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", pgettext_lazy("change", "accepted")
        REFUSED = "refused", pgettext_lazy("change", "refused")
        REPLACED = "replaced", _("replaced by a newer check")

    class Reason(models.TextChoices):
        """Why a line was refused although somebody said yes."""

        ROW_CHANGED = "row_changed", _("This has changed since the check: the next one looks anew.")
        THERE_ALREADY = "there_already", _("This person is in the roster already.")
        NO_PERSON = "no_person", _("This person is not in the roster.")

    check_made = models.ForeignKey(RosterCheck, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+")  # None: not in the roster yet
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    before = models.JSONField(default=dict)  # field -> value, as it was stored when the check was made
    after = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("check_made", "state"), name="roster_change_state"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display()}"
