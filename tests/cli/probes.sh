#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay probes: what ships is sound, the README's example works, hostile sets are harmless.
set -u

n=0
echo "1..15"

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
	"$ASSAY" probes "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$TMP/out"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
both() { "$1" "$2" && "$3" "$4"; }

assay list
check "the sets that ship are listed" both left_with 0 out_has everyday
assay list --json
check "list --json prints its schema" both left_with 0 out_has '"schema": "assay.probes.list.v1"'
assay check
check "without a path the sets that ship are checked, and are sound" \
	both left_with 0 out_has "0 faults, 0 advised"
assay show everyday
check "show prints the set's hash" both left_with 0 out_has "sha256 "
assay show everyday plan-quiet-evening
check "show prints one probe in full" both left_with 0 out_has "from six o'clock to bedtime"
assay show everyday no-such-id
check "an unknown probe is a usage error that names it" both left_with 2 err_has "no-such-id"
assay show evreyday
check "an unknown set is a usage error that names it" both left_with 2 err_has "'evreyday'"
assay chekc
check "a misspelt action draws the nearest" both left_with 2 err_has "did you mean 'check'?"

# The example of probes/README.md, as a reader would save it.
sed -n '/^    {$/,/^    }$/s/^    //p' probes/README.md >"$TMP/kitchen.json"
assay check "$TMP/kitchen.json"
check "the README's example is without fault" both left_with 0 out_has \
	"1 set with 5 probes usable; 0 faults, 0 advised"
sed 's/dull-knife/rice-sticks/' "$TMP/kitchen.json" >"$TMP/twice.json"
assay check "$TMP/twice.json"
check "an id that is there twice is a fault with its place" both left_with 1 out_has \
	"rice-sticks: the id is also that of rice-sticks (probes 1 and 2)"

# shellcheck disable=SC2016 # the backticks are for whoever would run them
printf '{"name":"\\u001b[31m`id`","probes":[{"id":"<script>","prompt":"\\u001b]0;x\\u0007"}]}' \
	>"$TMP/hostile.json"
assay check "$TMP/hostile.json"
harmless() { left_with 1 && ! grep -q "$(printf '\033')" "$TMP/out" "$TMP/err"; }
check "escape sequences in a set reach no terminal" harmless
assay check "$TMP/hostile.json" --json
check "nor do they with --json" harmless
mkdir -p "$TMP/none"
assay check "$TMP/none"
check "a folder without sets is said" both left_with 1 err_has "there is no .json file"
assay check "$TMP/no-such-file.json" "$TMP/kitchen.json"
check "an unreadable file is a fault, the others are checked" both left_with 1 out_has \
	"1 set with 5 probes usable; 1 fault"
assay
check "without an action: usage, status 2" both left_with 2 err_has "probes check"
