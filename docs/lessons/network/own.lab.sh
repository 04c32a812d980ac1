#: use-up
for n in $(seq 40); do docker network create "many-$n" || break; done | wc --lines

#: remove-many
docker network ls --quiet --filter name=many- | xargs docker network rm | wc --lines
