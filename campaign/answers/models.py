"""What supporters were asked and what they told: whether those they wrote to have answered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaign.campaigns.models import Addressee, Campaign
from campaign.participation.models import Participation


class Question(models.Model):
    """That somebody was asked, and about which letters. One row for each participation: so nobody is asked twice."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="question")
    # By the two below it is counted (a trigger of PostgreSQL keeps the sums); neither changes.
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, db_index=False, related_name="+")
    keys = ArrayField(models.CharField(max_length=24), verbose_name=_("recipients"))  # delivery.arrived.key_of
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("question for answers")
        verbose_name_plural = _("questions for answers")

    def __str__(self) -> str:
        return f"{self.participation_id} {self.asked_at:%Y-%m-%d}"


class Answer(models.Model):
    """What a supporter told of one recipient; they may change it, and the last that they told counts."""

    class Kind(models.TextChoices):
        NONE = "none", _("no answer so far")
        FORM = "form", _("a form letter")
        PERSONAL = "personal", _("a personal reply")
        CHANGED = "changed", _("they changed their position")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, db_index=False, related_name="answers")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, db_index=False, related_name="+")
    seat = models.PositiveIntegerField(_("seat"))
    kind = models.CharField(_("answer"), max_length=8, choices=Kind)
    told_at = models.DateTimeField(_("told"))  # when it became what it is

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = (
            models.UniqueConstraint(fields=("question", "addressee", "seat"), name="one_answer_per_recipient"),
        )

    def __str__(self) -> str:
        return f"{self.question_id} {self.addressee_id}.{self.seat}: {self.kind}"


class AnswerTally(models.Model):
    """How many more, or fewer, were asked or told this on one day in the campaign's time zone.

    A trigger writes it in the transaction that changes a question or an answer. What is changed or erased takes away from the day on
    which that happens, so the days that are over stay what they were.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _("asked")
        NONE = "none", Answer.Kind.NONE.label
        FORM = "form", Answer.Kind.FORM.label
        PERSONAL = "personal", Answer.Kind.PERSONAL.label
        CHANGED = "changed", Answer.Kind.CHANGED.label

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, db_index=False, related_name="+")
    addressee_id = models.BigIntegerField(_("addressee"))
    seat = models.PositiveIntegerField(_("seat"))
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    day = models.DateField(_("day"))
    n = models.BigIntegerField(_("number"))

    class Meta:
        verbose_name = _("sum of answers")
        verbose_name_plural = _("sums of answers")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "addressee_id", "seat", "kind", "day"), name="one_sum_of_answers_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.addressee_id}.{self.seat} {self.kind} {self.day}: {self.n}"


class Silence(models.Model):
    """An address whose owner does not want to be asked, known only by its keyed hash."""

    address_hash = models.CharField(_("hash of the address"), max_length=64, primary_key=True)
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("address that is not asked")
        verbose_name_plural = _("addresses that are not asked")

    def __str__(self) -> str:
        return self.address_hash[:8]


class LookedThrough(models.Model):
    """How far the history of letters was looked through for people to ask: one row, which moves with the questions it led to."""

    event_id = models.BigIntegerField(_("last event"), default=0)

    class Meta:
        verbose_name = _("how far was looked")
        verbose_name_plural = _("how far was looked")

    def __str__(self) -> str:
        return str(self.event_id)
