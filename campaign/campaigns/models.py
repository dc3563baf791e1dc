"""A campaign: which letter goes to whom, in which languages, and whether it is open."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import Team
from campaign.campaigns.goals import goal_shown
from campaign.common.links import validate_https_link
from campaign.common.time_zones import validate_time_zone
from campaign.letters.models import Letter
from campaign.targets.models import Group, Office, Target

UNDO_WINDOW_SECONDS = 120  # time to notice a slip; the plan's default
LONGEST_UNDO_WINDOW_SECONDS = 24 * 60 * 60


def validate_translations(texts: object) -> None:
    """One line of text for each of some languages."""
    if not isinstance(texts, dict) or any(
        not isinstance(text, str) or not text.isprintable() for text in texts.values()
    ):
        raise ValidationError(_('Give one line of text by language, such as {"en": "Dear Minister"}.'))
    if unknown := sorted(set(texts) - {code for code, _name in settings.LANGUAGES}):
        raise ValidationError(_("Unknown language: %(codes)s"), params={"codes": ", ".join(unknown)})


class Campaign(models.Model):
    """One action: a letter, the people or offices it goes to, and the page that invites supporters to send it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")

    class Purpose(models.TextChoices):
        ACTION = "action", _("action")
        DEMO = "demo", _("demo: its letters never leave this machine")
        REHEARSAL = "rehearsal", _("rehearsal: a throw-away copy")

    class PostalCode(models.TextChoices):
        REQUIRED = "required", _("required")
        OPTIONAL = "optional", _("optional")
        OFF = "off", _("not asked")

    slug = models.SlugField(_("slug"), unique=True, help_text=_("The last part of the campaign's address."))
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("team"))
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="campaign", verbose_name=_("letter"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT)
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose, default=Purpose.ACTION)
    languages = ArrayField(models.CharField(max_length=2, choices=settings.LANGUAGES), verbose_name=_("languages"))
    default_language = models.CharField(_("default language"), max_length=2, choices=settings.LANGUAGES)
    goal = models.PositiveIntegerField(_("goal"), default=1000, validators=[MinValueValidator(1)])
    stretch_goals = models.BooleanField(_("a new goal whenever one is reached"), default=False)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#b3261e", validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z")]
    )
    postal_code = models.CharField(_("postal code"), max_length=16, choices=PostalCode, default=PostalCode.OPTIONAL)
    undo_window_seconds = models.PositiveIntegerField(
        _("undo window in seconds"),
        default=UNDO_WINDOW_SECONDS,
        validators=[MaxValueValidator(LONGEST_UNDO_WINDOW_SECONDS)],
    )
    # How fast letters leave. Whatever a campaign asks for, the site's cap holds (settings.MAILBOX_PER_HOUR_CAP).
    mailbox_per_hour = models.PositiveIntegerField(
        _("letters an hour to one mailbox"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    office_hours = models.BooleanField(_("only on weekdays from 8 to 20, where the recipient lives"), default=False)
    bundles = models.BooleanField(_("hourly bundles of up to 50 letters"), default=False)
    horizon_days = models.PositiveSmallIntegerField(
        _("days within which the last letter should leave"), default=14, validators=[MinValueValidator(1)]
    )
    thank_you_mail = models.BooleanField(_("thank supporters by e-mail"), default=False)
    ask_for_answers = models.BooleanField(_("ask supporters whether they got an answer"), default=True, db_default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Set while it is still to happen; what happened stands in opened_at and closed_at.
    opens_at = models.DateTimeField(_("opens by itself"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes by itself"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=settings.TIME_ZONE, validators=[validate_time_zone]
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="campaign_closes_after_it_opens",
                violation_error_message=_("It closes before it opens."),
            ),
        )

    def __str__(self) -> str:
        return self.slug

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def goal_at(self, people: int) -> int:
        """The goal that so many people are shown."""
        return goal_shown(self.goal, people, self.stretch_goals)

    @property
    def is_scheduled(self) -> bool:
        return self.state == self.State.DRAFT and self.opens_at is not None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def language_or_default(self, language: str) -> str:
        return language if language in self.languages else self.default_language


class CampaignText(models.Model):
    """What the campaign's page says, in one language."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=200)
    ask = models.CharField(_("ask, in one sentence"), max_length=400)
    story = models.TextField(_("story"), help_text=_("Paragraphs are separated by an empty line."))
    share_text = models.CharField(_("share text"), max_length=280, blank=True)
    mail_share_text = models.TextField(_("share text for e-mail"), blank=True)
    thanks = models.CharField(_("thank-you sentence"), max_length=400, blank=True)
    # What comes afterwards: on the receipt, in the thank-you mail, and once the campaign is closed.
    next_text = models.TextField(_("what to do next"), blank=True)
    next_label = models.CharField(_("words on the button"), max_length=60, blank=True)
    next_link = models.CharField(
        _("where the button leads"), max_length=300, blank=True, validators=[validate_https_link]
    )
    thank_you_text = models.TextField(_("thank-you mail"), blank=True)
    closing_text = models.TextField(_("closing words"), blank=True)

    class Meta:
        verbose_name = _("campaign text")
        verbose_name_plural = _("campaign texts")
        constraints = (models.UniqueConstraint(fields=("campaign", "language"), name="one_text_per_language"),)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.language}"


class Picture(models.Model):
    """The picture on a campaign's page, made anew from what was uploaded (campaigns.pictures)."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="picture")
    digest = models.CharField(
        _("digest"), max_length=32, db_index=True
    )  # of its pixels: in its address, so that it may be kept for ever
    alt = models.JSONField(_("description, by language"), default=dict, validators=[validate_translations])

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.digest}"


class PictureFile(models.Model):
    """One size of a picture, as a JPEG."""

    class Size(models.TextChoices):
        SMALL = "small", _("for small screens")
        LARGE = "large", _("for large screens")
        CARD = "card", _("for sharing sites")

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, db_index=False, related_name="files")
    size = models.CharField(_("size"), max_length=8, choices=Size)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    data = models.BinaryField(_("JPEG"))

    class Meta:
        verbose_name = _("size of a picture")
        verbose_name_plural = _("sizes of pictures")
        constraints = (models.UniqueConstraint(fields=("picture", "size"), name="one_file_per_size"),)

    def __str__(self) -> str:
        return f"{self.picture_id} {self.size}"


class Addressee(models.Model):
    """Whom a campaign writes to: a person, an office, a group or the supporter's own member, whoever that is when a letter leaves.

    Letters are addressed to its seats. A person has one, seat 1; an office has those it counts; in a group each person's own key
    is the seat; of a parliament's own members it is the riding's code.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="addressees")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    target = models.ForeignKey(
        Target, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office")
    )
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    own_member_of = models.CharField(
        _("the supporter's own member of"), max_length=40, blank=True, help_text=_("The source of a roster.")
    )
    role = models.JSONField(_("role, by language"), default=dict, blank=True, validators=[validate_translations])
    greeting = models.JSONField(
        _("greeting, by language"), default=dict, blank=True, validators=[validate_translations]
    )
    # Taken off the list with letters to it: nobody new writes to it, what waits goes on, and whom letters went to is not lost.
    retired_at = models.DateTimeField(_("taken off the list"), null=True, blank=True)

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(target__isnull=False, office__isnull=True, group__isnull=True, own_member_of="")
                | models.Q(target__isnull=True, office__isnull=False, group__isnull=True, own_member_of="")
                | models.Q(target__isnull=True, office__isnull=True, group__isnull=False, own_member_of="")
                | models.Q(target__isnull=True, office__isnull=True, group__isnull=True) & ~models.Q(own_member_of=""),
                name="addressee_is_of_one_kind",
            ),
            models.UniqueConstraint(fields=("campaign", "target"), name="a_person_once_per_campaign"),
            models.UniqueConstraint(fields=("campaign", "office"), name="an_office_once_per_campaign"),
            models.UniqueConstraint(fields=("campaign", "group"), name="a_group_once_per_campaign"),
            models.UniqueConstraint(
                fields=("campaign", "own_member_of"),
                condition=~models.Q(own_member_of=""),
                name="own_members_once_per_campaign",
            ),
        )

    def __str__(self) -> str:
        named = self.target or self.office or self.group
        return str(named or _("The supporter’s own Member of Parliament"))
