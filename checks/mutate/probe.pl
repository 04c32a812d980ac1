# What a machine is, as text: two looks are equal if nothing happened between them that a later
# command could notice. Times count only where they tell that something was written or restarted.
#
# Perl for the same reason as the relay: it is on every machine, and it talks to Docker's socket
# in a few milliseconds, where the client needs forty for each question. Standard error is dropped:
# files and processes may go while they are looked at.
use strict;
use warnings;
use IO::Socket::UNIX;

my %about = map { $_ => 1 } @ARGV;    # what the lesson is about
my $socket = '/var/run/docker.sock';
open STDERR, '>', '/dev/null';
open STDOUT, '|-', 'gzip -1 | base64 -w0';

sub section {
    my ($name, @lines) = @_;
    chomp @lines;
    print "\x1e$name\n", map { "$_\n" } @lines;
}

# What the first look at a machine leaves. Its time says which files were written since: a limit that
# moved with the clock would drop a file between two looks although nothing happened to it.
my $mark = '/run/probe-first-look';
-e $mark or do { open my $new, '>', $mark; close $new };
my $first_look = (stat $mark)[9];

# Tens of thousands of lines: a digest of all, and in clear what was written since the first look.
sub listing {
    my ($name, @found) = @_;
    # What apt derives from its lists, any of its commands makes anew.
    @found = grep { !m{ /var/cache/apt/\w+\.bin$} } @found;
    my @fresh = grep { /^\d+ \S+ \d+ (\d+)\./ && $1 >= $first_look } @found;
    my $file = "/run/probe-$$";
    open my $digest, '|-', "sha256sum > $file" or return;
    print {$digest} @found;
    close $digest;
    section($name, lines("cat $file; rm $file"), @fresh[0 .. ($#fresh > 300 ? 300 : $#fresh)]);
}

sub lines { open my $pipe, '-|', 'sh', '-c', $_[0] or return; return readline $pipe }

# Asking a socket-activated Docker that is down would start it.
sub docker_runs {
    for my $path (glob '/proc/[0-9]*/comm') {
        open my $comm, '<', $path or next;
        return 1 if (readline($comm) // '') eq "dockerd\n";
    }
    return 0;
}

sub ask {
    my ($path) = @_;
    my $connection = IO::Socket::UNIX->new(Peer => $socket) or return 'no answer';
    local $SIG{ALRM} = sub { close $connection };
    alarm 5;
    print {$connection} "GET $path HTTP/1.0\r\nHost: docker\r\n\r\n";
    $connection->flush;
    local $/;
    my $answer = readline($connection) // '';
    alarm 0;
    $answer =~ s/^.*?\r\n\r\n//s;
    $answer =~ s/\s+\z//;
    return $answer;
}

my $docker = docker_runs();

# Directories without their times: one that was written and cleaned again is as it was.
my $entry = q{-type d -printf '%m %U:%G %p\n' -o -type f -printf '%m %U:%G %s %T@ %p\n'}
    . q{ -o -printf '%y %m %U:%G %p %l\n'};
my $log = $about{'log-files'} ? '-path /var/log/journal -o' : '-path /var/log -o';
listing('files', lines("find / -xdev \\( $log -path /proc -o -path /sys -o -path /dev"
    . " -o -path /run -o -path /tmp -o -path /var/lib/docker -o -path /var/lib/containerd"
    . " -o -path /var/lib/systemd \\) -prune -o $entry"));
listing('temporary files', lines("find /tmp /dev/shm -xdev $entry; find /run -xdev"
    . " \\( -path /run/systemd -o -path /run/udev -o -path /run/docker -o -path /run/containerd"
    . " -o -path '/run/lesson-*' -o -path '/run/probe-*' -o -path /run/log -o -path /run/sudo -o -path /run/user \\)"
    . " -prune -o $entry"));

# While it runs, Docker itself says what its containers and networks are; the files in which it
# keeps that are rewritten at any time.
my $own = $docker
    ? q{ -o -name config.v2.json -o -name hostconfig.json -o -path '*/network/files'}
    . q{ -o -name metadata.db -o -name meta.db -o -path /var/lib/docker/tmp}
    . q{ -o -path '*/containerd/daemon' -o -path '*.runtime.v2.task'}
    : '';
my $written = q{-path '*/overlay2/*/merged'} . ($about{logs} ? '' : q{ -o -name '*-json.log*'});
listing('Docker\'s files',
    lines("find /var/lib/docker /var/lib/containerd \\( $written$own \\) -prune -o $entry"));

if ($docker) {
    my @containers = ask('/containers/json?all=1') =~ /"Id":"([0-9a-f]{64})"/g;
    section('containers', map { ask("/containers/$_/json") } sort @containers);
    section('images', ask('/images/json?all=1'));
    section('volumes', ask('/volumes'));
    my @networks = ask('/networks') =~ /"Id":"([0-9a-f]{64})"/g;
    section('networks', map { ask("/networks/$_") } sort @networks);
    section('daemon', ask('/info'));
    my $now = time;
    section('events', ask("/events?since=0&until=$now") =~ /"timeNano":(\d+)/g) if $about{events};
}

section('units', lines('systemctl show --no-pager --property=Id,ActiveState,SubState,InvocationID,'
    . 'UnitFileState,NeedDaemonReload,NRestarts,Result "*.service" "*.socket" "*.target" "*.timer"'));
section('journal', lines('journalctl --quiet --no-pager --lines=1 --output=export --unit=docker'
    . ' --unit=containerd --output-fields=MESSAGE')) if $about{journal};
open my $stat, '<', '/proc/self/stat';
my $session = (split ' ', readline($stat) =~ s/^.*\) //sr)[3];
section('processes', map { /^\s*(\d+)\s+(\d+)(.*)/s && $2 != $session ? "$1$3" : () }
    lines('ps -e -o pid=,sid=,uid=,args='));
section('sockets', sort map { my @f = split; ($f[3] // '') eq '0A' || /udp/ ? "$f[1]\n" : () }
    lines('cat /proc/net/tcp /proc/net/tcp6'));
section('network', lines('{ ip -o address; ip route; ip -6 route; } | grep -v " fe80:\|^fe80:" |'
    . ' sed -e "s/ linkdown//";'
    . ' { nft list ruleset || iptables-save; } | sed -e "s/packets [0-9]* bytes [0-9]*//"'
    . ' -e "s/\[[0-9]*:[0-9]*\]//" -e "/^#/d"'));
section('mounts', grep { !m{ /(var/lib/docker|run/docker|run/containerd|proc|sys)} }
    lines('sort /proc/mounts'));
section('kernel', lines('cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/route_localnet'
    . ' /proc/sys/vm/overcommit_memory /proc/sys/kernel/hostname'));
close STDOUT;
