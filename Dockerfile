# Build: docker build -t podcite .    Run: docker run --rm -it --env-file .env -v podcite:/data podcite

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/podcite
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY retrieval retrieval
COPY bot bot
RUN /opt/podcite/bin/pip install -c constraints.txt .

FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --home-dir /data podcite \
    && install --directory --mode=0700 --owner=podcite --group=podcite /data
COPY --from=build /opt/podcite /opt/podcite
ENV PATH=/opt/podcite/bin:$PATH PODCITE_HOME=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER podcite
WORKDIR /data
VOLUME /data
# Checks settings, catalog, index and disk, but not Discord: if it can't be reached, the bot itself tries again.
HEALTHCHECK --interval=5m --timeout=30s --start-period=1m CMD ["podcite", "doctor", "--quick"]
ENTRYPOINT ["podcite"]
CMD ["run"]
