#!/bin/bash
# Back up one Docker Compose project into a new, dated directory. Run as root:
#
#   backup.sh PROJECT_DIRECTORY BACKUP_DIRECTORY
#
# Written are: the project directory; what its containers mount from elsewhere on the host;
# a dump of each PostgreSQL database that runs; each other volume; checksums of all of these.
# Nothing is overwritten or deleted, and no container is stopped. A backup that failed is left
# with a name that ends in ".part".
set -euo pipefail
umask 077

fail() {
  echo "backup.sh: $*" >&2
  exit 1
}

[ $# -eq 2 ] || fail "give two arguments: PROJECT_DIRECTORY BACKUP_DIRECTORY"
[ "$(id -u)" -eq 0 ] || fail "run it as root: volumes belong to the users of the containers"
[ -d "$1" ] || fail "$1: there is no such directory"
project_directory=$(realpath "$1")
mkdir -p "$2"
backups=$(realpath "$2")
case $backups/ in "$project_directory"/*) fail "$2: is inside $1, and would be in its own backup" ;; esac

cd "$project_directory"
config=$(docker compose config) || fail "$1: docker compose cannot read a project there"
project=$(sed -n 's/^name: //p' <<<"$config")
mapfile -t containers < <(docker ps --all --quiet --filter "label=com.docker.compose.project=$project")
[ ${#containers[@]} -gt 0 ] || fail "project $project has no containers: start it first"

place=$backups/$project-$(date +%Y-%m-%dT%H%M%S)
[ ! -e "$place" ] || fail "$place: is there already"
mkdir "$place.part"
trap '[ ! -d "$place.part" ] || echo "backup.sh: not complete: $place.part" >&2' EXIT

tar -czf "$place.part/project.tar.gz" .

# A database that runs is asked for its data: copied files of it could be half written.
dumped=
for container in "${containers[@]}"; do
  docker exec "$container" sh -c 'test "$POSTGRES_USER$POSTGRES_DB" && command -v pg_dump' >/dev/null 2>&1 || continue
  service=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}}' "$container")
  # shellcheck disable=SC2016 # the variables are those of the container
  docker exec "$container" sh -c 'user=${POSTGRES_USER:-postgres}
    exec pg_dump --clean --if-exists --username="$user" "${POSTGRES_DB:-$user}"' >"$place.part/$service.sql" ||
    fail "service $service: pg_dump failed"
  gzip "$place.part/$service.sql"
  dumped+=" $(docker inspect --format '{{range .Mounts}}{{.Name}} {{end}}' "$container")"
done

mounts() { # KIND FIELD: one a line, of all containers
  docker inspect --format "{{range .Mounts}}{{if eq .Type \"$1\"}}{{println .$2}}{{end}}{{end}}" "${containers[@]}" |
    sed '/^$/d' | sort --unique
}

for volume in $(mounts volume Name); do
  case " $dumped " in *" $volume "*) continue ;; esac
  files=$(docker volume inspect --format '{{.Mountpoint}}' "$volume")
  [ -d "$files" ] || fail "volume $volume: its files are not on this host"
  tar -czf "$place.part/$volume.volume.tar.gz" -C "$files" .
done

outside=()
while read -r path; do
  case $path/ in
  "$project_directory"/*) ;;
  / | // | /dev/* | /proc/* | /run/* | /sys/* | /var/run/*) echo "backup.sh: not backed up: $path" >&2 ;;
  *) outside+=(".$path") ;;
  esac
done < <(mounts bind Source)
[ ${#outside[@]} -eq 0 ] || tar -czf "$place.part/outside.tar.gz" -C / "${outside[@]}"

(cd "$place.part" && sha256sum -- * >SHA256SUMS)
mv "$place.part" "$place"
echo "$place"
