# The tracker as an image. It listens on $PORT, keeps its files in /app/data, and wants a proxy in front that speaks HTTPS.
#
#   docker build --tag promise-tracker .
#   docker run --rm --volume tracker:/app/data --env-file tracker.env promise-tracker python manage.py prepare
#   docker run --publish 127.0.0.1:8000:8000 --volume tracker:/app/data --env-file tracker.env promise-tracker
#
# tracker.env holds the variables that README.md lists. `prepare` migrates the database and loads both plans;
# run it before each new version serves.

FROM python:3.12-slim AS build
WORKDIR /app
COPY . .
RUN ["python3", "start.py", "install"]

FROM python:3.12-slim
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORT=8000 \
    WEB_CONCURRENCY=2 \
    GUNICORN_CMD_ARGS="--timeout=15 --no-control-socket --worker-tmp-dir=/dev/shm --access-logfile=-"
WORKDIR /app
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /app/data /app/data
USER 10001:10001
VOLUME ["/app/data"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python3", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["gunicorn", "--config=python:promise_tracker.serving", "promise_tracker.wsgi"]
