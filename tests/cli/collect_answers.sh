#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay collect, and answers of every odd shape: how each ends is an outcome, what was
# said is kept apart from what was thought, and the bytes are there as they came.
# shellcheck disable=SC2119 # functions of tests/cli/live whose arguments may be left out
set -u
. tests/cli/live
serve

# answers FACT FAULT [MEMBERS]: one answer (rice's) has it; asked once, then looked at.
answers() {
	plan "a-$2" "$(openai)"
	meet '[{"fault": "'"$2"'", "model": "alder-1", "prompt": "'"$rice"'"'"${3:-}"'}]'
	collect
	check "$1" all left_with 0 -- judged "answered answered answered" -- suspect_complete -- "${@:4}"
}
# of_rice FILTER: jq over the teacher's answer to rice; text: what it says.
of_rice() { rows answer 'select(.model == "teacher" and .prompt_id == "rice") | '"$1"; }
is_of_rice() { [ "$(of_rice "$1")" = true ]; }
rice_came() { came "dust/0=ok knife/0=ok rice/0=$1"; }

answers "a refusal with content null: refused, its words are the answer" refusal '' rice_came refused -- \
	is_of_rice '.answer.text == "I'"'"'m sorry, but I can'"'"'t help with that."'
answers "length: truncated" length '' rice_came truncated -- is_of_rice '.extra.text | test("length")'
answers "content-filter in an answer: filtered" content-filter '' rice_came filtered
answers "empty-content: empty" empty-content '' rice_came empty
answers "\\u0000 in content: kept and counted as replaced" nul '' rice_came ok -- \
	is_of_rice '.n_replaced == 1 and (.answer.text | test("\ufffd and on\\.$"))' -- \
	is_of_rice '.raw.text | test("\\\\u0000 and on")'
answers "half a surrogate pair: kept and counted as replaced" lone-surrogate '' rice_came ok -- \
	is_of_rice '.n_replaced == 1 and (.answer.text | test("\ufffd and on\\.$"))' -- \
	is_of_rice '.raw.text | test("\\\\ud83d and on")'
answers "content-array with thinking: reasoning is kept apart" content-array '' rice_came ok -- \
	is_of_rice '(.reasoning.text | test("^The user wants")) and (.answer.text | test("The user wants") | not)'
answers "reasoning-content: kept apart" reasoning-content '' rice_came ok -- \
	is_of_rice '(.reasoning.text | test("^The user wants")) and (.answer.text | test("The user wants") | not)'
plan a-reasoning "$(openai)"
meet '[{"fault": "reasoning-content", "model": "alder-1", "field": "reasoning"}]'
collect
check "by its other name too" all left_with 0 -- is_of_rice '.reasoning.text | test("^The user wants")'
answers "gzip: read, and noted" gzip '' rice_came ok -- \
	eval '[ "$(facts ".headers[] | select(.[1] == \"gzip\") | .[0]")" = Content-Encoding ]'
answers "slow: how long the first byte took is kept" slow ', "ms": 600' rice_came ok -- \
	eval 'at_least "$(rows attempt "select(.model == \"teacher\" and .prompt_id == \"rice\") | .first_ms")" 600'
answers "blank-lines, then JSON: an answer" blank-lines ', "seconds": 1' rice_came ok -- \
	is_of_rice '.raw.text | test("^\\s+\\{")'

# Bodies that are not what was sent: no answer, asked again.
passes() { # FACT FAULT [MEMBERS [TEACHER'S MEMBERS]]
	plan "once-$2" "$(openai "${4:-}")"
	meet '[{"fault": "'"$2"'", "model": "alder-1", "last": 1'"${3:-}"'}]'
	collect
	check "$1" all left_with 0 -- judged "again answered answered answered" -- came "$all_ok" -- suspect_complete
}
passes "a body cut inside a character: asked again, and what came is kept" cut-utf8
check "the bytes are those that came, broken end and all" test \
	"$(rows attempt 'select(.verdict == "again") | .response | if .base64 then "base64" else .text[-20:] end')" = base64
passes "wrong-content-length, more announced than sent: asked again" wrong-content-length
passes "content-length-short, less announced than sent: asked again" content-length-short

# Several answers in one exchange. Choice i is the answer under seed 7 + i, however it comes.
three='"params": {"n": 3, "seed": 7}'
all_three="dust/0=ok dust/1=ok dust/2=ok knife/0=ok knife/1=ok knife/2=ok rice/0=ok rice/1=ok rice/2=ok"
texts() { rows answer 'select(.model == "teacher") | "\(.prompt_id)/\(.sample) \(.answer.sha256)"' | sort; }
plan n-plain "$(openai "$three")" '"sentinel": false, "samples": 3'
meet '[]'
collect
expected=$(texts)
check "n answers come in one exchange, all different" all left_with 0 -- came "$all_three" -- \
	test "$(asked alder-1)" = 3 -- test "$(cut -d ' ' -f 2 <<<"$expected" | sort -u | wc -l)" = 9
several() { # FACT FAULT REQUESTS
	plan "n-$2" "$(openai "$three")" '"sentinel": false, "samples": 3'
	meet '[{"fault": "'"$2"'", "model": "alder-1"}]'
	collect
	check "$1" all left_with 0 -- came "$all_three" -- test "$(texts)" = "$expected" -- test "$(asked alder-1)" = "$3"
}
several "n>1 with fewer choices: the rest is asked again, each sample ends answered" fewer-choices 6
several "duplicate index: each choice is a sample of its own" duplicate-index 3
several "missing index: likewise" missing-index 3

# 20 MB of logprobs. An address sanitizer's own memory says nothing.
plan huge
meet '[{"fault": "huge-logprobs", "model": "alder-1", "prompt": "'"$rice"'"}]'
"$ASSAY" collect "$plan" --json --progress none >"$TMP/out" 2>"$TMP/err" &
pid=$!
peak_kb=0
while kb=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null) && [ -n "$kb" ]; do
	peak_kb=$kb
	sleep .01
done
wait $pid
status=$?
rm -f "$TMP/journal"
check "20 MB of logprobs: answered, and kept" all left_with 0 -- came "$all_ok" -- \
	test "$(facts 'select(.logprobs) | .usage.completion > 0')" = true -- \
	test "$(of_rice '.raw.text | length > 15000000')" = true
echo "# 20 MB of logprobs: at most $((peak_kb / 1024)) MB"
grep -q __asan_init "$ASSAY" && peak_kb=1
check "in bounded memory" at_most "$peak_kb" 700000

# Streams: the same answers, however they arrive.
said() { rows answer 'select(.model == "teacher") | "\(.prompt_id) \(.outcome) \(.answer.sha256)"' | sort; }
plan whole
meet '[]'
collect
whole=$(said)
streams() { # FACT FAULT VERDICTS
	plan "s-$2" "$(openai '"stream": true')"
	meet '[{"fault": "'"$2"'", "model": "alder-1", "last": 1'"${4:-}"'}]'
	collect
	check "$1" all left_with 0 -- judged "$3" -- test "$(said)" = "$whole" -- suspect_complete
}
fine="answered answered answered"
streams "a stream says what the whole body says" gzip "$fine"
streams "a stream split at every byte says the same" sse-every-byte "$fine"
streams "comments between events are none of it" sse-comments "$fine"
streams "a stream that breaks off inside an event: asked again" sse-cut "again $fine"
streams "one that just ends, without its end mark: asked again" sse-cut "again $fine" ', "clean": true'
streams "an error inside a stream: asked again" sse-error "again $fine"
check "its raw bytes are kept" test "$(of_rice '.raw.text | test("^data: ")')" = true
for format in "anthropic /v1" "gemini /v1beta" "ollama /" "mistral /mistral/v1" "openrouter /openrouter/api/v1"; do
	read -r api base <<<"$format"
	teacher="\"model\": \"alder-1\", \"api\": \"$api\", \"base_url\": \"$url${base%/}\", \"key_env\": \"TEACHER_KEY\""
	meet '[]'
	plan "whole-$api" "$teacher"
	collect
	whole=$(said)
	plan "stream-$api" "$teacher, \"stream\": true"
	meet '[{"fault": "sse-every-byte", "model": "alder-1"}]'
	collect
	check "$api: streamed byte by byte it says what it says whole" all left_with 0 -- came "$all_ok" -- \
		test "$(said)" = "$whole" -- judged "$fine"
	plan "cut-$api" "$teacher, \"stream\": true"
	meet '[{"fault": "sse-cut", "model": "alder-1", "last": 1}]'
	collect
	check "$api: a stream that breaks off is asked again" all left_with 0 -- test "$(said)" = "$whole" -- \
		judged "again $fine"
done

# Somebody else answers under the same name.
plan drift "$(openai '"max_concurrency": 1')" '"samples": 8, "sentinel": {"probe": "rice", "every": 3}'
meet '[{"fault": "model-changes", "model": "alder-1", "first": 16}]'
collect
check "model-changes: who answered is kept and the one change is reported" all left_with 0 -- \
	holds 'teacher.drift.served_model | map([.from, .to]) == [["alder-1", "alder-1-changed"]]' -- \
	holds 'teacher.drift.verdict == "served model changed"' -- holds 'suspect.drift.verdict == "none seen"'
"$ASSAY" collect "$plan" >"$TMP/out" 2>"$TMP/err"
check "it is in what a person reads too" grep -q '^ *drift: .*changed' "$TMP/out"
finish
