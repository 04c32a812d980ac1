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
#
# The next two checks must come first, on one line each, with no empty line above them and a # at
# the end: so they also work in the two cases that they are for. Where Windows has put a carriage
# return at the end of each line, it becomes the value of `line_end`; and sh knows no more than this.
line_end=
[ -z "$line_end" ] || { printf 'install_docker.sh: %s\n' "this file has the line ends of Windows. Mend it, then start again: sed --in-place 's/\r\$//' install_docker.sh" "这个文件是 Windows 换行符。请先改正再运行：sed --in-place 's/\r\$//' install_docker.sh" >&2 && exit 2; } #
# The rest is bash, and sh would stop at it with a message that nobody understands:
[ -n "${BASH_VERSION:-}" ] || { printf 'install_docker.sh: %s\n' "run it with bash: bash install_docker.sh" "请用 bash 运行：bash install_docker.sh" >&2 && exit 2; } #

set -euo pipefail

readonly official=https://download.docker.com
# The releases that Docker builds packages for, as of August 2026:
# https://github.com/docker/docker-ce-packaging/tree/2f12fe8861d64908e2f0660b60ef0df96aab10d6/deb
# Only of these is it believed without asking the repository that it has them.
readonly ubuntu_releases='jammy noble resolute'
readonly debian_releases='bullseye bookworm trixie'
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

# Seconds to wait for another apt that is at work, such as the first update of a fresh machine.
readonly patience=600

root_url=$official
mirror=
dry_run=no
asked=no
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
      choose_mirror "${2:-}"
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
  [[ -n $1 && $1 != -* ]] ||
    die "--mirror needs a name (tuna, ustc, aliyun) or an https:// address." \
      "--mirror 后面要有名称（tuna、ustc、aliyun）或 https:// 地址。"
  [[ -z $mirror ]] ||
    die "--mirror was given twice: $mirror and $1. Give one." \
      "--mirror 写了两次：$mirror 和 $1。请只写一个。"
  mirror=$1
  case ${1,,} in
  tuna) root_url=https://mirrors.tuna.tsinghua.edu.cn/docker-ce ;;
  ustc) root_url=https://mirrors.ustc.edu.cn/docker-ce ;;
  aliyun) root_url=https://mirrors.aliyun.com/docker-ce ;;
  https://*)
    # The address ends up in a file that apt reads: no spaces, no line breaks, no user:password@.
    [[ $1 =~ ^[Hh][Tt][Tt][Pp][Ss]://([A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?)$ ]] ||
      die "not a plain https:// address: $1. Give the folder that holds linux/, such as https://mirror.example.com/docker-ce." \
        "这不是普通的 https:// 地址：${1}。请给出包含 linux/ 的目录，例如 https://mirror.example.com/docker-ce。"
    root_url=https://${BASH_REMATCH[1]}
    # The help pages of mirrors print the address with the distribution, which is added further down.
    root_url=${root_url%%/linux/ubuntu*}
    root_url=${root_url%%/linux/debian*}
    while [[ $root_url == */ || $root_url == */linux ]]; do
      root_url=${root_url%/linux}
      root_url=${root_url%/}
    done
    ;;
  http://*)
    die "the mirror must be https://, because the key that vouches for every package comes from it: $1" \
      "镜像站必须是 https://，因为担保全部软件包的公钥也从那里来：$1"
    ;;
  *)
    die "unknown mirror: '$1'. Known names: tuna, ustc, aliyun; or give an address that begins with https://." \
      "未知的镜像站：${1}。可用的名称：tuna、ustc、aliyun；也可以给出以 https:// 开头的地址。"
    ;;
  esac
}

# The value of a name in /etc/os-release, or nothing. The file is read and not executed: it may have
# lines that no shell would take, and whatever else it sets is none of this script's business.
os_release() {
  LC_ALL=C sed --quiet \
    --expression='1s/^\xef\xbb\xbf//' \
    --expression="/^[[:space:]]*$1[[:space:]]*=/!d" \
    --expression='s/^[^=]*=[[:space:]]*//; s/[[:space:]]*$//' \
    --expression="s/^\([\"']\)\(.*\)\1\$/\2/; p" "$release_file" | tail -n 1
}

# is_one_of WORD LIST
is_one_of() {
  [[ -n $1 && " $2 " == *" $1 "* ]]
}

# Sets distribution (ubuntu or debian), codename and system (its name for people), or says why this
# system is not one to install on.
check_system() {
  [[ $(uname -s) == Linux ]] ||
    die "this is $(uname -s), not Linux. On macOS and Windows install Docker Desktop: https://docs.docker.com/desktop/" \
      "这里是 $(uname -s)，不是 Linux。macOS 和 Windows 上请安装 Docker Desktop：https://docs.docker.com/desktop/"
  # https://www.freedesktop.org/software/systemd/man/latest/os-release.html: the second where the first is missing.
  release_file=/etc/os-release
  [[ -e $release_file ]] || release_file=/usr/lib/os-release
  [[ -f $release_file && -r $release_file ]] ||
    die "/etc/os-release cannot be read, so the system cannot be told. Known: Ubuntu and Debian." \
      "读不到 /etc/os-release，无法判断系统。本脚本只认识 Ubuntu 和 Debian。"
  distribution=$(os_release ID)
  codename=$(os_release VERSION_CODENAME)
  system=$(os_release PRETTY_NAME)
  system=${system:-${distribution:-/etc/os-release}}
  case $distribution in
  ubuntu)
    local ubuntu
    ubuntu=$(os_release UBUNTU_CODENAME)
    codename=${ubuntu:-$codename}
    ;;
  debian) ;;
  raspbian) refuse_raspbian ;;
  *) refuse_derivative ;;
  esac
  # It becomes part of an address and of a file that apt reads.
  [[ $codename =~ ^[a-z][a-z0-9-]*$ ]] ||
    die "/etc/os-release of $system names no release (VERSION_CODENAME='$codename'). Docker's repository serves releases only." \
      "$system 的 /etc/os-release 里没有发行版代号（VERSION_CODENAME='$codename'）。Docker 的软件源只支持正式发行版。"
  check_architecture

  [[ $(uname -r) != *Microsoft* ]] ||
    die "this is WSL 1, which cannot run Docker. In Windows: wsl --list --verbose, then wsl --set-version NAME 2" \
      "这里是 WSL 1，运行不了 Docker。请在 Windows 里执行 wsl --list --verbose，再执行 wsl --set-version 名称 2"
  [[ -d /run/systemd/system ]] ||
    die "systemd is not running here, so nothing would start Docker. In WSL switch systemd on in /etc/wsl.conf; a container is not a host to install on." \
      "这里没有运行 systemd，Docker 装好了也没有东西来启动它。WSL 请在 /etc/wsl.conf 里打开 systemd；容器里不适合安装。"
}

# by_hand DISTRIBUTION RELEASE: the values for route 1, in words that both languages share.
by_hand() {
  printf '%s' "GPG $root_url/linux/$1/gpg, URIs $root_url/linux/$1, Suites $2"
}

# A code name is passed on only where Docker has packages for it: Kylin calls itself 'kylin' under
# UBUNTU_CODENAME as well.
refuse_derivative() {
  local base='' release
  release=$(os_release UBUNTU_CODENAME)
  if is_one_of "$release" "$ubuntu_releases"; then
    base=Ubuntu
  else
    release=$(os_release DEBIAN_CODENAME)
    if is_one_of "$release" "$debian_releases"; then
      base=Debian
    fi
  fi
  if [[ -n $base ]]; then
    die "$system is not $base itself but is built on $base '$release'. Docker does not support derivatives. To try it anyway, follow route 1 of the guide by hand with these values for key and source: $(by_hand "${base,}" "$release")" \
      "$system 不是 $base 本身，而是基于 $base $release 的衍生版，Docker 官方不支持。若仍想尝试，请按指南的方式一手工安装，公钥和软件源使用这些值：$(by_hand "${base,}" "$release")"
  fi
  die "$system is unknown here: only Ubuntu ($ubuntu_releases) and Debian ($debian_releases). It may have a Docker of its own: apt-cache policy docker.io. Docker's pages for other systems: https://docs.docker.com/engine/install/" \
    "本脚本不认识 ${system}，只认识 Ubuntu（${ubuntu_releases}）和 Debian（${debian_releases}）。系统自己的软件源里也许有 Docker：apt-cache policy docker.io。其他系统请看 https://docs.docker.com/engine/install/"
}

# Docker 28 was the last to be packaged for it (https://github.com/docker/packaging/pull/336);
# its own script takes Debian's packages where there are none (https://github.com/docker/docker-install/pull/565).
refuse_raspbian() {
  check_processor
  local hint='' hint_zh=''
  if is_one_of "$codename" "$debian_releases"; then
    hint=" To try Debian's packages on it, follow route 1 of the guide by hand with these values for key and source: $(by_hand debian "$codename")"
    hint_zh="若想试试 Debian 的软件包，请按指南的方式一手工安装，公钥和软件源使用这些值：$(by_hand debian "$codename")"
  fi
  die "$system is the 32-bit Raspberry Pi OS, for which Docker has made no packages since Docker 29. Use the 64-bit one, which counts as Debian here.$hint" \
    "$system 是 32 位的 Raspberry Pi OS，Docker 从 29 起不再为它提供软件包。请改用 64 位版，它在这里就算 Debian。$hint_zh"
}

# Docker's packages for armhf are built for ARMv7: https://github.com/docker/docker-ce-packaging/pull/1269
check_processor() {
  [[ $(uname -m) != armv6* ]] ||
    die "this processor is an ARMv6 (Raspberry Pi 1 and Zero); Docker's packages need ARMv7 or later." \
      "这是 ARMv6 处理器（Raspberry Pi 1 和 Zero），Docker 的软件包要求 ARMv7 以上。"
}

# https://docs.docker.com/engine/install/ubuntu/#os-requirements and the page for Debian.
check_architecture() {
  local supported='amd64 arm64 armhf ppc64el'
  [[ $distribution == ubuntu ]] && supported+=' s390x'
  architecture=$(dpkg --print-architecture)
  is_one_of "$architecture" "$supported" ||
    die "no Docker packages for the architecture $architecture on $distribution. There are packages for: $supported." \
      "Docker 没有为 $distribution 的 $architecture 架构提供软件包。支持的架构：${supported}。"
  check_processor
}

# Docker can be installed in such a container, but whether it can start any depends on the host.
warn_of_container() {
  local kind
  kind=$(systemd-detect-virt --container 2>/dev/null) || return 0
  case $kind in
  lxc | lxc-libvirt | openvz | systemd-nspawn)
    warn "This is itself a container ($kind). Docker will install, but its containers may not start ('permission denied'), even where nesting is allowed: https://github.com/moby/moby/issues/51405. A virtual machine has no such limits."
    warn "这里本身就是一个容器（$kind）。Docker 能装上，但它的容器可能起不来（permission denied），即使允许了嵌套（nesting）：https://github.com/moby/moby/issues/51405。虚拟机没有这些限制。"
    ;;
  esac
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
  # A cluster's containers run in the containerd that Docker's packages replace.
  if command -v kubelet >/dev/null || [[ -n $(ls /var/lib/kubelet 2>/dev/null) ]]; then
    die "this host is a node of a Kubernetes cluster (it has kubelet or /var/lib/kubelet). Docker's packages replace the containerd that runs the cluster's containers. Install Docker on another host; if this one has left its cluster, remove kubelet and /var/lib/kubelet first." \
      "这台机器是 Kubernetes 节点（有 kubelet 或 /var/lib/kubelet）。Docker 的软件包会换掉集群正在用的 containerd。请把 Docker 装到别的机器上；如果它已经退出集群，请先卸载 kubelet 并删除 /var/lib/kubelet。"
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
    # A stanza of a .sources file counts unless it is switched off, in one of the words that apt knows.
    *.sources)
      awk 'BEGIN { RS = "" }
          { stanza = tolower($0) }
          stanza !~ /(^|\n)enabled:[ \t]*(no|false|off|without|disable|0)[ \t\r]*(\n|$)/ && stanza ~ /(^|\n)uris:[^#]*(download\.docker\.com|\/docker-ce\/)/ { found = 1 }
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

# die_unreachable ADDRESS: no answer from there. sudo does not hand on the shell's https_proxy, and
# --preserve-env with names works with sudo and with sudo-rs, which has no -E:
# https://github.com/trifectatechfoundation/sudo-rs/issues/1299
die_unreachable() {
  local proxy=${https_proxy:-${HTTPS_PROXY:-}} apt_proxy
  apt_proxy=$(apt-config dump --format '%v%n' Acquire::https::Proxy Acquire::http::Proxy 2>/dev/null | grep --max-count=1 ://) || true
  # A password in it is nobody's business.
  proxy=${proxy/\/\/*@/\/\/***@}
  apt_proxy=${apt_proxy/\/\/*@/\/\/***@}
  if [[ -n $proxy ]]; then
    die "cannot download $1 through the proxy $proxy (https_proxy). Does it let you through?" \
      "通过代理 ${proxy}（https_proxy）下载 $1 失败。请检查这个代理是否放行。"
  fi
  if [[ -n $apt_proxy ]]; then
    die "cannot download $1. apt uses the proxy $apt_proxy here, and curl does not know of it. Hand it on: sudo https_proxy=$apt_proxy bash install_docker.sh" \
      "无法下载 $1。这里的 apt 走代理 ${apt_proxy}，但 curl 并不知道。请交给它：sudo https_proxy=$apt_proxy bash install_docker.sh"
  fi
  die "cannot download $1. Behind a proxy? sudo drops the shell's variables; hand them on, in small letters: sudo --preserve-env=https_proxy,http_proxy,no_proxy bash install_docker.sh. If this network does not reach the address at all, take another one: --mirror tuna, ustc or aliyun." \
    "无法下载 $1。如果走代理：sudo 会丢掉 shell 里的变量，请用小写的变量名交给它：sudo --preserve-env=https_proxy,http_proxy,no_proxy bash install_docker.sh。如果所在网络根本连不上这个地址，请换一个：--mirror tuna、ustc 或 aliyun。"
}

# The process that has a lock of apt's or dpkg's open at the moment, or nothing. Only root can see it.
apt_at_work() {
  local file lock process
  [[ $dry_run == no ]] || return 0
  for file in /proc/[0-9]*/fd/*; do
    for lock in /var/lib/dpkg/lock-frontend /var/lib/apt/lists/lock /var/cache/apt/archives/lock; do
      if [[ $file -ef $lock ]]; then
        process=${file#/proc/}
        process=${process%%/*}
        printf '%s, %s' "$process" "$(cat "/proc/$process/comm" 2>/dev/null)"
        return
      fi
    done
  done
}

# apt's own DPkg::Lock::Timeout waits for dpkg's lock, but not for the one that `apt-get update` takes:
# https://github.com/ChainSafe/forest-iac/pull/290
wait_for_apt() {
  local holder
  local -i waited=0
  while holder=$(apt_at_work) && [[ -n $holder ]] && ((waited < patience)); do
    if ((waited == 0)); then
      say "Another apt is at work (process $holder), perhaps the automatic updates. Waiting for it, $((patience / 60)) minutes at most"
      say "另一个 apt 正在运行（进程 ${holder}），可能是自动更新。等它结束，最多 $((patience / 60)) 分钟"
    fi
    sleep 2
    waited+=2
  done
}

apt_update() {
  wait_for_apt
  run apt-get update
}

apt_install() {
  wait_for_apt
  run env DEBIAN_FRONTEND=noninteractive apt-get install --option DPkg::Lock::Timeout=$patience --yes "$@"
}

install_prerequisites() {
  apt_update
  apt_install ca-certificates curl gnupg
}

add_key() {
  run install --mode=0755 --directory /etc/apt/keyrings
  download "$root_url/linux/$distribution/gpg" "$new_keyring" ||
    die_unreachable "$root_url/linux/$distribution/gpg"
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
    die "what $root_url/linux/$distribution/gpg sent is not a key (a login page of the network?). Nothing was replaced." \
      "$root_url/linux/$distribution/gpg 返回的不是公钥（是不是网络的登录页？）。原有文件没有改动。"
  say "Key fingerprint: $fingerprint"
  say "Docker's is:     $expected_fingerprint"
  if [[ $fingerprint != "$expected_fingerprint" ]]; then
    warn "THE KEY IS NOT DOCKER'S. Go on using this machine only if you know whose key it is."
    warn "公钥不是 Docker 官方的。除非你清楚它是谁的，否则不要继续使用。"
  fi
}

# Does the repository have this release? Asked once: before anything is changed where curl is there
# already, else when it has been installed. A dry run asks only about a release that is not known.
check_release() {
  local known=no base=$root_url/linux/$distribution/dists/$codename
  local -i failure=0
  local releases=$debian_releases
  [[ $distribution == ubuntu ]] && releases=$ubuntu_releases
  is_one_of "$codename" "$releases" && known=yes
  if [[ $asked == yes || $known == yes && $dry_run == yes ]]; then
    return
  fi
  if command -v curl >/dev/null && [[ -e /etc/ssl/certs/ca-certificates.crt ]]; then
    asked=yes
    answers "$base/InRelease" || answers "$base/Release" || failure=$?
  elif [[ $known == no ]]; then
    failure=22
  fi
  # 22: the server answered, but has no such file.
  if ((failure == 22)) && [[ $known == yes ]]; then
    die "there is no Docker repository at $root_url: neither $base/InRelease nor Release is there. Give the folder that holds linux/, such as https://mirror.example.com/docker-ce." \
      "$root_url 没有 Docker 的软件源：$base/InRelease 和 Release 都不存在。请给出包含 linux/ 的目录，例如 https://mirror.example.com/docker-ce。"
  elif ((failure == 22)); then
    die "$root_url has no packages for $distribution '$codename' ($system). It is the repository for Ubuntu ($ubuntu_releases) and Debian ($debian_releases); for testing versions and derivatives there is none. A Docker of the system's own: apt-cache policy docker.io. See https://docs.docker.com/engine/install/$distribution/#os-requirements" \
      "$root_url 没有 $distribution ${codename}（${system}）的软件包。那里只有 Ubuntu（${ubuntu_releases}）和 Debian（${debian_releases}）的，没有测试版和衍生版的。系统自带的 Docker：apt-cache policy docker.io。参见 https://docs.docker.com/engine/install/$distribution/#os-requirements"
  elif ((failure != 0)); then
    die_unreachable "$base/InRelease"
  elif [[ $known == no ]]; then
    warn "$distribution '$codename' is not among the releases that Docker builds for as far as this script knows ($releases), but the repository has it. An old release gets no new versions of Docker."
    warn "据本脚本所知，$distribution $codename 不在 Docker 支持的版本之列（${releases}），但软件源里有它。旧版本得不到新版 Docker。"
  fi
}

answers() {
  curl --fail --silent --show-error --location --proto '=https' --connect-timeout 20 --output /dev/null "$1"
}

source_text() {
  cat <<EOF
Types: deb
URIs: $root_url/linux/$distribution
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
    say "$source_file changes from $(sed --quiet 's/^URIs:[[:space:]]*//p' "$source_file" | head -n 1) to $root_url/linux/$distribution"
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
  apt_update
  apt_install "${packages[@]}"
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
  warn_of_container
  check_release
  say "Docker for $distribution $codename ($architecture) from $root_url"
  trap clean_up EXIT
  install_prerequisites
  check_release
  add_key
  add_source
  install_packages
  report
}

main "$@"
