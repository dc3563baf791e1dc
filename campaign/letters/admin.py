"""Letters in the back office: read by superusers, written only through the organizers' pages, where they are validated."""

from django.contrib import admin
from django.http import HttpRequest

from campaign.letters.models import Letter, Revision


class ReadOnly:
    """Everybody who may look, looks; nobody writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnly, admin.ModelAdmin[Letter]):
    list_display = ("name", "created_at")
    search_fields = ("name",)


@admin.register(Revision)
class RevisionAdmin(ReadOnly, admin.ModelAdmin[Revision]):
    list_display = ("letter", "language", "number", "author", "created_at", "note")
    list_filter = ("language",)
    list_select_related = ("letter", "author")
    search_fields = ("letter__name", "subject", "body")
