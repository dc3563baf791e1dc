"""The back office of participations: to look somebody up. What may be done to one is done by its supporter."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaign.common.back_office import ToReadOnly
from campaign.participation.models import NewsletterConsent, Participation


class ConsentOfParticipation(ToReadOnly, admin.StackedInline[NewsletterConsent, Participation]):
    model = NewsletterConsent


@admin.register(Participation)
class ParticipationAdmin(ToReadOnly, admin.ModelAdmin[Participation]):
    list_display = ("id", "campaign", "state", "first_name", "last_name", "email", "submitted_at", "confirmed_at")
    list_filter = ("state", "language", "campaign")
    list_select_related = ("campaign",)
    search_fields = ("email", "canonical_email", "last_name")
    search_help_text = _("An e-mail address or a last name")
    date_hierarchy = "submitted_at"
    ordering = ("-id",)
    show_full_result_count = False
    inlines = (ConsentOfParticipation,)
