#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The runner counts what happened, above all what did not: a test that dies, or stops
# short of its plan, must not pass for a shorter one.
set -u

n=0
echo "1..9"

# total FACT EXPECTED-LAST-LINE STATUS TEST...
total() {
	local fact=$1 line=$2 status=$3 got
	shift 3
	n=$((n + 1))
	env -u RUN_ONE TEST_SECONDS=1 tests/run "$@" >"$TMP/out" 2>&1
	got=$?
	if [ "$(tail -n 1 "$TMP/out")" = "$line" ] && [ "$got" = "$status" ]; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# /' "$TMP/out"
	fi
}
script() { printf '%s\n' "${@:2}" >"$TMP/$1.sh"; }

script good 'echo 1..2' 'echo ok 1 - a' 'echo ok 2 - b'
script bad 'echo 1..2' 'echo ok 1 - a' 'echo not ok 2 - b'
script skips 'echo 1..2' 'echo ok 1 - a' 'echo "ok 2 - b # SKIP no tool"'
script cmocka 'echo 1..2' 'echo ok 1 - a' 'echo "not ok 2 # SKIP b"' 'echo "# ok - group"'
script short 'echo 1..3' 'echo ok 1 - a'
script planless 'echo ok 1 - a'
script dies 'echo 1..1' 'echo ok 1 - a' 'kill -SEGV $$'
script sulks 'echo 1..1' 'echo ok 1 - a' 'exit 3'
script hangs 'echo 1..1' 'sleep 20'

total "all good" "2 passed, 0 failed" 0 "$TMP/good.sh"
total "a failure is counted beside what passed" "3 passed, 1 failed" 1 "$TMP/good.sh" "$TMP/bad.sh"
total "a skip is neither, and said before the total" "1 passed, 0 failed" 0 "$TMP/skips.sh"
total "cmocka's way to say skip is understood" "1 passed, 0 failed" 0 "$TMP/cmocka.sh"
total "fewer tests than planned is a failure" "1 passed, 1 failed" 1 "$TMP/short.sh"
total "no plan is a failure" "1 passed, 1 failed" 1 "$TMP/planless.sh"
total "a crash behind the last test is a failure" "1 passed, 1 failed" 1 "$TMP/dies.sh"
total "so is an exit status that no test explains" "1 passed, 1 failed" 1 "$TMP/sulks.sh"
total "a test that hangs is ended and counted" "0 passed, 1 failed" 1 "$TMP/hangs.sh"
