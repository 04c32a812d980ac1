#: port-allocated
docker run --detach --name err-web --publish 8180:80 nginx
docker run --detach --name err-web2 --publish 8180:80 nginx

#: who-has-port
docker ps --filter publish=8180 --format '{{.Names}} {{.Image}}'

#: other-port
docker rm err-web2
docker run --detach --name err-web2 --publish 8181:80 nginx
docker port err-web2

#: address-in-use
systemd-socket-activate --listen=8182 /bin/cat 2> /dev/null &
sleep 1
docker run --detach --name err-taken --publish 8182:80 nginx

#: who-listens
sudo ss --listening --tcp --numeric --processes 'sport = :8182'

#: free-port
kill %%
docker rm err-taken
docker run --detach --name err-taken --publish 8182:80 nginx

#: cannot-assign
docker run --name err-address --publish 192.0.2.77:8183:80 nginx

#: own-addresses
ip -brief -4 address show
docker rm err-address

#: refused
docker run --detach --name err-inner busybox httpd -f -p 127.0.0.1:8000
docker run --rm busybox wget -q -O - "http://$(docker inspect --format '{{.NetworkSettings.Networks.bridge.IPAddress}}' err-inner):8000"

#: who-listens-inside
docker exec err-inner netstat -ltn

#: listen-everywhere
docker rm --force err-inner
docker run --detach --name err-inner --publish 8184:8000 busybox httpd -f -p 0.0.0.0:8000
curl --silent --retry 5 --retry-all-errors --output /dev/null --write-out '%{http_code}\n' http://localhost:8184

#: bad-address
docker run --rm busybox wget -q -O /dev/null http://err-web

#: which-network
docker inspect --format '{{range $name, $settings := .NetworkSettings.Networks}}{{println $name}}{{end}}' err-web

#: own-network
docker network create err-net
docker network connect err-net err-web
docker run --rm --network err-net busybox wget -q -O - http://err-web | grep '<title>'

#: no-route
gateway=$(docker network inspect --format '{{(index .IPAM.Config 0).Gateway}}' err-net)
docker run --rm --network err-net busybox wget -q -O - "http://${gateway%.*}.250"

#: who-has-address
docker network inspect --format '{{range .Containers}}{{println .Name .IPv4Address}}{{end}}' err-net

#: network-not-found
docker run --rm --network err-nowhere busybox true

#: which-networks
docker network ls --format '{{.Name}}'

#: network-found
docker run --rm --network err-net busybox true

#: network-gone
docker network create err-gone
docker run --detach --name err-lost --network err-gone --network-alias db busybox sleep 600
docker stop -t 1 err-lost
docker network rm err-gone
docker start err-lost

#: which-aliases
docker inspect --format '{{range $name, $settings := .NetworkSettings.Networks}}{{$name}}: {{.Aliases}}{{end}}' err-lost

#: network-again
docker network create err-gone
docker network connect --alias db err-gone err-lost
docker start err-lost

#: remove-lost
docker rm --force err-lost
docker network rm err-gone

#: active-endpoints
docker network rm err-net

#: which-endpoints
docker network inspect --format '{{range .Containers}}{{println .Name}}{{end}}' err-net

#: disconnect
docker network disconnect err-net err-web
docker network rm err-net

#: pool-overlaps
docker network create --subnet 172.17.0.0/16 err-net

#: which-subnets
docker network ls --quiet --filter driver=bridge | xargs docker network inspect --format '{{.Name}} {{range .IPAM.Config}}{{.Subnet}}{{end}}'

#: other-subnet
docker network create --subnet 10.231.0.0/24 err-net

#: user-specified-ip
docker run --rm --ip 172.17.0.99 busybox true

#: ip-in-own-network
docker run --rm --network err-net --ip 10.231.0.99 busybox ip -o -4 address show eth0

#: empty-networks
docker network ls --quiet --filter type=custom |
  xargs --no-run-if-empty docker network inspect --format '{{len .Containers}} {{.Name}}' | grep '^0 '

#: remove-network
docker network rm err-net

#: see-chain
sudo iptables --table nat --list-rules DOCKER

#: is-forwarding
sysctl net.ipv4.ip_forward

#: remove
docker rm --force err-web err-web2 err-taken err-inner
