#: write-token
#zh 单独一个新目录，不碰你已有的文件
#en A new directory of its own, which touches none of your files
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder" &&
  printf 'hush-2026' > token

#: mount
docker build --secret id=token,src=token --tag tight - << 'EOF'
FROM busybox:1.37
RUN --mount=type=secret,id=token,required=true wc -c < /run/secrets/token > /length
EOF

#: used
docker run --rm tight cat /length

#: forgotten
docker build --quiet - << 'EOF'
FROM busybox:1.37
RUN --mount=type=secret,id=token,required=true wc -c < /run/secrets/token > /count
EOF

#: stale
cd "${folder:?}" && printf 'hush-2026-12' > token
docker build --quiet --secret id=token,src=token --tag tight - << 'EOF'
FROM busybox:1.37
RUN --mount=type=secret,id=token,required=true wc -c < /run/secrets/token > /length
EOF
docker run --rm tight cat /length

#: stale-cure
docker build --quiet --no-cache --secret id=token,src=token --tag tight - << 'EOF'
FROM busybox:1.37
RUN --mount=type=secret,id=token,required=true wc -c < /run/secrets/token > /length
EOF
docker run --rm tight cat /length

#: leak-argument
docker build --quiet --build-arg TOKEN="$(cat token)" --tag leaky:argument - << 'EOF'
FROM busybox:1.37
ARG TOKEN
RUN test -n "$TOKEN"
EOF
docker history --no-trunc --format '{{.CreatedBy}}' leaky:argument

#: leak-copy
docker build --quiet --tag leaky:copy --file - . << 'EOF'
FROM busybox:1.37
COPY token /token
RUN rm /token
EOF
docker run --rm leaky:copy cat /token

#: search
search() {
  cd "${folder:?}" && rm --recursive --force unpacked && mkdir unpacked &&
    docker save "$1" | tar --extract --directory unpacked &&
    zgrep --files-with-matches hush-2026 unpacked/blobs/sha256/*
}
search leaky:copy

#: absent
docker history --no-trunc --format '{{.CreatedBy}}' tight
docker run --rm tight cat /run/secrets/token
search tight
