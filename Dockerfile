# Two images: the one-process home (target "home", the default) and the same API on AWS records (target "aws").
# docs/container.md says how to build and run them.
#
# Base images are named by version. Pin them by digest where you build for production: a tag can move, a digest cannot
# (docker buildx imagetools inspect node:24.21.0-bookworm-slim). Behind a registry of your own, hand in npm's and pip's
# settings as build secrets; they stay out of the image:
#   docker build --secret id=npmrc,src=$HOME/.npmrc --secret id=pipconf,src=/etc/pip.conf --tag mainstay .

FROM node:24.21.0-bookworm-slim AS node-packages
WORKDIR /app
COPY package.json package-lock.json ./
# Without scripts: the only one is that of the package "node", which would bring a second Node.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim AS python-packages
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY training/requirements.txt /tmp/requirements.txt
RUN --mount=type=secret,id=pipconf,target=/etc/pip.conf \
    python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary=:all: -r /tmp/requirements.txt \
    && /opt/venv/bin/pip uninstall --yes pip setuptools

# Everything that the server needs becomes one file, the AWS SDK with it: nothing has to be installed beside it.
FROM node:24.21.0-bookworm-slim AS server-bundle
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --ignore-scripts --no-audit --no-fund
COPY api api
COPY core core
COPY lambdas lambdas
COPY scripts/build-server.mjs scripts/paths.mjs scripts/
RUN node scripts/build-server.mjs --out /app/dist/server

FROM node:24.21.0-bookworm-slim AS aws
WORKDIR /app
COPY --from=server-bundle /app/dist/server/index.mjs index.mjs
COPY LICENSE ./
ENV NODE_ENV=production
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8000/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# It starts no other processes and hears the signals itself, so it may be process 1.
ENTRYPOINT ["node", "/app/index.mjs"]

FROM node:24.21.0-bookworm-slim AS home
# tini is process 1: it hands signals on and buries what training leaves behind.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 tini \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=10001 --group=10001 --mode=0750 /data
WORKDIR /app
COPY --from=python-packages /opt/venv /opt/venv
COPY --from=node-packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY api api
COPY core core
COPY data data
COPY local local
COPY workflows workflows
COPY training/mainstay_training training/mainstay_training
RUN python3 -m compileall -q training \
    && ln -s /app/local/cli/mainstay.mjs /usr/local/bin/mainstay

ENV NODE_ENV=production \
    MAINSTAY_HOME=/data \
    MAINSTAY_PYTHON=/opt/venv/bin/python \
    PYTHONDONTWRITEBYTECODE=1
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8000/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Exec form, no shell and no npm in between: SIGTERM reaches the server, which finishes what it took and ends with 0.
ENTRYPOINT ["/usr/bin/tini", "--", "node", "/app/local/cli/mainstay.mjs"]
CMD ["start", "--host", "0.0.0.0", "--home", "/data"]
