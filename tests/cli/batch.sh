#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Batch files: what a plan lacks goes out, what a service gives back comes home by its
# custom_id alone, and what it does not give back stays wanted.
set -u

n=0
echo "1..20"
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# /' out err | head -n 20
	fi
}
run() {
	"$ASSAY" "$@" >out 2>err </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
said() { grep -q -- "$1" out err; }

cd "$TMP" || exit 7
cat >plan.json <<'X'
{"name": "b", "seed": 3, "simulation": "a test",
 "suspect": {"name": "s", "model": "maker/s 1", "api": "openai", "params": {"seed": 40}},
 "teacher": {"name": "t", "api": "openai-compatible", "base_url": "http://127.0.0.1:9/v1"},
 "probes": [{"set": "everyday", "take": 10, "samples": 2}], "sentinel": false}
X
run collect plan.json --batch out.d
check "a plan's wants are written as batch files" left_with 0
check "one file a model, named after it" test -s out.d/01-s.jsonl -a -s out.d/02-t.jsonl
lines_are() { [ "$(wc -l <"$1")" = "$2" ]; }
check "a line for each answer wanted" lines_are out.d/01-s.jsonl 20
shape='^[{]"custom_id":"assay-[0-9a-f]{16}-[01]","method":"POST","url":"/v1/chat/completions","body":[{]"model":"maker/s 1"'
all_match() { ! grep -qvE "$1" "$2"; }
check "in the format of the services" all_match "$shape" out.d/01-s.jsonl
ids_are_unique() { [ "$(cat out.d/*.jsonl | grep -o '"custom_id":"[^"]*"' | sort -u | wc -l)" = 40 ]; }
check "no id stands for two answers" ids_are_unique
seeds_differ() { grep -q '"seed":40' out.d/01-s.jsonl && grep -q '"seed":41' out.d/01-s.jsonl; }
check "each sample has a seed of its own" seeds_differ
cp out.d/01-s.jsonl first
run collect plan.json --batch out.d
check "writing again writes the same" cmp -s first out.d/01-s.jsonl

# What a service might give back: another order, two rows missing, one expired, one with
# status 0 in the error file, one of somebody else's, one that is no JSON.
answers() {
	awk -F'"' '{ printf "{\"id\":\"batch_req_%d\",\"custom_id\":\"%s\",\"response\":{\"status_code\":200,\"request_id\":\"r%d\",\"body\":{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"s-2026\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Answer to %s.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}},\"error\":null}\n", NR, $4, NR, $4 }' "$1"
}
answers out.d/01-s.jsonl | sed -n '5,20p' | sort -r >output.jsonl
id() { sed -n "$1p" out.d/01-s.jsonl | cut -d'"' -f4; }
{
	printf '{"id":"batch_req_3","custom_id":"%s","response":null,"error":{"code":"batch_expired","message":"This request could not be executed before the completion window expired."}}\n' "$(id 3)"
	printf '{"id":"batch_req_4","custom_id":"%s","response":{"status_code":0,"request_id":"","body":{}},"error":null}\n' "$(id 4)"
	printf '{"id":"batch_req_9","custom_id":"assay-0123456789abcdef-0","response":{"status_code":0,"body":{}},"error":null}\n'
	echo 'not JSON'
} >errors.jsonl

run import b.assay output.jsonl errors.jsonl --format openai-batch
check "output and error file are taken" left_with 0
check "answers are counted" said "16 answers added"
check "rows without an answer are told of" said "2 without an answer"
check "and rows of another plan" said "1 not of this plan"
check "and bad rows" said "1 bad row"
check "and what is still missing, of both models" said "24 answers of the plan are missing"
run verify b.assay
check "the case verifies" left_with 0
run import b.assay output.jsonl --format openai-batch --json
again() { left_with 0 && grep -q '"complete_already": true' out; }
check "the same file again adds nothing" again
sed 's/Answer to/Another answer to/' output.jsonl >other.jsonl
run import b.assay other.jsonl --format openai-batch
kept() { left_with 0 && said "0 answers added, 16 were in already"; }
check "an answer that is in is not replaced" kept
run plan plan.json --json
wants_the_rest() { grep -q '"requests": 4,' out; }
check "the plan asks for what was missing and expired alone" wants_the_rest
run collect plan.json --batch rest
check "so does the next batch" lines_are rest/01-s.jsonl 4
missing_ids() { diff <(for i in 1 2 3 4; do id $i; done | sort) <(cut -d'"' -f4 rest/01-s.jsonl | sort); }
check "under the same ids" missing_ids

sed -i 's/"openai-compatible", "base_url": "http:\/\/127.0.0.1:9\/v1"/"ollama"/; s/"name": "b"/"name": "c"/' plan.json
run collect plan.json --batch no.d
refused() { left_with 2 && said "api ollama takes no batch files"; }
check "a dialect without such batches is refused by name" refused
