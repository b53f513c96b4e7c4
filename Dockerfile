# Three stages: dependencies without the development ones; the single file that members download, which needs them;
# then the files that run. The image's own Node is used; the "node" package, which pins the runtime on other
# machines, is left out.
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/node node_modules/.bin/node

FROM node:24.21.0-bookworm-slim AS probe-file
WORKDIR /app
COPY package.json package-lock.json LICENSE ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY src ./src
COPY pack ./pack
COPY knowledge ./knowledge
RUN node pack/write-probe-file.ts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8101
WORKDIR /app
RUN mkdir data && chown node:node data
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
COPY commands ./commands
COPY knowledge ./knowledge
COPY --from=probe-file /app/dist/lineman-probe.mjs ./dist/
USER node
VOLUME /app/data
EXPOSE 8101
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
	CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself refuses what Lineman has no use for: to write outside its data folder, to read outside /app, to start programs.
CMD ["node", "--permission", "--allow-fs-read=/app", "--allow-fs-write=/app/data", "--allow-worker", "--allow-addons", "--disable-warning=SecurityWarning", "src/start.mjs"]
