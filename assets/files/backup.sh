#!/bin/bash
# Back up one Docker Compose project into a new, dated directory. Run as root:
#
#   backup.sh PROJECT_DIRECTORY BACKUP_DIRECTORY
#
# Written are: the project directory; what its containers mount from elsewhere on the host;
# a dump of each database of each PostgreSQL server that runs, and of its roles; each other volume;
# checksums of all of these.
# Nothing is overwritten or deleted, and no container is stopped. A backup that failed is left
# with a name that ends in ".part".
set -euo pipefail
umask 077

fail() {
  echo "backup.sh: $*" >&2
  exit 1
}

# tar ends with 1 if a file changed while it was read; it names the file and goes on.
pack() { tar -czf "$@" || [ $? -eq 1 ]; }

[ $# -eq 2 ] || fail "give two arguments: PROJECT_DIRECTORY BACKUP_DIRECTORY"
[ "$(id -u)" -eq 0 ] || fail "run it as root: volumes belong to the users of the containers"
[ -d "$1" ] || fail "$1: there is no such directory"
project_directory=$(realpath "$1")
mkdir -p "$2"
backups=$(realpath "$2")
case $backups/ in "$project_directory"/*) fail "$2: is inside $1, and would be in its own backup" ;; esac

cd "$project_directory"
config=$(docker compose config) || fail "$1: docker compose cannot read a project there"
project=$(sed -n 's/^name: //p' <<<"$config" | tr -d '"')
mapfile -t containers < <(docker ps --all --quiet --filter "label=com.docker.compose.project=$project")
[ ${#containers[@]} -gt 0 ] || fail "project $project has no containers: start it first"
label='{{index .Config.Labels "com.docker.compose.project.working_dir"}}'
started=$(docker inspect --format "$label" "${containers[@]}" | sort --unique)
while IFS= read -r directory; do
  [ "$(realpath -- "$directory")" = "$project_directory" ] || fail "$1: project $project was started in $directory"
done <<<"$started"

place=$backups/$project-$(date +%Y-%m-%dT%H%M%S)
[ ! -e "$place" ] || fail "$place: is there already"
mkdir "$place.part"
trap '[ ! -d "$place.part" ] || echo "backup.sh: not complete: $place.part" >&2' EXIT

# A PostgreSQL server that runs is asked for its data: copied files of it could be half written.
dumped=   # volumes that hold the files of such a server
inside=() # options of tar: leave out directories in the project that do
beyond=() # and such directories elsewhere
for container in "${containers[@]}"; do
  docker exec "$container" sh -c 'grep -qsx postgres /proc/[0-9]*/comm' >/dev/null 2>&1 || continue
  service=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}}' "$container")
  # shellcheck disable=SC2016 # the variables are those of the container
  user=$(docker exec "$container" sh -c 'echo "${POSTGRES_USER:-$(cat "${POSTGRES_USER_FILE:-/dev/null}")}"')
  user=${user:-postgres}
  ask=(docker exec --env PGHOST= "$container")
  databases=$("${ask[@]}" psql --username="$user" --dbname=postgres --tuples-only --no-align \
    --command="SELECT datname FROM pg_database WHERE datallowconn AND datname <> 'template1'") ||
    fail "service $service: psql failed"
  "${ask[@]}" pg_dumpall --username="$user" --roles-only | gzip >"$place.part/$service.roles.sql.gz" ||
    fail "service $service: pg_dumpall failed"
  while IFS= read -r database; do
    name=${database//%/%25} # a file's name has no slash
    name=$service.database-${name//\//%2F}.sql.gz
    "${ask[@]}" pg_dump --username="$user" --clean --if-exists --dbname="$database" </dev/null |
      gzip >"$place.part/$name" || fail "service $service: pg_dump of $database failed"
  done <<<"$databases"
  # Only the mount with the server's files is left out; the others of this container are not.
  # shellcheck disable=SC2016
  data=$(docker exec "$container" sh -c 'echo "$PGDATA"')
  mounted=$(docker inspect --format '{{range .Mounts}}{{or .Name .Source}}{{"\t"}}{{println .Destination}}{{end}}' "$container")
  while IFS=$'\t' read -r from target; do
    case $data/ in "$target"/*) ;; *) continue ;; esac
    case $from in
    "$project_directory"/*) inside+=("--exclude=.${from#"$project_directory"}") ;;
    /*) beyond+=("--exclude=.$from") ;;
    *) dumped+=" $from" ;;
    esac
  done <<<"$mounted"
done

pack "$place.part/project.tar.gz" --anchored --no-wildcards "${inside[@]}" .

mounts() { # KIND FIELD: one a line, of all containers
  docker inspect --format "{{range .Mounts}}{{if eq .Type \"$1\"}}{{println .$2}}{{end}}{{end}}" "${containers[@]}" |
    sed '/^$/d' | sort --unique
}

volumes=$(mounts volume Name)
for volume in $volumes; do
  case " $dumped " in *" $volume "*) continue ;; esac
  files=$(docker volume inspect --format '{{.Mountpoint}}' "$volume")
  [ -d "$files" ] || fail "volume $volume: its files are not on this host"
  # A volume with a device of its own (NFS, another directory) is mounted only while a container runs.
  device=$(docker volume inspect --format '{{if .Options}}{{index .Options "device"}}{{end}}' "$volume")
  [ -z "$device" ] || mountpoint -q "$files" || fail "volume $volume: is not mounted, start its container"
  pack "$place.part/$volume.volume.tar.gz" -C "$files" .
done

# Of a symbolic link, tar keeps the link, so where it leads is in the list, too.
paths=$(mounts bind Source | while IFS= read -r path; do echo "$path" && realpath -m -- "$path"; done | sort --unique)
outside=()
while IFS= read -r path; do
  case $path/ in
  "$project_directory"/* | /) ;; # no line, if there are no such mounts
  // | /var/lib/docker/* | /var/lib/containerd/* | /dev/* | /proc/* | /run/* | /sys/* | /var/run/*)
    echo "backup.sh: not backed up: $path" >&2
    ;;
  *) outside+=(".$path") ;;
  esac
done <<<"$paths"
[ ${#outside[@]} -eq 0 ] ||
  pack "$place.part/outside.tar.gz" -C / --anchored --no-wildcards --exclude=".$backups" "${beyond[@]}" "${outside[@]}"

(cd "$place.part" && sha256sum -- * >SHA256SUMS)
mv "$place.part" "$place"
echo "$place"
