#!/bin/sh
# A signed apt repository with Docker's own package names. The programs in them are the
# distribution's: its packages are taken apart and put together again under the names, with the
# relations, of Docker's. Their version says so ("~standin").
#
#   repository.sh [SUITE]     take them from another suite of the archive, for a newer Docker
#
# Packages in /standin/packages are Docker's own and are served as they are, instead of all these.
set -eu
. /etc/os-release
architecture=$(dpkg --print-architecture)
web=/standin/web
repository=$web/linux/$ID
pool=$repository/dists/$VERSION_CODENAME/pool/stable/$architecture
mkdir -p "$pool"

newer=${1:+/$1}
if [ "$newer" ]; then
  sh /standin/build/newer.sh "$VERSION_CODENAME" "$1"
  apt-get update >/dev/null
fi

# field FILE NAME: a field of a package, with the distribution's package names changed to Docker's.
field() {
  dpkg-deb --field "$1" "$2" | tr ',' '\n' | sed 's/^ *//; s/^containerd\( .*\)\{0,1\}$/containerd.io/
    s/^docker-cli\( .*\)\{0,1\}$/docker-ce-cli/; /^runc\b/d; /^tini-static\b/d; /^docker\.io\b/d' | paste -s -d , -
}

# start_as_docker_does FOLDER: the distribution's unit reads /etc/default/docker and starts
# /usr/sbin/dockerd; Docker's own does neither, and is restarted after every end of the daemon:
# https://github.com/moby/moby/blob/v28.5.2/contrib/init/systemd/docker.service
start_as_docker_does() {
  # shellcheck disable=SC2016  # $DOCKER_OPTS is the unit's text.
  find "$1" -name docker.service -exec sed -i '
    /^EnvironmentFile=/d
    s|^ExecStart=/usr/sbin/dockerd\(.*\) \$DOCKER_OPTS$|ExecStart=/usr/bin/dockerd\1|
    /^RestartSec=/d
    s/^Restart=.*/RestartSec=2\nRestart=always/' {} +
  for program in dockerd docker-proxy docker-init; do
    [ ! -e "$1/usr/sbin/$program" ] || mv "$1/usr/sbin/$program" "$1/usr/bin/$program"
  done
  [ ! -e "$1/etc/default/docker" ] || echo '# For the SysV init script. systemd does not read this file.' \
    >"$1/etc/default/docker"
}

# package NAME RELATIONS [PART...]: puts the distribution's packages PART together as NAME. RELATIONS
# are further lines of the control file; version and dependencies come from the last PART.
package() {
  name=$1 relations=$2
  shift 2
  folder=$(mktemp -d)
  chmod 755 "$folder"
  mkdir "$folder/DEBIAN"
  version=1 depends=
  for part in "$@"; do
    (cd "$folder" && apt-get download "$part$newer" >/dev/null 2>&1)
    dpkg-deb --raw-extract "$folder"/*.deb "$folder.part"
    depends=$depends$(field "$folder"/*.deb Depends),
    version=$(dpkg-deb --field "$folder"/*.deb Version | sed 's/^[0-9]*://; s/[+~].*//; s/-[^-]*$//')
    rm "$folder"/*.deb
    cp --archive "$folder.part/." "$folder"
    rm -r "$folder.part" "$folder/DEBIAN/md5sums"
  done
  # With it, purging the distribution's package deletes all images and volumes; Docker's own package
  # leaves them, and so the guide's step that deletes them has something to do.
  rm -f "$folder/usr/share/docker.io/contrib/nuke-graph-directory.sh"
  start_as_docker_does "$folder"
  {
    echo "Package: $name"
    echo "Version: 5:$version-1~standin"
    echo "Architecture: $architecture"
    echo "Maintainer: The lab of this guide <lab@localhost>"
    [ -z "$depends" ] || echo "Depends: $(echo "$depends" | sed 's/,,*/, /g; s/^, //; s/, $//')"
    [ -z "$relations" ] || echo "$relations"
    echo "Section: admin"
    echo "Priority: optional"
    echo "Description: stand-in for Docker's own package of this name"
    echo " The distribution's ${*:-(nothing)}, put together by the lab of this guide."
  } >"$folder/DEBIAN/control"
  # Without the time of today's build, which apt's "[762 B]" would tell.
  SOURCE_DATE_EPOCH=1767225600 dpkg-deb --root-owner-group -Zgzip -z1 --build "$folder" "$pool" >/dev/null
  rm -r "$folder"
}

of_the_distribution() {
  # The distributions name the client and the plugins differently; where the client is no package of
  # its own, it comes with the daemon.
  known() { apt-cache show "$1" >/dev/null 2>&1; }
  client=
  known docker-cli && client=docker-cli
  compose=docker-compose
  known docker-compose-v2 && compose=docker-compose-v2
  # docker-init is a package of its own in newer releases.
  tini=
  known tini-static && tini='tini-static'
  # What they conflict with is what Docker's own declare, no more: where Docker's say nothing and the
  # distribution's package has the same file, dpkg refuses here as there. From deb/common/control of
  # https://github.com/docker/docker-ce-packaging (2f12fe8).
  # The word splitting is meant, here and below.
  # shellcheck disable=SC2086
  package docker-ce 'Recommends: apparmor, ca-certificates, docker-ce-rootless-extras, git, pigz, procps, xz-utils
Conflicts: docker.io
Replaces: docker-ce-cli (<< 5:28.0.0)' $tini docker.io
  # Without a client package, an empty one.
  # shellcheck disable=SC2086
  package docker-ce-cli 'Recommends: docker-buildx-plugin, docker-compose-plugin
Conflicts: docker.io, docker-cli
Breaks: docker-ce (<< 5:0)
Replaces: docker-ce (<< 5:0)' $client
  package docker-ce-rootless-extras 'Enhances: docker-ce
Conflicts: rootlesskit
Breaks: rootlesskit
Replaces: rootlesskit'
  package containerd.io 'Conflicts: containerd, runc
Replaces: containerd, runc
Provides: containerd, runc' runc containerd
  package docker-buildx-plugin 'Enhances: docker-ce-cli
Replaces: docker-ce-cli' docker-buildx
  package docker-compose-plugin 'Recommends: docker-buildx-plugin (>= 0.17.0)
Enhances: docker-ce-cli' "$compose"
}

if [ -d /standin/packages ]; then
  mv /standin/packages/*.deb "$pool"
else
  of_the_distribution
fi
rm -f /etc/apt/sources.list.d/newer.*

export GNUPGHOME=/standin/gnupg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key \
  'Stand-in for the Docker repository (the lab of this guide)' rsa3072 sign never
gpg --armor --export >"$repository/gpg"

cd "$repository"
suite=dists/$VERSION_CODENAME
index=$suite/stable/binary-$architecture
mkdir -p "$index"
apt-ftparchive packages "$suite/pool" >"$index/Packages"
gzip --keep "$index/Packages"
release=$(mktemp)
apt-ftparchive -o APT::FTPArchive::Release::Origin=Docker \
  -o APT::FTPArchive::Release::Label='Docker CE (stand-in)' \
  -o APT::FTPArchive::Release::Suite="$VERSION_CODENAME" \
  -o APT::FTPArchive::Release::Codename="$VERSION_CODENAME" \
  -o APT::FTPArchive::Release::Architectures="$architecture" \
  -o APT::FTPArchive::Release::Components=stable release "$suite" >"$release"
gpg --batch --clearsign --output "$suite/InRelease" "$release"
rm -r "$release" "$GNUPGHOME"
chmod -R a+rX "$web"

# The mirrors carry the same tree below /docker-ce.
ln -s . "$web/docker-ce"
