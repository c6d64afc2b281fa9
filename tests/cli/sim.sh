#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay-sim: each wire format, the same answer for the same question, every fault by name,
# what it counts and logs. Loopback only.
set -u

n=0
sim=$(dirname "$ASSAY")/assay-sim
pid=
stop() {
	[ -z "$pid" ] && return
	kill "$pid" 2>/dev/null
	wait "$pid"
	served=$?
	pid=
}
trap stop EXIT

# check FACT COMMAND...: the fact holds when the command succeeds.
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		{ cat "$TMP/head" "$TMP/out" "$TMP/err"; } 2>/dev/null | cut -c 1-300 | sed 's/^/# /' | tail -n 12
	fi
}
all() { # COMMAND [ARG...] -- COMMAND...: all of them hold
	local command=()
	for word in "$@" --; do
		if [ "$word" != -- ]; then
			command+=("$word")
			continue
		fi
		"${command[@]}" || return
		command=()
	done
}

serve() {
	rm -f "$TMP/port"
	"$sim" --port-file "$TMP/port" --families 12 "$@" >"$TMP/served" 2>&1 &
	pid=$!
	for _ in $(seq 200); do
		[ -s "$TMP/port" ] && break
		sleep .05
	done
	url=http://127.0.0.1:$(cat "$TMP/port")
}
# get PATH, post PATH BODY [CURL ARGS]: $TMP/head, $TMP/out; $code (000: none), $left (curl's status).
get() { code=$(curl -sS -o "$TMP/out" -D "$TMP/head" -w '%{http_code}' "$url$1" 2>"$TMP/err"); }
post() {
	local path=$1 body=$2
	shift 2
	: >"$TMP/head"
	: >"$TMP/out"
	code=$(curl -sS -o "$TMP/out" -D "$TMP/head" -w '%{http_code}' --max-time 20 \
		-H 'Content-Type: application/json' -d "$body" "$@" "$url$path" 2>"$TMP/err")
	left=$?
}
chat() { # [MORE MEMBERS [CURL ARGS]]: OpenAI's format
	local more=${1:-}
	[ $# = 0 ] || shift
	post /v1/chat/completions '{"model":"alder-1","messages":[{"role":"user","content":"Give me some tips for playing chess."}]'"$more}" "$@"
}
meet() { # RULES: put a JSON array of faults in force
	local rules=$1
	tested+=" $(grep -o '"fault":"[^"]*"' <<<"$rules" | cut -d '"' -f 4)"
	post /sim/faults "$rules"
	[ "$code" = 200 ] || cat "$TMP/out"
}
said() { [ "$code" = "$1" ]; }
has() { grep -qF -- "$1" "$TMP/out"; }
has_not() { ! has "$1"; }
head_has() { tr -d '\r' <"$TMP/head" | grep -qiE -- "$1"; }
count() { [ "$(grep -oE -- "$1" "$TMP/out" | wc -l)" = "$2" ]; }
is_left() { [ "$left" = "$1" ]; }
same() { cmp -s "$1" "$2"; }
differ() { ! cmp -s "$1" "$2"; }
# The text of an answer, whole or in deltas, as JSON escapes it.
text() { grep -oE "\"$1\":\"([^\"\\\\]|\\\\.)*\"" "$TMP/out" | sed "s/^\"$1\":\"//; s/\"\$//" | tr -d '\n'; }

messages='"messages":[{"role":"user","content":"Give me some tips for playing chess."}]'
contents='"contents":[{"role":"user","parts":[{"text":"Give me some tips for playing chess."}]}]'
anthropic=(-H 'anthropic-version: 2023-06-01' -H 'x-api-key: secret')

echo "1..127"

# Wire formats.
serve --log "$TMP/log"
check "it says that it is a simulation" grep -q "simulation: toy language models" "$TMP/served"
get /health
check "it is well" all said 200 -- has '"status":"ok"'
chat ',"seed":7,"n":3'
check "OpenAI's chat answers n choices" all said 200 -- count '"index":[0-9]' 3 -- \
	has '"finish_reason":"stop"' -- has '"system_fingerprint":"assay-sim"'
cp "$TMP/out" "$TMP/first"
chat ',"seed":7,"n":3'
check "the same model, prompt and seed get the same bytes" same "$TMP/first" "$TMP/out"
chat ',"seed":8,"n":3'
check "another seed gets another answer" differ "$TMP/first" "$TMP/out"
chat ',"seed":9'
text content >"$TMP/third"
check "choice i under seed s is the answer under seed s + i" \
	grep -qF -- "$(cat "$TMP/third")" "$TMP/first"
chat ',"seed":7,"max_tokens":4'
check "max_tokens counts words" all has '"completion_tokens":4' -- has '"finish_reason":"length"'
chat ',"seed":7'
whole=$(text content)
words=$(cut -d ' ' -f 4-6 <<<"$whole")
chat ',"seed":7,"stop":["'"$words"'"]'
check "stop ends the answer before its words" all has '"finish_reason":"stop"' -- has_not "$words"
chat ',"logprobs":true,"top_logprobs":3,"max_tokens":2'
check "logprobs come with bytes and alternatives" all count '"top_logprobs":' 2 -- count '"bytes":' 8
chat ',"seed":7,"stream":true,"stream_options":{"include_usage":true}'
streamed=$(text content)
check "the deltas of a stream are the whole answer" test "$streamed" = "$whole"
check "the stream ends with usage and its mark" all has '"choices":[],"usage":{' -- has 'data: [DONE]' -- \
	head_has '^content-type: text/event-stream'
post /v1/messages '{"model":"alder-1","max_tokens":400,'"$messages}" "${anthropic[@]}"
whole=$(text text)
check "Anthropic's messages answer" all said 200 -- has '"stop_reason":"end_turn"' -- has '"output_tokens":'
post /v1/messages '{"model":"alder-1","max_tokens":400,"stream":true,'"$messages}" "${anthropic[@]}"
streamed=$(text text)
check "its stream says the same and ends" all test "$streamed" = "$whole" -- has 'event: message_stop'
post /v1/messages '{"model":"alder-1",'"$messages}" "${anthropic[@]}"
check "without max_tokens it refuses in its own shape" all said 400 -- \
	has '{"type":"error","error":{"type":"invalid_request_error"'
post /v1/messages '{"model":"alder-1","max_tokens":4,'"$messages}" -H 'anthropic-version: 2023-06-01'
check "without a key it does so too" all said 401 -- has authentication_error
post /v1/messages '{"model":"alder-1","max_tokens":4,'"$messages}" -H 'x-api-key: secret'
check "and without its version" all said 400 -- has invalid_request_error
post /v1beta/models/alder-1:generateContent "{$contents"',"generationConfig":{"seed":7,"candidateCount":2}}'
check "Gemini's generateContent answers" all said 200 -- count '"finishReason":"STOP"' 2 -- has '"modelVersion":"alder-1"'
post /v1beta/models/alder-1:generateContent "{$contents}"
whole=$(text text)
post '/v1beta/models/alder-1:streamGenerateContent?alt=sse' "{$contents}"
streamed=$(text text)
check "its stream says the same" test "$streamed" = "$whole"
post /v1beta/models/nobody:generateContent "{$contents}"
check "its errors have its shape" all said 404 -- has '"status":"NOT_FOUND"'
post /api/chat '{"model":"alder-1","stream":false,'"$messages}"
whole=$(text content)
check "Ollama's chat answers" all said 200 -- has '"done":true'
post /api/chat '{"model":"alder-1",'"$messages}"
streamed=$(text content)
check "and streams lines unless told not to" all test "$streamed" = "$whole" -- \
	head_has '^content-type: application/x-ndjson' -- count '"done":true' 1
post /api/chat '{"model":"nobody",'"$messages}"
check "its errors are strings" all said 404 -- has '{"error":"'
post /mistral/v1/chat/completions '{"model":"alder-1","random_seed":7,'"$messages}"
check "Mistral's seed has its own name" said 200
post /mistral/v1/chat/completions '{"model":"alder-1","seed":7,'"$messages}"
check "and its validation its own shape" all said 422 -- has '{"detail":[{'
post '/openai/deployments/alder-1/chat/completions?api-version=2024-10-21' "{$messages}" -H 'api-key: secret'
check "Azure names the model in the path" all said 200 -- has '"model":"alder-1"'
post /v1/chat/completions '{"model":"nobody",'"$messages}"
check "an unknown model is not found" all said 404 -- has '"code":"model_not_found"'
post /v1/chat/completions '{"model":"alder-1@openai-reasoning","max_tokens":9,'"$messages}"
check "reasoning models want max_completion_tokens" all said 400 -- has '"code":"unsupported_parameter"' -- \
	has '"param":"max_tokens"' -- has "Use 'max_completion_tokens'"
post /v1/chat/completions '{"model":"alder-1@openai-reasoning","max_completion_tokens":9,"temperature":0,'"$messages}"
check "and the default temperature" all said 400 -- has '"code":"unsupported_value"'
post /v1/chat/completions '{"model":"alder-1@openai-reasoning","max_completion_tokens":9,"temperature":1,'"$messages}"
check "which passes" said 200
post /v1/chat/completions '{"model":"alder-1@old","max_completion_tokens":9,'"$messages}"
check "old models do not know max_completion_tokens" all said 400 -- has '"param":"max_completion_tokens"'
post /v1/chat/completions '{"model":"suspect-guilty","messages":[{"role":"user","content":[{"type":"text","text":"\u00e9"}]}]}'
check "any prompt gets an answer, in parts too" all said 200 -- has '"finish_reason":"stop"'
get /v1/models
check "the models are listed" all said 200 -- has '"id":"suspect-innocent"'
get /sim/stats
check "what APIs do not know was counted as invalid" has '"invalid":3,'
for body in '{"model":"alder-1"}' '{"model":1,'"$messages}" '{"model":"alder-1","n":0,'"$messages}" \
	'{"model":"alder-1","temperature":"1",'"$messages}" '{"model":"alder-1","frobnicate":1,'"$messages}" \
	'{"model":"alder-1","messages":[{"role":"poet","content":"x"}]}' '[]' 'not JSON'; do
	post /v1/chat/completions "$body"
	check "refused: ${body:0:60}" all said 400 -- has '"type":"invalid_request_error"'
done
get /sim/stats
check "and those are counted" has '"invalid":11,'
check "answers are counted by model and status" has '"alder-1@openai-reasoning":{"requests":3,"answered":1,"statuses":{"400":2,"200":1}}'
stop
requests=$(grep -oE '"simulation":[^,]*,"requests":[0-9]+' "$TMP/out" | grep -oE '[0-9]+$')
check "SIGTERM ends it cleanly" test "$served" = 0
check "each request has its two lines in the log" test \
	"$(grep -c '"event":"begin"' "$TMP/log") $(grep -c '"event":"end"' "$TMP/log")" = "$requests $requests"
check "a line tells what was asked and what became of it" grep -qE \
	'^\{"event":"end","n":1,"t_ms":[0-9]+,"api":"openai","model":"alder-1","prompt":"[0-9a-f]{16}","seed":7,"choices":3,"status":200,"fault":null,"answered":true\}$' "$TMP/log"

serve --log "$TMP/log"
chat ',"seed":7,"n":3'
check "another run of the server gives the same bytes" same "$TMP/first" "$TMP/out"
get /health # by then the line of what came before is written
check "and goes on in the log" test "$(wc -l <"$TMP/log")" = $((2 * requests + 2))

# Faults, on this server.
tested=
met() { # FAULT [MEMBERS OF THE RULE]
	meet '[{"fault":"'"$1"'"'"${2:-}"'}]'
}
problem() { # FAULT STATUS WORDS [MEMBERS]
	met "$1" "${4:-}"
	chat
	check "$1" all said "$2" -- has "$3"
}
problem 400 400 '"type":"invalid_request_error"'
problem 401 401 invalid_api_key
problem 402 402 insufficient_balance
problem 403 403 permission_denied
problem 429 429 rate_limit_exceeded
check "429 says not when to come back" all eval '! head_has "^retry-after"'
problem 429-retry-after-s 429 rate_limit_exceeded ',"seconds":3'
check "429-retry-after-s does" head_has '^retry-after: 3$'
problem 429-retry-after-date 429 rate_limit_exceeded ',"seconds":3'
check "429-retry-after-date does" head_has '^retry-after: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} .* GMT$'
problem 429-retry-after-ms 429 rate_limit_exceeded ',"ms":750'
check "429-retry-after-ms does" head_has '^retry-after-ms: 750$'
problem 429-insufficient-quota 429 '"code":"insufficient_quota"'
problem 500 500 server_error
problem 503 503 service_unavailable
problem 529 529 overloaded
problem azure-filter 400 ResponsibleAIPolicyViolation
problem context-length 400 context_length_exceeded
problem error-in-200 200 '{"error":{"code":429,' ',"code":429'
problem html 502 '<html>'
problem html-200 200 '<html>'
check "html-200 says what it is" head_has '^content-type: text/html'
problem nul 200 '\u0000'
problem lone-surrogate 200 '\ud83d and'
problem refusal 200 '"content":null,"refusal":"I'
problem content-array 200 '"content":[{"type":"thinking","thinking":[{"type":"text",'
problem reasoning-content 200 '"reasoning_content":"'
problem reasoning-content 200 '"reasoning":"' ',"field":"reasoning"'
problem empty-choices 200 '"choices":[]'
problem empty-content 200 '"content":""'
problem length 200 '"finish_reason":"length"'
problem content-filter 200 '"finish_reason":"content_filter"'
problem model-changes 200 '"model":"alder-1-changed","system_fingerprint":"assay-sim-changed"'

met 429-retry-info ',"seconds":38'
post /v1beta/models/alder-1:generateContent "{$contents}"
check "429-retry-info" all said 429 -- has '.RetryInfo","retryDelay":"38s"'
met 400-param ',"param":"temperature"'
chat ',"temperature":1'
check "400-param turns the parameter down" all said 400 -- has '"param":"temperature"'
chat
check "and nothing else" said 200
met redirect ',"to":"http://elsewhere.invalid/v1"'
chat
check "redirect" all said 307 -- head_has '^location: http://elsewhere.invalid/v1$'
met hang
chat '' --max-time 0.5
check "hang" all is_left 28 -- said 000
met reset
chat
check "reset" all said 000 -- eval '[ "$left" = 52 ] || [ "$left" = 56 ]'
met fewer-choices
chat ',"n":3'
check "fewer-choices" count '"index":' 2
met duplicate-index
chat ',"n":3'
check "duplicate-index" count '"index":0' 3
met missing-index
chat ',"n":3'
check "missing-index" all count '"index":' 0 -- count '"message":' 3
met content-array
chat ',"stream":true'
check "content-array in a stream" all has '"delta":{"content":[{"type":"thinking"' -- \
	has '"delta":{"content":[{"type":"text"' -- has_not reasoning_content
met huge-logprobs
chat
check "huge-logprobs" all said 200 -- eval '[ "$(wc -c <"$TMP/out")" -gt 15000000 ]' -- \
	eval '[ "$(wc -c <"$TMP/out")" -lt 25000000 ]'
met cut-utf8
chat
check "cut-utf8" all said 200 -- eval '[ "$(tail -c 1 "$TMP/out" | od -An -tx1)" = " c3" ]'
met blank-lines ',"seconds":1'
chat
check "blank-lines" all said 200 -- eval '[ "$(head -n 5 "$TMP/out" | tr -d "\n")" = "" ]' -- has '"finish_reason":"stop"'
met wrong-content-length
chat
check "wrong-content-length" all said 200 -- is_left 18 -- has '"finish_reason":"stop"'
met content-length-short
chat
check "content-length-short" all said 200 -- has '"choices":' -- has_not '"total_tokens"' -- head_has '^connection: close'
met clock-skew ',"seconds":-86400'
chat
check "clock-skew" all said 200 -- head_has "^date: $(LC_ALL=C date -u -d yesterday '+%a, %d %b %Y')"
met slow ',"ms":700'
began=$(date +%s%N)
chat
check "slow" all said 200 -- test $(($(date +%s%N) - began)) -ge 700000000
met gzip
chat ''
check "gzip" all head_has '^content-encoding: gzip' -- eval 'gzip -dc <"$TMP/out" | grep -q finish_reason'
met sse-every-byte
chat ',"stream":true' --raw
check "sse-every-byte" all said 200 -- eval '[ "$(tr -d "\r" <"$TMP/out" | grep -cx 1)" -gt 1000 ]'
met sse-cut
chat ',"stream":true'
check "sse-cut breaks the transfer off" all said 200 -- is_left 18 -- has 'data: ' -- has_not DONE
met sse-cut ',"clean":true'
chat ',"stream":true'
check "or ends it as if all were well" all is_left 0 -- has 'data: ' -- has_not DONE
chat
check "what is no stream passes it by" all is_left 0 -- has '"finish_reason":"stop"'
met sse-error
chat ',"stream":true'
check "sse-error" all is_left 0 -- has 'data: {"error":' -- has_not DONE
met sse-comments
chat ',"stream":true'
check "sse-comments" all has ': keep-alive' -- has 'data: [DONE]'

key='sk-"sim"-secret'
coded=$(printf %s "$key" | base64)
met echo-key
chat '' -H "Authorization: Bearer $key"
check "echo-key in an error: plain, escaped, in base64" all said 401 -- has 'sk-\"sim\"-secret' -- \
	has '\u0073\u006b\u002d' -- has "$coded"
met echo-key ',"in":"answer"'
chat '' -H "Authorization: Bearer $key"
check "echo-key in an answer" all said 200 -- has 'sk-\"sim\"-secret' -- has '\u0073\u006b\u002d' -- has "$coded"
chat ',"stream":true' -H "Authorization: Bearer $key"
check "in a stream it falls into several deltas" all has_not 'sk-\"sim' -- \
	eval '[[ $(text content) == *sk-\\\"sim\\\"-secret* ]]'
met echo-key ',"in":"header"'
chat '' -H "Authorization: Bearer $key"
check "echo-key in a header" all said 200 -- head_has "^x-echo: $key"

# Rules.
meet '[{"fault":"500","model":"alder-1","first":2,"last":3},{"fault":"429","first":4,"every":2},{"fault":"503","model":"nobody"}]'
codes=
for _ in 1 2 3 4 5 6 7; do
	chat
	codes+=" $code"
done
check "first, last and every count a rule's requests" test "$codes" = " 200 500 500 200 429 200 429"
meet '[{"fault":"500","prompt":"0000000000000000"},{"fault":"503","after_ms":600000}]'
chat
check "other prompts and other times pass" said 200
post /sim/faults '[{"fault":"frobnicate"}]'
check "an unknown fault is refused" all said 400 -- has 'is no fault'
chat
check "and the rules stay as they were" said 200
post /sim/faults '[{"fault":"500","secnods":1}]'
check "an unknown member too" all said 400 -- has 'secnods'
stop

echo '[{"fault":"frobnicate"}]' >"$TMP/rules.json"
"$sim" --faults "$TMP/rules.json" >"$TMP/out" 2>"$TMP/err"
check "at start an unknown fault is a usage error that lists the known" \
	all test $? = 2 -- grep -q 'rules.json: rule 1: "frobnicate" is no fault; there are: 400,' "$TMP/err"
sed 's/.*there are: //' "$TMP/err" | tr -d ' ' | tr ',' '\n' | sort >"$TMP/known"
tr ' ' '\n' <<<"$tested" | sed '/^$/d' | sort -u >"$TMP/tested"
check "every known fault was met above" same "$TMP/known" "$TMP/tested"
in_readme() {
	while read -r name; do
		grep -qF "\`$name\`" tests/sim/README.md || { echo "# not in the README: $name"; return 1; }
	done <"$TMP/known"
}
check "and is in the README" in_readme

# Limits, keys, TLS.
export SIM_TEST_KEY=right
serve --rpm 2 --key SIM_TEST_KEY
chat '' -H 'Authorization: Bearer wrong'
check "a wrong key is refused" all said 401 -- has invalid_api_key
chat '' -H 'Authorization: Bearer right'
check "the right one is not; what is left of the minute is said" all said 200 -- \
	head_has '^x-ratelimit-limit-requests: 2$' -- head_has '^x-ratelimit-remaining-requests: 1$' -- \
	head_has '^x-ratelimit-reset-requests: [0-9.ms]+'
chat '' -H 'Authorization: Bearer right'
chat '' -H 'Authorization: Bearer right'
check "beyond the limit: 429 and when to come back" all said 429 -- head_has '^retry-after: [23][0-9]$'
post /v1/messages '{"model":"borage-1","max_tokens":4,'"$messages}" -H 'anthropic-version: 2023-06-01' -H 'x-api-key: right'
check "Anthropic's headers have their own names" all said 200 -- \
	head_has '^anthropic-ratelimit-requests-remaining: 1$' -- \
	head_has '^anthropic-ratelimit-requests-reset: 20[0-9-]+T[0-9:]+Z$'
stop
serve --latency-ms 400 --tpm 100000
began=$(date +%s%N)
for i in 1 2 3 4 5 6 7 8; do
	curl -sS -o "$TMP/many.$i" -H 'Content-Type: application/json' -d '{"model":"alder-1",'"$messages}" \
		"$url/v1/chat/completions" &
	waits[i]=$!
done
wait "${waits[@]}"
took=$((($(date +%s%N) - began) / 1000000))
get /sim/stats
check "requests wait side by side" all test "$took" -ge 400 -- test "$took" -lt 2400 -- has '"max_in_flight":8' -- \
	has '"in_flight":0' -- has '"answered":8'
chat
check "tokens are limited too" head_has '^x-ratelimit-limit-tokens: 100000$'
chat '' --max-time 0.2
stop
check "it ends while somebody waits" test "$served" = 0
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
	-keyout "$TMP/key.pem" -out "$TMP/cert.pem" 2>"$TMP/err"
serve --tls-cert "$TMP/cert.pem" --tls-key "$TMP/key.pem"
url=https${url#http}
chat '' --cacert "$TMP/cert.pem"
check "TLS" all said 200 -- has '"finish_reason":"stop"'
stop
"$sim" --tls-cert "$TMP/cert.pem" >"$TMP/out" 2>"$TMP/err"
check "a certificate needs its key" all test $? = 2 -- grep -q 'go together' "$TMP/err"
"$sim" --help >"$TMP/out" 2>"$TMP/err"
check "--help says that it is a simulation" has '(a simulation)'
