# The machine's end of the terminal: keeps one bash for the lesson and runs what the host sends.
#
# Perl, because perl-base is essential in Debian and Ubuntu: it is there before a lesson has
# installed anything, which Python is not. Bash alone cannot wait on several pipes at once.
#
# Frames in both directions: one letter, a number (of the command that it belongs to), the length
# of what follows, and that (the two numbers 32 bits, big-endian).
#
#   from the host   L log in (a new bash; ends the old one)    R run with pipes   T run on a terminal
#                   I typed input    C a check's own command (root, /bin/sh)
#                   S a signal to what the shell runs    K end the shell and all that it started
#   to the host     o, e standard output and error    x the exit code    d the shell has died
use strict;
use warnings;
use POSIX ();

my ($user, $home, @environment) = @ARGV;
my ($uid, $gid) = (getpwnam $user)[2, 3];
my $name = "lesson-$$";
my $folder = "/run/$name";
my $epoch = 0;       # counts the log-ins: each has a systemd scope of its own
my ($bash, $command_in, $done_out, $own_screen, $running);
my %source;          # file descriptor => [handle, letter, number, process that it belongs to]
my %process;         # pid of a check's command => [number, open outputs, wait status]

mkdir $folder, 0755;
binmode STDIN;
binmode STDOUT;

sub to_host {
    my ($letter, $number, $data) = @_;
    my $frame = pack('aNN', $letter, $number, length $data) . $data;
    while (length $frame) {
        my $sent = syswrite STDOUT, $frame;
        finish() unless $sent;
        substr($frame, 0, $sent, '');
    }
}

sub watch {
    my ($handle, $letter, $number, $pid) = @_;
    $source{fileno $handle} = [$handle, $letter, $number, $pid];
}

sub forget { my ($handle) = @_; delete $source{fileno $handle}; close $handle }

# ---- the lesson's shell ----------------------------------------------------------------------

# The loop that the shell runs. Interactive, so that its messages read as they do for a person
# ("bash: foo: command not found"), without prompt and start files. The step gets its own standard
# streams and none of ours.
my $loop = <<'BASH';
exec 3<&0 4>&1 < /dev/null > /dev/null
unset INVOCATION_ID
PS1= PS2=
__lesson_status() { return "${__lesson_exit:-0}"; }
while IFS= read -r -d "" __lesson_input && IFS= read -r -d "" __lesson_output &&
  IFS= read -r -d "" __lesson_error && IFS= read -r -d "" __lesson_step; do
  __lesson_status
  eval "$__lesson_step" < "$__lesson_input" > "$__lesson_output" 2> "$__lesson_error" 3<&- 4>&-
  __lesson_exit=$?
  printf '%s\n' "$__lesson_exit" >&4
done <&3
BASH

sub log_in {
    log_out();
    $epoch++;
    pipe(my $step_read, my $step_write) or die "pipe: $!";
    pipe(my $done_read, my $done_write) or die "pipe: $!";
    # An interactive bash sets its terminal right after a command that a signal ended; without one
    # it complains. This one is for nothing else.
    my ($screen, $path) = open_terminal(40, 100);
    $bash = fork // die "fork: $!";
    if (!$bash) {
        POSIX::dup2(fileno $step_read, 0);
        POSIX::dup2(fileno $done_write, 1);
        sysopen STDERR, $path, POSIX::O_RDWR | POSIX::O_NOCTTY;
        chdir $home or chdir '/';
        %ENV = map { split /=/, $_, 2 } @environment;
        # A scope of its own, so that everything that the shell starts can be ended together; with
        # SIGHUP, as a log-in has it, because an interactive bash ignores the SIGTERM of a reboot.
        exec 'systemd-run', '--quiet', '--scope', '--collect', '--unit', scope(),
            '--property=SendSIGHUP=yes',
            'setpriv', '--reuid', $user, '--regid', $gid, '--init-groups',
            'bash', '--norc', '--noprofile', '-i', '-c', $loop
            or POSIX::_exit(127);
    }
    close $step_read;
    close $done_write;
    ($command_in, $done_out, $own_screen) = ($step_write, $done_read, $screen);
    $command_in->autoflush(1);
}

sub scope { return "$name-$epoch.scope" }

sub log_out {
    return unless $bash;
    close $command_in;
    kill 'HUP', $bash;
    waitpid $bash, 0;
    close $done_out;
    undef $bash;
}

sub end_everything {
    my $quiet = fork;
    if (defined $quiet && !$quiet) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        exec 'systemctl', 'kill', '--signal=KILL', scope() or POSIX::_exit(127);
    }
    waitpid $quiet, 0 if $quiet;
    kill 'KILL', $bash if $bash;
}

my %terminal;        # number => both ends of its pseudo-terminal
my %writers;         # number => our own ends of its pipes

sub fifo {
    my ($letter, $number) = @_;
    my $path = "$folder/$number$letter";
    POSIX::mkfifo($path, 0600) or die "mkfifo: $!";
    chown $uid, $gid, $path;
    sysopen my $handle, $path, POSIX::O_RDONLY | POSIX::O_NONBLOCK or die "$path: $!";
    # A writer of our own until the step is done: before that, the reader must not see an end.
    sysopen my $writer, $path, POSIX::O_WRONLY or die "$path: $!";
    push @{ $writers{$number} }, $writer;
    watch($handle, $letter, $number, 0);
    return $path;
}

sub open_terminal {
    my ($rows, $columns) = @_;
    sysopen my $master, '/dev/ptmx', POSIX::O_RDWR | POSIX::O_NOCTTY | POSIX::O_NONBLOCK
        or die "/dev/ptmx: $!";
    my $unlock = pack 'i', 0;
    my $slave = pack 'I', 0;
    ioctl $master, 0x40045431, $unlock or die "TIOCSPTLCK: $!";
    ioctl $master, 0x80045430, $slave or die "TIOCGPTN: $!";
    ioctl $master, 0x5414, pack('S4', $rows, $columns, 0, 0) or die "TIOCSWINSZ: $!";
    my $path = '/dev/pts/' . unpack 'I', $slave;
    chown $uid, $gid, $path;
    return ($master, $path);
}

sub terminal {
    my ($number, $rows, $columns) = @_;
    my ($master, $path) = open_terminal($rows, $columns);
    # Held open here as well: between two programs the terminal must not hang up.
    sysopen my $held, $path, POSIX::O_RDWR | POSIX::O_NOCTTY or die "$path: $!";
    $terminal{$number} = [$master, $held];
    watch($master, 'o', $number, 0);
    return $path;
}

sub run {
    my ($number, $input, $output, $error, $step) = @_;
    return to_host('d', $number, 'no shell') unless $bash;
    $running = $number;
    print {$command_in} join("\0", $input, $output, $error, $step), "\0";
}

sub step_done {
    my $line = readline $done_out;
    my $number = $running;
    undef $running;
    if (!defined $line) {
        my $status = waitpid($bash, 0) == $bash ? $? : 0;
        undef $bash;
        close $done_out;
        close $command_in;
        drain($number) if defined $number;
        my $how = $status & 127 ? 'signal ' . ($status & 127) : 'exit ' . ($status >> 8);
        to_host('d', $number // 0, $how);
        return;
    }
    chomp $line;
    drain($number);
    to_host('x', $number, pack 'N', $line);
}

# What the step has written is in its pipes by now; a terminal passes it on a moment later. What a
# process in the background still writes to them is read (it must not block) and sent on under the
# number of the step that started it.
sub drain {
    my ($number) = @_;
    my $pair = delete $terminal{$number};
    for my $patience ($pair ? (0.02) x 3 : (0)) {
        select undef, undef, undef, $patience if $patience;
        for my $entry (grep { $_->[2] == $number } values %source) {
            1 while copy($entry);
        }
    }
    delete $source{ fileno $pair->[0] } if $pair;
    delete $writers{$number};
    unlink "$folder/$number$_" for 'o', 'e';
}

sub copy {
    my ($entry) = @_;
    my ($handle, $letter, $number) = @$entry;
    my $count = sysread $handle, my $data, 65536;
    return $count unless $count;
    to_host($letter, $number, $data);
    return $count;
}

sub signal_children {
    my ($signal) = @_;
    my %parent;
    for my $path (glob '/proc/[0-9]*/stat') {
        open my $stat, '<', $path or next;
        my $line = readline $stat // next;
        $parent{$1} = $2 if $line =~ /^(\d+) \(.*\) \S (\d+) /s;
    }
    return unless $bash;
    for my $pid (keys %parent) {
        my $above = $parent{$pid};
        $above = $parent{$above} while $above && $above != $bash;
        kill $signal, $pid if $above;
    }
}

# ---- a check's own commands ------------------------------------------------------------------

sub check {
    my ($number, $command) = @_;
    pipe(my $out_read, my $out_write) or die "pipe: $!";
    pipe(my $err_read, my $err_write) or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        POSIX::setsid();
        open STDIN, '<', '/dev/null';
        open STDOUT, '>&', $out_write;
        open STDERR, '>&', $err_write;
        exec '/bin/sh', '-c', $command or POSIX::_exit(127);
    }
    close $out_write;
    close $err_write;
    $process{$pid} = [$number, 2];
    watch($out_read, 'o', $number, $pid);
    watch($err_read, 'e', $number, $pid);
}

sub closed {
    my ($entry) = @_;
    my ($handle, undef, $number, $pid) = @$entry;
    forget($handle);
    return unless $pid && --$process{$pid}[1] == 0;
    waitpid $pid, 0;
    my $code = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    delete $process{$pid};
    to_host('x', $number, pack 'N', $code);
}

# ---- the loop --------------------------------------------------------------------------------

sub finish {
    end_everything();
    kill 'KILL', map { -$_ } keys %process;
    unlink glob "$folder/*";
    rmdir $folder;
    exit;
}

sub obey {
    my ($letter, $number, $data) = @_;
    if    ($letter eq 'L') { log_in(); to_host('x', $number, pack 'N', 0) }
    elsif ($letter eq 'R') { run($number, '/dev/null', fifo('o', $number), fifo('e', $number), $data) }
    elsif ($letter eq 'T') {
        my ($rows, $columns, $step) = unpack 'nna*', $data;
        my $path = terminal($number, $rows, $columns);
        run($number, $path, $path, $path, $step);
    }
    elsif ($letter eq 'I') { syswrite $terminal{$number}[0], $data if $terminal{$number} }
    elsif ($letter eq 'C') { check($number, $data) }
    elsif ($letter eq 'S') { signal_children($data) }
    elsif ($letter eq 'K') { end_everything() }
}

my $received = '';
my $heard = 0;        # whether anything ever came
while (1) {
    my $wanted = '';
    vec($wanted, 0, 1) = 1;
    vec($wanted, $_, 1) = 1 for keys %source;
    vec($wanted, fileno $done_out, 1) = 1 if $bash;
    next if select(my $ready = $wanted, undef, undef, undef) < 1;

    for my $descriptor (keys %source) {
        next unless vec $ready, $descriptor, 1;
        my $entry = $source{$descriptor} or next;
        my $count = copy($entry);
        closed($entry) if defined $count && $count == 0 || !defined $count && !$!{EAGAIN};
    }
    step_done() if $bash && vec $ready, fileno $done_out, 1;
    if (vec $ready, 0, 1) {
        my $count = sysread STDIN, $received, 65536, length $received;
        # A virtual machine's port reads as ended until somebody is at its other end. It must not
        # be closed before that: the driver throws away what has just come.
        select(undef, undef, undef, 0.2), next if !$count && !$heard && -c STDIN;
        finish() unless $count;
        $heard = 1;
        while (length $received >= 9) {
            my ($letter, $number, $length) = unpack 'aNN', $received;
            last if length $received < 9 + $length;
            my $data = substr $received, 9, $length;
            substr $received, 0, 9 + $length, '';
            obey($letter, $number, $data);
        }
    }
}
