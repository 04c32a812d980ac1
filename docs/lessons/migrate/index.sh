#: own-kernel
#zh 由 DKMS 编译的模块，和开机加载的模块；什么都不输出就是没有
#en Modules that DKMS builds, and those loaded at boot; no output means none
ssh legacy.internal 'ls /var/lib/dkms 2> /dev/null; grep --no-filename "^[^#]" /etc/modules /etc/modules-load.d/*.conf 2> /dev/null; true'

#: desktop
ssh legacy.internal systemctl get-default

#: how-many
ssh legacy.internal sudo ss -Htlnp | grep --only-matching '"[^"]*"' | sort | uniq --count

#: memory
ssh legacy.internal ps -e -o rss=,comm= |
  awk '{ mb[$2] += $1 / 1024 } END { for (name in mb) printf "%5d MB %s\n", mb[name], name }' |
  sort --numeric-sort --reverse | head --lines=4
