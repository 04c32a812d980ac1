#: build-twice
docker build --quiet --label page=clean - << 'EOF'
FROM busybox:1.37
RUN echo 'first draft' > /note
EOF
docker build --quiet --label page=clean --tag note:1 - << 'EOF'
FROM busybox:1.37
RUN echo 'second draft' > /note
EOF

#: list
docker images --all
docker images --filter dangling=true

#: rebuild
docker build --quiet --label page=clean --tag note:1 - << 'EOF'
FROM busybox:1.37
RUN echo 'third draft' > /note
EOF
docker images --quiet --filter dangling=true --filter label=page=clean

#: remove
docker rmi $(docker images --quiet --filter dangling=true --filter label=page=clean)

#: remove-none
docker rmi $(docker images --quiet --filter dangling=true --filter label=page=clean)

#: prune-none
docker image prune --force --filter label=page=clean

#: dangling-again
docker build --quiet --label page=clean --label stage=test - << 'EOF'
FROM busybox:1.37
RUN echo 'fourth draft' > /note
EOF
docker build --quiet --label page=clean - << 'EOF'
FROM busybox:1.37
RUN echo 'fifth draft' > /note
EOF

#: prune-label
docker image prune --force --filter label=page=clean --filter label=stage=test

#: prune
docker image prune --filter label=page=clean

#: keep
#zh 让镜像自称构建于 1970 年，就像从 Docker Hub 取来的旧镜像
#en Have two images give 1970 as their date, like an old image from Docker Hub
docker build --quiet --label page=clean --build-arg SOURCE_DATE_EPOCH=0 --tag note:old - << 'EOF'
FROM busybox:1.37
RUN echo 'old draft' > /note
EOF
docker build --quiet --label page=clean --build-arg SOURCE_DATE_EPOCH=0 --tag note:kept - << 'EOF'
FROM busybox:1.37
RUN echo 'kept draft' > /note
EOF
docker create --name keeper note:kept
archive=$(mktemp)
docker save --output "$archive" note:old
docker image rm note:old
docker load --input "$archive"
rm "$archive"

#: prune-until
docker image prune --all --force --filter label=page=clean --filter until=24h
docker images --filter label=page=clean

#: cache
#zh 这一页的缓存：描述里有 draft 的那些
#en The cache of this page: the records with draft in their description
drafts=$(docker buildx du --verbose | awk '/^ID:/ { id = $2 } /^Description:.*draft/ { print id }' | paste --serial --delimiters='|')
docker builder prune --all --force --filter "id=^($drafts)\$"
docker system df

#: prune-all
docker image prune --all --force --filter label=page=clean
docker images --filter label=page=clean

#: clean-up
docker rm keeper
docker rmi note:kept
