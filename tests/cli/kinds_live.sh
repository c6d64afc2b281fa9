#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Probes of every kind that ships, asked live of toys that answer them (tests/sim): a
# suspect with half of its answers from the teacher, one with none, and clean controls. What
# each kind found stands in the report with exhibits to check; models that nobody taught
# give no small p-values.
set -u

# shellcheck source=tests/cli/live
. tests/cli/live
status=0
probes=$PWD/probes
cd "$TMP" || exit 7
serve --families 16 --probes "$(printf "$probes/%s.json," identity choice quiz refusal continuation)"

endpoint() { printf '{"name": "%s", "api": "openai-compatible", "base_url": "%s/v1", "params": {"seed": 1}' "$1" "$url"; }
# case_of SUSPECT: its plan, with eight controls whom nobody taught.
case_of() {
	{
		printf '{"name": "%s", "simulation": "toy models, nobody real", "sentinel": false, "seed": 1,\n' "$1"
		printf ' "probes": [{"set": "identity", "take": 30, "samples": 2}, {"set": "choice", "take": 10, "samples": 20}, {"set": "quiz", "take": 150},\n'
		printf '  {"set": "refusal"}, {"set": "continuation", "take": 24, "samples": 8}],\n "suspect": %s},\n' "$(endpoint "$1")"
		printf ' "teacher": %s, "vendor": "borage"},\n "controls": [' "$(endpoint borage-2)"
		local model comma=
		for model in alder-3 clover-2 bream-small dace-small gudgeon-small loach-small rudd-small tench-small; do
			printf '%s\n  %s, "vendor": "%s", "family": "%s", "relation": "independent", "confidence": "high"}' \
				"$comma" "$(endpoint $model)" ${model%%-*} ${model%%-*}
			comma=,
		done
		printf ']}\n'
	} >"$1.json"
	"$ASSAY" run "$1.json" >out 2>err </dev/null
	status=$?
}
# of CHANNEL FILTER: jq over what the channel found, of $result.
of() { jq -r ".own_null[] | select(.name == \"$1\") | $2" "$result"; }
is() { [ "$(of "$1" "$2")" = true ]; }
# An exhibit's heading, the way to it from the number, and back.
linked() {
	grep -q "id=\"ex-$1\"" "$page" && grep -q "href=\"#ex-$1\"" "$page" &&
		sed -n "/id=\"ex-$1\"/,/<\/p>/p" "$page" | grep -q 'href="#own-null"'
}
shown() { grep -qF -- "$1" "$page"; }
exhibit() { grep -q "Exhibit *</strong> *$1[,. ]\|<td[^>]*>$1<" "$page"; }

case_of suspect-guilty
result=suspect-guilty-report/report.json page=suspect-guilty-report/index.html
check "a case of five kinds runs through" left_with 0
for channel in identity quiz choice genes refusal; do
	check "$channel has exhibits in the page, linked with their numbers" all linked $channel -- is $channel '(.exhibits | length) >= 5'
done
check "the taught one claims the teacher's name, as no independent model does" \
	all is identity '.p < 1e-3 and .n_control_prompts_claiming == 0' -- exhibit C1 -- shown 'The claim: &quot;I am Borage-'
check "it gives the teacher's wrong answers" all is quiz '.p < 1e-3 and .rank == 1 and .n_same_wrong > 2 * .expected' -- exhibit D1
answer=$(of quiz '.exhibits[0].answer_text')
check "an answer has its wording from the question: $answer" all shown "$answer" -- test ${#answer} -gt 1
check "of all the teacher's picks are nearest to its own" all is choice '.rank == 1 and .n_placebos == 8' -- exhibit E1
check "so are its continuations" all is genes '.rank == 1 and .excess > 0' -- exhibit F1
check "it declines what the teacher declines" all is refusal '.p < .05 and .rank == 1' -- exhibit G1
check "the number of each exhibit names one in the whole report" \
	test -z "$(grep -o "<strong>Exhibit *</strong> *[A-G][0-9]*" "$page" | sort | uniq -d)"

# The controls as suspects, in the same case, and a model on a base of the teacher's student.
quiet=0
for model in bream-small tench-small alder-3; do
	"$ASSAY" compare suspect-guilty.assay --suspect $model --teacher borage-2 --json >compared 2>err
	result=compared
	for channel in identity quiz refusal; do is $channel '.p > .05' && quiet=$((quiet + 1)); done
done
check "of nine p-values of models that nobody taught at most one is below .05" at_least $quiet 8
case_of suspect-innocent
result=suspect-innocent-report/report.json page=suspect-innocent-report/index.html
check "the untaught suspect claims nothing and shares what chance gives" \
	all is identity '.n_prompts_claiming == 0' -- is quiz '.p > .05' -- is refusal '.p > .05' -- is choice '.rank > 1'
check "its page says so beside the exhibits" all linked quiz -- shown "would be expected" -- not linked identity
"$ASSAY" verify suspect-innocent.assay >out 2>err
status=$?
check "the case verifies and recomputes" left_with 0
finish
