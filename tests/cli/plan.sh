#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay plan: what would be sent and cost is told before it is; nothing is sent, no key
# is asked for, and none is repeated.
# shellcheck disable=SC2016 # facts are given as text to be evaluated once they are due
set -u

n=0
echo "1..28"

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
assay() {
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$TMP/out"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
refused_saying() { left_with 2 && err_has "my-case.json: $1" && [ ! -s "$TMP/out" ]; }

plan=$TMP/my-case.json
suspect='"suspect": {"model": "student", "api": "openai-compatible", "base_url": "http://127.0.0.1:9/v1"}'
teacher='"teacher": {"name": "T", "model": "gpt-4o-mini", "api": "openai", "key_env": "NO_SUCH_KEY"}'
# write MEMBERS: a plan of that suspect and teacher and what else is said.
write() { printf '{%s, %s, %s}\n' "$suspect" "$teacher" "$1" >"$plan"; }

write '"probes": ["everyday"]'
assay plan "$plan"
check "a plan is told without a key and without a network" left_with 0
check "each live model is asked the set and a sentinel" eval \
	'grep -qE "^suspect +student +41 " "$TMP/out" && grep -qE "^teacher +T +41 " "$TMP/out"'
(cd "$TMP" && "$ASSAY" plan my-case.json >out)
check "it fits 80 columns" eval '[ "$(awk "{ if (length > n) n = length } END { print n }" "$TMP/out")" -le 80 ]'
check "assumptions and the prices' date are told" eval 'out_has "60 % of max_tokens" && out_has "prices: estimates of 20"'
check "without a corpus there are ranks only" out_has "ranks, and no likelihood ratio"
check "nothing was written" eval '[ ! -e "$TMP/my-case.assay" ]'

assay plan "$plan" --json
check "--json prints its schema" eval 'left_with 0 && out_has "\"schema\": \"assay.plan.v1\""'
value() { sed -n "s/^  *\"$1\": \\([^,]*\\),\\{0,1\\}\$/\\1/p" "$TMP/out"; }
check "a model on loopback costs nothing, another what the table says" eval \
	'[ "$(value usd | head -n 1)" = 0 ] && [ "$(value usd | sed -n 2p | cut -c 1-3)" = 0.0 ]'
# 41 prompts, each answered with .6 x 400 = 240 tokens.
check "answers take 60 % of the set's max_tokens" eval '[ "$(value tokens_out | head -n 1)" = 9840 ]'

# Prices of one's own: 41 x 240 tokens at 1000 USD a million.
printf '{"schema":"assay.prices.v1","prices":[{"api":"openai","model":"gpt*","input_per_mtok":0,"output_per_mtok":1000}]}' \
	>"$TMP/prices.json"
assay plan "$plan" --prices "$TMP/prices.json" --json
check "--prices names another table" eval 'value usd | grep -qE "^9\\.8(4|39)"'
write '"probes": ["everyday"], "budget": {"usd": 1, "requests": 100}'
assay plan "$plan" --prices "$TMP/prices.json"
check "a budget that does not suffice is said, and is no failure" eval \
	'left_with 0 && out_has "1 usd: NOT ENOUGH" && out_has "100 requests: enough"'
write '"probes": ["everyday"], "controls": [{"model": "who-knows", "api": "openai", "key_env": "K"}]'
assay plan "$plan"
check "a model without a price is named" out_has "none for who-knows"
assay plan "$plan" --rpm 4
check "--rpm sets the pace: 41 requests at 4 a minute" eval 'grep -qE "^teacher .* 11$" "$TMP/out"'

write '"probes": ["everyday"], "corpus": "alpaca_eval"'
assay plan "$plan"
check "what so many prompts can show is told" eval \
	'out_has "with 40 prompts of genre assistant: AUC ." && out_has "alpaca_eval"'
write '"probes": [{"set": "everyday", "take": 10}], "corpus": "alpaca_eval"'
assay plan "$plan"
check "too few prompts are said to be" out_has "with 10 prompts of genre assistant: too few"
write '"probes": ["everyday"], "corpus": "speechmap"'
assay plan "$plan"
check "a corpus on which it was not measured is said" out_has "not measured on speechmap"

# A recorded teacher, with three answers in the case.
printf '{%s, "teacher": {"model": "rec"}, "probes": ["everyday"]}' "$suspect" >"$plan"
"$ASSAY" probes show everyday --json | sed -n 's/^   "id": "\(.*\)",$/\1/p' | head -n 3 |
	while read -r id; do
		printf '{"model":"rec","prompt_id":"%s","prompt":"p %s","response":"w"}\n' "$id" "$id"
	done >"$TMP/rec.jsonl"
"$ASSAY" import "$TMP/my-case.assay" "$TMP/rec.jsonl" --role teacher >"$TMP/out" 2>"$TMP/err"
assay plan "$plan"
check "a recorded model is not asked; its answers are counted" out_has "recorded: 3 of 40 in the case"
cp "$TMP/my-case.assay" "$TMP/other.assay"
rm "$TMP/my-case.assay"
assay plan "$plan" --case "$TMP/other.assay"
check "--case names the case" out_has "recorded: 3 of 40 in the case"
# The same three, of a model that is asked: its other answers are expected to be as long.
sed 's/"rec"/"student"/' "$TMP/rec.jsonl" >"$TMP/live.jsonl"
"$ASSAY" import "$TMP/my-case.assay" "$TMP/live.jsonl" --role suspect >"$TMP/out" 2>"$TMP/err"
assay plan "$plan" --json
check "what is in the case is not sent again" eval '[ "$(value requests | head -n 1)" = 38 ]'
# 38 answers of one word, 1.3 tokens each.
check "a measured mean stands for the assumption" eval \
	'out_has "\"answers_by\": \"measured\"" && [ "$(value tokens_out | head -n 1)" = 49 ]'
rm "$TMP/my-case.assay"

write '"probes": ["everyday"], "budgte": {}'
assay plan "$plan"
check "a misspelt member draws the nearest" refused_saying 'the member "budgte" is not known; is it "budget"?'
write '"probes": ["everyday"], "controls": [{"model": "c", "api": "openai", "key_env": "sk-abcdefghijklmnop1234"}]'
assay plan "$plan"
kept_secret() { refused_saying "controls[0]" && ! grep -q abcdefgh "$TMP/out" "$TMP/err"; }
check "a key in the plan is refused and not repeated" kept_secret
write '"probes": ["no-such-set.json"]'
assay plan "$plan"
check "a set that is not there is named with its place" refused_saying "probes[0]: "
assay plan "$TMP/none.json"
check "a plan that is not there: usage" eval 'left_with 2 && err_has "none.json"'

# Sixty prompts: the table has rows for fifty, of eight controls among others.
{
	sed '/"probes": \[/q' probes/everyday.json | sed 's/"name": "everyday"/"name": "sixty"/'
	for i in $(seq 60); do
		printf '{"id": "p%d", "topic": "t", "prompt": "What is %d?"}%s\n' "$i" "$i" \
			"$([ "$i" = 60 ] || echo ,)"
	done
	echo ']}'
} >"$TMP/sixty.json"
# controls N: as many endpoints on loopback.
controls() {
	for i in $(seq "$1"); do
		printf '{"model": "c%d", "api": "openai-compatible", "base_url": "http://127.0.0.1:9/v1"}%s' \
			"$i" "$([ "$i" = "$1" ] || echo ,)"
	done
}
write "\"probes\": [\"sixty.json\"], \"corpus\": \"alpaca_eval\", \"controls\": [$(controls 9)]"
assay plan "$plan"
check "what simulated students show is told of the next smaller setting, as simulated" eval \
	'out_has "power:  simulated with 50 prompts and 8 controls" && out_has "no real models"'
assay plan "$plan" --json
check "and of every dose in --json" eval \
	'out_has "\"source\": \"simulation\"" && [ "$(grep -c "\"dose\":" "$TMP/out")" = 8 ]'
write "\"probes\": [\"sixty.json\"], \"corpus\": \"alpaca_eval\", \"controls\": [$(controls 2)]"
assay plan "$plan"
check "nothing is said of fewer controls than were simulated" out_has \
	"so few prompts or controls were not simulated"

# The README's own plan, as a reader would save it.
sed -n '/^    {$/,/^    }$/s/^    //p' README.md >"$plan"
cp probes/everyday.json "$TMP/prompts.json"
sed -i 's/"name": "everyday"/"name": "prompts"/' "$TMP/prompts.json"
sed -i 's/, "take": 100//' "$plan"
assay plan "$plan"
check "the README's plan is one" left_with 0
