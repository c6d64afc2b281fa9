#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay collect against endpoints that limit, fail, refuse and hang: what is asked again,
# how soon and how often, what becomes final, how it ends, and that the same command goes
# on. collect_answers.sh has the faults of answers. Each fault of assay-sim is met in one
# of the two, and this file says so when one is not.
# shellcheck disable=SC2119 # functions of tests/cli/live whose arguments may be left out
set -u
. tests/cli/live
serve

# Too many requests. gap_ms: between the request that was refused and the next of the model.
gap_ms() {
	since | jq -s 'map(select(.model == "alder-1" and .event == "begin")) as $asked |
		(map(select(.event == "end" and .status == 429))[0].n) as $n |
		($asked | map(select(.n == $n))[0].t_ms) as $at |
		($asked | map(select(.n > $n))[0].t_ms) - $at'
}
waited() { at_least "$(gap_ms)" "$1"; }
limited_once() { all left_with 0 -- judged "limited answered answered answered" -- came "$all_ok" -- suspect_complete; }
plan rate-s
meet '[{"fault": "429-retry-after-s", "model": "alder-1", "last": 1, "seconds": 1}]'
collect
check "429 with retry-after in seconds: waited for, then all are answered" all limited_once -- waited 1000
plan rate-ms
meet '[{"fault": "429-retry-after-ms", "model": "alder-1", "last": 1, "ms": 700}]'
collect
check "429 with retry-after-ms: waited for" all limited_once -- waited 700
plan rate-date
meet '[{"fault": "429-retry-after-date", "model": "alder-1", "last": 1, "seconds": 2}]'
collect
# The date has whole seconds, so that it is between one and two of them away.
check "429 with retry-after as a date: waited for" all limited_once -- waited 1000
plan rate-none
meet '[{"fault": "429", "model": "alder-1", "last": 1}]'
collect
check "429 without a word of when to come back: asked again" all limited_once
plan rate-gemini "\"model\": \"alder-1\", \"api\": \"gemini\", \"base_url\": \"$url\", \"key_env\": \"TEACHER_KEY\""
meet '[{"fault": "429-retry-info", "model": "alder-1", "last": 1, "seconds": 1}]'
collect
check "429 with Gemini's RetryInfo in the body: waited for" all limited_once -- waited 1000
plan rate-long
meet '[{"fault": "429-retry-after-s", "model": "alder-1", "seconds": 60}]'
collect --max-wait 30
check "a wait beyond --max-wait is not sat out, and the same command goes on" all left_with 3 -- suspect_complete -- \
	judged limited -- holds 'teacher.end == "gave up" and (teacher.why | test("asks to wait [56][0-9] s more"))'
meet '[]'
collect
check "once it has passed" all left_with 0 -- came "$all_ok"

# The other side's clock.
plan skew
meet '[{"fault": "clock-skew", "model": "alder-1", "seconds": -7200}]'
collect
sent_is_ours() {
	local t
	for t in $(rows attempt .sent); do
		t=$(($(date -d "$t" +%s) - $(date +%s)))
		at_least "$t" -60 && at_most "$t" 60 || return
	done
}
check "clock-skew: told, noted in the case, and times are ours" all left_with 0 -- came "$all_ok" -- \
	err_has "teacher: its clock is 7200 s behind ours" -- test "$(endpoint .clock_offset_s)" = -7200 -- sent_is_ours
plan skew-date
meet '[{"fault": "429-retry-after-date", "model": "alder-1", "last": 1, "seconds": 2, "skew": -7200}]'
collect
check "a retry-after date is meant by the clock of its server" all limited_once -- waited 1000 -- at_most "$(gap_ms)" 4000

# Failures that pass.
passes() { # FACT FAULT [VERDICT]: met once, asked again, and nothing but answers remain
	plan "once-$2"
	meet '[{"fault": "'"$2"'", "model": "alder-1", "last": 1}]'
	collect --timeout 2
	check "$1" all left_with 0 -- judged "${3:-again} answered answered answered" -- came "$all_ok" -- suspect_complete
}
passes "500: asked again" 500
passes "503: asked again" 503
passes "529: asked again" 529
passes "reset without an answer: asked again" reset
passes "html, a proxy's 502: asked again" html
passes "html-200, a proxy's page as a success: no answer, asked again" html-200
passes "error-in-200: no answer, asked again" error-in-200
passes "hang: left after --timeout, asked again" hang
# Another question tells whether it is the endpoint's way.
passes "empty-choices: a success without an answer, asked again" empty-choices doubt

# Failures that do not pass.
plan one-500
meet '[{"fault": "500", "model": "alder-1", "prompt": "'"$rice"'"}]'
collect
check "500 for ever on one prompt: failed after three, the others are answered" all left_with 0 -- \
	came "dust/0=ok knife/0=ok rice/0=failed" -- suspect_complete -- test "$(asked alder-1)" = 5
check "what it failed of stands with the answer" test \
	"$(rows answer 'select(.outcome == "failed") | .extra.text | fromjson | .why')" = \
	"HTTP 500: The server had an error while processing your request."
collect
check "and it is not asked for again" all left_with 0 -- test "$(asked alder-1)" = 5
plan every-500
meet '[{"fault": "500", "model": "alder-1"}]'
collect --patience 2
check "500 for ever on all prompts: incomplete, nothing is final, few requests" all left_with 3 -- came "" -- \
	suspect_complete -- at_most "$(asked alder-1)" 12 -- holds 'teacher.why | test("^no answer for")'
meet '[]'
collect
check "and the same command goes on" all left_with 0 -- came "$all_ok"
plan every-hang
meet '[{"fault": "hang", "model": "alder-1"}]'
collect --timeout 1 --patience 2
check "a hang for ever: incomplete after a few attempts" all left_with 3 -- came "" -- suspect_complete -- \
	at_most "$(asked alder-1)" 6
meet '[]'
collect
check "and so on" all left_with 0 -- came "$all_ok"

# Key, money, permission.
stops() { # FACT FAULT
	plan "stop-$2"
	meet '[{"fault": "'"$2"'", "model": "alder-1"}]'
	collect
	check "$1: that side stops at once, the others go on" all left_with 4 -- judged stop -- came "" -- \
		suspect_complete -- err_has "go on with: assay collect $plan" -- holds 'teacher.end == "authentication or quota"'
	meet '[]'
	collect
	check "$1, once mended: the same command asks the rest" all left_with 0 -- came "$all_ok" -- \
		test "$(asked) $(asked suspect-guilty)" = "7 3"
}
stops "401" 401
stops "402" 402
stops "403" 403
stops "429 with insufficient_quota" 429-insufficient-quota

# Refusals of a request.
plan max-tokens "\"model\": \"alder-1@old\", \"api\": \"openai\", \"base_url\": \"$url/v1\", \"key_env\": \"TEACHER_KEY\""
collect
check "max_completion_tokens unknown: asked with max_tokens" all left_with 0 -- judged "adapt answered answered answered" -- \
	test "$(endpoint .other_max_tokens)" = true -- err_has "takes max_tokens by its other name"
check "a name is no difference that needs a warning" holds '.warnings == []'
plan max-completion "\"model\": \"alder-1@openai-reasoning\", \"api\": \"openai-compatible\", \"base_url\": \"$url/v1\""
collect
check "max_tokens unsupported: asked with max_completion_tokens" all left_with 0 -- \
	judged "adapt answered answered answered" -- test "$(endpoint .other_max_tokens)" = true
plan temperature "$(openai '"params": {"temperature": 0.5}')"
meet '[{"fault": "401", "model": "alder-1", "prompt": "'"$knife"'"}, {"fault": "400-param", "model": "alder-1", "param": "temperature"}]'
collect
check "400-param: asked without it, which the case notes" all left_with 4 -- test "$(verdicts | cut -d ' ' -f 1-2)" = "adapt answered" -- \
	test "$(endpoint '.dropped | join(" ")')" = temperature -- err_has "teacher: refuses the parameter temperature"
meet '[{"fault": "400-param", "model": "alder-1", "param": "temperature"}]'
collect
check "it is remembered: the next run does not ask with it" all left_with 0 -- \
	test "$(verdicts | grep -o adapt | wc -l)" = 1
check "a parameter that one side did not take is a warning" holds \
	'.warnings | length == 1 and (.[0] | test("^teacher refuses the parameter temperature"))'
meet '[]'
plan refused
meet '[{"fault": "400", "model": "alder-1"}]'
collect
check "three 400 alike before any answer: the endpoint's doing, nothing is final" all left_with 2 -- \
	judged "doubt doubt doubt" -- came "" -- suspect_complete -- holds 'teacher.end == "refused"'
meet '[]'
collect
check "once mended the same command goes on" all left_with 0 -- came "$all_ok"
plan too-long
meet '[{"fault": "context-length", "model": "alder-1", "prompt": "'"$rice"'"}]'
collect
check "context-length on the first prompt: other prompts tell that it is the prompt's" all left_with 0 -- \
	came "dust/0=ok knife/0=ok rice/0=failed" -- at_most "$(asked alder-1)" 5
plan filter "\"model\": \"alder-1\", \"api\": \"azure\", \"base_url\": \"$url\", \"key_env\": \"TEACHER_KEY\""
meet '[{"fault": "azure-filter", "model": "alder-1", "prompt": "'"$knife"'"}]'
collect
check "azure-filter, 400 in front of the model: filtered, and not asked again" all left_with 0 -- \
	came "dust/0=ok knife/0=filtered rice/0=ok" -- judged "answered answered answered"

# Another host. The listener there would answer anything, and log it.
here=$url here_log=$log
serve
there=$url there_log=$log
url=$here log=$here_log
plan redirect
meet '[{"fault": "redirect", "model": "alder-1", "to": "'"$there"'/v1/chat/completions"}]'
collect
check "redirect to another host: refused, and where it points is shown" all left_with 2 -- came "" -- \
	err_has "HTTP 307: it points to $there/v1/chat/completions, which is not followed" -- suspect_complete
check "the other host gets nothing" all not grep -q . "$there_log" -- \
	test "$(curl -sS "$there/sim/stats" | jq .requests)" = 0
meet '[{"fault": "redirect", "model": "alder-1", "prompt": "'"$knife"'", "to": "'"$there"'/v1/chat/completions"}]'
collect
check "of one prompt, by an endpoint that answers: final" all left_with 0 -- came "dust/0=ok knife/0=failed rice/0=ok" -- \
	not grep -q . "$there_log"
meet '[]'

# An outage: one endpoint is down for longer than --patience while others work.
control='{"model": "borage-1", "api": "openai-compatible", "base_url": "'"$url"'/compatible/v1"}'
plan outage '' "\"controls\": [$control]"
sed -i 's/"model": "suspect-guilty",/& "rpm": 120,/' "$plan"
meet '[{"fault": "503", "model": "alder-1"}]'
collect --patience 3
check "an outage of one endpoint does not stop the others" all left_with 3 -- came "" -- \
	holds 'suspect.end == "complete" and side("control").end == "complete" and teacher.end == "gave up"'
# Tries double their distance: 5 before it is known to be down, then about one a second at first.
check "while the outage lasts few requests are made" all at_most "$(asked alder-1)" 14 -- \
	at_least "$(asked alder-1)" 5
check "it ends resumable: the command to go on with is told" err_has "go on with: assay collect $plan"
meet '[]'
collect
check "after the outage the same command asks only what is missing" all left_with 0 -- came "$all_ok" -- \
	test "$(asked suspect-guilty) $(asked borage-1)" = "4 4" -- \
	holds 'all(.models[]; .end == "complete")'
plan down "\"model\": \"alder-1\", \"api\": \"openai\", \"base_url\": \"http://127.0.0.1:1/v1\", \"key_env\": \"TEACHER_KEY\""
collect --patience 2
check "an outage where nobody listens ends the same way" all left_with 3 -- suspect_complete -- \
	at_most "$(rows attempt 'select(.model == "teacher") | .why' | wc -l)" 12 -- \
	holds 'teacher.end == "gave up"'

# Budgets.
plan requests '' '"samples": 6, "sentinel": false'
collect --max-requests 10
first="$status $(asked)"
collect --max-requests 10
second="$status $(asked)"
collect --max-requests 25
third="$status $(asked)"
check "--max-requests: so many and not one more, over all runs" test "$first, $second, $third" = "6 10, 6 10, 6 25"
collect
check "without it the same command goes on to the end" all left_with 0 -- test "$(asked)" = 36
cat >"$TMP/prices.json" <<END
{"schema": "assay.prices.v1", "prices": [
 {"api": "openai", "model": "*", "input_per_mtok": 0, "output_per_mtok": 1000},
 {"api": "openai-compatible", "model": "*", "input_per_mtok": 0, "output_per_mtok": 1000}]}
END
plan usd '' '"samples": 6, "sentinel": false'
collect --max-usd 0.5 --prices "$TMP/prices.json"
check "--max-usd: exit 6 near the sum, by the price file" all left_with 6 -- holds '.budget_reached == "usd"' -- \
	holds '.usd > 0.1 and .usd <= 1' -- at_most "$(asked)" 20
before=$(asked)
collect --max-usd 100 --prices "$TMP/prices.json"
check "with a larger one the same case goes on" all left_with 0 -- test "$(asked)" = 36 -- at_least 35 "$before"
plan minutes "$(openai '"rpm": 60')" '"samples": 6, "sentinel": false'
collect --max-minutes 0.01
check "--max-minutes, a part of one: exit 6" all left_with 6 -- holds '.budget_reached == "minutes" and .wall_s < 5'
sed -i 's/, "rpm": 60//' "$plan"
collect
check "and the rest in the next run" all left_with 0 -- test "$(asked)" = 36

# Which status wins.
plan precedence "$(openai)" '"sentinel": false, "budget": {"requests": 8}, "controls": [
	{"model": "borage-1", "api": "openai-compatible", "base_url": "'"$url"'/compatible/v1"}]'
meet '[{"fault": "401", "model": "alder-1"}, {"fault": "503", "model": "borage-1"}]'
collect --patience 2
check "authentication (4) goes before a budget reached (6) and what is incomplete (3)" all left_with 4 -- \
	holds '.budget_reached == "requests" and (.complete | not)'
meet '[{"fault": "503", "model": "borage-1"}]'
collect --max-requests 10 --patience 2
check "a budget reached (6) goes before incomplete (3)" all left_with 6 -- holds '.budget_reached == "requests"'
collect --max-requests 1000 --patience 2
check "and incomplete (3) is what remains" left_with 3

# Has every fault that the server knows its test?
every_fault_is_met() {
	local fault missing=
	while read -r fault; do
		grep -qE "\"fault\": \"$fault\"|^(passes|stops|answers|several|streams) \".*\" $fault( |\$)" \
			tests/cli/collect_*.sh || missing+=" $fault"
	done < <(sed -n '/^| fault |/,/^$/s/^| `\([^`]*\)`.*/\1/p' tests/sim/README.md)
	[ -z "$missing" ] || { echo "# no test meets:$missing" && return 1; }
}
check "each fault that tests/sim/README.md lists is met in collect_faults.sh, _answers.sh or _keys.sh" every_fault_is_met
finish
