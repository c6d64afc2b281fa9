#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compositions: what a plan asks that names one, what list and show tell of them, with
# made sets under the names of those that ship.
set -u

n=0
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# out: /' "$TMP/out" | head -n 12
		sed 's/^/# err: /' "$TMP/err" | head -n 5
	fi
}
assay() {
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$TMP/out"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
of() { jq -e "$1" "$TMP/out" >/dev/null; }

root=$PWD
export ASSAY_DATA=$TMP/data
mkdir -p "$ASSAY_DATA/probes"
cp -r "$root/corpora" "$ASSAY_DATA/"
cp -r "$root/probes/compositions" "$ASSAY_DATA/probes/"
# set NAME KIND N: N probes of ten words.
made() {
	{
		printf '{"name":"%s","version":"1","purpose":"Made.","kind":"%s","genre":"assistant","language":"en","licence":"CC0-1.0","defaults":{"samples":9,"max_tokens":100},"probes":[' "$1" "$2"
		for i in $(seq "$3"); do
			printf '%s{"id":"%s-%d","prompt":"w w w w w w w w %s %d"%s}\n' "$([ "$i" = 1 ] || echo ,)" "$1" "$i" "$1" "$i" \
				"$([ "$2" = quiz ] && echo ',"key":"yes"')"
		done
		echo ']}'
	} >"$ASSAY_DATA/probes/$1.json"
}
plan=$TMP/case.json
side() { printf '{"model": "%s", "api": "openai-compatible", "base_url": "http://127.0.0.1:9/v1"}' "$1"; }
write() { # PROBES [MORE MEMBERS]
	printf '{"name": "case", "suspect": %s, "teacher": %s, "probes": %s%s}' "$(side s)" "$(side t)" "$1" "${2:-}" >"$plan"
}

write '["quick"]' ', "sentinel": false'
assay plan "$plan"
check "a composition whose sets are not there is refused, with its place and the set" eval \
	'left_with 2 && err_has "probes[0]: quick: probes[0]: no probe set \"identity\" ships"'
assay probes list
check "list says so and goes on" eval 'left_with 0 && out_has "cannot be used"'

made identity identity 80
made openings open 200
assay plan "$plan" --json
check "quick asks 90 times: 40 identity probes and 25 openings twice" eval \
	'left_with 0 && of ".models | all(.requests == 90)"'
# Ten words at 1.3 tokens and 4 for the message; 60 % of 100 tokens an answer.
check "and costs what so many words cost" of '.models[0].tokens_in == 90 * 17 and .models[0].tokens_out == 90 * 60'
assay probes list --json
check "list prices it alike" of '.compositions[] | select(.name == "quick") | .calls == 90 and .tokens_in == 90 * 17 and .tokens_out == 90 * 60'
check "and takes what 25 open prompts tell from the corpus's curve" of \
	".compositions[] | select(.name == \"quick\") | .effect.n_prompts == 25 and .effect.auc == $(awk '$1 == 25 { print $3 }' corpora/alpaca_eval/curve.tsv)"
check "a composition that lacks a set says which" of '.compositions[] | select(.name == "standard") | .missing | test("style-long")'
assay probes list
check "for a person: calls, tokens and what they tell" eval \
	'out_has "90 calls, about 1530 tokens in and 5400 out" && out_has "25 open prompts separate known students with AUC $(awk '"'"'$1 == 25 { printf "%.2f", $3 }'"'"' corpora/alpaca_eval/curve.tsv)"'
assay probes show quick
check "show lists what it takes of which set" eval 'grep -qE "openings +open +25 of +200 probes, +2 answers each" "$TMP/out"'

ids() { # the prompts that a case would ask: of the batch files, which send nothing
	rm -rf "$TMP/batch" "$TMP/case.assay"
	"$ASSAY" collect "$plan" --batch "$TMP/batch" >"$TMP/out" 2>"$TMP/err"
	cat "$TMP"/batch/* | jq -r '.body.messages[-1].content' | sort -u
}
write '["quick"]' ', "sentinel": false, "seed": 1'
ids >"$TMP/seed1"
ids >"$TMP/again"
write '["quick"]' ', "sentinel": false, "seed": 2'
ids >"$TMP/seed2"
check "it takes 65 prompts" [ "$(wc -l <"$TMP/seed1")" = 65 ]
check "the same seed draws the same" cmp -s "$TMP/seed1" "$TMP/again"
check "another draws others" eval '! cmp -s "$TMP/seed1" "$TMP/seed2"'

write '["quick"]'
assay plan "$plan"
check "too few controls for it are told of" out_has "controls: quick is meant for 3, the plan has 0"
write '["quick"]' ", \"controls\": [$(side a), $(side b), $(side c)]"
assay plan "$plan"
check "enough are not" eval '! out_has "is meant for"'
write '[{"set": "quick", "samples": 3}]'
assay plan "$plan"
check "a composition says itself how often" eval 'left_with 2 && err_has "write its name alone"'
write '["qick"]'
assay plan "$plan"
check "a misspelt one draws the nearest" eval 'left_with 2 && err_has "is it \"quick\"?"'
write '["quick", "identity"]'
assay plan "$plan"
check "a set that it holds is not there twice" eval 'left_with 2 && err_has "the set identity is there twice"'
write '["identity"]' ', "sentinel": false'
assay plan "$plan" --probes quick --json
check "--probes puts it in place of the plan's" of '.models[0].requests == 90'
assay plan "$plan" --probes openings,identity --json
check "or several sets" of '.models[0].requests == (80 + 200) * 9'
rm -rf "$TMP/batch" "$TMP/case.assay"
assay collect "$plan" --probes quick --batch "$TMP/batch"
check "collect takes it too" eval 'left_with 0 && [ "$(cat "$TMP"/batch/* | wc -l)" = 180 ]'

made style-long open 60
made format-free open 60
made reasoning open 60
made choice choice 240
made quiz quiz 300
made quiz-invented quiz 100
made chinese open 120
made continuation continuation 128
made refusal refusal 80
made code open 40
assay probes list --json
check "standard asks 370 times, forensic 2632 times" of \
	'[.compositions[] | [.name, .calls, .n_controls]] == [["forensic", 2632, 10], ["quick", 90, 3], ["standard", 370, 5]]'
check "what students a simulation told is said of as many controls" of \
	'.compositions[] | select(.name == "forensic") | .power.source == "simulation" and .power.controls <= 10'
echo '{"schema": "assay.composition.v1", "name": "bad", "version": "1", "purpose": "p", "probes": []}' \
	>"$ASSAY_DATA/probes/compositions/bad.json"
write '["bad"]'
assay plan "$plan"
check "a damaged composition is refused with its file" eval 'left_with 2 && err_has "bad.json: \"probes\" must be a list"'
echo "1..$n"
