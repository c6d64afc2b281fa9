#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay collect, the plain way: every wire format, asking only what is missing, plans that
# change and grow, recorded models beside live ones, what is said on the way.
# shellcheck disable=SC2119 # functions of tests/cli/live whose arguments may be left out
set -u
. tests/cli/live
serve

"$ASSAY" collect -h >"$TMP/out" 2>"$TMP/err"
check "help begins with examples" all test "$(head -n 1 "$TMP/out")" = "Examples:" -- grep -q "^ *--max-usd USD" "$TMP/out"

# Every wire format in one case.
plan formats "$(openai)" "\"sentinel\": false, \"samples\": 2, \"controls\": [
	{\"model\": \"borage-1\", \"api\": \"anthropic\", \"base_url\": \"$url/v1\", \"key_env\": \"TEACHER_KEY\"},
	{\"model\": \"clover-1\", \"api\": \"gemini\", \"base_url\": \"$url/v1beta\", \"key_env\": \"TEACHER_KEY\"},
	{\"model\": \"alder-2\", \"api\": \"mistral\", \"base_url\": \"$url/mistral/v1\", \"key_env\": \"TEACHER_KEY\"},
	{\"model\": \"alder-3\", \"api\": \"deepseek\", \"base_url\": \"$url/deepseek\", \"key_env\": \"TEACHER_KEY\"},
	{\"model\": \"borage-2\", \"api\": \"ollama\", \"base_url\": \"$url\"},
	{\"model\": \"clover-2\", \"api\": \"openrouter\", \"base_url\": \"$url/openrouter/api/v1\", \"key_env\": \"TEACHER_KEY\"},
	{\"model\": \"suspect-innocent\", \"api\": \"azure\", \"base_url\": \"$url\", \"key_env\": \"TEACHER_KEY\"}]"
collect
check "nine models over nine wire formats: all answered" all left_with 0 -- \
	holds '.complete and (.models | length == 9) and all(.models[]; .end == "complete" and .n_done == 6 and .outcomes.ok == 6)'
check "as many requests as were planned, and the server counts the same" all test "$(asked)" = 54 -- holds '.n_requests == 54' -- \
	test "$(rows attempt .model | wc -l)" = 54
check "each over its own format" test "$(since | jq -r 'select(.event == "begin") | .api' | sort | uniq -c | awk '{ print $1 $2 }' | xargs)" = \
	"6anthropic 6azure 6deepseek 6gemini 6mistral 6ollama 6openai 6openai-compatible 6openrouter"
check "--json has its schema, and who is who" holds '.schema == "assay.collect.v1" and .suspect == "suspect-guilty" and
	.teacher == "teacher" and .simulation == "toy models, nobody real" and (.plan_sha256 | test("^[0-9a-f]{64}$"))'
check "tokens are those of the bodies" holds "teacher.completion_tokens == $(facts .usage.completion | jq -s add)"
"$ASSAY" verify "$case" >"$TMP/out" 2>"$TMP/err"
check "the case verifies" test $? = 0
check "one file is left" test ! -e "$case-wal"
"$ASSAY" show "$case" >"$TMP/out" 2>"$TMP/err"
check "show has the models and their answers" all grep -qE "^ *teacher +teacher .*6" "$TMP/out" -- \
	grep -qE "borage-1 .*6" "$TMP/out" -- grep -q "toy models, nobody real" "$TMP/out"
collect
check "a second run asks nothing" all left_with 0 -- test "$(asked)" = 54 -- holds '.n_requests == 54'
TEACHER_KEY='' collect
check "nor needs it a key" left_with 0
"$ASSAY" collect "$plan" >"$TMP/out" 2>"$TMP/err"
check "a person reads a line for each model, and the case" all grep -qE "^borage-1 +6 of +6 +6 ok" "$TMP/out" -- \
	grep -q "54 requests in all.*complete" "$TMP/out"

# Sampling: each sample has a seed of its own.
plan seeds "$(openai '"params": {"seed": 11}')" '"sentinel": false, "samples": 3'
collect
check "sample i is asked with seed + i" all left_with 0 -- \
	test "$(rows attempt 'select(.model == "teacher" and .prompt_id == "rice") | .request.text | fromjson | .seed' | sort | xargs)" = "11 12 13"

# Plans that change.
plan changing
collect
before=$(wc -c <"$case")
sed -i 's/"alder-1"/"alder-2"/' "$plan"
collect
check "a changed plan is refused and what differs is shown" all left_with 2 -- err_has alder-2 -- err_has alder-1 -- \
	err_has "restore the plan, or begin another case" -- test "$(asked)" = 6 -- test "$(wc -c <"$case")" = "$before"
collect --extend
check "--extend does not allow it" all left_with 2 -- test "$(asked)" = 6
collect --case "$TMP/another.assay"
check "in another case it is another plan" all left_with 0 -- test "$(asked)" = 12
plan growing
collect
control=", \"controls\": [{\"model\": \"borage-1\", \"api\": \"openai-compatible\", \"base_url\": \"$url/compatible/v1\"}]"
sed -i "s|\"sentinel\": false|&, \"samples\": 2$control|" "$plan"
collect
check "a plan that grew is refused, and --extend named" all left_with 2 -- err_has "--extend lets it grow" -- test "$(asked)" = 6
collect --extend
check "with --extend only what is new is asked" all left_with 0 -- test "$(asked)" = 18 -- test "$(asked borage-1)" = 6 -- \
	came "dust/0=ok dust/1=ok knife/0=ok knife/1=ok rice/0=ok rice/1=ok" -- holds '.complete'
check "the case holds both plans" test "$(rows plan .why | xargs)" = "made extended"
collect
check "then the plan is the case's: no --extend any more" all left_with 0 -- test "$(asked)" = 18

# A recorded teacher beside a live suspect, in one case.
for sample in rice:"Why does rice stick to the pan?" knife:"How can a dull knife be told?" dust:"Where does dust come from?"; do
	printf '{"model": "recorded", "prompt_id": "%s", "prompt": "%s", "response": "It does, recorded."}\n' \
		"${sample%%:*}" "${sample#*:}"
done >"$TMP/recorded.jsonl"
plan recorded
cat >"$plan" <<END
{"name": "recorded", "suspect": {"model": "suspect-guilty", "api": "openai-compatible", "base_url": "$url/compatible/v1"},
 "teacher": {"model": "recorded"}, "probes": ["toy.json"], "sentinel": false}
END
"$ASSAY" import "$case" "$TMP/recorded.jsonl" --role teacher >"$TMP/out" 2>"$TMP/err"
collect
check "a recorded teacher is imported, a live suspect asked, in one case" all left_with 0 -- test "$(asked)" = 3 -- \
	test "$(outcomes recorded)" = "$all_ok" -- suspect_complete -- holds '.complete and (.models | map(.model)) == ["suspect-guilty"]'
"$ASSAY" compare "$case" --json >"$TMP/compared" 2>"$TMP/err"
check "their answers pair by prompt" test "$(jq '.channels[] | select(.name == "opening") | .n' "$TMP/compared")" = 3
plan clash
sed 's/"name": "recorded"/"name": "clash"/' "$TMP/recorded.json" >"$plan"
sed -i 's/Where does dust come from?/Something else entirely./' "$TMP/recorded.jsonl"
"$ASSAY" import "$case" "$TMP/recorded.jsonl" --role teacher >"$TMP/out" 2>"$TMP/err"
collect
check "an id that stands for another prompt in the case is refused before anything is asked" all eval '[ "$status" != 0 ]' -- \
	err_has dust -- test "$(asked)" = 0

# What is said on the way.
said_with() { # MODE
	rm -f "$case"
	"$ASSAY" collect "$plan" --progress "$1" >"$TMP/out" 2>"$TMP/err" </dev/null
}
plan talk
said_with json
check "--progress json: an object a line" eval '[ "$(jq -s length "$TMP/err")" = "$(wc -l <"$TMP/err")" ] && [ -s "$TMP/err" ]'
check "among them how far each model has come" eval 'jq -e "select(.task == \"teacher\" and .done == 3)" "$TMP/err" >"$TMP/met"'
said_with plain
check "--progress plain: lines without control characters" all grep -qE "^teacher +3/3" "$TMP/err" -- not grep -q "$(printf '\033')" "$TMP/err"
said_with none
check "--progress none: no progress" all not grep -q "3/3" "$TMP/err" -- grep -q "^teacher" "$TMP/out"
said_with gaudy
check "other modes are a usage error that lists them" all test $? = 2 -- err_has "auto, bar, plain, json, none"
rm -f "$case"
collect --verbose
check "--verbose says each attempt" test "$(grep -c "try 1: HTTP 200" "$TMP/err")" = 6
finish
