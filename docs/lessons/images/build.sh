#: prepare
#zh 单独一个新目录，不碰你已有的文件
#en A new directory of its own, which touches none of your files
site=$(mktemp --directory --tmpdir=/var/tmp) &&
  cp Dockerfile "$site" &&
  cd "$site" &&
  echo '<h1>Version @VERSION@</h1>' > page.html &&
  echo 'password=secret' > .env

#: read
cat Dockerfile

#: build
docker build --build-arg VERSION=1.0 --tag trial-site:1.0 .

#: serve
docker run --detach --name trial-site --publish 8080:80 trial-site:1.0

#: fetch
curl --silent --retry 5 --retry-all-errors http://localhost:8080/

#: build-cached
docker build --build-arg VERSION=1.0 --tag trial-site:1.0 .

#: see-context
docker build --quiet --target page --tag site-page .
docker run --rm site-page ls -A

#: ignore
cd "${site:?}" && cat > .dockerignore << 'EOF'
.dockerignore
.env
Dockerfile
EOF

#: see-context-again
docker build --quiet --target page --tag site-page .
docker run --rm site-page ls -A

#: build-changed
cd "${site:?}" && echo '<p>Something new</p>' >> page.html &&
  docker build --build-arg VERSION=1.1 --tag trial-site:1.1 .

#: build-argument
docker build --build-arg VERSION=1.2 --tag trial-site:1.2 .

#: build-no-cache
docker build --no-cache --pull --build-arg VERSION=1.2 --tag trial-site:1.2 .

#: multi-stage
docker run --rm trial-site:1.2 ls /page

#: history
docker history trial-site:1.2

#: no-dockerfile
cd "${site:?}" && mkdir empty
docker build empty

#: outside
docker build --quiet --file - . << 'EOF'
FROM nginx:1.29
COPY absent.html /usr/share/nginx/html/
EOF

#: clean-up
docker rm --force trial-site
