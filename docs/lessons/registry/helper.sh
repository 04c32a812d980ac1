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
#zh 为这个镜像仓库加上助手；原来的文件留一份
#en Name the helper for this registry; a copy of the file is kept
install --directory --mode=700 ~/.docker
[ -s ~/.docker/config.json ] || (umask 077 && echo '{}' > ~/.docker/config.json)
draft=$(mktemp)
jq '.credHelpers["registry.internal"] = "pass"' ~/.docker/config.json > "$draft" &&
  { test -e ~/.docker/config.json.before-helper || cp --archive --dereference ~/.docker/config.json{,.before-helper}; } &&
  cp "$draft" ~/.docker/config.json &&
  rm "$draft"

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
jq --slurpfile old ~/.docker/config.json.before-helper \
  '. * ($old[0] | {credHelpers: (.credHelpers | {"registry.internal"})}) | del(.. | nulls)' \
  ~/.docker/config.json > "$draft" &&
  cp "$draft" ~/.docker/config.json &&
  rm ~/.docker/config.json.before-helper "$draft"
