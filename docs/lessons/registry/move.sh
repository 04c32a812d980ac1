#: make
docker pull --quiet nginx:1.29
docker tag nginx:1.29 web:1.0

#: send
docker save web:1.0 | gzip | ssh other.internal docker load

#: compare
docker image inspect --format '{{.RootFS.Layers}}' web:1.0
ssh other.internal docker image inspect --format '{{.RootFS.Layers}}' web:1.0

#: context
docker context create other --docker host=ssh://other.internal

#: send-context
docker pull --quiet busybox:1.37
docker save busybox:1.37 | docker --context other load

#: fetch
docker --context other pull --quiet redis:8
docker --context other save redis:8 | docker load

#: to-file
docker save web:1.0 | gzip > web.tar.gz
gzip --test --verbose web.tar.gz

#: from-file
ssh other.internal docker rmi web:1.0
scp web.tar.gz other.internal:
ssh other.internal docker load --input web.tar.gz

#: run-there
docker --context other run --detach --name web --publish 8080:80 web:1.0

#: answers
curl --silent --retry 10 --retry-all-errors http://other.internal:8080 | head -n 4

#: remove
docker --context other rm --force web
docker context rm other
rm web.tar.gz
ssh other.internal rm web.tar.gz
