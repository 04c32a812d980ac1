#: install
sudo apt-get update
sudo apt-get install --yes --no-install-recommends pass golang-docker-credential-helpers

#: make-key
#zh 已经在用 pass 的，什么都不改
#en Where pass is in use already, nothing is changed
[ -e ~/.password-store ] || {
  gpg --batch --passphrase '' --quick-generate-key registry-login && pass init registry-login
}

#: use-helper
#zh 原来的文件留一份，再为这个镜像仓库加上助手
#en Keep a copy of the file, then name the helper for this registry
install --directory --mode=700 ~/.docker
[ -s ~/.docker/config.json ] || (umask 077 && echo '{}' > ~/.docker/config.json)
cp --archive --backup=numbered ~/.docker/config.json ~/.docker/config.json.before
draft=$(mktemp)
jq '.credHelpers["registry.internal"] = "pass"' ~/.docker/config.json > "$draft" &&
  cp "$draft" ~/.docker/config.json

#: log-in
docker login --username reader --password-stdin registry.internal < ~/login-password

#: stored
jq '.auths["registry.internal"], .credHelpers' ~/.docker/config.json
docker-credential-pass list

#: push
docker push registry.internal/tools:1.0

#: undo
docker logout registry.internal
draft=$(mktemp)
jq 'del(.credHelpers["registry.internal"])' ~/.docker/config.json > "$draft" &&
  cp "$draft" ~/.docker/config.json
