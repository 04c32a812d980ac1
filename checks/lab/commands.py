"""What is known of the commands that lessons use: which of their words are options, and which take
a value. For the mutants, which break one word at a time."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUBCOMMANDS = {"ip": 2, "ctr": 2} | dict.fromkeys(
    _words("docker docker-compose systemctl apt-get apt-cache apt ufw nft openssl git loginctl"), 1
)
"""How many words after a command's name belong to the name."""

GROUPS = _words(
    """
    builder buildx checkpoint compose config container context image manifest network node
    plugin secret service stack swarm system trust volume
    """
)
"""`docker` subcommands that a second one follows."""

WRAPPERS = _words("sudo env exec command nohup time xargs timeout")
"""Commands that are followed by another command."""

UNTOUCHED = _words("sleep true false : break continue exit return")
"""Commands that are not broken themselves; a statement around them may be dropped."""

FLAGS = _words(
    """
    --all-tags --append --archive --auto-remove --count --delete-untagged --detach --digests
    --directory --dry-run --extended-regexp --files-with-matches --force --get-selections --groups
    --ignore-case --in-place --install --interactive --internal --list-name --no-install-recommends
    --no-progress-meter --no-run-if-empty --no-trunc --only-matching --parents --password-stdin
    --privileged --pull --quiet --read-only --recursive --retry-all-errors --rm --show-error
    --silent --timestamps --tty --verbose --volumes --wildcards --with-fingerprint --yes
    -4 -KILL -brief -hex -l -xdev
    """
)
"""Options that take no value, though a word follows them in the guide. Any other option takes the
word that follows it."""

LONG_WITH_ONE_DASH = _words("find openssl ip nft kill qemu-system-x86_64")
"""Commands whose options are words behind a single hyphen."""

OPPOSITES = {"true": "false", "false": "true", "yes": "no", "no": "yes", "on": "off", "off": "on"}
