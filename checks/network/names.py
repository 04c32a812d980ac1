"""The name server of a company, for the lessons about names inside containers."""

from __future__ import annotations

from checks.lab.machine import Machine

SERVER = "192.0.2.53"
"""Its address."""
WIKI = "198.51.100.7"
"""The address of wiki.corp.example, which only this server knows."""


def one_answer(text: str) -> bool:
    """Whether nslookup, which asks for both kinds of addresses by itself, was answered once."""
    return text.partition("Server:")[2].strip().count("\n\n") == 1


def company_dns(machine: Machine) -> None:
    """Start it on another machine, with a route to it. It asks the lab's server for the rest."""
    other = machine.neighbour("dns.internal")
    install = "apt-get update && apt-get install --yes --no-install-recommends dnsmasq-base"
    start = (
        f"ip address add {SERVER}/32 dev eth0 && systemd-run --quiet --unit=company-dns"
        " dnsmasq --keep-in-foreground --no-hosts --user=root --bind-interfaces"
        f" --listen-address={SERVER} --address=/wiki.corp.example/{WIKI}"
    )
    done = other.terminal.check(f"{install} && {start}", 120)
    assert done.exit == 0, done.text
    route = (
        f"ip route replace {SERVER} via $(getent ahostsv4 dns.internal | awk 'NR==1 {{print $1}}')"
    )
    done = machine.terminal.check(route)
    assert done.exit == 0, done.text
