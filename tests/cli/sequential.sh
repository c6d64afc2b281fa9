#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A collection that may end early: in blocks, with a look after each. A guilty toy is
# decided before all is asked, an innocent one never for H1; a kill loses no look.
set -u

# shellcheck source=tests/cli/live
. tests/cli/live
status=0
RANDOM=${ASSAY_SEED:-1}
echo "1..21"
generate=$(dirname "$ASSAY")/sim-generate
cd "$TMP" || exit 7
teacher=borage-2
"$generate" . --families 24 --prompts 150 --seed 1 >out 2>err || echo "# $(cat err)"
"$ASSAY" probes import "data/answers/$teacher.jsonl" -o prompts.json --name prompts --genre simulation \
	--kind open --language en --licence CC0-1.0 --purpose "A test." >out 2>err || echo "# $(cat err)"
serve --families 24 --seed 1
fact() {
	awk -F'\t' -v model="$1" -v column="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["model"] == model { print $at[column]; exit }' corpus/lineage.tsv
}
known() {
	printf '{"name": "%s", "api": "openai-compatible", "base_url": "%s/v1", "vendor": "%s", "family": "%s", "relation": "%s", "confidence": "%s"}' \
		"$1" "$url" "$(fact "$1" vendor)" "$(fact "$1" family)" "$(fact "$1" relation)" "$(fact "$1" confidence)"
}
plan_of() { # NAME SUSPECT
	plan=$TMP/$1.json
	case=$TMP/$1.assay
	cat >"$plan" <<-END
		{"name": "$1", "simulation": "toy models, nobody real", "seed": 1, "corpus": "./corpus", "data": "data",
		 "suspect": {"name": "suspect-$2", "api": "openai-compatible", "base_url": "$url/v1"},
		 "teacher": $(known $teacher), "controls": [$(known alder-2), $(known clover-1)],
		 "stop": {"when": "decided", "block": 25, "alpha": 0.2, "beta": 0.3},
		 "probes": ["prompts.json"], "sentinel": false}
	END
}
run() { # [ARG...]: $status, the result in out
	"$ASSAY" run "$plan" --json --replicates 40 --progress none -o "$TMP/report" "$@" >out 2>err </dev/null
	status=$?
	rm -f journal
}
seen() { jq -e "$1" out >holds; }
n_answers() { rows answer .model | grep -c .; }

plan_of guilty guilty
"$ASSAY" plan "$plan" >planned 2>err
check "plan says that it may end early: 5 looks from 50 prompts on" grep -q "at most 5 looks, one after every 25 prompts from 50 on" planned
"$ASSAY" plan "$plan" --json --alpha .1 >out 2>err
check "flags go before the plan's rule" all seen '.early.alpha == 0.1' -- seen '.early.beta == 0.3' -- seen '.early.requests_at_most == 600'
run
check "a guilty toy is decided for H1" all left_with 0 -- seen '.sequential.stopped' -- seen '.sequential.looks[-1].decision == "H1"'
check "before all is asked" all seen '.sequential.looks | length < 5' -- seen '.compare.n_prompts < 150'
check "every look asked all four models the same prompts" test "$(n_answers)" = $((4 * $(jq '.sequential.looks[-1].n_prompts' out)))
check "each look was told of on a line" test "$(grep -c '^look [0-9] of 5, ' err)" = "$(jq '.sequential.looks | length' out)"
check "the case verifies, decisions included" "$ASSAY" verify "$case"
check "the rule stands in the case before the first answer" test "$(journal && jq -r 'select(.kind == "result" or .kind == "answer") | .fields.what // .kind' journal | head -n 1)" = looks
check "the report shows every look and what was promised" all grep -q "Every look, and what it said" report/index.html -- grep -q "in at most 20 % of cases" report/report.md
jq -S .sequential.looks out >looks.guilty
cp "$case" before
run
check "the same command again changes no byte and asks nothing" all left_with 0 -- cmp before "$case" -- seen '.sequential.stopped'
run --block 30
check "another rule is refused: usage" all left_with 2 -- err_has "'block' differs"

# The same plan, killed at random instants.
plan_of killed guilty
for i in 1 2 3 4 5 6; do
	setsid timeout -s KILL "$((i / 2)).$((RANDOM % 9 + 1))" "$ASSAY" run "$plan" --replicates 40 --progress none -o report >out 2>err </dev/null
done 2>killed
run
jq -S .sequential.looks out >looks.killed
check "killed again and again, it makes the same looks at the same blocks" all left_with 0 -- cmp looks.guilty looks.killed
check "and verifies" "$ASSAY" verify "$case"

# All of a block in flight: what comes home after Ctrl-C completes it.
plan_of stopped guilty
env --default-signal=INT "$ASSAY" run "$plan" --replicates 40 --progress none -o report >out 2>err </dev/null &
pid=$!
for _ in $(seq 1000); do
	grep -q asking err && break
	sleep .02
done
kill -INT $pid
wait $pid
status=$?
check "Ctrl-C ends it at whatever block: status 3" all left_with 3 -- err_has "go on with" -- not err_has "look 2"
run
jq -S .sequential.looks out >looks.stopped
check "and the same command goes on to the same looks" all left_with 0 -- cmp looks.guilty looks.stopped

plan_of poor guilty
run --max-requests 120
check "a budget ends it as ever: status 6" left_with 6
run
jq -S .sequential.looks out >looks.poor
check "and with a larger one it goes on to the same looks" all left_with 0 -- cmp looks.guilty looks.poor
run --stop-when complete
check "who wants it asks the rest; the looks stay" all left_with 0 -- test "$(n_answers)" = 600 -- seen '.sequential.stopped'

plan_of innocent innocent
run
check "an innocent toy is not decided for H1" all left_with 0 -- seen '[.sequential.looks[].decision] | index("H1") | not'
check "its case verifies" "$ASSAY" verify "$case"

sed 's/"corpus": "[^"]*", "data": "data",//' "$plan" >bare.json
plan=$TMP/bare.json
run
check "without a reference nothing could decide: usage" all left_with 2 -- err_has "nothing could decide it early"
