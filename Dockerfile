# The bot in a container: no root, nothing written outside of /data. How to run it: docs/deploying.md.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY requirements.txt ./
RUN python -m venv /opt/ainews \
    && /opt/ainews/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY templates templates
COPY migrations migrations
RUN /opt/ainews/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin ainews \
    && install --directory --owner ainews --group ainews --mode 0700 /data
COPY --from=build /opt/ainews /opt/ainews
ENV PATH=/opt/ainews/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/ainews.db \
    AINEWS_LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME /data
# HTTP mode only; Socket Mode needs no port.
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9484/healthz', timeout=4)"]
ENTRYPOINT ["ainews"]
CMD ["run"]
