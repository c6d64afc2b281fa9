#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A suspect asked live against a teacher recorded long ago, with recorded models as cohort:
# the prompts of a fetched corpus become a probe set, and what the suspect answers to them
# meets what the corpus holds. The suspect is simulated, the recorded answers are real.
set -u

data=$PWD/../shared/data/alpaca_eval
n=0
facts=9
echo "1..$facts"
if [ ! -d "$data/results/text_davinci_003" ]; then
	for ((n = 1; n <= facts; n++)); do echo "ok $n # SKIP no recorded answers here"; done
	exit 0
fi
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# /' out err | head -n 30
	fi
}
run() {
	"$ASSAY" "$@" >out 2>err </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }

cd "$TMP" || exit 7
"${ASSAY_SIM:-$(dirname "$ASSAY")/assay-sim}" --port 0 --port-file port >server.out 2>&1 &
server=$!
trap 'kill $server 2>/dev/null' EXIT
for _ in $(seq 100); do [ -s port ] || sleep 0.05; done

run probes import "$data/results" -o prompts.json --name prompts --genre assistant \
	--licence "CC BY-NC 4.0" --max-tokens 600
check "a fetched corpus's prompts become a probe set" left_with 0
cat >case.json <<X
{"name": "case", "seed": 1, "simulation": "the suspect is a toy",
 "suspect": {"name": "toy", "model": "suspect-guilty", "api": "openai-compatible",
             "base_url": "http://127.0.0.1:$(cat port)/v1"},
 "teacher": {"name": "text_davinci_003"},
 "probes": [{"set": "prompts.json", "take": 150}],
 "corpus": "alpaca_eval", "data": "$data"}
X
run import case.assay "$data/results/text_davinci_003/model_outputs.json" --role teacher \
	--lineage alpaca_eval
check "the teacher's recorded answers go into the case" left_with 0
run plan case.json
asks_one() { left_with 0 && grep -qE '^suspect +toy +154 ' out && grep -q '^teacher .*recorded: 150 of 150' out; }
check "plan asks the suspect alone: 150 prompts and 4 sentinels" asks_one
told_effect() { grep -q 'with 150 prompts of genre assistant' out; }
check "and tells what so many prompts showed on the corpus" told_effect
run run case.json --replicates 60
check "one command collects, compares and reports" left_with 0
has_ratio() { grep -q '^toy against text_davinci_003: ' out && grep -qE '^strength +LLR10 [-+0-9.]+ \[' out; }
check "there is a likelihood ratio, from the recorded cohort" has_ratio
not_accused() { awk 'match($0, /LLR10 [-+0-9.]+/) { x = substr($0, RSTART + 6, RLENGTH - 6); exit !(x + 0 < .5) }' out; }
check "a toy is no student of a real model" not_accused
check "the report is there" test -s case-report/index.html
run verify case.assay
check "and all of it recomputes" left_with 0
