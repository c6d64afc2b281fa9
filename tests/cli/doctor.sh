#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay doctor: what is here, what is missing and what to do; keys by name alone (I6), and
# endpoints that are asked for nothing.
# shellcheck disable=SC2119 # functions of tests/cli/live whose arguments may be left out
set -u
. tests/cli/live
secret=sk-proj-nobody-may-see-this

doctor() { # [VARIABLE=VALUE...] [-- ARG...]
	local environment=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		environment+=("$1")
		shift
	done
	[ $# = 0 ] || shift
	env "${environment[@]}" "$ASSAY" doctor "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
out_has() { tr -s ' \n' ' ' <"$TMP/out" | grep -qF -- "$1"; }
# state NAME STATE: of a check, in what --json printed.
state() { [ "$(jq -r --arg name "$1" '.checks[] | select(.name == $name) | .state' "$TMP/out")" = "$2" ]; }
remedies() { jq -e 'all(.checks[]; (.state == "ok") == (.remedy == null))' "$TMP/out" >"$TMP/said"; }
narrow() { ! grep -q '.\{81\}' "$TMP/out"; }
hides() { ! grep -qF -- "$1" "$TMP/out" "$TMP/err"; }

# The machine
doctor OPENAI_API_KEY=$secret MISTRAL_API_KEY=
check "it names version and libraries, in 80 columns" all out_has "assay 0." -- out_has libcurl -- narrow
check "a key that is set is told by name, an empty one as not set" all out_has "keys set OPENAI_API_KEY" -- \
	eval 'out_has "MISTRAL_API_KEY" && ! out_has "keys set OPENAI_API_KEY, MISTRAL"'
check "and its value nowhere" hides $secret
doctor OPENAI_API_KEY=$secret -- --json
check "--json is one object" all eval '[ "$(jq -r .schema "$TMP/out")" = assay.doctor.v1 ]' -- \
	state program ok -- state corpora ok -- state "probe sets" ok -- state "report theme" ok -- hides $secret
check "whatever is not well has a remedy, and nothing else" remedies
says_how_many() { [ "$(jq .n_missing "$TMP/out")" = "$(jq '[.checks[] | select(.state == "missing")] | length' "$TMP/out")" ]; }
fitting_status() { left_with "$(jq 'if .n_missing == 0 then 0 else 7 end' "$TMP/out")"; }
check "the status is 7 when something is missing, else 0" all says_how_many -- fitting_status
doctor PATH=/nowhere -- --json
check "no gnuplot: missing, status 7, the package named" all left_with 7 -- state gnuplot missing -- \
	out_has gnuplot-nox -- err_has "see the remedies"
check "no converter to PDF, no fonts: advice" all state pdf advice -- state fonts advice
printf '#!/bin/sh\n[ "$1" = --version ] && echo gnuplot 9 && exit\necho no svg >&2\nexit 1\n' >"$TMP/gnuplot"
chmod +x "$TMP/gnuplot"
doctor PATH="$TMP:$PATH" -- --json
check "a gnuplot that cannot draw SVG is missing" all left_with 7 -- state gnuplot missing -- out_has "no svg"
mkdir -p "$TMP/data/probes"
doctor ASSAY_DATA="$TMP/data" -- --json
check "a folder of probe sets without ours is told with its path" all left_with 7 -- state "probe sets" missing -- \
	out_has "$TMP/data/probes is without everyday.json" -- out_has ASSAY_DATA
doctor LC_ALL=C LC_CTYPE= LANG= -- --json
check "a locale that is not UTF-8: advice" all state terminal advice -- out_has C.UTF-8
doctor -- one-word
check "a word: usage" all left_with 2 -- err_has "--reach PLAN"
doctor -- --timeout 0
check "no time at all: usage" all left_with 2 -- err_has "--timeout 0"
doctor -- --reach "$TMP/no-such-plan.json"
check "a plan that is not there is named" all eval '[ "$status" != 0 ]' -- err_has no-such-plan

# Endpoints, on loopback. What is missing on this machine is not the matter here.
serve
plan reach
doctor -- --json --reach "$plan"
check "both endpoints are reachable, whatever they answer to nothing" \
	eval '! state "endpoint of teacher" missing && ! state "endpoint of suspect-guilty" missing && out_has "reachable: HTTP"'
check "each is asked once" eval '[ "$(since | grep -c "\"event\":\"begin\"")" = 2 ]'
unasked() { ! since | grep -qF -- "$TEACHER_KEY" && ! since | grep -qE 'rice|knife|dust'; }
check "without key and prompt" unasked
check "the key is there, by where from" all state "key of teacher" ok -- out_has "there, from: environment" -- hides "$TEACHER_KEY"
check "no case was made" test ! -e "$case"
env -u TEACHER_KEY "$ASSAY" doctor --json --reach "$plan" >"$TMP/out" 2>"$TMP/err"
status=$?
check "a key that is not set is missing, by name" all left_with 7 -- state "key of teacher" missing -- out_has TEACHER_KEY
plan by-command "\"model\": \"alder-1\", \"api\": \"openai\", \"base_url\": \"$url/v1\", \"key_cmd\": \"touch $TMP/touched\""
doctor -- --json --reach "$plan"
check "a command for a key is not run" all test ! -e "$TMP/touched" -- state "key of teacher" ok -- out_has "not run"
plan elsewhere "\"model\": \"alder-1\", \"api\": \"openai\", \"base_url\": \"http://127.0.0.1:1/v1\", \"key_env\": \"TEACHER_KEY\""
doctor -- --json --reach "$plan"
check "an endpoint that is not there is missing, and what to look at" all left_with 7 -- \
	state "endpoint of teacher" missing -- out_has "check base_url"
plan clear "\"model\": \"alder-1\", \"api\": \"openai\", \"base_url\": \"http:""//192.0.2.1/v1\", \"key_env\": \"TEACHER_KEY\""
doctor -- --json --reach "$plan"
check "http to another machine is not tried" all left_with 7 -- state "endpoint of teacher" missing -- \
	out_has "--insecure-http"
began=$SECONDS
doctor -- --json --reach "$plan" --insecure-http --timeout 1
check "unless allowed; then it ends in the time given" all state "endpoint of teacher" missing -- at_most $((SECONDS - began)) 15
hostile='\u001b[31mred'
plan hostile "\"model\": \"$hostile\", \"api\": \"openai\", \"base_url\": \"$url/v1\", \"key_env\": \"TEACHER_KEY\""
sed -i "s/\"name\": \"teacher\"/\"name\": \"\\$hostile\"/" "$plan"
doctor -- --reach "$plan"
check "no escape of a name reaches the terminal" eval 'out_has "endpoint of \\x1b[31mred" && hides "$(printf "\033")"'

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "subjectAltName=IP:127.0.0.1" \
	-keyout "$TMP/own.key" -out "$TMP/own.pem" 2>"$TMP/openssl"
plain=$url
serve --tls-cert "$TMP/own.pem" --tls-key "$TMP/own.key"
secure=https${url#http}
url=$plain
plan secure "\"model\": \"alder-1\", \"api\": \"openai\", \"base_url\": \"$secure/v1\", \"key_env\": \"TEACHER_KEY\""
doctor -- --json --reach "$plan"
check "a certificate that nobody vouches for: missing, --cacert named" all left_with 7 -- \
	state "endpoint of teacher" missing -- out_has "--cacert"
doctor -- --json --reach "$plan" --cacert "$TMP/own.pem"
check "with it: reachable, the version of TLS told" eval '! state "endpoint of teacher" missing && out_has "TLSv1."'
live_stop
echo "1..$n"
