"""The Celery application: its settings are CELERY_* in settings.py, its tasks the `tasks` modules of the rooms."""

import os
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")

app = Celery("campaign")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class SettableScheduler(PersistentScheduler):
    """Beat's own scheduler, which also goes on when the machine's clock is set back.

    Celery's waits until the clock shows again what it showed at the last tick: an hour set back was an hour without a sweep.
    """

    def tick(self, *args: Any, **kwargs: Any) -> float:
        now = self.app.now()
        if any(entry.last_run_at and entry.last_run_at > now for entry in self.schedule.values()):
            for entry in self.schedule.values():
                entry.last_run_at = now
            self._heap = None  # made anew from the entries
        return super().tick(*args, **kwargs)
