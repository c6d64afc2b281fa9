#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sim-study and sim-coverage: who learned all from the teacher is told oftener than who
# learned nothing, no number of threads changes a figure, and each says it is a simulation.
set -u

bin=$(dirname "$SIM_GENERATE")
n=0
echo "1..10"

# check FACT COMMAND...: the fact holds when the command succeeds.
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# out: /' "$TMP/out" | head -n 20
		sed 's/^/# err: /' "$TMP/err" | head -n 5
	fi
}
run() {
	"$bin/$1" "${@:2}" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
# column NAME KIND DOSE
column() {
	awk -F'\t' -v want="$1" -v kind="$2" -v dose="$3" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["kind"] == kind && $at["dose"] == dose { print $at[want] }' "$TMP/out"
}
small=(--populations 2 --families 24 --prompts 60 --doses "0,1" --controls "0,5")

run sim-study "${small[@]}" --threads 2 --rows "$TMP/rows"
cp "$TMP/out" "$TMP/first"
check "a study prints its table" left_with 0
check "every row says that it was simulated" eval \
	'[ "$(tail -n +2 "$TMP/out" | cut -f 1 | sort -u)" = simulation ]'
check "dose 0 is there by kind, four suspects a population" eval \
	'[ "$(column n untaught 0 | head -n 1)" = 8 ] && [ "$(column n hub 0 | head -n 1)" = 2 ]'
check "students are told from others" eval \
	'awk "BEGIN { exit !($(column auc student 1 | head -n 1) > .9) }"'
# 2 populations, 2 settings, 4 suspects of dose 0 and 1 student.
check "every suspect has a row" eval '[ "$(wc -l <"$TMP/rows")" = 21 ]'
run sim-study "${small[@]}" --threads 1
check "one thread prints the same" cmp -s "$TMP/out" "$TMP/first"
run sim-study --doses 0,1.5
check "a dose above 1 is refused" eval 'left_with 2 && err_has "--doses 0,1.5"'

run sim-coverage --worlds 1 --families 24 --all-families 24 --prompts 60 --all-prompts 60 \
	--replicates 20
check "coverage is told, of eighteen suspects a world" eval \
	'left_with 0 && [ "$(grep -cE "^1	" "$TMP/out")" = 18 ]'
check "and says that it was simulated" grep -q "^# toy language models; no real" "$TMP/out"
run sim-coverage --families 50 --all-families 40
check "a case larger than its world is refused" eval 'left_with 2 && err_has "--all-families 40"'
