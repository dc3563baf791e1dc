"""The smallest Django project that sends mail, for peers: the same database server and mail server as ours."""

import os

import environ

SECRET_KEY = os.environ["SECRET_KEY"]
INSTALLED_APPS = ["django.contrib.contenttypes", "post_office"]
DATABASES = {"default": environ.Env.db_url_config(os.environ["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
LOGGING_CONFIG = None
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]

EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["SINK_PORT"])
# As it comes: batches of 100, threads 5. Also measured with larger batches, as its documentation tells busy sites.
POST_OFFICE = {
    "BATCH_SIZE": int(os.environ.get("POST_OFFICE_BATCH", "100")),
    "THREADS_PER_PROCESS": 5,
    "LOCK_FILE_NAME": f"post_office-{os.path.basename(os.environ['DATA_DIR'])}",
}

# As Celery comes, but for the broker and results that nobody reads.
CELERY_BROKER_URL = os.environ["REDIS_URL"].replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
