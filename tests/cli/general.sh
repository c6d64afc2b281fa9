#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What holds for every verb: help, versions, exit statuses, where talk and results go.
set -u

n=0
verbs=$("$ASSAY" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
echo "1..$((13 + 3 * $(wc -w <<<"$verbs")))"

# check FACT COMMAND...: the fact holds when the command succeeds.
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# out: /' "$TMP/out" | head -n 5
		sed 's/^/# err: /' "$TMP/err" | head -n 5
	fi
}

# assay ARGS...: standard output and error in $TMP/out and $TMP/err, status in $status.
assay() {
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}

quiet() { [ ! -s "$TMP/err" ]; }
silent() { [ ! -s "$TMP/out" ]; }
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -q -- "$1" "$TMP/out"; }
err_is() { [ "$(cat "$TMP/err")" = "$1" ]; }

assay
usage_without_verb() { left_with 2 && silent && grep -q '^Usage: assay VERB' "$TMP/err"; }
check "without a verb: help on standard error, status 2" usage_without_verb

assay --help
help_is_result() { left_with 0 && quiet && out_has '^Usage: assay VERB'; }
check "--help is a result: standard output, status 0" help_is_result
cp "$TMP/out" "$TMP/help"
assay -h
check "-h is --help" cmp -s "$TMP/out" "$TMP/help"
assay help
check "help is --help" cmp -s "$TMP/out" "$TMP/help"

assay --version
first_line() { left_with 0 && head -n 1 "$TMP/out" | grep -qxE 'assay [0-9]+\.[0-9]+\.[0-9]+'; }
check "--version begins with 'assay X.Y.Z'" first_line
names_all() {
	local word
	for word in compiler flags commit libcjson sqlite3 gsl openblas libunistring; do
		grep -q "$word" "$TMP/out" || return 1
	done
}
check "--version names compiler, flags, commit and libraries" names_all

assay verfy
nearest() { left_with 2 && silent && err_is "assay: 'verfy' is no verb; did you mean 'verify'?"; }
check "an unknown verb: status 2 and the nearest name" nearest
assay qqqqqqqqqq
unknown() { left_with 2 && err_is "assay: 'qqqqqqqqqq' is no verb; assay --help lists them"; }
check "a verb nothing is near to: status 2 and where to look" unknown
assay help qqqqqqqqqq
check "help on an unknown verb: status 2" left_with 2

assay $'\e[31m\u202eevil\n\xff'
harmless() {
	left_with 2 && err_is "assay: '\\x1b[31m\\u{202E}evil\\n\\xff' is no verb; assay --help lists them"
}
check "control, bidirectional and ill-formed bytes of an argument show as escapes" harmless
one_line() { [ "$(wc -l <"$TMP/err")" = 1 ]; }
check "an error is one line" one_line

"$ASSAY" --help >/dev/full 2>"$TMP/err"
status=$?
: >"$TMP/out"
full() { left_with 7 && grep -q 'standard output could not be written' "$TMP/err"; }
check "a full disk behind standard output: status 7" full
"$ASSAY" --help >&- 2>"$TMP/err"
status=$?
check "a closed standard output: status 7" left_with 7

for verb in $verbs; do
	assay "$verb" -h
	explains() { left_with 0 && quiet && out_has "^Usage: assay $verb"; }
	check "$verb -h explains it on standard output" explains
	cp "$TMP/out" "$TMP/help"
	assay help "$verb"
	check "help $verb is $verb -h" cmp -s "$TMP/out" "$TMP/help"
	assay "$verb" --no-such-option
	check "$verb with an unknown option: status 2" left_with 2
done
