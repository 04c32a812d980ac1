#: install-jq
sudo apt-get update
sudo apt-get install --yes jq

#: use-helper
#zh 原来的文件留一份，再把这一项加进去
#en Keep a copy of the file, then add the key to it
install --directory --mode=700 ~/.docker
[ -s ~/.docker/config.json ] || (umask 077 && echo '{}' > ~/.docker/config.json)
cp --preserve ~/.docker/config.json ~/.docker/config.json.before
jq '.credsStore = "pass"' ~/.docker/config.json.before > ~/.docker/config.json

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
