"""The back office of letters: which there are, and their revisions to read. They are written on the staff pages."""

from django.contrib import admin

from campaign.common.back_office import NothingAdded, NothingDeleted, ToReadOnly
from campaign.letters.models import Letter, Revision


class RevisionsOfLetter(NothingAdded, admin.TabularInline[Revision, Letter]):
    model = Revision
    fields = readonly_fields = ("language", "number", "subject", "author", "created_at", "note")
    ordering = ("language", "-number")
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(Letter)
class LetterAdmin(NothingDeleted, admin.ModelAdmin[Letter]):
    list_display = ("name", "created_at")
    search_fields = ("name",)
    readonly_fields = ("created_at",)
    inlines = (RevisionsOfLetter,)


@admin.register(Revision)
class RevisionAdmin(ToReadOnly, admin.ModelAdmin[Revision]):
    """To read only: the database refuses changes, and new ones are checked where they are written."""

    list_display = ("letter", "language", "number", "author", "created_at", "note")
    list_filter = ("language", "letter")
    list_select_related = ("letter", "author")
    ordering = ("-created_at",)
