#: folder
proxy=$(mktemp --directory ~/proxy.XXXXXX) && cd "$proxy" && mkdir certs conf.d shop wiki

#: authority
cd "${proxy:?}" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
  -subj '/CN=Our CA' -keyout ca.key -out ca.crt

#: certificate
cd "${proxy:?}" && openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
  -subj /CN=shop.internal -addext subjectAltName=DNS:shop.internal,DNS:wiki.internal \
  -keyout certs/apps.key -out apps.csr &&
  openssl x509 -req -in apps.csr -copy_extensions copy -CA ca.crt -CAkey ca.key -days 365 \
    -out certs/apps.crt

#: proxy
cat > "${proxy:?}/conf.d/default.conf" << 'NGINX'
# Docker's name server, asked again after five seconds: a new container has a new address.
resolver 127.0.0.11 valid=5s;
ssl_certificate /certs/apps.crt;
ssl_certificate_key /certs/apps.key;
proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;

server {
    listen 80;
    return 301 https://$host$request_uri;
}
server {
    listen 443 ssl;
    server_name shop.internal;
    set $app shop:80;
    location / { proxy_pass http://$app; }
}
server {
    listen 443 ssl;
    server_name wiki.internal;
    set $app wiki:80;
    location / { proxy_pass http://$app; }
}
NGINX

#: compose
cd "${proxy:?}" &&
  echo 'This is the shop' > shop/index.html &&
  echo 'This is the wiki' > wiki/index.html &&
  cat > compose.yaml << 'YAML' &&
name: tls-demo
services:
  proxy:
    image: nginx:1.29
    restart: unless-stopped
    ports: ["80:80", "443:443"]
    volumes:
      - ./conf.d:/etc/nginx/conf.d:ro
      - ./certs:/certs:ro
  shop:
    image: nginx:1.29
    restart: unless-stopped
    volumes: ["./shop:/usr/share/nginx/html:ro"]
  wiki:
    image: nginx:1.29
    restart: unless-stopped
    volumes: ["./wiki:/usr/share/nginx/html:ro"]
YAML
  docker compose up --detach

#: by-name
to_here='*:443:127.0.0.1'
curl --silent --show-error --retry 10 --retry-all-errors --retry-delay 1 --fail \
  --cacert ca.crt --resolve "$to_here" https://shop.internal/ https://wiki.internal/

#: redirect
curl --silent --show-error --output /dev/null --write-out '%{http_code} %{redirect_url}\n' \
  --resolve '*:80:127.0.0.1' 'http://wiki.internal/page?number=1'

#: rights
stat --format '%A %n' ca.key certs/apps.key
docker compose exec -T --user 65534 proxy cat /certs/apps.key

#: renew
cd "${proxy:?}" &&
  openssl x509 -req -in apps.csr -copy_extensions copy -CA ca.crt -CAkey ca.key -days 365 \
    -out certs/apps.crt.new &&
  mv certs/apps.crt.new certs/apps.crt &&
  docker compose exec -T proxy nginx -t && docker compose exec -T proxy nginx -s reload

#: renewed
sleep 2
openssl s_client -connect localhost:443 -servername shop.internal < /dev/null 2> /dev/null |
  openssl x509 -noout -serial
openssl x509 -in certs/apps.crt -noout -serial

#: during
truncate --size=8M "${proxy:?}/shop/large"
curl --silent --show-error --cacert ca.crt --resolve "$to_here" --limit-rate 1M \
  --output /dev/null --write-out '%{http_code} %{size_download}\n' https://shop.internal/large &
sleep 2
docker compose exec -T proxy nginx -s reload
for _ in $(seq 50); do
  curl --silent --show-error --cacert ca.crt --resolve "$to_here" --output /dev/null \
    --write-out '%{http_code}\n' https://wiki.internal/
done | sort | uniq --count
wait

#: restart-instead
cd "${proxy:?}" && { docker compose restart proxy & }
for _ in $(seq 30); do
  curl --silent --cacert ca.crt --resolve "$to_here" --output /dev/null \
    --write-out '%{http_code}\n' https://wiki.internal/
  sleep 0.1
done | sort | uniq --count
wait

#: unknown-ca
curl --silent --show-error --resolve "$to_here" https://shop.internal/

#: wrong-name
curl --silent --show-error --cacert ca.crt https://localhost/

#: bad-gateway
cd "${proxy:?}" && docker compose stop wiki
sleep 6
curl --silent --show-error --cacert ca.crt --resolve "$to_here" https://wiki.internal/
curl --silent --show-error --cacert ca.crt --resolve "$to_here" https://shop.internal/

#: why
docker compose logs --no-log-prefix proxy 2>&1 | grep --only-matching 'wiki could not be resolved.*' | tail --lines=1

#: back
cd "${proxy:?}" && docker compose start wiki &&
  curl --silent --show-error --retry 20 --retry-all-errors --retry-delay 1 --fail \
    --cacert ca.crt --resolve "$to_here" https://wiki.internal/

#: no-upstream
cat > "${proxy:?}/conf.d/blog.conf" << 'NGINX'
server {
    listen 443 ssl;
    server_name blog.internal;
    location / { proxy_pass http://blog:80; }
}
NGINX
docker compose exec -T proxy nginx -t

#: without-blog
rm "${proxy:?}/conf.d/blog.conf"
docker compose exec -T proxy nginx -t

#: clean-up
docker compose --project-name tls-demo down
cd ~ && rm -r "${proxy:?}"
