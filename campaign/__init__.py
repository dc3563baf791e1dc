"""Dear Minister: an "e-mail the minister" action in one minute."""

from campaign.celery import app as celery_app

__all__ = ["celery_app"]
