#: use-helper
install --directory --mode=700 ~/.docker
tee ~/.docker/config.json << 'EOF'
{
  "credsStore": "pass"
}
EOF

#: no-helper
docker login --username reader --password-stdin registry.internal < ~/registry-password

#: install
sudo apt-get update
sudo apt-get install --yes --no-install-recommends pass golang-docker-credential-helpers

#: make-key
gpg --batch --passphrase '' --quick-generate-key registry-login
pass init registry-login

#: log-in
docker login --username reader --password-stdin registry.internal < ~/registry-password

#: stored
cat ~/.docker/config.json
docker-credential-pass list

#: push
docker push registry.internal/tools:1.0
