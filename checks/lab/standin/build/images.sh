#!/bin/sh
# The stand-ins for official images, made from the distribution's packages and pushed to the
# registry with its own HTTP interface (https://distribution.github.io/distribution/spec/api/).
set -eu
registry=http://127.0.0.1:5000/v2
work=$(mktemp -d)
docker-registry serve /standin/registry.yml >"$work/registry.log" 2>&1 &
server=$!
curl --silent --fail --retry 20 --retry-connrefused --retry-delay 1 --output /dev/null "$registry/"

# blob NAME FILE: uploads a file and prints its digest.
blob() {
  digest=sha256:$(sha256sum "$2" | cut -d ' ' -f 1)
  location=$(curl --silent --fail --request POST --dump-header - --output /dev/null \
    "$registry/$1/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  curl --silent --fail --request PUT --upload-file "$2" --output /dev/null \
    --header 'Content-Type: application/octet-stream' "$location&digest=$digest"
  echo "$digest"
}

# publish NAME DAY ROOT CONFIG TAG...: one layer from the folder ROOT; CONFIG is the image's "config".
# The DAY of its making differs, so that `docker images` always lists them in one order.
publish() {
  name=library/$1 made=2026-01-${2}T00:00:00Z root=$3 config=$4
  shift 4
  tar --create --numeric-owner --owner=0 --group=0 --sort=name --mtime='2026-01-01 00:00Z' \
    --directory "$root" --file "$work/layer.tar" .
  unpacked=sha256:$(sha256sum "$work/layer.tar" | cut -d ' ' -f 1)
  gzip --force --no-name "$work/layer.tar"
  architecture=$(dpkg --print-architecture)
  printf '{"architecture":"%s","os":"linux","created":"%s","config":%s,"rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created":"%s","created_by":"the lab of this guide (stand-in)"}]}' \
    "$architecture" "$made" "$config" "$unpacked" "$made" >"$work/config.json"
  layer_digest=$(blob "$name" "$work/layer.tar.gz")
  config_digest=$(blob "$name" "$work/config.json")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":%s,"digest":"%s"},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":%s,"digest":"%s"}]}' \
    "$(stat --format=%s "$work/config.json")" "$config_digest" \
    "$(stat --format=%s "$work/layer.tar.gz")" "$layer_digest" >"$work/manifest.json"
  for tag in "$@"; do
    curl --silent --show-error --fail --request PUT --upload-file "$work/manifest.json" --output /dev/null \
      --header 'Content-Type: application/vnd.docker.distribution.manifest.v2+json' \
      "$registry/$name/manifests/$tag"
  done
}

# root: a folder with busybox and the few files that every image has.
root() {
  folder=$(mktemp -d "$work/root.XXXX")
  chmod 755 "$folder"
  mkdir -p "$folder/bin" "$folder/etc" "$folder/root" "$folder/tmp" "$folder/var/log"
  chmod 1777 "$folder/tmp"
  cp /bin/busybox "$folder/bin/busybox"
  for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln "$folder/bin/busybox" "$folder/bin/$applet"
  done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$folder/etc/passwd"
  echo 'root:x:0:' >"$folder/etc/group"
  echo "$folder"
}

path='"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]'
publish busybox 01 "$(root)" "{$path,\"Cmd\":[\"sh\"]}" latest

hello=$(mktemp -d "$work/root.XXXX")
cp /bin/busybox "$hello/cat"
cat >"$hello/message" <<'MESSAGE'

Hello from Docker!
This image is the stand-in of the guide's lab for Docker Hub's hello-world.
The client asked the daemon, the daemon pulled the image from a registry,
made a container from it, ran it, and sent this text back to your terminal.

MESSAGE
publish hello-world 02 "$hello" '{"Cmd":["/cat","/message"]}' latest

# nginx with the libraries that it asks for, laid out as in the official image.
web=$(root)
for file in /usr/sbin/nginx $(ldd /usr/sbin/nginx | grep --only-matching '/[^ ]*'); do
  mkdir -p "$web$(dirname "$file")"
  cp --dereference "$file" "$web$file"
done
mkdir -p "$web/etc/nginx" "$web/usr/share/nginx/html" "$web/var/log/nginx" "$web/var/lib/nginx" \
  "$web/run"
cp /etc/nginx/mime.types "$web/etc/nginx/"
cat >"$web/etc/nginx/nginx.conf" <<'NGINX'
user root;
worker_processes auto;
pid /run/nginx.pid;
error_log /dev/stderr notice;
events {}
http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  server {
    listen 80;
    root /usr/share/nginx/html;
  }
}
NGINX
cat >"$web/usr/share/nginx/html/index.html" <<'HTML'
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page comes from the stand-in of the guide's lab for Docker Hub's nginx image.</p>
</body>
</html>
HTML
publish nginx 03 "$web" \
  "{$path,\"Cmd\":[\"nginx\",\"-g\",\"daemon off;\"],\"ExposedPorts\":{\"80/tcp\":{}},\"StopSignal\":\"SIGQUIT\"}" \
  latest

kill "$server"
rm -r "$work"
