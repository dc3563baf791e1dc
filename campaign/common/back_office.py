"""What may not be done in the back office, for the rooms' admin classes to begin with."""

from django.http import HttpRequest


class NothingAdded:
    """Rows come to be elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class NothingDeleted:
    """Letters, once sent, and the people who wrote them point at these rows."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ToReadOnly(NothingAdded, NothingDeleted):
    """Nothing is changed either."""

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
