"""Sentences with a number in them, in both forms, so that a script can keep them right while the number changes."""

from dataclasses import dataclass

from django.utils.translation import ngettext


@dataclass(frozen=True)
class Forms:
    """The same words for one and for several; `%(count)s` is still in them where the number stands inside."""

    one: str
    other: str

    def of(self, count: int) -> str:
        return (self.one if count == 1 else self.other).replace("%(count)s", str(count))


def count_words() -> Forms:
    """What follows the number of people who took part."""
    return Forms(
        ngettext("person has written", "people have written", 1),
        ngettext("person has written", "people have written", 2),
    )


def send_words() -> Forms:
    return Forms(
        ngettext("Send my letter to %(count)s person", "Send my letter to %(count)s people", 1),
        ngettext("Send my letter to %(count)s person", "Send my letter to %(count)s people", 2),
    )


def people_words() -> Forms:
    return Forms(
        ngettext("%(count)s person", "%(count)s people", 1),
        ngettext("%(count)s person", "%(count)s people", 2),
    )


def others_words() -> Forms:
    return Forms(
        ngettext("and %(count)s other", "and %(count)s others", 1),
        ngettext("and %(count)s other", "and %(count)s others", 2),
    )
