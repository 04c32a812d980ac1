#: dns-down
sudo cp /etc/resolv.conf err-resolv.conf
echo 'nameserver 127.0.0.1' | sudo tee /etc/resolv.conf
sleep 6
docker pull busybox

#: dns-up
sudo cp err-resolv.conf /etc/resolv.conf
sleep 6
docker pull --quiet busybox

#: make-hub
mkdir err-hub
cat > err-hub/default.conf << 'END'
server {
  listen 80;
  default_type application/json;
  location = /token { return 200 '{"token": "none"}'; }
  location = /v2/ {
    add_header WWW-Authenticate 'Bearer realm="http://localhost:5998/token",service="err-hub"' always;
    return 401;
  }
  location /v2/denied/ {
    add_header WWW-Authenticate 'Bearer realm="http://localhost:5998/token",service="err-hub",scope="repository:denied/app:pull",error="insufficient_scope"' always;
    return 401;
  }
  location /v2/many/ {
    return 429 '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your unauthenticated pull rate limit."}]}';
  }
  location /v2/broken/ { return 502; }
}
END
docker run --detach --name err-hub --publish 127.0.0.1:5998:80 --volume ./err-hub:/etc/nginx/conf.d:ro nginx
until curl --silent --output /dev/null http://localhost:5998/v2/; do sleep 0.2; done

#: access-denied
docker pull localhost:5998/denied/app

#: too-many-requests
docker pull localhost:5998/many/app

#: bad-gateway
docker pull localhost:5998/broken/app

#: remove-hub
docker rm --force err-hub
rm -r err-hub

#: http-to-https
docker run --detach --name err-plain --publish 5997:5000 registry:3
docker tag busybox 172.17.0.1:5997/app
until curl --silent --output /dev/null http://172.17.0.1:5997/v2/; do sleep 0.2; done
docker push 172.17.0.1:5997/app

#: allow-http
sudo mkdir --parents /etc/docker
echo '{ "insecure-registries": ["172.17.0.1:5997"] }' | sudo tee /etc/docker/daemon.json
sudo systemctl reload docker
until docker info | grep --quiet 172.17.0.1:5997; do sleep 0.2; done
docker push --quiet 172.17.0.1:5997/app

#: remove-plain
docker rm --force --volumes err-plain
sudo rm /etc/docker/daemon.json
sudo systemctl reload docker

#: unknown-authority
mkdir err-certs
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 -subj '/CN=err-registry' -addext subjectAltName=IP:172.17.0.1 -keyout err-certs/new.key -out err-certs/new.crt 2> /dev/null
docker run --detach --name err-tls --publish 5996:5000 --volume ./err-certs:/certs:ro --env REGISTRY_HTTP_TLS_CERTIFICATE=/certs/new.crt --env REGISTRY_HTTP_TLS_KEY=/certs/new.key registry:3
docker tag busybox 172.17.0.1:5996/app
until curl --silent --insecure --output /dev/null https://172.17.0.1:5996/v2/; do sleep 0.2; done
docker push 172.17.0.1:5996/app

#: trust-authority
sudo install -D --mode=644 err-certs/new.crt /etc/docker/certs.d/172.17.0.1:5996/ca.crt
docker push --quiet 172.17.0.1:5996/app

#: certificate-expired
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -not_before 20200101000000Z -not_after 20210101000000Z -subj '/CN=err-registry' -addext subjectAltName=IP:172.17.0.1 -keyout err-certs/old.key -out err-certs/old.crt 2> /dev/null
cp err-certs/new.crt err-certs/kept.crt
cp err-certs/new.key err-certs/kept.key
cp err-certs/old.crt err-certs/new.crt
cp err-certs/old.key err-certs/new.key
sudo cp err-certs/old.crt /etc/docker/certs.d/172.17.0.1:5996/ca.crt
docker restart err-tls
until curl --silent --insecure --output /dev/null https://172.17.0.1:5996/v2/; do sleep 0.2; done
docker push 172.17.0.1:5996/app

#: which-dates
openssl s_client -connect 172.17.0.1:5996 < /dev/null 2> /dev/null | openssl x509 -noout -dates

#: renew
mv err-certs/kept.crt err-certs/new.crt
mv err-certs/kept.key err-certs/new.key
sudo cp err-certs/new.crt /etc/docker/certs.d/172.17.0.1:5996/ca.crt
docker restart err-tls
until curl --silent --insecure --output /dev/null https://172.17.0.1:5996/v2/; do sleep 0.2; done
docker push --quiet 172.17.0.1:5996/app

#: certificate-name
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 -subj '/CN=err-registry' -addext subjectAltName=IP:192.0.2.10 -keyout err-certs/new.key -out err-certs/new.crt 2> /dev/null
sudo cp err-certs/new.crt /etc/docker/certs.d/172.17.0.1:5996/ca.crt
docker restart err-tls
until curl --silent --insecure --output /dev/null https://172.17.0.1:5996/v2/; do sleep 0.2; done
docker push 172.17.0.1:5996/app

#: which-names
openssl s_client -connect 172.17.0.1:5996 < /dev/null 2> /dev/null | openssl x509 -noout -ext subjectAltName

#: no-address
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 -subj '/CN=err-registry' -addext subjectAltName=DNS:registry.internal -keyout err-certs/new.key -out err-certs/new.crt 2> /dev/null
sudo cp err-certs/new.crt /etc/docker/certs.d/172.17.0.1:5996/ca.crt
docker restart err-tls
until curl --silent --insecure --output /dev/null https://172.17.0.1:5996/v2/; do sleep 0.2; done
docker push 172.17.0.1:5996/app

#: right-name
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 30 -subj '/CN=err-registry' -addext subjectAltName=DNS:registry.internal,IP:172.17.0.1 -keyout err-certs/new.key -out err-certs/new.crt 2> /dev/null
sudo cp err-certs/new.crt /etc/docker/certs.d/172.17.0.1:5996/ca.crt
docker restart err-tls
until curl --silent --insecure --output /dev/null https://172.17.0.1:5996/v2/; do sleep 0.2; done
docker push --quiet 172.17.0.1:5996/app

#: remove-tls
docker rm --force --volumes err-tls
docker rmi 172.17.0.1:5996/app 172.17.0.1:5997/app
sudo rm -r err-certs /etc/docker/certs.d/172.17.0.1:5996

#: network-unreachable
ip route show default > err-route
sudo ip route delete default
docker pull 198.51.100.7:5000/app

#: reachable
xargs sudo ip route add < err-route
docker pull --quiet busybox

#: proxyconnect
sudo mkdir --parents /etc/docker
echo '{ "proxies": { "https-proxy": "http://127.0.0.1:3128" } }' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker pull busybox

#: no-proxy
sudo rm /etc/docker/daemon.json
sudo systemctl restart docker
docker pull --quiet busybox
