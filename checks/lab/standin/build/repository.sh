#!/bin/sh
# A signed apt repository with the names of Docker's own packages. Each is a thin package that
# depends on the distribution's; its version says so ("~standin").
set -eu
. /etc/os-release
architecture=$(dpkg --print-architecture)
web=/standin/web
repository=$web/linux/$ID
pool=$repository/dists/$VERSION_CODENAME/pool/stable/$architecture
mkdir -p "$pool"

# thin NAME DEPENDS-ON...: takes the version of the first package that it depends on.
thin() {
  name=$1
  shift
  version=$(apt-cache show --no-all-versions "$1" | sed -n 's/^Version: \([0-9]*:\)\{0,1\}//p' |
    sed 's/[+~].*//; s/-[^-]*$//')
  folder=$(mktemp -d)
  chmod 755 "$folder"
  mkdir "$folder/DEBIAN"
  cat > "$folder/DEBIAN/control" << CONTROL
Package: $name
Version: 5:$version-1~standin
Architecture: $architecture
Maintainer: The guide's lab <lab@localhost>
Depends: $(echo "$*" | sed 's/ /, /g')
Section: admin
Priority: optional
Description: stand-in for Docker's own package of this name
 A thin package of the guide's lab: it depends on the distribution's $1.
CONTROL
  dpkg-deb --root-owner-group --build "$folder" "$pool" > /dev/null
  rm -r "$folder"
}

# The distributions name the client and the plugins differently.
known() { apt-cache show "$1" > /dev/null 2>&1; }
client=docker.io
known docker-cli && client=docker-cli
compose=docker-compose
known docker-compose-v2 && compose=docker-compose-v2
thin docker-ce docker.io
thin docker-ce-cli "$client"
thin docker-ce-rootless-extras docker.io
thin containerd.io containerd runc
thin docker-buildx-plugin docker-buildx
thin docker-compose-plugin "$compose"

export GNUPGHOME=/standin/gnupg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key \
  'Stand-in for the Docker repository (the lab of this guide)' rsa3072 sign never
gpg --armor --export > "$repository/gpg"

cd "$repository"
suite=dists/$VERSION_CODENAME
index=$suite/stable/binary-$architecture
mkdir -p "$index"
apt-ftparchive packages "$suite/pool" > "$index/Packages"
gzip --keep "$index/Packages"
release=$(mktemp)
apt-ftparchive -o APT::FTPArchive::Release::Origin=Docker \
  -o APT::FTPArchive::Release::Label='Docker CE (stand-in)' \
  -o APT::FTPArchive::Release::Suite="$VERSION_CODENAME" \
  -o APT::FTPArchive::Release::Codename="$VERSION_CODENAME" \
  -o APT::FTPArchive::Release::Architectures="$architecture" \
  -o APT::FTPArchive::Release::Components=stable release "$suite" > "$release"
gpg --batch --clearsign --output "$suite/InRelease" "$release"
rm -r "$release" "$GNUPGHOME"
chmod -R a+rX "$web"

# The mirrors carry the same tree below /docker-ce.
ln -s . "$web/docker-ce"
