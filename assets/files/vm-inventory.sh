#!/bin/sh
# What is on this server: taken down before it is moved into containers.
#
#   sudo sh vm-inventory.sh [en|zh]          on the server itself
#   ssh SERVER sudo sh -s -- en < vm-inventory.sh > SERVER.txt
#
# It only reads. It needs no package, works without root and without systemd, and on distributions
# with dpkg, rpm or apk; what it could not see stands at the end.
set -u
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/sbin:/sbin

case ${1:-${LANG:-en}} in
zh*) language=zh ;;
en* | C* | POSIX) language=en ;;
-*)
  echo "vm-inventory.sh: unknown option $1; usage: vm-inventory.sh [en|zh]" >&2
  exit 2
  ;;
*) language=en ;;
esac

unseen=
ucf=/var/lib/ucf/hashfile # checksum and path of each file, as its package had it

# in_words ENGLISH CHINESE: prints the text in the language asked for.
in_words() {
  if [ "$language" = zh ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi
}

title() {
  printf '\n== %s ==\n' "$(in_words "$1" "$2")"
}

# missing ENGLISH CHINESE: notes what could not be seen.
missing() {
  unseen="$unseen- $(in_words "$1" "$2")
"
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# or_none: passes on what comes in; says so if nothing does.
or_none() {
  grep . || in_words '(none)' '（无）'
}

is_root() {
  [ "$(id -u)" = 0 ]
}

# Which one has installed this system. busybox has commands called dpkg and rpm that cannot answer.
packages=
if has dpkg && [ -d /var/lib/dpkg/info ]; then
  packages=dpkg
elif has rpm && { [ -d /var/lib/rpm ] || [ -d /usr/lib/sysimage/rpm ]; }; then
  packages=rpm
elif has apk && [ -e /etc/apk/world ]; then
  packages=apk
fi

# unowned: of the paths that come in, those that no package brought.
unowned() {
  if [ "$packages" = dpkg ]; then
    # Both /lib/x and /usr/lib/x are the same file on a merged system, and dpkg may know either.
    # Settings that a package's script wrote, such as sshd_config, are in ucf's list.
    {
      cat /var/lib/dpkg/info/*.list
      sed 's/^[0-9a-f]* *//' "$ucf"
      echo --
      cat
    } 2>/dev/null | awk '
      $0 == "--" { asked = 1; next }
      !asked { known[$0] = 1; sub(/^\/usr/, ""); known[$0] = 1; next }
      { short = $0; sub(/^\/usr/, "", short); if (!($0 in known) && !(short in known)) print }
    '
  elif [ "$packages" = rpm ]; then
    while read -r path; do rpm -qf "$path" >/dev/null 2>&1 || printf '%s\n' "$path"; done
  elif [ "$packages" = apk ]; then
    while read -r path; do apk info --who-owns "$path" >/dev/null 2>&1 || printf '%s\n' "$path"; done
  else
    cat
  fi
}

# changed_settings: from what dpkg or rpm verified, the settings whose content differs, and how many
# other files do.
changed_settings() {
  awk -v other="$(in_words 'other files that differ:' '其他不同的文件数：')" '
    $1 !~ /5/ { next }
    $2 == "c" { print $NF; found = 1; next }
    { more++ }
    END { if (more) print "(" other " " more ")"; if (!more && !found) exit 1 }
  ' || in_words '(none)' '（无）'
}

# directives UNIT: the lines of a unit that have to be translated. Of variables only the names: their
# values may be passwords.
directives() {
  awk '
    /^Environment=/ {
      line = substr($0, 13)
      names = ""
      while (match(line, /[A-Za-z_][A-Za-z0-9_]*=/)) {
        names = names " " substr(line, RSTART, RLENGTH - 1)
        line = substr(line, RSTART + RLENGTH)
        sub(/^("[^"]*"|[^ ]*)/, "", line)
      }
      print "    Environment=" substr(names, 2)
      next
    }
    /^(After|Requires|Wants|BindsTo|Type|PIDFile|User|Group|UMask|WorkingDirectory|EnvironmentFile|Exec[A-Za-z]+|Restart|KillSignal|TimeoutStopSec|WatchdogSec|Limit[A-Z]+|MemoryMax|CPUQuota|TasksMax|PrivateTmp|Protect[A-Za-z]+|ReadWritePaths|StateDirectory|RuntimeDirectory|NoNewPrivileges|CapabilityBoundingSet|AmbientCapabilities)=/ {
      print "    " $0
    }
  ' "$1"
}

in_words "Inventory of $(uname -n), read only" "$(uname -n) 的清单（只读）"
# shellcheck disable=SC1091
(. /etc/os-release 2>/dev/null && printf '%s, ' "${PRETTY_NAME:-?}")
printf 'Linux %s, %s CPU, %s MB\n' "$(uname -r)" "$(grep -c ^processor /proc/cpuinfo)" \
  "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)"
is_root || missing 'not run as root: names of other users'\'' processes, their crontabs, databases, files that only root reads' \
  '没有用 root 运行：看不到别的用户的进程名、crontab、数据库，以及只有 root 能读的文件'

title 'Ports that answer' '监听的端口'
if has ss; then
  # users:(("nginx",pid=1,fd=5),…) becomes nginx
  ss -H -tulpn | awk '{
    who = "?"
    if (match($0, /users:\(\("[^"]*/)) who = substr($0, RSTART + 9, RLENGTH - 9)
    print $1, $5, who
  }' | sort -u | or_none
else
  missing 'no ss (package iproute2 or iproute): ports are without process names' \
    '没有 ss（软件包 iproute2 或 iproute）：端口后面没有进程名'
  # Local address and port in hexadecimal; state 0A is LISTEN.
  for table in /proc/net/tcp /proc/net/tcp6; do
    awk '$4 == "0A" { sub(/.*:/, "", $2); print $2 }' "$table" 2>/dev/null
  done | sort -u | while read -r port; do echo "tcp $((0x$port)) ?"; done | or_none
fi

title 'Services that start by themselves' '开机自动启动的服务'
if [ -d /run/systemd/system ]; then
  systemctl list-unit-files --type=service --state=enabled --no-legend --plain |
    awk '$1 !~ /@\.service$/ { print $1 }' | tr '\n' ' ' | fold -s -w 90 | or_none
  echo
  title 'Services made by hand (no package brought them)' '手工建的服务（不属于任何软件包）'
  find /etc/systemd/system -maxdepth 1 -name '*.service' -type f 2>/dev/null | unowned | sort |
    while read -r unit; do
      echo "$unit"
      directives "$unit"
    done | or_none
else
  missing 'systemd does not run here: services are from /etc/init.d and the run level' \
    '这里没有运行 systemd：服务取自 /etc/init.d 和运行级别'
  if has rc-update; then
    rc-update show
  else
    for start in /etc/rc[23].d/S*; do [ ! -e "$start" ] || echo "${start##*/}"; done
  fi | sort -u | or_none
fi

title 'Packages installed by hand' '手工安装的软件包'
if [ "$packages" = dpkg ] && has apt-mark; then
  # Without those that every installation has, and without libraries. apt would write its cache.
  {
    dpkg-query -W -f '${Priority} ${Package}\n' | sed -n 's/^\(required\|important\|standard\) //p'
    echo --
    apt-mark -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= showmanual
  } |
    awk '$0 == "--" { ours = 1; next } !ours { base[$0] = 1; next } !($0 in base) && !/^lib.*[0-9]/' |
    sort | tr '\n' ' ' | fold -s -w 90 | or_none
  echo
elif [ "$packages" = apk ]; then
  cat /etc/apk/world
elif [ "$packages" = rpm ] && has dnf; then
  dnf --cacheonly --quiet repoquery --userinstalled --qf '%{name}\n' 2>/dev/null | sort | or_none
elif [ "$packages" = rpm ]; then
  missing 'no dnf: all packages are listed, not only those installed by hand' \
    '没有 dnf：列出的是全部软件包，不只是手工安装的'
  rpm -qa --qf '%{NAME}\n' | sort
else
  in_words '(cannot be told: see the end)' '（认不出来，见最后）'
  missing 'no package manager that this script knows (dpkg, rpm, apk)' \
    '没有认识的包管理器（dpkg、rpm、apk）'
fi

title 'Settings that differ from the package' '与软件包不同的配置文件'
if [ "$packages" = dpkg ]; then
  {
    dpkg --verify
    md5sum --check "$ucf" | sed -n 's/^\(.*\): FAILED$/??5?????? c \1/p'
  } 2>/dev/null | changed_settings
elif [ "$packages" = rpm ]; then
  rpm -Va --noscripts --nodeps 2>/dev/null | changed_settings
else
  in_words '(cannot be told: see the end)' '（认不出来，见最后）'
  missing 'changed settings cannot be told without dpkg or rpm' '没有 dpkg 或 rpm，认不出改过的配置'
fi

# What the installation and the scripts of packages make themselves.
made_by_packages='^/etc/(alternatives|systemd/system/[^/]*\.wants|postgresql-common)/|^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$|/\.(pwd\.lock|updated)$|^/etc/(adjtime|ca-certificates\.conf|environment|fstab|hostname|hosts|hosts\.allow|hosts\.deny|inputrc|ld\.so\.cache|locale\.conf|locale\.gen|localtime|machine-id|modules|motd|mtab|networks|nsswitch\.conf|profile|python3/debian_config|resolv\.conf|security/opasswd|shells|ssl/private/ssl-cert-snakeoil\.key|timezone|pam\.d/common-[a-z-]*)$'
title 'Files in /etc that no package brought' '/etc 中不属于任何软件包的文件'
if [ -n "$packages" ]; then
  find /etc -xdev -type f ! -path '/etc/ssl/certs/*' ! -path '/etc/ssh/ssh_host_*' 2>/dev/null |
    grep -vE "$made_by_packages" | unowned | sort | or_none
else
  in_words '(cannot be told: see the end)' '（认不出来，见最后）'
fi

title 'Data and its size (MB)' '数据和大小（MB）'
for place in /srv/* /opt/* /home/* /var/www/* /usr/local/bin /var/lib/postgresql /var/lib/mysql \
  /var/lib/redis /var/lib/mongodb /var/lib/ldap /var/mail; do
  [ -e "$place" ] || continue
  # du fails as a whole where it may not look into one folder; what it has counted still comes.
  size=$(du -sxm "$place" 2>/dev/null | cut -f 1)
  [ -z "$size" ] || echo "$size $place $(stat -c '%U:%G' "$place" 2>/dev/null)"
done | or_none

title 'Databases and their size (MB)' '数据库和大小（MB）'
if has psql; then
  ask='select datname, (pg_database_size(datname) + 1048575) / 1048576 from pg_database where not datistemplate order by 1'
  if is_root; then
    echo "postgresql $(cd / && runuser -u postgres -- psql -At -c 'show server_version' 2>/dev/null)"
    (cd / && runuser -u postgres -- psql -At -F ' ' -c "$ask" 2>/dev/null) ||
      missing 'PostgreSQL did not let the user postgres in' 'PostgreSQL 没有让用户 postgres 进去'
  else
    in_words 'postgresql: run as root to list its databases' 'postgresql：用 root 运行才能列出数据库'
  fi
fi
if has mysql && is_root; then
  mysql --batch --skip-column-names --execute 'show databases' 2>/dev/null ||
    missing 'MySQL or MariaDB did not let root in' 'MySQL 或 MariaDB 没有让 root 进去'
fi
has psql || has mysql || in_words '(none)' '（无）'

title 'Jobs: cron' '定时任务：cron'
{
  for file in $(find /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly -type f ! -name .placeholder 2>/dev/null | unowned | sort) /etc/crontab; do
    [ -r "$file" ] || continue
    grep -vE '^[[:space:]]*(#|$|[A-Z]+=)|run-parts|anacron' "$file" | sed "s|^|$file: |"
  done
  if is_root; then
    for file in /var/spool/cron/crontabs/* /var/spool/cron/*; do
      [ -f "$file" ] || continue
      grep -vE '^[[:space:]]*(#|$)' "$file" | sed "s|^|${file##*/}: |"
    done
  elif has crontab; then
    crontab -l 2>/dev/null | grep -vE '^[[:space:]]*(#|$)' | sed "s|^|$(id -un 2>/dev/null | head -n 1): |"
  fi
} | or_none

title 'Jobs: timers made by hand' '定时任务：手工建的 timer'
find /etc/systemd/system -maxdepth 1 -name '*.timer' -type f 2>/dev/null | unowned | sort | or_none

title 'Accounts that can log in' '能登录的账户'
awk -F : '($3 == 0 || $3 >= 1000) && $7 !~ /(nologin|false|sync)$/ { print $1, $3, $6, $7 }' /etc/passwd |
  while read -r name id home shell; do
    groups=$(id -nG "$name" 2>/dev/null)
    keys=$(grep -cE '^[^#]' "$home/.ssh/authorized_keys" 2>/dev/null) || keys=${keys:-?}
    [ -e "$home/.ssh/authorized_keys" ] || { [ -x "$home" ] && keys=0; }
    echo "$name uid=$id $shell groups=$(echo "$groups" | tr ' ' ,) ssh-keys=$keys"
  done

title 'Mounts' '挂载'
awk '$3 ~ /^(ext[234]|xfs|btrfs|zfs|nfs4?|cifs|fuse\..*|vfat|iso9660|glusterfs|ceph)$/ { print $3, $1, $2 }' /proc/mounts | sort -u |
  grep -v ' /etc/\(hosts\|hostname\|resolv.conf\)$' | or_none
grep -vE '^[[:space:]]*(#|$)' /etc/fstab 2>/dev/null | sed 's/^/fstab: /'

title 'Connections to other hosts' '通向其他主机的连接'
if has ss; then
  # Those that this server opened: their local port is none of the ports that listen.
  {
    ss -H -tln | sed 's/^/L /'
    ss -H -tnp state established | sed 's/^/E /'
  } | awk '
    $1 == "L" { port = $5; sub(/.*:/, "", port); listens[port] = 1; next }
    {
      port = $4; sub(/.*:/, "", port)
      if (port in listens || $5 ~ /^(127\.|\[::1\]|\[::ffff:127\.)/) next
      who = "?"
      if (match($0, /users:\(\("[^"]*/)) who = substr($0, RSTART + 9, RLENGTH - 9)
      print $5, who
    }' | sort -u | or_none
  in_words 'Only what is open at this moment; a nightly job may have others.' \
    '这只是此刻打开的连接；夜里的任务可能还有别的。'
else
  in_words '(cannot be told: see the end)' '（认不出来，见最后）'
  missing 'no ss: connections to other hosts' '没有 ss：通向其他主机的连接'
fi

title 'Certificates and when they end' '证书和到期日'
find /etc /opt /srv /usr/local -xdev -type f \( -name '*.pem' -o -name '*.crt' -o -name '*.cer' \) \
  ! -path '/etc/ssl/certs/*' ! -path '*/pki/ca-trust/*' ! -path '*/ca-certificates/*' 2>/dev/null | sort |
  while read -r file; do
    # A key or a request has no such line.
    grep -q 'BEGIN CERTIFICATE' "$file" 2>/dev/null || continue
    if has openssl; then
      echo "$file $(openssl x509 -noout -enddate -subject -in "$file" 2>/dev/null | tr '\n' ' ')"
    else
      echo "$file"
    fi
  done | or_none
has openssl || missing 'no openssl: the dates of certificates' '没有 openssl：证书的日期'

title 'Addresses' '地址'
if has ip; then
  ip -o address show scope global | awk '{ print $2, $4 }'
else
  missing 'no ip (package iproute2 or iproute): addresses of the network cards' \
    '没有 ip（软件包 iproute2 或 iproute）：网卡的地址'
fi
grep -rHiE '^[[:space:]]*(-[[:space:]]+[0-9a-f.:]+/[0-9]+|address(es)?[0-9]*[[:space:]:=]+[^[:space:]]|IPADDR[0-9]*=)' \
  /etc/network/interfaces /etc/network/interfaces.d /etc/netplan /etc/systemd/network \
  /etc/NetworkManager/system-connections /etc/sysconfig/network-scripts 2>/dev/null |
  sed 's/:[[:space:]]*/: /'

title 'Log rotation made by hand' '手工配置的日志轮转'
find /etc/logrotate.d -type f 2>/dev/null | unowned | sort | or_none

title 'Not seen' '没能看到的'
printf '%s' "$unseen" | or_none
