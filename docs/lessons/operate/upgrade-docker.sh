#: installed
mapfile -t packages < <(
  dpkg-query --show --showformat="\${db:Status-Abbrev} \${Package}\n" docker.io docker-cli docker-compose docker-buildx docker-ce docker-ce-cli docker-compose-plugin docker-buildx-plugin containerd containerd.io runc 2> /dev/null |
    sed --quiet 's/^[ih]i  *//p'
)
saved=~/docker-packages-$(date +%Y-%m-%dT%H%M%S)
[ -n "${packages[*]}" ] && dpkg-query --show "${packages[@]}" | tee "$saved"

#: live-restore
docker info --format '{{.LiveRestoreEnabled}}'
docker run --detach --name trial-keep busybox sleep 3600

#: hold
sudo apt-mark hold "${packages[@]}"

#: held
sudo apt-get update --quiet=2
plan=$(apt-get --simulate upgrade) &&
  { grep --extended-regexp '^Inst (docker|containerd|runc)' <<< "$plan" || echo 'Docker stays'; }

#: unhold
sudo apt-mark unhold "${packages[@]:?}" &&
  { apt-get --simulate --only-upgrade install "${packages[@]}" | grep '^Inst' || echo 'Nothing newer'; }

#: upgrade
sudo apt-get --yes --only-upgrade install "${packages[@]:?}" &&
  sudo systemctl restart docker

#: check
docker version --format '{{.Server.Version}}'
docker ps --filter name=trial-keep --format '{{.Names}}: {{.State}}'

#: roll-back
saved=$(printf '%s\n' ~/docker-packages-* | tail --lines=1)
mapfile -t packages < <(awk '{ print $1 }' "$saved")
mapfile -t before < <(awk '{ print $1 "=" $2 }' "$saved")
sudo apt-get --yes --allow-downgrades --allow-change-held-packages install "${before[@]:?}" &&
  sudo systemctl reset-failed docker docker.socket &&
  sudo systemctl restart docker

#: stay
sudo apt-mark hold "${packages[@]}"
dpkg-query --show "${packages[@]}" | diff - "$saved" && echo as before
docker ps --filter name=trial-keep --format '{{.Names}}: {{.State}}'

#: not-there
sudo apt-get --yes --allow-downgrades install "${packages[0]}=1:0.0-nosuch"

#: remove
docker rm --force trial-keep
sudo apt-mark unhold "${packages[@]}"
