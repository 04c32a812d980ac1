#: root-on-the-host
docker run --rm --volume /:/host busybox stat -c '%U %a %n' /host/etc/shadow
docker run --rm --volume /:/host busybox touch /host/root/i-was-here
sudo ls -l /root/i-was-here

#: remove
sudo rm /root/i-was-here
