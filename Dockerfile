# Two stages: the first has the tools to install, the second only what runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
# The reading of announcements is compiled: a sixth faster (docs/decisions/0034-compiled-reading.md).
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY requirements.txt requirements-compile.txt pyproject.toml setup.py README.md LICENSE ./
RUN python -m venv /opt/elshi \
 && /opt/elshi/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
 && python -m venv /opt/compile \
 && /opt/compile/bin/pip install --no-cache-dir --require-hashes -r requirements-compile.txt
COPY bot bot
COPY handlers handlers
COPY locales locales
COPY scrapers scrapers
COPY storage storage
COPY domain domain
RUN for po in locales/*/LC_MESSAGES/elshi.po; do /opt/elshi/bin/pybabel compile -i "$po" -o "${po%.po}.mo"; rm "$po"; done \
 && ELSHI_COMPILED=1 /opt/compile/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation -w /opt/wheel . \
 && /opt/elshi/bin/pip install --no-cache-dir --no-deps /opt/wheel/*.whl \
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
