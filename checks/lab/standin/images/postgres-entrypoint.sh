#!/usr/bin/env bash
# As in the official image: the server runs as the user postgres, whose the data are; the first
# start, on an empty folder, makes the database from the variables POSTGRES_… (each also as …_FILE),
# runs what lies in /docker-entrypoint-initdb.d, and refuses to go on without a password.
# Not imitated: libnss_wrapper, for a --user whom /etc/passwd does not know.
set -Eeo pipefail

# setting NAME [DEFAULT]: exports NAME, from itself, from the file that NAME_FILE names, or DEFAULT.
setting() {
  local name=$1 file=${1}_FILE value=${2:-}
  if [ "${!name:-}" ] && [ "${!file:-}" ]; then
    echo "error: both $name and $file are set (but are exclusive)" >&2
    exit 1
  fi
  if [ "${!name:-}" ]; then
    value=${!name}
  elif [ "${!file:-}" ]; then
    value=$(<"${!file}")
  fi
  export "$name"="$value"
  unset "$file"
}

# ask ARGUMENT...: psql over the socket, as the superuser; the first error ends it.
ask() {
  PGHOST='' psql --variable=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --no-password --no-psqlrc "$@"
}

has_password() {
  if [ -z "$POSTGRES_PASSWORD" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    cat >&2 <<'ERROR'
Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
ERROR
    exit 1
  fi
}

run_scripts() {
  local file
  echo
  for file; do
    case $file in
    *.sh)
      if [ -x "$file" ]; then
        echo "$0: running $file"
        "$file"
      else
        echo "$0: sourcing $file"
        # shellcheck disable=SC1090
        . "$file"
      fi
      ;;
    *.sql) echo "$0: running $file" && ask --dbname="$POSTGRES_DB" --file="$file" && echo ;;
    *.sql.gz) echo "$0: running $file" && gunzip -c "$file" | ask --dbname="$POSTGRES_DB" && echo ;;
    *.sql.xz) echo "$0: running $file" && xzcat "$file" | ask --dbname="$POSTGRES_DB" && echo ;;
    *.sql.zst) echo "$0: running $file" && zstd -dc "$file" | ask --dbname="$POSTGRES_DB" && echo ;;
    *) echo "$0: ignoring $file" ;;
    esac
    echo
  done
}

# initialize ARGUMENT...: the database, with a server that answers on the socket only.
initialize() {
  local method
  has_password
  ls /docker-entrypoint-initdb.d/ >/dev/null
  # The options may be several words, as upstream.
  # shellcheck disable=SC2086
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") $POSTGRES_INITDB_ARGS
  method=${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption)}
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
  export PGPASSWORD=${PGPASSWORD:-$POSTGRES_PASSWORD}
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -o "$(printf '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}")" -w start
  if [ "$POSTGRES_DB" != postgres ]; then
    ask --dbname=postgres --set=db="$POSTGRES_DB" <<<'CREATE DATABASE :"db" ;'
    echo
  fi
  run_scripts /docker-entrypoint-initdb.d/*
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGPASSWORD
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

case ${1:-} in
-*) set -- postgres "$@" ;;
esac
case " $* " in
*' --help '* | *' --version '* | *' -V '*) exec "$@" ;;
esac
if [ "${1:-}" = postgres ]; then
  setting POSTGRES_PASSWORD
  setting POSTGRES_USER postgres
  setting POSTGRES_DB "$POSTGRES_USER"
  setting POSTGRES_INITDB_ARGS
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 00700 "$PGDATA" || :
  chmod 03775 /var/run/postgresql || :
  if [ "$(id -u)" = 0 ]; then
    find "$PGDATA" /var/run/postgresql ! -user postgres -exec chown postgres {} +
    exec gosu postgres "$0" "$@"
  fi
  if [ -s "$PGDATA/PG_VERSION" ]; then
    printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
  else
    initialize "${@:2}"
  fi
fi
exec "$@"
