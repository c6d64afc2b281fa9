#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The demo end to end: two suspects of known truth, two reports, everything called a
# simulation; and what sim-generate refuses.
set -u

n=0
echo "1..18"

check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# /' "$TMP/out" "$TMP/err" | head -n 20
	fi
}

generate=$(dirname "$ASSAY")/sim-generate
run() {
	"$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }

# number CASE WHICH: LLR10, or the lower end of its interval, as the demo printed them.
number() {
	sed -nE "s/.*$1-chat against .*LLR10 ([-+0-9.]+) \[([-+0-9.]+), .*/\\$2/p" "$TMP/demo.out"
}
above_zero() { awk -v x="$1" 'BEGIN { exit !(x != "" && x > 0) }'; }
not_above_zero() { awk -v x="$1" 'BEGIN { exit !(x != "" && x <= 0) }'; }
each_line_says_so() { ! grep -v simulation "$TMP/demo.out"; }
says_so() { grep -qi simulation "$@"; }
all_say_so() {
	local file
	while read -r file; do
		says_so "$file" || return 1
	done < <(find "$TMP/demo" -name '*.json*' -o -name '*.md' -o -name '*.html' -o -name lineage.tsv)
}

run bash tests/sim/demo "$TMP/demo"
cp "$TMP/out" "$TMP/demo.out"
check "the demo leaves with 0" left_with 0
check "the taught suspect's LLR10 is above 0" above_zero "$(number yarrow 1)"
check "so is its interval" above_zero "$(number yarrow 2)"
check "the other suspect's LLR10 is not above 0" not_above_zero "$(number sorrel 1)"
check "both reports are there" test -s "$TMP/demo/yarrow-report/index.html" -a \
	-s "$TMP/demo/sorrel-report/index.html"
check "every line of the demo says that it is a simulation" each_line_says_so
check "so does every file that it wrote" all_say_so

first_says_so() { # of what compare printed of the two
	[ "$(grep -c '^SIMULATION: ' "$TMP/demo/log.txt")" -ge 2 ] &&
		grep -A 1 '^SIMULATION: ' "$TMP/demo/log.txt" | grep -q '^yarrow-chat against'
}
check "the terminal says so in its first line" first_says_so
presumes_nothing() { ! grep -qiE 'guilty|suspect-innocent' "$TMP/demo.out" "$TMP"/demo/*-report/index.html; }
check "no name in the reports gives the answer away" presumes_nothing

# What was said before anything was sent, and what then happened.
said_requests() { awk '/^in all / { n += $3 } END { gsub(",", "", n); print n }' "$TMP/demo/log.txt"; }
served_requests() { grep -c '"event":"begin"' "$TMP/demo/requests.log"; }
same_requests() { [ "$(said_requests)" -gt 0 ] && [ "$(said_requests)" = "$(served_requests)" ]; }
check "plan says how many requests the server then counts" same_requests
all_answered() { [ "$(grep -c '"answered":true' "$TMP/demo/requests.log")" = "$(served_requests)" ]; }
check "each of them was answered, none twice" all_answered
cat >"$TMP/prices.json" <<'X'
{"schema": "assay.prices.v1", "dated": "2026-01", "prices": [
 {"api": "openai-compatible", "model": "*", "input_per_mtok": 1000, "output_per_mtok": 4000}]}
X
usd() { sed -nE 's/^ "usd": ([0-9.]+),?$/\1/p' "$TMP/out" | head -n 1; }
run "$ASSAY" collect "$TMP/demo/sorrel.json" --prices "$TMP/prices.json" --json
cost=$(usd)
asked_nothing() { left_with 0 && [ "$(said_requests)" = "$(served_requests)" ]; }
check "the same command again finds all done and asks nothing" asked_nothing
run "$ASSAY" plan "$TMP/demo/sorrel.json" --case "$TMP/none.assay" --prices "$TMP/prices.json" --json
guess=$(sed -nE 's/^  "usd": ([0-9.]+),?$/\1/p' "$TMP/out" | head -n 1) # of "total"
within() { awk -v a="$guess" -v b="$cost" 'BEGIN { exit !(a > 0 && b > 0 && a / b > .8 && a / b < 1.2) }'; }
check "plan's cost ($guess) is within 20 % of what usage sums to ($cost)" within

mkdir "$TMP/mine" && touch "$TMP/mine/letter"
run bash tests/sim/demo "$TMP/mine"
kept() { left_with 1 && [ -e "$TMP/mine/letter" ]; }
check "a folder that holds something else is not wiped" kept

run "$generate" "$TMP/a" --families 12 --prompts 5 --seed 9
run "$generate" "$TMP/b" --families 12 --prompts 5 --seed 9
check "the same seed writes the same bytes" diff -r "$TMP/a" "$TMP/b"

run "$generate"
check "without a folder: status 2" left_with 2
run "$generate" "$TMP/c" --families 3
refused() { left_with 2 && grep -q -- '--families 3: give 12 to 400' "$TMP/err" && [ ! -e "$TMP/c" ]; }
check "too few families are refused with the range" refused
touch "$TMP/file"
run "$generate" "$TMP/file/below"
check "a folder that cannot be made is a failure that names it" \
	grep -q "sim-generate: .*$TMP/file" "$TMP/err"
