# zava and all that it needs, for docker-compose.yml and for schedulers: docker build --tag zava .
FROM node:22-bookworm-slim AS build
WORKDIR /zava
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY workers ./workers
COPY scripts/made.mjs ./scripts/made.mjs
COPY config ./config
RUN npm run build
RUN npm prune --omit=dev

FROM node:22-bookworm-slim
WORKDIR /zava
COPY --from=build /zava/package.json ./package.json
COPY --from=build /zava/node_modules ./node_modules
COPY --from=build /zava/dist ./dist
COPY config ./config
# npx zava finds it there, without asking a registry.
RUN chmod +x dist/src/cli.js && ln -s ../../dist/src/cli.js node_modules/.bin/zava
# Settings of the environment and .env stay outside; an embedded server has a folder that its user may write.
RUN install --directory --owner=node --group=node .zava
USER node
ENTRYPOINT ["node", "/zava/dist/src/cli.js"]
CMD ["--help"]
