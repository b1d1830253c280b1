# Two stages: the first has the tools to install, the second only what runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements.txt pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/elshi \
 && /opt/elshi/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY bot bot
COPY handlers handlers
COPY locales locales
COPY scrapers scrapers
COPY storage storage
COPY domain domain
RUN for po in locales/*/LC_MESSAGES/elshi.po; do /opt/elshi/bin/pybabel compile -i "$po" -o "${po%.po}.mo"; rm "$po"; done \
 && /opt/elshi/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/elshi/bin/pip uninstall -y pip

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin elshi \
 && install -d -o elshi -g elshi /data
COPY --from=build /opt/elshi /opt/elshi
ENV PATH=/opt/elshi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    DATABASE_URL=sqlite:////data/elshi.db \
    HEARTBEAT_FILE=/data/heartbeat \
    LOG_JSON=true
USER elshi
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# The running bot touches the file every 30 s, after it has reached its database.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["python", "-m", "bot.health"]
ENTRYPOINT ["elshi"]
CMD ["run"]
