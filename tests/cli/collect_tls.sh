#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Whom assay collect talks to: certificates, http to other machines, addresses that hold a
# password, redirects. collect_faults.sh has the redirect to another host.
# shellcheck disable=SC2119 # functions of tests/cli/live whose arguments may be left out
set -u
. tests/cli/live
http=http: https=https:

certify() { # NAME SUBJECT-ALT-NAME
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "subjectAltName=$2" \
		-keyout "$TMP/$1.key" -out "$TMP/$1.pem" 2>"$TMP/$1.err"
}
fingerprint() { openssl x509 -in "$TMP/$1.pem" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr 'A-F' 'a-f'; }
certify first "DNS:localhost,IP:127.0.0.1"
certify second "DNS:localhost,IP:127.0.0.1"
certify elsewhere "DNS:elsewhere.example"
cat "$TMP/first.pem" "$TMP/second.pem" >"$TMP/both.pem"
# The suspect speaks http on loopback; the teacher TLS, at $secure.
serve
plain=$url plain_log=$log
secure_with() { # CERTIFICATE [SERVER'S ARGS]
	serve --tls-cert "$TMP/$1.pem" --tls-key "$TMP/$1.key" "${@:2}"
	cacert=$TMP/$1.pem
	secure=https${url#http}
	secure_log=$log
	url=$plain log=$plain_log
}
tls_plan() { # NAME [BASE]
	plan "$1" "\"model\": \"alder-1\", \"api\": \"openai\", \"base_url\": \"${2:-$secure/v1}\", \"key_env\": \"TEACHER_KEY\""
}
secure_asked() { grep -c '"event":"begin"' "$secure_log"; }

secure_with first
tls_plan self-signed
collect
check "a self-signed certificate is refused, and --cacert named" all left_with 2 -- err_has "its certificate is not trusted" -- \
	err_has "--cacert" -- came "" -- test "$(secure_asked)" = 0
check "the others go on" suspect_complete
collect --cacert "$TMP/first.pem"
check "with --cacert it is accepted by the same command" all left_with 0 -- came "$all_ok"
check "the case holds its SHA-256 as openssl tells it" all test -n "$(fingerprint first)" -- \
	test "$(endpoint .certificate)" = "$(fingerprint first)"
check "and the version of TLS" test "$(endpoint '.tls | test("^TLSv1\\.[23]")')" = true
check "and the address that answered" test "$(facts .peer | sort -u)" = 127.0.0.1
collect --cacert "$TMP/no-such.pem"
check "nothing is missing, so a file that is not there does not matter" left_with 0
tls_plan other-cacert
collect --cacert "$TMP/second.pem"
check "a certificate that another one should vouch for is refused" all left_with 2 -- came "" -- err_has "--cacert"
tls_plan no-cacert
collect --cacert "$TMP/no-such.pem"
check "a --cacert that is not there is named" all eval '[ "$status" != 0 ]' -- came "" -- err_has "no-such.pem"
tls_plan localhost "https://localhost:${secure##*:}/v1"
collect --cacert "$TMP/first.pem"
check "by name, with that name in the certificate" all left_with 0 -- came "$all_ok"

# The same port, another certificate: somebody else may have answered.
port=${secure##*:}
tls_plan changed
sed -i 's/"key_env"/"max_concurrency": 1, &/' "$plan"
collect --cacert "$TMP/both.pem" --max-requests 5
before=$(endpoint .certificate)
kill "${sim_pids[-1]}" && wait "${sim_pids[-1]}"
unset 'sim_pids[-1]'
secure_with second --port "$port"
collect --cacert "$TMP/both.pem"
check "a certificate that changes within a case is noted, before and after" all left_with 0 -- came "$all_ok" -- \
	test "$(rows note 'select(.key == "endpoint teacher") | .value | fromjson | .certificate' | uniq | xargs)" = \
	"$(fingerprint first) $(fingerprint second)" -- test "$before" = "$(fingerprint first)"
secure_with elsewhere
tls_plan other-name
collect --cacert "$TMP/elsewhere.pem"
check "a certificate of another name is refused" all left_with 2 -- came "" -- test "$(secure_asked)" = 0
tls_plan no-tls "$https${plain#http:}/v1"
collect --patience 1
check "https where http is spoken: no answer, and nothing in clear" all left_with 3 -- came "" -- suspect_complete

# Addresses that are refused before anything is sent. 192.0.2.1 is nobody's (RFC 5737).
refused() { # FACT BASE WORDS
	tls_plan "refused-$n" "$2"
	began=$SECONDS
	collect
	check "$1" all left_with 2 -- err_has "$3" -- test "$(asked)" = 0 -- at_most $((SECONDS - began)) 2 -- \
		test ! -e "$case"
}
refused "http to another machine, without a connection attempted" "$http//192.0.2.1/v1" "--insecure-http"
refused "nor to a name that only looks like this machine" "http://localhost.example/v1" "--insecure-http"
refused "nor to one that begins like its address" "$http//127.0.0.1.example/v1" "--insecure-http"
refused "a user and password in the address" "$https//somebody:pass-word-1@api.example/v1" "before the '@'"
check "are not quoted" all not err_has pass-word-1 -- not err_has somebody
refused "neither on this machine" "$http//somebody:pass-word-1@127.0.0.1:1/v1" "before the '@'"
refused "other schemes" "ftp://127.0.0.1/v1" "must begin with https://"
refused "what is no address" "api.example/v1" "https"
tls_plan insecure "$http//192.0.2.1:9/v1"
collect --insecure-http --patience 1 --timeout 1
check "--insecure-http allows it: then it is a matter of connecting" all left_with 3 -- came "" -- suspect_complete
finish
