# syntax=docker/dockerfile:1

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=devel
# timetzdata puts the world's time zones into the program.
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags "-s -w -X main.version=${VERSION}" -o /out/loket ./cmd/loket
# The only folder that the program writes to, and the certificates it trusts providers by.
RUN mkdir -p /out/data /out/etc/ssl/certs && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/

# Nothing else is in the image: no shell, no package, no other user's file.
FROM scratch
ARG VERSION=devel
LABEL org.opencontainers.image.title="Loket" \
      org.opencontainers.image.description="The counter window of a civil-registry office, by Telegram and SMS" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/etc /etc
COPY --from=build /out/loket /loket
COPY --from=build --chown=65532:65532 /out/data /data

# Without LOKET_DATABASE_URL the office lives in /data/loket.db, sealed by /data/loket.key.
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV LOKET_LISTEN=0.0.0.0:8080 \
    TMPDIR=/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["/loket", "healthcheck"]
ENTRYPOINT ["/loket"]
CMD ["serve"]
