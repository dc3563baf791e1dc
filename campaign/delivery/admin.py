"""The back office of delivery: to read only. States change by the rules of the queue, never by hand."""

from django.contrib import admin

from campaign.common.back_office import ToReadOnly
from campaign.delivery.models import DeliveryEvent, OutgoingMail, Pause


class EventsOfMail(ToReadOnly, admin.TabularInline[DeliveryEvent, OutgoingMail]):
    model = DeliveryEvent
    fields = ("at", "from_state", "to_state", "reason", "by")
    extra = 0


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ToReadOnly, admin.ModelAdmin[OutgoingMail]):
    list_display = ("id", "kind", "state", "campaign", "to_email", "attempts", "next_attempt_at", "accepted_at")
    list_filter = ("state", "kind", "campaign")
    list_select_related = ("campaign",)
    search_fields = ("to_email__iexact", "provider_reference__exact")
    ordering = ("-id",)
    show_full_result_count = False
    # Mail to staff may hold a link that sets a password: nobody reads another's.
    exclude = ("text",)
    inlines = (EventsOfMail,)


@admin.register(Pause)
class PauseAdmin(ToReadOnly, admin.ModelAdmin[Pause]):
    list_display = ("scope", "key", "paused_at", "paused_by", "note", "resumed_at", "resumed_by")
    list_select_related = ("paused_by", "resumed_by")
    ordering = ("-paused_at",)
