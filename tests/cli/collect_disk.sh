#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay collect on a disk that fills up and in a folder that cannot be written: a clear
# error, a sound case, no question that the case could not take the answer of.
# shellcheck disable=SC2016,SC2034 # facts are given as text to be evaluated once they are due
set -u

n=0
sim=$(dirname "$ASSAY")/assay-sim
server=
small=$TMP/small
end() {
	[ -z "$server" ] || kill "$server"
	umount "$small"
} 2>/dev/null
trap end EXIT
echo "1..15"

check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# err: /' "$TMP/err" | tail -n 3
	fi
}
# skip COUNT WHY: so many facts cannot be looked at here.
skip() {
	for _ in $(seq "$1"); do
		n=$((n + 1))
		echo "ok $n # SKIP $2"
	done
}
left_with() { [ "$status" = "$1" ]; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
begun() { grep -c '"event":"begin"' "$TMP/log"; }
verifies() { "$ASSAY" verify "$1" >"$TMP/verified" 2>&1; }

"$sim" --port-file "$TMP/port" --families 20 --log "$TMP/log" --latency-ms 2 >"$TMP/served" 2>&1 &
server=$!
until [ -s "$TMP/port" ]; do
	kill -0 $server || exit 7
	sleep .01
done
at=http://127.0.0.1:$(cat "$TMP/port")
cat >"$TMP/p.json" <<-PLAN
	{"name": "p", "simulation": "toy language models", "probes": ["everyday"], "samples": 4,
	 "suspect": {"model": "suspect-guilty", "api": "openai-compatible",
	             "base_url": "$at/compatible/v1", "stream": true, "params": {"seed": 1}},
	 "teacher": {"model": "alder-1", "api": "ollama", "base_url": "$at", "params": {"seed": 1}}}
PLAN
# collect CASE: with whatever $before says before it.
before=()
collect() {
	"${before[@]}" "$ASSAY" collect "$TMP/p.json" --case "$1" --max-concurrency 4 \
		--progress none >"$TMP/out" 2>"$TMP/err"
	status=$?
}
limited() { (
	ulimit -f 400
	exec "$@"
); }
# For root, too, permissions shall hold.
permitted() { setpriv --bounding-set=-dac_override,-dac_read_search -- "$@"; }

# A disk of 700 KB.
mkdir "$small"
if mount -t tmpfs -o size=700k none "$small" 2>"$TMP/err"; then
	collect "$small/x.assay"
	check "a full disk: 7, with file, cause and what to do" eval 'left_with 7 &&
		err_has "$small/x.assay: " && err_has "the disk is full; free some space and run the command again"'
	check "what came before is a sound case" verifies "$small/x.assay"
	asked=$(begun)
	collect "$small/x.assay"
	check "again on the full disk: 7, after few questions" eval \
		'left_with 7 && [ $(($(begun) - asked)) -le 40 ]'
	check "it is as sound as before" verifies "$small/x.assay"
	mount -o remount,size=64m "$small"
	collect "$small/x.assay"
	check "with room the same command completes it" eval 'left_with 0 && grep -q "; complete" "$TMP/out"'
	check "it verifies, and one file remains" eval 'verifies "$small/x.assay" && [ "$(ls "$small")" = x.assay ]'
	rm "$small/x.assay"
	mount -o remount,ro "$small"
	asked=$(begun)
	collect "$small/y.assay"
	check "a medium that is read-only: 7, with file and what to do" eval 'left_with 7 &&
		err_has "$small/y.assay" && err_has "Read-only file system" && err_has "that can be written"'
	check "nothing was asked" eval '[ "$(begun)" = "$asked" ]'
	umount "$small"
else
	skip 8 "nothing can be mounted here"
fi

# A file that may not grow.
before=(limited)
collect "$TMP/l.assay"
check "a file that may not grow: 7, no death by a signal" eval 'left_with 7 && err_has "$TMP/l.assay: " && err_has "check space, quota"'
check "what came before is a sound case" verifies "$TMP/l.assay"
before=()
collect "$TMP/l.assay"
check "without the limit the same command completes it" eval 'left_with 0 && verifies "$TMP/l.assay" && [ ! -e "$TMP/l.assay-wal" ]'

# Permissions.
locked=$TMP/locked
mkdir "$locked"
[ "$(id -u)" != 0 ] || before=(permitted)
"$ASSAY" collect "$TMP/p.json" --case "$locked/z.assay" --max-requests 10 --progress none \
	>"$TMP/out" 2>"$TMP/err"
asked=$(begun)
chmod 555 "$locked"
if "${before[@]}" touch "$locked/w" 2>"$TMP/err" || ! "${before[@]}" "$ASSAY" --version >"$TMP/out" 2>"$TMP/err"; then
	skip 4 "permissions do not hold for root here"
	exit 0
fi
collect "$locked/y.assay"
check "a folder that cannot be written: 7, with file and what to do" eval 'left_with 7 &&
	err_has "$locked/y.assay" && err_has "Permission denied" && err_has "that can be written"'
collect "$locked/z.assay"
check "a case that can be written in a folder that cannot: 7, and why" eval 'left_with 7 &&
	err_has "$locked/z.assay cannot be written: its folder refuses" && err_has "copy it to a writable folder"'
check "nothing was asked" eval '[ "$(begun)" = "$asked" ]'
check "the case is what it was" eval 'verifies "$locked/z.assay" && [ "$(ls "$locked")" = z.assay ]'
chmod 755 "$locked"
