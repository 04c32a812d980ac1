#!/bin/sh
# What Docker Hub's search answers (moby `daemon/pkg/registry/search.go` asks /v1/search): for each
# image of the stand-in itself, then images of somebody else's, so that filters have work to do.
set -eu
web=/standin/web/search
mkdir -p "$web"
echo '{"num_results":0,"query":"","results":[]}' >"$web/nothing.json"

# result NAME DESCRIPTION STARS OFFICIAL
result() {
  printf '{"name":"%s","description":"%s","star_count":%s,"is_official":%s,"is_automated":false}' \
    "$1" "$2" "$3" "$4"
}

for image in busybox hello-world nginx redis registry ubuntu; do
  first=$(result "$image" "The lab's stand-in for the official image" 1000 true)
  second=$(result "example/$image" 'Somebody else, with some stars' 25 false)
  third=$(result "example2/$image" 'Somebody else, with few stars' 4 false)
  fourth=$(result "example3/$image" 'Somebody else, with none' 0 false)
  list=
  for number in 1 2 3 4; do
    case $number in
    1) list=$first ;;
    2) list=$list,$second ;;
    3) list=$list,$third ;;
    4) list=$list,$fourth ;;
    esac
    printf '{"num_results":%s,"query":"%s","results":[%s]}' "$number" "$image" "$list" \
      >"$web/$image.$number.json"
  done
done
