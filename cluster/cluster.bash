# Functions to run the nodes of cluster/nodes on this machine; sourced by scripts/demo and by
# cluster/up, down and status.
#
# CLAVIGER_HTTP_PORT and CLAVIGER_RECON_PORT choose other ports than 11371 and 11370,
# CLAVIGER_RUN another folder than cluster/run.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
claviger="$root/.build/release/claviger"
run="${CLAVIGER_RUN:-$root/cluster/run}"
http_port="${CLAVIGER_HTTP_PORT:-11371}"
recon_port="${CLAVIGER_RECON_PORT:-11370}"

# Longest wait for a node to start or to stop, seconds.
readonly start_limit=30 stop_limit=30

names=()
declare -A address_of
while read -r name address; do
    if [[ -n "$name" && "$name" != "#"* ]]; then
        names+=("$name")
        address_of[$name]="$address"
    fi
done <"$root/cluster/nodes"

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

config() { printf '%s/%s/node.yaml' "$run" "$1"; }
url() { printf 'http://%s:%s' "${address_of[$1]}" "$http_port"; }

# The process id of a node that runs, else nothing.
pid_of() {
    local pid
    pid="$(cat "$run/$1/pid" 2>/dev/null)" || return 0
    # A number may have been given to another process since.
    if [[ "$(readlink "/proc/$pid/exe" 2>/dev/null)" == "$(readlink -f "$claviger")"* ]]; then
        printf '%s' "$pid"
    fi
}

# Fails when something else listens where the nodes will.
require_free_ports() {
    local name port
    for name in "${names[@]}"; do
        for port in "$http_port" "$recon_port"; do
            if (exec 3<>"/dev/tcp/${address_of[$name]}/$port") 2>/dev/null; then
                fail "${address_of[$name]}:$port is in use: stop what listens there" \
                    "(ss -ltnp 'sport = :$port'), or choose other ports with" \
                    "CLAVIGER_HTTP_PORT and CLAVIGER_RECON_PORT"
            fi
        done
    done
}

# Makes the files of all nodes where they are missing.
make_nodes() {
    local name peer
    # A node's socket is in its folder, and the path of a socket has at most 107 octets.
    ((${#run} <= 80)) ||
        fail "the path $run is too long: choose a shorter folder with CLAVIGER_RUN"
    mkdir -p "$run"
    for name in "${names[@]}"; do
        [[ -e "$(config "$name")" ]] && continue
        local arguments=(--name "$name" --http "${address_of[$name]}:$http_port"
            --recon "${address_of[$name]}:$recon_port")
        for peer in "${names[@]}"; do
            if [[ "$peer" != "$name" ]]; then
                arguments+=(--peer "$peer=${address_of[$peer]}:$recon_port,$(url "$peer")")
            fi
        done
        "$claviger" init "$run/$name" "${arguments[@]}" >/dev/null
    done
}

# Starts a node in the background and waits until it is ready.
start_node() {
    local log="$run/$1/log" waited
    : >"$run/$1/ready"
    "$claviger" serve --config "$(config "$1")" >"$run/$1/ready" 2>>"$log" </dev/null &
    local pid=$!
    echo "$pid" >"$run/$1/pid"
    for ((waited = 0; waited < start_limit * 20; waited++)); do
        grep -qx ready "$run/$1/ready" && return 0
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    tail -n 5 "$log" >&2
    fail "node $1 did not start; its log is $log"
}

# Stops all nodes that run, each as SIGTERM does, and waits until they have ended.
stop_nodes() {
    local name pid waited failed=0
    for name in "${names[@]}"; do
        pid="$(pid_of "$name")"
        if [[ -n "$pid" ]]; then kill -TERM "$pid" 2>/dev/null || true; fi
    done
    for name in "${names[@]}"; do
        for ((waited = 0; waited < stop_limit * 20; waited++)); do
            [[ -n "$(pid_of "$name")" ]] || break
            sleep 0.05
        done
        pid="$(pid_of "$name")"
        if [[ -n "$pid" ]]; then
            printf '%s: node %s did not stop within %s s and was killed\n' \
                "${0##*/}" "$name" "$stop_limit" >&2
            kill -KILL "$pid" 2>/dev/null || true
            failed=1
        fi
        rm -f "$run/$name/pid"
    done
    return "$failed"
}

# Sets keys, root_digest and reconciled (when the last session ended that succeeded) of a node.
# Without an answer all are empty.
read_status() {
    local status peers time
    keys="" root_digest="" reconciled=""
    status="$("$claviger" status --config "$(config "$1")" --json 2>/dev/null)" || return 0
    peers="$("$claviger" peers --config "$(config "$1")" --json 2>/dev/null)" || return 0
    keys="$(sed -n 's/^ *"keys" : \([0-9]*\).*/\1/p' <<<"$status")"
    root_digest="$(sed -n 's/^ *"rootDigest" : "\([0-9a-fA-F]*\)".*/\1/p' <<<"$status" | head -n 1)"
    # In each session "failure", if there was one, stands before "time".
    time="$(awk '/"failure" :/ { failed = 1 }
        /"time" :/ { if (!failed && $3 + 0 > last) last = $3 + 0; failed = 0 }
        END { if (last) print last }' <<<"$peers")"
    reconciled="never"
    if [[ -n "$time" ]]; then reconciled="$(($(date +%s) - time)) s ago"; fi
}

# One line about a node; call read_status first.
status_line() {
    if [[ -z "$keys" ]]; then
        printf '%s  %-10s does not answer' "$1" "${address_of[$1]}"
    else
        printf '%s  %-10s %8s keys   root %s   reconciled %s' "$1" "${address_of[$1]}" "$keys" \
            "$root_digest" "$reconciled"
    fi
}

# What to try with nodes that run.
show_around() {
    local first="${names[0]}" last="${names[-1]}"
    cat <<END
Look around:
  $(url "$first")/pks/stats
  $(url "$last")/pks/lookup?op=index&search=debian
  gpg --keyserver hkp://${address_of[$first]}:$http_port --search-keys debian.org
  gpg --keyserver hkp://${address_of[$last]}:$http_port --send-keys FINGERPRINT
  ${claviger#"$PWD"/} status --config $(config "$first")
  ${claviger#"$PWD"/} peers --config $(config "$first")
END
}
