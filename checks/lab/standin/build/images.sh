#!/bin/sh
# The stand-ins for official images, made from the distribution's packages and pushed to the
# registry with its own HTTP interface (https://distribution.github.io/distribution/spec/api/).
set -eu
registry=http://127.0.0.1:5000/v2
here=/standin/images
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

# put NAME REFERENCE TYPE FILE: uploads a manifest under a tag or a digest.
put() {
  curl --silent --show-error --fail --request PUT --upload-file "$4" --output /dev/null \
    --header "Content-Type: application/vnd.docker.distribution.manifest.$3+json" \
    "$registry/$1/manifests/$2"
}

# pack ROOT: the folder ROOT as the next image's layer.
pack() {
  tar --create --numeric-owner --sort=name --mtime='2026-01-01 00:00Z' \
    --directory "$1" . | gzip --no-name >"$work/layer.tar.gz"
}

# publish NAME DAY CONFIG TAG...: an image from the layer. CONFIG is its "config".
# The DAY of its making differs, so that `docker images` always lists them in one order.
publish() {
  name=library/$1 made=2026-01-${2}T00:00:00Z config=$3
  shift 3
  image "${architecture:-$(dpkg --print-architecture)}"
  for tag in "$@"; do
    put "$name" "$tag" v2 "$work/manifest.json"
  done
}

# image ARCHITECTURE: uploads layer and configuration, and writes the manifest.
image() {
  unpacked=sha256:$(gunzip --stdout "$work/layer.tar.gz" | sha256sum | cut -d ' ' -f 1)
  printf '{"architecture":"%s","os":"linux","created":"%s","config":%s,"rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created":"%s","created_by":"the lab of this guide (stand-in)"}]}' \
    "$1" "$made" "$config" "$unpacked" "$made" >"$work/config.json"
  layer_digest=$(blob "$name" "$work/layer.tar.gz")
  config_digest=$(blob "$name" "$work/config.json")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":%s,"digest":"%s"},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":%s,"digest":"%s"}]}' \
    "$(stat --format=%s "$work/config.json")" "$config_digest" \
    "$(stat --format=%s "$work/layer.tar.gz")" "$layer_digest" >"$work/manifest.json"
}

# root [BUSYBOX]: a folder with busybox and the few files that every image has.
root() {
  folder=$(mktemp -d "$work/root.XXXX")
  chmod 755 "$folder"
  mkdir -p "$folder/bin" "$folder/etc" "$folder/home" "$folder/root" "$folder/run" \
    "$folder/tmp" "$folder/usr/bin" "$folder/usr/sbin" "$folder/var/log"
  chmod 1777 "$folder/tmp"
  cp "${1:-/bin/busybox}" "$folder/bin/busybox"
  for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln "$folder/bin/busybox" "$folder/bin/$applet"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n' \
    >"$folder/etc/passwd"
  printf 'root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n' >"$folder/etc/group"
  echo "$folder"
}

# program FOLDER FILE [NAME]: a program of this system with the libraries that it asks for.
program() {
  target=$1${3:-$2}
  mkdir -p "$(dirname "$target")"
  rm -f "$target"
  cp --dereference "$2" "$target"
  for library in $(ldd "$2" 2>/dev/null | grep --only-matching '/[^ ]*'); do
    mkdir -p "$1$(dirname "$library")"
    cp --dereference "$library" "$1$library"
  done
}

path='"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]'

# busybox, for two platforms. Where the archive has no packages for the other one (Ubuntu keeps them
# elsewhere), its program is this system's with the other's machine number in its header: the kernel
# refuses it just the same.
native=$(dpkg --print-architecture)
case $native in
amd64) foreign=arm64 number='\267\0' ;;
*) foreign=amd64 number='\76\0' ;;
esac
cp /bin/busybox "$work/busybox"
# A list of sources that names architectures would not give the other one's packages.
if dpkg --add-architecture "$foreign" && apt-get update >/dev/null 2>&1 &&
  (cd "$work" && apt-get download "busybox-static:$foreign" >/dev/null 2>&1); then
  dpkg-deb --extract "$work"/busybox-static_*.deb "$work/foreign"
  cp "$work"/foreign/*/busybox "$work/busybox" 2>/dev/null ||
    cp "$work"/foreign/usr/bin/busybox "$work/busybox"
else
  # shellcheck disable=SC2059
  printf "$number" | dd of="$work/busybox" bs=1 seek=18 conv=notrunc status=none
fi
dpkg --remove-architecture "$foreign"
manifests=
for platform in "$native" "$foreign"; do
  name=library/busybox made=2026-01-01T00:00:00Z config="{$path,\"Cmd\":[\"sh\"]}"
  program=/bin/busybox
  [ "$platform" = "$native" ] || program=$work/busybox
  pack "$(root "$program")"
  image "$platform"
  digest=sha256:$(sha256sum "$work/manifest.json" | cut -d ' ' -f 1)
  put "$name" "$digest" v2 "$work/manifest.json"
  manifests=$manifests$(printf ',{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","size":%s,"digest":"%s","platform":{"architecture":"%s","os":"linux"}}' \
    "$(stat --format=%s "$work/manifest.json")" "$digest" "$platform")
done
printf '{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[%s]}' \
  "${manifests#,}" >"$work/list.json"
for tag in latest 1.37; do
  put library/busybox "$tag" list.v2 "$work/list.json"
done

hello=$(mktemp -d "$work/root.XXXX")
cp /bin/busybox "$hello/cat"
cat >"$hello/message" <<'MESSAGE'

Hello from Docker!
This image is the stand-in of the guide's lab for Docker Hub's hello-world.
The client asked the daemon, the daemon pulled the image from a registry,
made a container from it, ran it, and sent this text back to your terminal.

MESSAGE
pack "$hello"
publish hello-world 02 '{"Cmd":["/cat","/message"]}' latest

# nginx, laid out as in the official image; two releases of it, which differ by their page.
for release in 1.28 1.29; do
  web=$(root)
  program "$web" /usr/sbin/nginx
  mkdir -p "$web/etc/nginx/conf.d" "$web/usr/share/nginx/html" "$web/var/log/nginx" \
    "$web/var/lib/nginx"
  cp /etc/nginx/mime.types "$web/etc/nginx/"
  cp "$here/nginx.conf" "$web/etc/nginx/nginx.conf"
  cp "$here/nginx-default.conf" "$web/etc/nginx/conf.d/default.conf"
  cat >"$web/usr/share/nginx/html/index.html" <<HTML
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page comes from the stand-in of the guide's lab for Docker Hub's image nginx:$release.</p>
</body>
</html>
HTML
  pack "$web"
  tags=$release
  [ "$release" = 1.28 ] || tags="$release latest"
  # The word splitting is meant.
  # shellcheck disable=SC2086
  publish nginx "${release#1.}" \
    "{$path,\"Cmd\":[\"nginx\",\"-g\",\"daemon off;\"],\"ExposedPorts\":{\"80/tcp\":{}},\"StopSignal\":\"SIGQUIT\"}" \
    $tags
done

redis=$(root)
program "$redis" /usr/bin/redis-server /usr/local/bin/redis-server
program "$redis" /usr/bin/redis-cli /usr/local/bin/redis-cli
program "$redis" /usr/bin/setpriv
cp "$here/redis-entrypoint.sh" "$redis/usr/local/bin/docker-entrypoint.sh"
chmod 755 "$redis/usr/local/bin/docker-entrypoint.sh"
echo 'redis:x:999:999:redis:/home:/bin/false' >>"$redis/etc/passwd"
echo 'redis:x:999:' >>"$redis/etc/group"
mkdir "$redis/data"
chown 999:999 "$redis/data"
pack "$redis"
publish redis 04 \
  "{$path,\"Entrypoint\":[\"docker-entrypoint.sh\"],\"Cmd\":[\"redis-server\"],\"ExposedPorts\":{\"6379/tcp\":{}},\"Volumes\":{\"/data\":{}},\"WorkingDir\":\"/data\"}" \
  8 latest

# registry: the two majors have different configurations, in different places.
for release in 2 3; do
  distribution=$(root)
  file=/etc/distribution/config.yml
  [ "$release" = 3 ] || file=/etc/docker/registry/config.yml
  program "$distribution" /usr/bin/docker-registry /bin/registry
  mkdir -p "$distribution$(dirname "$file")" "$distribution/etc/ssl/certs" \
    "$distribution/var/lib/registry"
  cp "$here/registry-$release.yml" "$distribution$file"
  cat /etc/ssl/certs/ca-certificates.crt /standin/tls/ca.crt \
    >"$distribution/etc/ssl/certs/ca-certificates.crt"
  cp "$here/registry-entrypoint.sh" "$distribution/entrypoint.sh"
  chmod 755 "$distribution/entrypoint.sh"
  pack "$distribution"
  tags=$release environment=$path
  [ "$release" = 2 ] || tags="$release latest" environment="${path%]},\"OTEL_TRACES_EXPORTER=none\"]"
  # The word splitting is meant.
  # shellcheck disable=SC2086
  publish registry "0$((release + 3))" \
    "{$environment,\"Entrypoint\":[\"/entrypoint.sh\"],\"Cmd\":[\"$file\"],\"ExposedPorts\":{\"5000/tcp\":{}},\"Volumes\":{\"/var/lib/registry\":{}}}" \
    $tags
done

mv /standin/base.tar.gz "$work/layer.tar.gz"
publish ubuntu 07 "{$path,\"Cmd\":[\"/bin/bash\"]}" 24.04 latest

kill "$server"
rm -r "$work"
