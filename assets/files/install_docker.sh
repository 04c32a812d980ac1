#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# install_docker.sh: Docker Engine from Docker's own apt repository, or from a
# mirror of it, on Ubuntu or Debian.
#
# The same commands as route 1 of the guide's page "Install Docker", in the same
# order. Whatever speaks against an installation is said before anything is
# changed. Running it again is safe.
#
#   bash install_docker.sh --dry-run          print the commands, change nothing
#   sudo bash install_docker.sh               install from download.docker.com
#   sudo bash install_docker.sh --mirror tuna install from a mirror in China

# `sh install_docker.sh` would stop at a bashism further down with a puzzling message.
if [ -z "${BASH_VERSION:-}" ]; then
  echo "install_docker.sh: run it with bash: bash install_docker.sh" >&2
  exit 2
fi

set -euo pipefail

readonly official=https://download.docker.com
readonly keyring=/etc/apt/keyrings/docker.asc
readonly source_file=/etc/apt/sources.list.d/docker.sources
readonly -a packages=(docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin)
# https://docs.docker.com/engine/install/ubuntu/#uninstall-old-versions
readonly -a conflicting=(docker.io docker-cli docker-buildx docker-compose docker-compose-v2 docker-doc podman-docker containerd runc)
# Docker's release key, as Docker's documentation printed it: https://github.com/docker/docs/pull/11990/files
readonly expected_fingerprint=9DC858229FC7DD38854AE2D88D81803C0EBFCD88

# Beside the file that it will replace, so that the replacement is one rename.
readonly new_keyring=$keyring.new
readonly new_source_file=$source_file.new

root_url=$official
dry_run=no
changed=no
died=no
gpg_home=

usage() {
  cat <<'EOF'
Usage: bash install_docker.sh [--mirror NAME|URL] [--dry-run] [--help]

Installs Docker Engine on Ubuntu or Debian from Docker's apt repository.

  --mirror NAME   take the packages from a mirror: tuna, ustc or aliyun
  --mirror URL    the same from any mirror, such as https://mirror.example.com/docker-ce
  --dry-run       print each command as it would be run; change nothing, need no root
  --help          print this

Without --mirror the source is https://download.docker.com, also where a mirror
was in use before. Installing and switching the source need root: use sudo.
EOF
}

# die ENGLISH CHINESE: what is wrong and what to do, once in each language.
die() {
  died=yes
  printf 'install_docker.sh: %s\n' "$1" >&2
  printf 'install_docker.sh：%s\n' "$2" >&2
  exit 1
}

say() {
  printf '== %s\n' "$*"
}

warn() {
  printf '!! %s\n' "$*" >&2
}

# Every command that changes something goes through here, so that what --dry-run
# prints is what would be run.
run() {
  printf '+ %s\n' "$(quoted "$@")"
  if [[ $dry_run == no ]]; then
    "$@"
  fi
}

# Words as one would type them: quoted only where the shell needs it.
quoted() {
  local word line=
  for word in "$@"; do
    [[ $word =~ ^[A-Za-z0-9_./:=,@%+-]+$ ]] || word=\'${word//\'/\'\\\'\'}\'
    line+="${line:+ }$word"
  done
  printf '%s' "$line"
}

clean_up() {
  local status=$?
  if [[ $dry_run == no && $EUID -eq 0 ]]; then
    rm -f "$new_keyring" "$new_source_file"
  fi
  if [[ -n $gpg_home ]]; then
    rm -rf "$gpg_home"
  fi
  if [[ $status -ne 0 && $died == no ]]; then
    printf 'install_docker.sh: the last command above failed. Mend what it names, then run this again: it goes on from there.\n' >&2
    printf 'install_docker.sh：上面最后一条命令失败了。按它的提示处理后再次运行即可，会从断处继续。\n' >&2
  fi
}

read_options() {
  while (($# > 0)); do
    case $1 in
    --mirror)
      (($# >= 2)) ||
        die "--mirror needs a name (tuna, ustc, aliyun) or an https:// address." \
          "--mirror 后面要有名字（tuna、ustc、aliyun）或 https:// 地址。"
      choose_mirror "$2"
      shift 2
      ;;
    --mirror=*)
      choose_mirror "${1#--mirror=}"
      shift
      ;;
    --dry-run)
      dry_run=yes
      shift
      ;;
    --help | -h)
      usage
      exit 0
      ;;
    *)
      die "unknown option: $1. It knows --mirror, --dry-run and --help." \
        "未知选项：${1}。可用的选项是 --mirror、--dry-run 和 --help。"
      ;;
    esac
  done
}

choose_mirror() {
  case $1 in
  tuna) root_url=https://mirrors.tuna.tsinghua.edu.cn/docker-ce ;;
  ustc) root_url=https://mirrors.ustc.edu.cn/docker-ce ;;
  aliyun) root_url=https://mirrors.aliyun.com/docker-ce ;;
  https://*)
    # The address ends up in a file that apt reads: no spaces, no line breaks, no user:password@.
    [[ $1 =~ ^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$ ]] ||
      die "not a plain https:// address: $1. Give the folder that holds linux/, such as https://mirror.example.com/docker-ce." \
        "这不是普通的 https:// 地址：${1}。请给出包含 linux/ 的目录，例如 https://mirror.example.com/docker-ce。"
    root_url=$1
    while [[ $root_url == */ ]]; do
      root_url=${root_url%/}
    done
    ;;
  http://*)
    die "the mirror must be https://, because the key that vouches for every package comes from it: $1" \
      "镜像站必须是 https://，因为担保全部软件包的公钥也从那里来：$1"
    ;;
  *)
    die "unknown mirror: '$1'. Known names: tuna, ustc, aliyun; or give an https:// address." \
      "未知的镜像站：${1}。可用的名字：tuna、ustc、aliyun；也可以给出 https:// 地址。"
    ;;
  esac
}

# Sets ID and codename, or says why this system is not one to install on.
check_system() {
  [[ $(uname -s) == Linux ]] ||
    die "this is $(uname -s), not Linux. On macOS and Windows install Docker Desktop: https://docs.docker.com/desktop/" \
      "这里是 $(uname -s)，不是 Linux。macOS 和 Windows 上请安装 Docker Desktop：https://docs.docker.com/desktop/"
  [[ -r /etc/os-release ]] ||
    die "/etc/os-release is missing, so the system cannot be told. Known: Ubuntu and Debian." \
      "没有 /etc/os-release，无法判断系统。本脚本只认识 Ubuntu 和 Debian。"

  local PRETTY_NAME='' VERSION_CODENAME='' UBUNTU_CODENAME='' DEBIAN_CODENAME=''
  ID=
  # shellcheck source=/dev/null
  . /etc/os-release
  case $ID in
  ubuntu) codename=${UBUNTU_CODENAME:-$VERSION_CODENAME} ;;
  debian) codename=$VERSION_CODENAME ;;
  *)
    local name=${PRETTY_NAME:-${ID:-unknown}}
    if [[ -n $UBUNTU_CODENAME ]]; then
      die "$name is not Ubuntu itself but is built on Ubuntu '$UBUNTU_CODENAME'. Docker does not support derivatives. To try it anyway, follow route 1 of the guide by hand, with https://download.docker.com/linux/ubuntu as URIs and $UBUNTU_CODENAME as Suites." \
        "$name 不是 Ubuntu 本身，而是基于 Ubuntu $UBUNTU_CODENAME 的衍生版，Docker 官方不支持。若仍想尝试，请按指南的方式一手工安装：URIs 写 https://download.docker.com/linux/ubuntu，Suites 写 ${UBUNTU_CODENAME}。"
    fi
    if [[ -n $DEBIAN_CODENAME ]]; then
      die "$name is not Debian itself but is built on Debian '$DEBIAN_CODENAME'. Docker does not support derivatives. To try it anyway, follow route 1 of the guide by hand, with https://download.docker.com/linux/debian as URIs and $DEBIAN_CODENAME as Suites." \
        "$name 不是 Debian 本身，而是基于 Debian $DEBIAN_CODENAME 的衍生版，Docker 官方不支持。若仍想尝试，请按指南的方式一手工安装：URIs 写 https://download.docker.com/linux/debian，Suites 写 ${DEBIAN_CODENAME}。"
    fi
    die "$name is unknown here: only Ubuntu and Debian. Docker's pages for other systems: https://docs.docker.com/engine/install/" \
      "本脚本不认识 ${name}，只认识 Ubuntu 和 Debian。其他系统请看 https://docs.docker.com/engine/install/"
    ;;
  esac
  [[ -n $codename ]] ||
    die "/etc/os-release names no release (VERSION_CODENAME is empty). Docker's repository serves releases only." \
      "/etc/os-release 里没有发行版代号（VERSION_CODENAME 为空）。Docker 的软件源只支持正式发行版。"

  # https://docs.docker.com/engine/install/ubuntu/#os-requirements and the page for Debian.
  local supported='amd64 arm64 armhf ppc64el'
  [[ $ID == ubuntu ]] && supported+=' s390x'
  architecture=$(dpkg --print-architecture)
  [[ " $supported " == *" $architecture "* ]] ||
    die "no Docker packages for the architecture $architecture on $ID. There are packages for: $supported." \
      "Docker 没有为 $ID 的 $architecture 架构提供软件包。支持的架构：${supported}。"

  [[ -d /run/systemd/system ]] ||
    die "systemd is not running here, so nothing would start Docker. In WSL switch systemd on in /etc/wsl.conf; a container is not a host to install on." \
      "这里没有运行 systemd，Docker 装好了也没有东西来启动它。WSL 请在 /etc/wsl.conf 里打开 systemd；容器里不适合安装。"
}

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

check_conflicts() {
  if [[ -e /snap/docker/current ]]; then
    die "Docker is already here as a snap. Save what its containers hold, then remove it: sudo snap remove docker" \
      "已经装有 snap 版的 Docker。请先保存容器里的数据，再卸载：sudo snap remove docker"
  fi
  # Once docker-ce is installed, apt has settled this question already.
  if is_installed docker-ce; then
    return
  fi
  local package
  local -a found=()
  for package in "${conflicting[@]}"; do
    if is_installed "$package"; then
      found+=("$package")
    fi
  done
  if ((${#found[@]} > 0)); then
    die "these packages conflict with Docker's own: ${found[*]}. Images and volumes stay, running containers stop. Remove them, then start again: sudo apt-get remove ${found[*]}" \
      "这些软件包与 Docker 官方的包冲突：${found[*]}。镜像和数据卷会保留，运行中的容器会停止。请先卸载再重新运行：sudo apt-get remove ${found[*]}"
  fi
}

# Prints the files, other than ours, in which an active entry points at a Docker repository.
other_sources() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ -f $file && $file != "$source_file" ]] || continue
    case $file in
    *.list) grep --quiet --extended-regexp '^[[:space:]]*deb.*(download\.docker\.com|/docker-ce/)' "$file" || continue ;;
    # A stanza of a .sources file counts unless it says "Enabled: no".
    *.sources)
      awk 'BEGIN { RS = "" }
          { stanza = tolower($0) }
          stanza !~ /(^|\n)enabled:[ \t]*no/ && stanza ~ /(^|\n)uris:[^#]*(download\.docker\.com|\/docker-ce\/)/ { found = 1 }
          END { exit !found }' "$file" || continue
      ;;
    esac
    printf '%s\n' "$file"
  done
}

# Two entries for one repository with different keys make apt refuse to do anything at all:
# "Conflicting values set for option Signed-By" (https://github.com/docker/for-linux/issues/1349).
check_sources() {
  local -a found
  mapfile -t found < <(other_sources)
  if ((${#found[@]} > 0)); then
    die "a Docker repository is already named in: ${found[*]}. Beside $source_file it would be a second one, and apt stops where the two differ in their keys ('Conflicting values set for option Signed-By'). Look into it: where nothing else is in it, sudo rm ${found[*]}; otherwise delete the Docker entry only. Then start again." \
      "这里已经写有 Docker 的软件源：${found[*]}。它与 $source_file 会重复；两处的公钥不同时，apt 会报 'Conflicting values set for option Signed-By' 而停止。请先查看：若没有别的内容，sudo rm ${found[*]}；否则只删去 Docker 那一条。然后重新运行。"
  fi
}

download() {
  run curl --fail --silent --show-error --location --proto '=https' --connect-timeout 20 --output "$2" "$1"
}

install_prerequisites() {
  run apt-get update
  run env DEBIAN_FRONTEND=noninteractive apt-get install --yes ca-certificates curl gnupg
}

add_key() {
  run install --mode=0755 --directory /etc/apt/keyrings
  download "$root_url/linux/$ID/gpg" "$new_keyring" ||
    die "cannot download $root_url/linux/$ID/gpg. If this network does not reach it, try a mirror: --mirror tuna (or ustc, aliyun)." \
      "无法下载 $root_url/linux/$ID/gpg。如果所在网络连不上它，请换镜像站：--mirror tuna（或 ustc、aliyun）。"
  if [[ $dry_run == yes ]]; then
    printf '# the next two only where this key is not yet in place\n'
  else
    check_key
    if cmp --silent "$new_keyring" "$keyring"; then
      # Somebody may have tightened the mode, and apt reads the key as the user _apt.
      chmod a+r "$keyring"
      return
    fi
    changed=yes
  fi
  run chmod a+r "$new_keyring"
  run mv "$new_keyring" "$keyring"
}

# A login page of the office network must not become a keyring. A fingerprint other than Docker's
# is a warning and not a refusal: a company may sign its own repository, and Docker may change its
# key; who has to trust the key is the person before the screen.
check_key() {
  gpg_home=$(mktemp --directory)
  local fingerprint
  fingerprint=$(gpg --homedir "$gpg_home" --batch --show-keys --with-colons "$new_keyring" 2>/dev/null |
    awk -F : '$1 == "fpr" && !seen { print $10; seen = 1 }') || true
  [[ -n $fingerprint ]] ||
    die "what $root_url/linux/$ID/gpg sent is not a key (a login page of the network?). Nothing was replaced." \
      "$root_url/linux/$ID/gpg 返回的不是公钥（是不是网络的登录页？）。原有文件没有改动。"
  say "Key fingerprint: $fingerprint"
  say "Docker's is:     $expected_fingerprint"
  if [[ $fingerprint != "$expected_fingerprint" ]]; then
    warn "THE KEY IS NOT DOCKER'S. Go on using this machine only if you know whose key it is."
    warn "公钥不是 Docker 官方的。除非你清楚它是谁的，否则不要继续使用。"
  fi
}

check_release() {
  local base=$root_url/linux/$ID/dists/$codename
  if [[ $dry_run == yes ]]; then
    return
  fi
  curl --fail --silent --location --proto '=https' --connect-timeout 20 --output /dev/null "$base/InRelease" ||
    curl --fail --silent --location --proto '=https' --connect-timeout 20 --output /dev/null "$base/Release" ||
    die "$root_url has no packages for $ID '$codename' ($base/InRelease and Release do not answer). A very new or very old release? See https://docs.docker.com/engine/install/$ID/#os-requirements" \
      "$root_url 没有 $ID $codename 的软件包（$base/InRelease 和 Release 都没有应答）。系统太新或太旧？请看 https://docs.docker.com/engine/install/$ID/#os-requirements"
}

source_text() {
  cat <<EOF
Types: deb
URIs: $root_url/linux/$ID
Suites: $codename
Components: stable
Architectures: $architecture
Signed-By: $keyring
EOF
}

add_source() {
  if cmp --silent "$source_file" <(source_text); then
    say "$source_file is already as it should be"
    return
  fi
  if [[ -e $source_file ]]; then
    say "$source_file changes from $(sed --quiet 's/^URIs:[[:space:]]*//p' "$source_file" | head -n 1) to $root_url/linux/$ID"
  fi
  changed=yes
  printf '+ tee %s << EOF\n%s\nEOF\n' "$new_source_file" "$(source_text)"
  if [[ $dry_run == no ]]; then
    tee "$new_source_file" <<<"$(source_text)" >/dev/null
  fi
  run chmod a+r "$new_source_file"
  run mv "$new_source_file" "$source_file"
}

versions() {
  dpkg-query --show --showformat='${Package} ${Version} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true
}

install_packages() {
  local before
  before=$(versions)
  run apt-get update
  run env DEBIAN_FRONTEND=noninteractive apt-get install --yes "${packages[@]}"
  if [[ $before != "$(versions)" ]]; then
    changed=yes
  fi
}

report() {
  if [[ $dry_run == yes ]]; then
    say "Dry run: nothing was changed"
    return
  fi
  systemctl is-active --quiet docker ||
    die "the packages are installed, but the service is not running. Its log: journalctl --unit docker --lines 50" \
      "软件包已装好，但服务没有运行。日志：journalctl --unit docker --lines 50"
  if [[ $changed == no ]]; then
    say "Nothing had to be changed: the key, the source and the packages are up to date"
  fi
  say "Docker Engine  $(docker version --format '{{.Server.Version}}')"
  say "Docker Buildx  $(docker buildx version)"
  say "Docker Compose $(docker compose version --short)"
  say "Next: 'After the installation' on the guide's page 'Install Docker': who may use Docker, and why that makes them root"
}

main() {
  read_options "$@"
  check_system
  if [[ $dry_run == no && $EUID -ne 0 ]]; then
    die "installing needs root: sudo bash install_docker.sh. To see first what it would do: bash install_docker.sh --dry-run" \
      "安装需要 root：sudo bash install_docker.sh。想先看它会做什么：bash install_docker.sh --dry-run"
  fi
  check_conflicts
  check_sources
  say "Docker for $ID $codename ($architecture) from $root_url"
  trap clean_up EXIT
  install_prerequisites
  add_key
  check_release
  add_source
  install_packages
  report
}

main "$@"
