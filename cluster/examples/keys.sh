#!/bin/sh
# Searches, hands in and follows keys over the node socket. Needs curl.
#
#   keys.sh SOCKET search WORD...      prints the keys that match, armored
#   keys.sh SOCKET submit FILE         hands in the keys of FILE, binary or armored
#   keys.sh SOCKET follow CURSOR-FILE  prints each change when it is committed, until it is stopped
#
# CURSOR-FILE keeps the number of the last change that was printed: the program can be stopped at
# any time, and so can the node, and nothing is missed.
set -eu

fail() {
    printf 'keys.sh: %s\n' "$2" >&2
    exit "$1"
}

[ $# -ge 3 ] || fail 64 "usage: keys.sh SOCKET search WORD... | submit FILE | follow CURSOR-FILE"
socket=$1 what=$2
shift 2

# Behind --unix-socket the host in a URL means nothing, but there has to be one.
node=http://localhost/v1

# Prints what the node answers. A refusal (403: this user lacks the role) is told as the node words
# it; where it says how long to wait (429), it is asked again after that.
ask() {
    answer=$(mktemp)
    trap 'rm -f "$answer"' EXIT
    while :; do
        status=$(curl --silent --show-error --unix-socket "$socket" --output "$answer" \
            --write-out '%{http_code} %header{retry-after}' "$@") || exit 1
        case $status in
        200*) cat "$answer" && return ;;
        429*) sleep "${status#* }" ;;
        *) fail 1 "$(cat "$answer")" ;;
        esac
    done
}

search() {
    # Without this Accept the answer is JSON, with the packets in base64.
    ask --get --header 'Accept: application/pgp-keys' --data-urlencode "search=$*" "$node/keys"
}

submit() {
    # The answer names the keys: inserted, updated, unchanged, refused with the reason.
    ask --header 'Content-Type: application/pgp-keys' --data-binary "@$1" "$node/keys"
    echo
}

follow() {
    [ -s "$1" ] || echo 0 >"$1"
    folder=$(mktemp -d)
    mkfifo "$folder/changes"
    # Whatever ends this program ends curl, too.
    curl=
    trap 'kill "$curl" 2>/dev/null || :; rm -r "$folder"' EXIT
    trap 'exit 1' HUP INT TERM
    while :; do
        curl --silent --show-error --no-buffer --unix-socket "$socket" \
            "$node/changes?follow=on&after=$(cat "$1")" >"$folder/changes" &
        curl=$!
        print_changes "$1" <"$folder/changes"
        # The node ended the answer: it stops, or is started again.
        sleep 1
    done
}

# One change a line, as JSON.
print_changes() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '{"change":'*'}')
            printf '%s\n' "$line"
            # First used, then noted: after a crash a change may come twice and is never lost.
            printf '%s\n' "$line" | sed 's/.*"sequence":\([0-9]*\).*/\1/' >"$1.new"
            mv "$1.new" "$1"
            ;;
        '{"error":{"code":"busy"'* | '{"error":{"code":"stopping"'*) ;;
        '{"error":'*) fail 1 "$line" ;;
        esac # Anything else is a line that broke off with the connection. It comes again.
    done
}

case $what in
search | submit | follow) "$what" "$@" ;;
*) fail 64 "$what? search, submit or follow" ;;
esac
