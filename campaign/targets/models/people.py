"""People, the offices they hold, and from when until when they held them."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaign.common.time_zones import validate_time_zone
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


def name_in(names: object, language: str) -> str:
    """One of several names by language: the wanted one ("fr" for "fr-ca" too), else English, else nothing."""
    known: dict[str, Any] = names if isinstance(names, dict) else {}
    return str(known.get(language.partition("-")[0]) or known.get(FALLBACK_LANGUAGE) or "")


def ends_after_it_began(name: str) -> models.CheckConstraint:
    """Of a row with `since` and `until`, each perhaps empty."""
    return models.CheckConstraint(
        condition=models.Q(until__isnull=True) | models.Q(since__isnull=True) | models.Q(until__gte=models.F("since")),
        name=name,
        violation_error_message=_("The last day lies before the first."),
    )


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
        SPANISH = "es", _("Spanish")

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
    # Where the province says nothing, such as in another country; empty: what the province says, else the site's own.
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
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
        return name_in(self.name, language) or self.slug


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
            ends_after_it_began("tenure_ends_after_it_began"),
        )

    def __str__(self) -> str:
        return f"{self.target.name}, {self.office}"

    def clean(self) -> None:
        if self.office_id and self.seat and self.seat > self.office.seats:
            raise ValidationError({"seat": _("This office has fewer seats.")})
