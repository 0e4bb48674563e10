# The webhook service: docker build -t ghcr.io/mechanicbuddy/tenant-provisioner:VERSION .
FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json bundle.mjs ./
COPY imports imports
COPY src src
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:24-alpine
LABEL org.opencontainers.image.title="MechanicBuddy tenant provisioner" \
      org.opencontainers.image.description="Signups and billing events become Git commits"
# Git is for GIT_ADAPTER=local; at GitHub the service needs none.
RUN apk add --no-cache git
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/lib lib
USER 1000:1000
ENV NODE_ENV=production
EXPOSE 8080
ENTRYPOINT ["node", "lib/src/cli/main.js"]
CMD ["serve"]
