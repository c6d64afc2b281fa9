#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Ctrl-C and SIGTERM while assay collects: once, and what is in flight is finished and
# kept; twice, and it leaves at once. Either way the case is sound and nothing that is in
# it is asked again.
# shellcheck disable=SC2016,SC2034 # facts are given as text to be evaluated once they are due
set -u

n=0
sim=$(dirname "$ASSAY")/assay-sim
server=
trap '[ -z "$server" ] || kill "$server"' EXIT
echo "1..22"
cd "$TMP" || exit 7

check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# err: /' err | tail -n 5
	fi
}
err_has() { grep -qF -- "$1" err; }
verifies() { "$ASSAY" verify x.assay >verified 2>&1; }
begun() { grep -c '"event":"begin"' log; }
ended() { grep -c '"event":"end"' log; }
# in_case: answers in the case; "": it cannot be read.
in_case() {
	rm -rf bag
	"$ASSAY" export x.assay bag >exported 2>&1 && grep -c '^{"seq":[0-9]*,"kind":"answer"' bag/data/journal.jsonl
}
wait_for() { # COMMAND, as a text: for at most 20 s
	for _ in $(seq 1000); do
		eval "$1" && return
		sleep .02
	done
	return 1
}

"$sim" --port-file port --families 20 --log log --latency-ms 500 >served 2>&1 &
server=$!
wait_for '[ -s port ]' || exit 7
at=http://127.0.0.1:$(cat port)
cat >p.json <<-PLAN
	{"name": "p", "simulation": "toy language models", "sentinel": false,
	 "probes": [{"set": "everyday", "take": 20}],
	 "suspect": {"model": "suspect-guilty", "api": "openai-compatible",
	             "base_url": "$at/compatible/v1", "stream": true},
	 "teacher": {"model": "alder-1", "api": "ollama", "base_url": "$at"}}
PLAN
# 20 probes, two models.
wanted=40

# start: assay in the background, which a script's shell starts deaf to SIGINT.
start() {
	rm -f x.assay*
	: >log
	env --default-signal=INT "$ASSAY" collect p.json --case x.assay --max-concurrency 8 \
		--progress plain >out 2>err &
	pid=$!
	# Some answers are in, and the next questions are on their way.
	wait_for '[ "$(ended)" -ge 8 ] && [ "$(begun)" -ge 16 ]'
}
left() {
	wait "$pid"
	status=$?
} 2>/dev/null
go_on() { "$ASSAY" collect p.json --case x.assay --max-concurrency 32 --progress none >out 2>err; }

for name in INT TERM; do
	number=$(kill -l "$name")

	start
	kill -"$name" "$pid"
	# It looks at least ten times a second.
	wait_for 'err_has "finishing 8 in flight (again to leave at once)"'
	check "SIG$name: what it does is told, and how to leave at once" err_has "again to leave at once"
	sleep .1 # what was sent is in the log
	at_signal=$(begun)
	left
	check "it ends as incomplete: 3" test "$status" = 3
	check "nothing new was begun" eval '[ "$(begun)" = "$at_signal" ]'
	check "what was in flight was finished and kept" eval '[ "$(ended)" = "$at_signal" ] && [ "$(in_case)" = "$at_signal" ]'
	check "the case verifies, in one file" eval 'verifies && [ "$(echo x.assay*)" = x.assay ]'
	check "the command that goes on is printed" err_has \
		"$((wanted - at_signal)) answers are missing; go on with: assay collect p.json --case x.assay"
	go_on
	status=$?
	check "it completes the case, each question asked once in all" eval \
		'[ "$status" = 0 ] && [ "$(begun)" = $wanted ] && [ "$(in_case)" = $wanted ] && verifies'

	start
	kill -"$name" "$pid"
	wait_for 'err_has "again to leave at once"'
	kill -"$name" "$pid"
	left
	underway=$(($(begun) - $(ended)))
	check "SIG$name twice: it leaves by that signal ($((128 + number)))" test "$status" = $((128 + number))
	check "at once, with questions underway ($underway)" test "$underway" -gt 0
	# What the server was still to answer; then nothing is on its way any more.
	wait_for '[ "$(ended)" = "$(begun)" ]'
	kept=$(in_case)
	check "the case verifies, with what had come" eval 'verifies && [ "$kept" -ge 8 ] && [ $(($(begun) - kept)) -le 8 ]'
	lost=$(($(begun) - kept))
	go_on
	status=$?
	check "the same command completes it; only what was in flight ($lost) was asked again" eval \
		'[ "$status" = 0 ] && [ "$(begun)" = $((wanted + lost)) ] && [ "$(in_case)" = $wanted ] && verifies'
done
