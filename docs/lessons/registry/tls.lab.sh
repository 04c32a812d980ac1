#: forget-ca
sudo rm /etc/docker/certs.d/registry.internal/ca.crt

#: refused
docker push registry.internal/tools:1.0

#: trust-again
sudo install -D --mode=644 ~/registry-ca/ca.crt /etc/docker/certs.d/registry.internal/ca.crt

#: push-again
docker push registry.internal/tools:1.0

#: other-name
docker pull "$(getent hosts registry.internal | cut --delimiter=' ' --fields=1)/tools:1.0"
