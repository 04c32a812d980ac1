#: folder
#zh 新建一个空目录并进去：这一页的草稿放在里面
#en Into a new, empty directory: the drafts of this page go there
folder=$(mktemp --directory --tmpdir=/var/tmp) && cd "$folder"

#: trailing-comma
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  "debug": true,
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: wrong-type
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  "debug": "yes"
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: unknown-key
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  "debgu": true
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: full-width
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  "debug"： true
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: curly-quotes
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  “debug”: true
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: find-them
grep --line-number --perl-regexp '[^\x00-\x7F]' daemon-draft.json

#: comment
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  "debug": true // only for today
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: single-quotes
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  'debug': true
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: two-objects
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{ "debug": true }
{ "init": true }
EOF
dockerd --validate --config-file=daemon-draft.json

#: singular
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  "debug": true,
  "registry-mirror": ["https://mirror.internal"],
  "http-proxy": "http://proxy.internal:3128"
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: find-ignored
#zh 给每个键一个它绝不会接受的值：没有报错，就是 Docker 根本不读它
#en Give each key a value that it never takes: no error means that Docker does not read the key
for key in $(jq --raw-output 'keys[]' daemon-draft.json); do
  echo "{\"$key\": [[]]}" > "${folder:?}/daemon-probe.json" &&
    dockerd --validate --config-file="$folder/daemon-probe.json" > /dev/null 2>&1 && echo "$key: ignored"
done

#: valid-but-wrong
cat > "${folder:?}/daemon-draft.json" << 'EOF'
{
  "bip": "10.200.0.256/24"
}
EOF
dockerd --validate --config-file=daemon-draft.json

#: remove-draft
cd && rm --recursive "${folder:?}"
