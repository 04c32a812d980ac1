#: search
docker search ubuntu

#: official
docker search --filter is-official=true ubuntu

#: stars
docker search --filter stars=25 --format '{{.StarCount}} {{.Name}}' ubuntu

#: limit
docker search --limit 2 ubuntu

#: pulls-left
#zh 先取一个匿名的令牌，再只问响应头：这不算一次拉取
#en Fetch an anonymous token, then ask for the headers only: this does not count as a pull
token=$(
  curl --no-progress-meter 'https://auth.docker.io/token?service=registry.docker.io&scope=repository:ratelimitpreview/test:pull' |
    sed 's/.*"token":"\([^"]*\)".*/\1/'
)
curl --no-progress-meter --head --header "Authorization: Bearer $token" \
  https://registry-1.docker.io/v2/ratelimitpreview/test/manifests/latest |
  grep --ignore-case '^ratelimit'
