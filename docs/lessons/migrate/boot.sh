#: install
sudo apt-get update
sudo apt-get install --yes --no-install-recommends qemu-system-x86 qemu-utils

#: unpack
mkdir legacy-vm &&
  tar --extract --file=legacy.ova --directory=legacy-vm &&
  cd legacy-vm && folder=$PWD

#: changes
cd "${folder:?}" &&
  qemu-img create -q -f qcow2 -F vmdk -b legacy-disk1.vmdk changes.qcow2 &&
  qemu-img info changes.qcow2 | grep '^backing file'

#: boot
cd "${folder:?}" &&
  qemu-system-x86_64 -machine q35 -accel kvm -accel tcg -smp 2 -m 2048 \
    -device pvscsi -drive if=none,id=disk,file=changes.qcow2 -device scsi-hd,drive=disk \
    -global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off \
    -device pcie-root-port,id=slot192,slot=192 -device vmxnet3,bus=slot192,netdev=lan \
    -netdev "user,id=lan,restrict=on,net=192.168.10.0/24,host=192.168.10.1,\
hostfwd=tcp:127.0.0.1:8080-192.168.10.20:80,\
hostfwd=tcp:127.0.0.1:8443-192.168.10.20:443,\
hostfwd=tcp:127.0.0.1:2222-192.168.10.20:22" \
    -display none -serial file:console.log -daemonize -pidfile vm.pid

#: wait
timeout 1800 sh -c 'until curl --silent --fail --max-time 20 http://localhost:8080/orders; do sleep 2; done'

#: console
grep --text --only-matching 'Linux version [0-9.]*' console.log

#: login
cat > "${folder:?}/ssh.conf" << 'EOF'
Host legacy
  HostName localhost
  Port 2222
  User reader
  IdentityFile ~/legacy.key
  StrictHostKeyChecking accept-new
  UserKnownHostsFile known_hosts
EOF
ssh -F ssh.conf legacy 'hostname; systemd-detect-virt; ip -4 -brief address show ens192'

#: locked-in
ssh -F ssh.conf legacy curl --silent --show-error --max-time 10 http://192.168.10.1:8080/

#: https
cd "${folder:?}" &&
  ssh -F ssh.conf legacy cat /etc/ssl/orders/cert.pem > cert.pem &&
  curl --silent --show-error --fail --cacert cert.pem --connect-to legacy.internal:443:localhost:8443 https://legacy.internal/orders/1000

#: dump
cd "${folder:?}" &&
  ssh -F ssh.conf legacy 'cd / && sudo -u postgres pg_dump --no-owner --no-acl orders' > orders.sql &&
  tail --lines=5 orders.sql | grep 'dump complete'

#: load
docker run --detach --name orders-copy --env POSTGRES_USER=orders --env POSTGRES_DB=orders \
  --env POSTGRES_PASSWORD=only-a-copy postgres:17
timeout 120 sh -c 'until docker exec orders-copy pg_isready --quiet --host=127.0.0.1 --username=orders; do sleep 1; done'
docker exec --interactive orders-copy psql --username=orders --quiet --single-transaction \
  --set=ON_ERROR_STOP=1 orders < orders.sql > /dev/null

#: count
question='select count(*), sum(price), max(id) from orders'
ssh -F ssh.conf legacy "cd / && sudo -u postgres psql --no-align --tuples-only --command='$question' orders"
docker exec orders-copy psql --username=orders --no-align --tuples-only --command="$question" orders

#: power-off
pid=$(cat vm.pid)
ssh -F ssh.conf legacy sudo systemctl poweroff
timeout 600 tail --pid="$pid" --follow /dev/null

#: unchanged
sed 's/^SHA256(\(.*\))= *\(.*\)$/\2  \1/' legacy.mf | sha256sum --check

#: remove
docker rm --force --volumes orders-copy
cd "${folder:?}/.." && rm --recursive "$folder"
