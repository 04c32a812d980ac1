#: authority
mkdir --mode=700 ~/registry-ca && cd ~/registry-ca &&
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
    -subj '/CN=Registry CA' -keyout ca.key -out ca.crt

#: certificate
#zh 镜像仓库的私钥和证书请求，再由 CA 签名
#en The registry's key and request; then the authority signs
cd ~/registry-ca && test ! -e registry.key &&
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
    -subj /CN=registry.internal -addext subjectAltName=DNS:registry.internal \
    -keyout registry.key -out registry.csr &&
  openssl x509 -req -in registry.csr -copy_extensions copy -CA ca.crt -CAkey ca.key -days 825 \
    -out registry.crt

#: look
openssl x509 -in registry.crt -noout -issuer -ext subjectAltName

#: hand-over
ssh registry.internal mkdir --mode=700 registry-certs &&
  scp registry.crt registry.key registry.internal:registry-certs/

#: start
#zh 单引号里的 ~ 由另一台机器展开
#en The other host expands the ~ inside the single quotes
ssh registry.internal 'docker run --detach --name registry --restart unless-stopped \
  --publish 443:5000 --volume registry:/var/lib/registry --volume ~/registry-certs:/certs:ro \
  --env REGISTRY_HTTP_TLS_CERTIFICATE=/certs/registry.crt \
  --env REGISTRY_HTTP_TLS_KEY=/certs/registry.key registry:3'

#: trust
test ! -e /etc/docker/certs.d/registry.internal/ca.crt &&
  sudo install -D --mode=644 ~/registry-ca/ca.crt /etc/docker/certs.d/registry.internal/ca.crt

#: is-up
curl --silent --retry 10 --retry-all-errors --cacert ~/registry-ca/ca.crt https://registry.internal/v2/_catalog

#: push
docker pull --quiet busybox:1.37
docker tag busybox:1.37 registry.internal/tools:1.0
docker push registry.internal/tools:1.0

#: undo
#zh 只删用着这一页证书的容器；证书、私钥和数据卷里的镜像都留着
#en Only the container with this page's certificates goes; certificates, keys and the images in the volume stay
ssh registry.internal 'docker inspect --format "{{range .Mounts}}{{println .Source}}{{end}}" registry |
  grep --quiet --line-regexp ~/registry-certs && docker rm --force registry'
cmp ~/registry-ca/ca.crt /etc/docker/certs.d/registry.internal/ca.crt &&
  sudo rm /etc/docker/certs.d/registry.internal/ca.crt
