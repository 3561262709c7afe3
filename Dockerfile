# Gatehouse in a container: `docker build -t gatehouse .`
# With no settings it keeps its log in /data on SQLite: compose.yaml. Several processes: compose.scale.yaml.
# The link that makes the owner: `docker exec <container> gatehouse owner link`

FROM node:22-bookworm-slim AS build
WORKDIR /gatehouse
# better-sqlite3 compiles where there is no prebuilt binary.
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
COPY sdk/package.json sdk/
COPY web/package.json web/
RUN npm ci
COPY . .
RUN npm run build \
  # What the browser needs is built; the workspaces themselves stay here.
  && npm prune --omit=dev --workspaces=false --include-workspace-root \
  && rm -rf node_modules/@gatehouse

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    GATEHOUSE_HOST=0.0.0.0 \
    GATEHOUSE_DATABASE_URL=sqlite:/data/gatehouse.db
WORKDIR /gatehouse
COPY --from=build /gatehouse/package.json ./
COPY --from=build /gatehouse/node_modules node_modules
COPY --from=build /gatehouse/dist dist
COPY --from=build /gatehouse/web/dist web/dist
COPY --from=build /gatehouse/scripts/gatehouse-verify.mjs scripts/
RUN mkdir /data && chown node:node /data && ln -s /gatehouse/dist/bundle/gatehouse.js /usr/local/bin/gatehouse
VOLUME /data
EXPOSE 8080
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (Number(process.env.GATEHOUSE_PORT) || 8080) + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself gets the signals: a stop answers what is running, within 10 seconds.
CMD ["node", "dist/bundle/main.js"]
