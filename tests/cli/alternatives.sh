#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What else could explain a likeness, and who learned from whom, from compare to report:
# on simulated models and, where the recorded answers lie beside the project, real ones.
set -u

n=0
echo "1..24"
check() { # FACT COMMAND...
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# out: /' "$TMP/out" | head -n 8
		sed 's/^/# err: /' "$TMP/err" | head -n 5
	fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
assay() {
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
said() { [ "$status" = 0 ] && jq -e "$1" "$TMP/out" >/dev/null; }
# What is said on a terminal is broken into lines anywhere.
text_has() { [ "$status" = 0 ] && tr -s ' \n' ' ' <"$TMP/out" | grep -qF -- "$1"; }
text_lacks() { [ "$status" = 0 ] && ! text_has "$1"; }

generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$TMP/sim" --families 30 --prompts 120 --seed 5 >"$TMP/out" 2>"$TMP/err"
corpus=(--corpus "$TMP/sim/corpus" --data "$TMP/sim/data" --replicates 60)
put() { # CASE FILE MODEL ROLE [OPTION...]
	"$ASSAY" import "$1" "$2" --model "$3" --role "$4" --genre simulation \
		--lineage "$TMP/sim/corpus/lineage.tsv" "${@:5}" 2>"$TMP/err"
}
# make_case NAME OPTION...: the guilty suspect with these facts, and its teacher.
make_case() {
	c=$TMP/$1.assay
	put "$c" "$TMP/sim/cases/guilty.jsonl" suspect-guilty suspect "${@:2}"
	put "$c" "$TMP/sim/data/answers/borage-2.jsonl" borage-2 teacher
}

make_case bare
assay compare "$c" "${corpus[@]}" --json
ids='[.alternatives[].id] == ["unrelated", "same_base", "rival", "web", "reverse"]'
check "five alternatives are weighed, in the order of METHODS" said "$ids"
check "the least is the smallest ratio but the reverse's" said \
	'.llr10_least == ([.alternatives[] | select(.id != "reverse") | .llr10 | numbers] | min)'
check "each has a ratio or says why it has none" said \
	'all(.alternatives[]; (.llr10 == null) == (.why_not != null))'
check "each says what would test it" said 'all(.alternatives[]; (.test | length) > 20)'
check "an unknown base is said to be unknown" said \
	'.alternatives[1].why_not == "the suspect'"'"'s base model is not known"'
check "and is asked for" said '[.would_change[] | select(test("vendor, family, base model"))] | length == 1'
check "an undated suspect has no direction" said '.direction.kind == "undetermined" and .direction.llr10 == null'
assay compare "$c" "${corpus[@]}"
check "the terminal names an alternative that was not weighed" text_has "not weighed H2b a shared base model"
check "and a direction that is undetermined" text_has "direction undetermined: "

make_case dated --base silt --released 2025-06 --vendor somebody
assay compare "$c" "${corpus[@]}" --json
check "models of the suspect's base are set against it" said \
	'.alternatives[1] | .how == "at most" and .n_models > 0 and .rank >= 1'
check "what was done is not asked for: a weighed alternative wants another test" said \
	'.alternatives[3] | .n_models > 0 and (.test | test("at least three") | not)'
check "an upper limit is not above the ratio" said '.alternatives[1].llr10 <= .llr10'
check "models that it was measured with are named" said \
	'.alternatives | all(.models | length > 0 or . == []) and (.[1] | (.models | length) == .n_models)'
check "what was out before the suspect is counted, dates are told" said \
	'.placebo_rank.before_suspect as $b | $b.n_placebos > 0 and $b.of == $b.n_placebos + 1 and
	 ([.teachers[] | select(.placebo and .released != null and .released[0:4] < "2025")] | length) <= $b.n_placebos'
check "who came later learned, if anybody did" said '.direction | .kind == "forward" and .llr10 == 1'
assay verify "$c"
check "bases, dates and own nulls recompute from the case alone" [ "$status" = 0 ]
assay compare "$c" "${corpus[@]}"
check "the terminal says the direction" text_has "from the teacher to the suspect"
"$ASSAY" report "$c" -o "$TMP/report" >"$TMP/out" 2>"$TMP/err"
status=$?
cp "$TMP/report/report.md" "$TMP/out"
check "the report has them in a table" eval 'text_has "H2b, a shared base model" && text_has "H2e, the other direction"'
check "and never takes the least of ratios and upper limits as a lower limit" eval \
	'text_has "H2b, a shared base model | upper limit" && text_lacks "cautious reading"'
check "the summary says who learned from whom, and by what" text_has "If one learned from the other, then the suspect from the teacher. The suspect came out after"

make_case early --released 2020-01 --vendor somebody
assay compare "$c" "${corpus[@]}" --json
check "a teacher that came after the suspect, none before it: no accusation" said \
	'.direction.kind == "impossible" and .verdict != "distilled from the teacher or its sibling"'

data=../shared/data/alpaca_eval
real=$TMP/real.assay
# real SUSPECT TEACHER FACT FILTER
real() {
	if [ ! -d "$data/results" ]; then
		skip "$3" "the recorded answers are not at $data"
		return
	fi
	for model in "$1" "$2"; do
		"$ASSAY" import "$real" "$data/results/$model/model_outputs.json" --role control \
			--lineage corpora/alpaca_eval/lineage.tsv 2>"$TMP/err"
	done
	assay compare "$real" --suspect "$1" --teacher "$2" --corpus corpora/alpaca_eval \
		--data "$data" --replicates 60 --json
	check "$3" said "$4"
}
real vicuna-7b gpt-3.5-turbo-0301 "vicuna-7b is nearer to its teacher than guanaco-7b, of the same base" \
	'.verdict == "distilled from the teacher or its sibling" and .alternatives[1].effect > 1 and .llr10_least > 0'
real guanaco-65b gpt-3.5-turbo-0301 "guanaco-65b is not accused" \
	'.verdict == "inconclusive" or .verdict == "no evidence"'
real alpaca-7b claude-2 "alpaca-7b's teacher explains it better than claude-2" \
	'.verdict != "distilled from the teacher or its sibling"'
