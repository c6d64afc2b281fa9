#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A report of 40 models with 100,000 answers: within seconds, and light enough to mail.
set -u

echo "1..4"
n=0
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# /' "$TMP/out" "$TMP/err" | head -n 5
	fi
}
tests/bench/report 40 2500 "$TMP/large" >"$TMP/out" 2>"$TMP/err"
check "the case is made, compared and reported" grep -q '"answers": 100000' "$TMP/out"
of() { grep -o "\"$1\": [0-9.]*" "$TMP/out" | cut -d' ' -f2; }
check "the report took $(of report_s) s, less than 10" awk -v s="$(of report_s)" 'BEGIN { exit !(s != "" && s < 10) }'
check "its page has $(of page_bytes) bytes, less than 5 MB" test "$(of page_bytes)" -lt 5000000
check "every picture is drawn" grep -q '"pictures": 9' "$TMP/out"
