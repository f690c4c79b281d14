# syntax=docker/dockerfile:1

FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json vite.config.ts ./
COPY src src
# What the console's page says.
COPY locales locales
RUN npm run build

FROM node:20-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:20-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY templates templates
COPY locales locales
COPY config config
USER node
EXPOSE 9096
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 9096}/-/healthy`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# A larger young generation: most of what a webhook needs is garbage a moment later.
CMD ["node", "--max-semi-space-size=64", "--initial-old-space-size=256", "--single-threaded-gc", "dist/main.js"]
