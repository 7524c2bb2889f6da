#!/usr/bin/perl
# Searches, hands in and follows keys over the node socket. Needs nothing but Perl.
#
#   keys.pl SOCKET search WORD...      prints a line for each key that matches
#   keys.pl SOCKET submit FILE         hands in the keys of FILE, binary or armored
#   keys.pl SOCKET follow CURSOR-FILE  prints each change when it is committed, until it is stopped
#
# CURSOR-FILE keeps the number of the last change that was printed: the program can be stopped at
# any time, and so can the node, and nothing is missed.
use strict;
use warnings;
use IO::Handle;
use IO::Socket::UNIX;
use JSON::PP;
use MIME::Base64;

# A node that ends while it is being written to is an error like any other.
$SIG{PIPE} = 'IGNORE';
binmode $_, ':encoding(UTF-8)' for *STDOUT, *STDERR;

my ($path, $what, @rest) = @ARGV;
my %commands = (search => \&search, submit => \&submit, follow => \&follow);
if (!@rest || !$commands{$what}) {
    print STDERR "usage: keys.pl SOCKET search WORD... | submit FILE | follow CURSOR-FILE\n";
    exit 64;
}
$commands{$what}->(@rest);

sub search {
    my $words = join ' ', @_;
    $words =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge;
    my $answer = decode_json(whole(ask('GET', "/v1/keys?search=$words")));
    die "keys.pl: more than $answer->{limit} keys match: give more words\n"
        if $answer->{outcome} eq 'too_many';
    for my $key (@{$answer->{keys}}) {
        # The transferable public key, binary: gpg --import reads it.
        my $packets = decode_base64($key->{packets});
        print "$key->{fingerprint} ", length $packets, " octets\n";
    }
}

sub submit {
    open my $file, '<:raw', $_[0] or die "keys.pl: $_[0]: $!\n";
    my $keys = do { local $/; <$file> };
    my $answer;
    while (1) {
        $answer = ask('POST', '/v1/keys', $keys);
        # 429: what a user may cost the node in vain is limited. It says when to come back.
        my $seconds = $answer->{headers}{'retry-after'} or last;
        sleep $seconds;
    }
    my $report = decode_json(whole($answer));
    for my $fate (qw(inserted updated unchanged)) {
        print "$fate $_\n" for @{$report->{$fate}};
    }
    print 'refused ', $_->{fingerprint} // '-', " $_->{reason}\n" for @{$report->{refused}};
}

sub follow {
    my ($file) = @_;
    my $cursor = 0;
    if (open my $kept, '<', $file) { chomp($cursor = <$kept> // 0) }
    STDOUT->autoflush;
    while (1) {
        my $answer = eval { ask('GET', "/v1/changes?follow=on&after=$cursor") };
        if ($answer && $answer->{status} == 200) {
            my $octets = '';
            while (defined(my $chunk = chunk($answer->{socket}))) {
                $octets .= $chunk;
                # A change a line. What follows the last line end waits for the rest of its line.
                while ($octets =~ s/^(.*)\n//) {
                    my $change = decode_json($1);
                    print "$change->{sequence} $change->{change} $change->{fingerprint}\n";
                    # First used, then noted: after a crash a change may come twice and is never
                    # lost.
                    $cursor = $change->{sequence};
                    keep($file, $cursor);
                }
            }
        } elsif ($answer && $answer->{status} != 503) {
            whole($answer);
        }
        # The node was stopped. It may be started again.
        sleep 1;
    }
}

sub keep {
    my ($file, $cursor) = @_;
    open my $kept, '>', "$file.new" or die "keys.pl: $file.new: $!\n";
    print $kept "$cursor\n";
    close $kept && rename "$file.new", $file or die "keys.pl: $file: $!\n";
}

# HTTP/1.1, as much as is needed: one request a connection.

sub ask {
    my ($method, $target, $body) = @_;
    my $socket = IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $path)
        or die "keys.pl: $path: $!: does the node run?\n";
    my $head = "$method $target HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    $head .= "Content-Type: application/pgp-keys\r\nContent-Length: " . length($body) . "\r\n"
        if defined $body;
    print $socket "$head\r\n", $body // '';
    $socket->flush;
    my ($status) = (<$socket> // '') =~ m{^HTTP/1\.1 (\d+)}
        or die "keys.pl: the node ended the connection\n";
    my %headers;
    while (defined(my $line = <$socket>)) {
        last if $line eq "\r\n";
        $headers{lc $1} = $2 if $line =~ /^([^:]+):\s*(.*?)\r\n/;
    }
    return {status => $status, headers => \%headers, socket => $socket};
}

# The body of an answer; ends the program when the node says no.
sub whole {
    my ($answer) = @_;
    my ($socket, $headers) = @{$answer}{qw(socket headers)};
    my $body = '';
    if (($headers->{'transfer-encoding'} // '') eq 'chunked') {
        while (defined(my $chunk = chunk($socket))) { $body .= $chunk }
    } else {
        read $socket, $body, $headers->{'content-length'} // 0;
    }
    return $body if $answer->{status} == 200;
    # {"error": {"code": ..., "message": ..., "detail": ...}}; 403: this user lacks the role.
    my $error = decode_json($body)->{error};
    die "keys.pl: $error->{code}: $error->{message}\n";
}

# The next chunk of a body without length; undef at its end, and where the connection ended.
sub chunk {
    my ($socket) = @_;
    my $length = hex((<$socket> // return) =~ s/\r\n//r) or return;
    my $read = read($socket, my $chunk, $length);
    return unless ($read // 0) == $length && defined <$socket>;
    return $chunk;
}
