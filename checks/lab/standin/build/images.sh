#!/bin/sh
# The stand-ins for official images, made from the distribution's packages and pushed to the
# registry with its own HTTP interface (https://distribution.github.io/distribution/spec/api/).
# Their configurations, and which programs are in them, are upstream's: see upstream.json.
set -eu
registry=http://127.0.0.1:5000/v2
here=/standin/images
upstream=/standin/upstream.json
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
    --header "Content-Type: $3" "$registry/$1/manifests/$2"
}

# pack ROOT: the folder ROOT as the next image's layer.
pack() {
  tar --create --numeric-owner --sort=name --mtime='2026-01-01 00:00Z' \
    --directory "$1" . | gzip --no-name >"$work/layer.tar.gz"
  uploaded=
}

# of IMAGE FIELD: what upstream.json says of an image. Fails if it says nothing.
of() {
  jq --exit-status --compact-output --raw-output --arg image "$1" ".[\$image].$2" "$upstream"
}

# publish NAME DAY TAG...: an image from the layer, with upstream's configuration, for upstream's
# platforms. (All have one layer, unless there is one for foreign platforms.)
# The DAY of its making differs, so that `docker images` always lists them in one order.
publish() {
  name=library/$1 repository=$1 made=2026-01-${2}T00:00:00Z
  shift 2
  for tag in "$@"; do
    config=$(of "$repository:$tag" config) type=$(of "$repository:$tag" mediaType) manifests=
    case $type in
    *oci*) kinds='oci.image.manifest.v1+json oci.image.config.v1+json oci.image.layer.v1.tar+gzip' ;;
    *) kinds='docker.distribution.manifest.v2+json docker.container.image.v1+json docker.image.rootfs.diff.tar.gzip' ;;
    esac
    for platform in $(of "$repository:$tag" 'platforms[]'); do
      rest=${platform#*/} architecture=${platform#*/} layer=$work/layer.tar.gz
      architecture=${architecture%%/*}
      [ "$rest" = "$architecture" ] && variant= || variant=,\"variant\":\"${rest#*/}\"
      [ "$architecture" = "$native" ] || [ ! -e "$work/foreign.tar.gz" ] || layer=$work/foreign.tar.gz
      platform="\"architecture\":\"$architecture\",\"os\":\"linux\"$variant"
      # The word splitting is meant.
      # shellcheck disable=SC2086
      image $kinds
      manifests=$manifests$(printf ',{"mediaType":"application/vnd.%s","size":%s,"digest":"%s","platform":{%s}}' \
        "${kinds%% *}" "$(stat --format=%s "$work/manifest.json")" "$digest" "$platform")
    done
    printf '{"schemaVersion":2,"mediaType":"%s","manifests":[%s]}' "$type" "${manifests#,}" \
      >"$work/index.json"
    put "$name" "$tag" "$type" "$work/index.json"
  done
}

# image MANIFEST CONFIG LAYER: uploads layer, configuration and manifest of a platform; these are
# their media types.
image() {
  if [ "$uploaded" != "$name $layer" ]; then
    unpacked=sha256:$(gunzip --stdout "$layer" | sha256sum | cut -d ' ' -f 1)
    layer_digest=$(blob "$name" "$layer")
    uploaded="$name $layer"
  fi
  printf '{%s,"created":"%s","config":%s,"rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created":"%s","created_by":"the lab of this guide (stand-in)"}]}' \
    "$platform" "$made" "$config" "$unpacked" "$made" >"$work/config.json"
  config_digest=$(blob "$name" "$work/config.json")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.%s","config":{"mediaType":"application/vnd.%s","size":%s,"digest":"%s"},"layers":[{"mediaType":"application/vnd.%s","size":%s,"digest":"%s"}]}' \
    "$1" "$2" "$(stat --format=%s "$work/config.json")" "$config_digest" \
    "$3" "$(stat --format=%s "$layer")" "$layer_digest" >"$work/manifest.json"
  digest=sha256:$(sha256sum "$work/manifest.json" | cut -d ' ' -f 1)
  put "$name" "$digest" "application/vnd.$1" "$work/manifest.json"
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
  rm "$folder/bin/ps"
  install --mode=755 "$here/ps.sh" "$folder/bin/ps"
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

# debian IMAGE: a folder laid out as Debian's, with the programs of the packages that the image has
# upstream (of those that matter here: upstream.json leaves out apt, dpkg, perl and their like).
debian() {
  folder=$(mktemp -d "$work/root.XXXX")
  chmod 755 "$folder"
  for part in bin sbin lib lib64; do
    mkdir -p "$folder/usr/$part"
    ln -s "usr/$part" "$folder/$part"
  done
  mkdir -p "$folder/dev" "$folder/etc" "$folder/home" "$folder/root" "$folder/run" \
    "$folder/tmp" "$folder/usr/local/bin" "$folder/usr/share" "$folder/var/log"
  chmod 1777 "$folder/tmp"
  cp /usr/share/base-passwd/passwd.master "$folder/etc/passwd"
  cp /usr/share/base-passwd/group.master "$folder/etc/group"
  cp /usr/lib/os-release "$folder/usr/lib/"
  ln -s ../usr/lib/os-release "$folder/etc/os-release"
  packages=$(of "$1" 'packages[]')
  # Those of this system that have no package of that name have its programs elsewhere.
  # shellcheck disable=SC2086
  files=$(dpkg --listfiles $packages 2>/dev/null | grep --extended-regexp '^/(usr/)?s?bin/[^/]+$')
  # shellcheck disable=SC2086
  libraries=$(ldd $files 2>/dev/null | grep --only-matching '/[^ ]*\.so[^ ]*' | sort --unique)
  # shellcheck disable=SC2086
  cp --dereference --parents $files $libraries "$folder"
  case $packages in
  *mawk*) ln -s mawk "$folder/usr/bin/awk" ;;
  esac
  case $packages in
  *tzdata*) cp --archive /usr/share/zoneinfo "$folder/usr/share/" ;;
  esac
  echo "$folder"
}

# busybox, also for another platform. Where the archive has no packages for the other one (Ubuntu keeps them
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
pack "$(root "$work/busybox")"
mv "$work/layer.tar.gz" "$work/foreign.tar.gz"
pack "$(root)"
publish busybox 01 1.37
publish busybox 08 latest
rm "$work/foreign.tar.gz"

# The official image is one program that prints its text. Here it is a text that prints itself: the
# kernel reads its first line and starts /tail, which leaves out that line.
hello=$(mktemp -d "$work/root.XXXX")
chmod 755 "$hello"
cp /bin/busybox "$hello/tail"
cat >"$hello/hello" <<'MESSAGE'
#!/tail -n+2

Hello from Docker!
This image is the stand-in of the guide's lab for Docker Hub's hello-world.
The client asked the daemon, the daemon pulled the image from a registry,
made a container from it, ran it, and sent this text back to your terminal.

MESSAGE
chmod 755 "$hello/hello"
pack "$hello"
publish hello-world 02 latest

# nginx, laid out as in the official image; its releases differ by their page.
for tag in 1.28 1.29 latest; do
  release=$(of "nginx:$tag" release)
  web=$(debian "nginx:$tag")
  program "$web" /usr/sbin/nginx
  mkdir -p "$web/etc/nginx/conf.d" "$web/usr/share/nginx/html" "$web/var/log/nginx" \
    "$web/var/lib/nginx" "$web/var/cache/nginx" "$web/docker-entrypoint.d"
  ln -s /dev/stdout "$web/var/log/nginx/access.log"
  ln -s /dev/stderr "$web/var/log/nginx/error.log"
  cp /etc/nginx/mime.types "$web/etc/nginx/"
  cp "$here/nginx.conf" "$web/etc/nginx/nginx.conf"
  cp "$here/nginx-default.conf" "$web/etc/nginx/conf.d/default.conf"
  install --mode=755 "$here/nginx-entrypoint.sh" "$web/docker-entrypoint.sh"
  echo 'nginx:x:101:101:nginx user:/nonexistent:/bin/false' >>"$web/etc/passwd"
  echo 'nginx:x:101:' >>"$web/etc/group"
  echo '<!DOCTYPE html><title>Error</title><h1>An error occurred.</h1>' \
    >"$web/usr/share/nginx/html/50x.html"
  cat >"$web/usr/share/nginx/html/index.html" <<HTML
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page comes from the stand-in of the guide's lab for Docker Hub's image nginx:$tag.</p>
</body>
</html>
HTML
  pack "$web"
  minor=${release#1.}
  publish nginx "${minor%.*}" "$tag"
done

redis=$(debian redis:8)
program "$redis" /usr/bin/redis-server /usr/local/bin/redis-server
program "$redis" /usr/bin/redis-cli /usr/local/bin/redis-cli
install --mode=755 "$here/redis-entrypoint.sh" "$redis/usr/local/bin/docker-entrypoint.sh"
echo 'redis:x:999:999::/home/redis:/bin/sh' >>"$redis/etc/passwd"
echo 'redis:x:999:' >>"$redis/etc/group"
mkdir "$redis/data"
chown 999:999 "$redis/data"
pack "$redis"
publish redis 04 8

# postgres, from the distribution's release, whatever its number; with the locale that the official
# image makes, since initdb refuses one that is not there.
postgres=$(debian postgres:17)
for number in /usr/lib/postgresql/*; do
  number=${number##*/}
  for file in "/usr/lib/postgresql/$number"/bin/* "/usr/lib/postgresql/$number"/lib/*.so; do
    case $file in *llvmjit*) ;; *) program "$postgres" "$file" ;; esac
  done
  [ "$number" = 17 ] || ln -s "$number" "$postgres/usr/lib/postgresql/17"
  mkdir -p "$postgres/usr/share/postgresql"
  cp --archive "/usr/share/postgresql/$number" "$postgres/usr/share/postgresql/"
  sed -i "s/^#\?listen_addresses *=.*/listen_addresses = '*'/" \
    "$postgres/usr/share/postgresql/$number/postgresql.conf.sample"
done
localedef --inputfile=en_US --charmap=UTF-8 en_US.UTF-8
cp --archive /usr/lib/locale "$postgres/usr/lib/"
program "$postgres" "$(command -v gosu)" /usr/local/bin/gosu
install --mode=755 "$here/postgres-entrypoint.sh" "$postgres/usr/local/bin/docker-entrypoint.sh"
echo 'postgres:x:999:999::/var/lib/postgresql:/bin/bash' >>"$postgres/etc/passwd"
echo 'postgres:x:999:' >>"$postgres/etc/group"
ln -s ../run "$postgres/var/run"
mkdir "$postgres/docker-entrypoint-initdb.d"
install --directory --owner=999 --group=999 --mode=1777 "$postgres/var/lib/postgresql" \
  "$postgres/var/lib/postgresql/data"
install --directory --owner=999 --group=999 --mode=3777 "$postgres/run/postgresql"
pack "$postgres"
publish postgres 03 17

# registry: the two majors have different configurations, in different places.
for release in 2 3; do
  distribution=$(root)
  file=$(of "registry:$release" 'config.Cmd[0]')
  program "$distribution" /usr/bin/docker-registry /bin/registry
  mkdir -p "$distribution$(dirname "$file")" "$distribution/etc/ssl/certs" \
    "$distribution/var/lib/registry"
  cp "$here/registry-$release.yml" "$distribution$file"
  cat /etc/ssl/certs/ca-certificates.crt /standin/tls/ca.crt \
    >"$distribution/etc/ssl/certs/ca-certificates.crt"
  install --mode=755 "$here/registry-entrypoint.sh" "$distribution/entrypoint.sh"
  pack "$distribution"
  tags=$release
  [ "$release" = 2 ] || tags="$release latest"
  # The word splitting is meant.
  # shellcheck disable=SC2086
  publish registry "0$((release + 3))" $tags
done

mv /standin/base.tar.gz "$work/layer.tar.gz"
uploaded=
publish ubuntu 07 24.04

kill "$server"
rm -r "$work"
