"""The back office of letters: which there are, and their revisions to read. They are written on the staff pages."""

from django.contrib import admin
from django.http import HttpRequest

from campaign.letters.models import Letter, Revision


class RevisionsOfLetter(admin.TabularInline[Revision, Letter]):
    model = Revision
    fields = readonly_fields = ("language", "number", "subject", "author", "created_at", "note")
    ordering = ("language", "-number")
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin[Letter]):
    list_display = ("name", "created_at")
    search_fields = ("name",)
    readonly_fields = ("created_at",)
    inlines = (RevisionsOfLetter,)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin[Revision]):
    """To read only: the database refuses changes, and new ones are checked where they are written."""

    list_display = ("letter", "language", "number", "author", "created_at", "note")
    list_filter = ("language", "letter")
    list_select_related = ("letter", "author")
    ordering = ("-created_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
