#!/bin/sh
# A certificate authority of the lab's own, and one certificate for all the names it stands in for.
#
#   certificates.sh HOST...
set -eu
mkdir -p /standin/tls
cd /standin/tls
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
  -subj '/CN=Lab CA (stand-in internet)' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
  -keyout ca.key -out ca.crt
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=stand-in' \
  -keyout server.key -out server.csr
names=$(printf 'DNS:%s,' "$@")
printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "${names%,}" >server.ext
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 \
  -extfile server.ext -out server.crt
rm ca.key server.csr server.ext
