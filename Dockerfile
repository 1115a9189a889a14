# syntax=docker/dockerfile:1
# Every image of Peaje: docker build --target service --build-arg APP=apps/pos -t peaje/pos .

FROM node:24-bookworm-slim AS node
WORKDIR /peaje

# The files that npm reads, and no others. Docker compares their content: it installs packages anew when one changes.
FROM node AS manifests
COPY . .
RUN find . -type f ! -name package.json ! -path ./package-lock.json ! -path ./.npmrc -delete \
  && find . -type d -empty -delete

FROM node AS installed
COPY --from=manifests /peaje ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund

FROM installed AS build
COPY . .
RUN NX_DAEMON=false NX_TUI=false npx nx run-many -t build --outputStyle=static

FROM build AS dist
ARG APP
# apps/board-web is the page that apps/board serves.
RUN mkdir /dist && cp -r --parents libs/*/dist ${APP}/dist $(ls -d ${APP}-web/dist 2>/dev/null) /dist

# The packages of one app, from the lock file, without those that only build and test.
FROM node AS packages
ARG APP
COPY --from=manifests /peaje ./
# Waits for the stage `installed`: after it, npm's cache has all packages.
COPY --from=installed /peaje/package.json ./
RUN --mount=type=cache,target=/root/.npm \
  npm ci -w ${APP} --omit=dev --omit=optional --omit=peer --ignore-scripts --no-audit --no-fund \
  # Prisma brings the query compilers of every database that it knows.
  && rm -rf node_modules/@prisma/client/runtime/*.cockroachdb.* node_modules/@prisma/client/runtime/*.mysql.* \
    node_modules/@prisma/client/runtime/*.sqlite.* node_modules/@prisma/client/runtime/*.sqlserver.*

FROM node AS app
ARG APP
# A volume that is mounted here belongs to the user that runs the app.
RUN install -d -o node -g node -m 0700 /keys
COPY --from=packages /peaje ./
COPY --from=dist /dist ./
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 KAFKAJS_NO_PARTITIONER_WARNING=1 \
  NODE_OPTIONS="--enable-source-maps --disable-warning=TimeoutNegativeWarning"
WORKDIR /peaje/${APP}
USER node

FROM app AS jobs
COPY prisma /peaje/prisma
ENTRYPOINT ["node", "dist/jobs/main.js"]

FROM app AS service
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
