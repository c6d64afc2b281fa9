#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The newcomer's path, by the text of probes/README.md alone: a set of five probes, checked,
# planned, asked of the simulated endpoints, and its rows found in the report.
set -u

# shellcheck source=tests/cli/live
. tests/cli/live
status=0
began=$SECONDS
readme=$PWD/probes/README.md
cd "$TMP" || exit 7
serve
port=${url##*:}
# Code blocks, as a reader would copy them; the port is the server's.
sed -n '/^    {$/,/^    }$/s/^    //p' "$readme" >kitchen.json
sed -n '/^    {"name": "kitchen-case"/,/}$/s/^    //p' "$readme" >kitchen-case.json
sed -i "s|127.0.0.1:8009|127.0.0.1:$port|" kitchen-case.json
says() { grep -qF -- "$1" "$readme"; }
# step COMMAND...: one that the README tells to type.
step() {
	says "$*" || { echo "the README does not say: $*" >err && status=1 && return; }
	"$ASSAY" "${@:2}" >out 2>err </dev/null
	status=$?
}

check "the example has five probes" [ "$(jq '.probes | length' kitchen.json)" = 5 ]
step assay probes check kitchen.json
check "check answers as the README says" all left_with 0 -- says "$(cat out)"
step assay plan kitchen-case.json
check "plan prices it and sends nothing" all left_with 0 -- grep -q "nothing was sent" out -- [ "$(stats | jq .requests)" = 0 ]
step assay run kitchen-case.json
check "run carries it through" left_with 0
check "its set stands in the report, with how much was asked" \
	grep -qE '^\| kitchen \| 1\.0 \| open \| en \| 5 \| 1 \|' kitchen-case-report/report.md
hash=$("$ASSAY" probes show kitchen.json --json | jq -r .sha256)
check "under its own hash" grep -q "\"sha256\": \"$hash\"" kitchen-case-report/report.json
check "and so does every model with its five answers" \
	grep -q 'Each of the 2 models has 5 plain answers' kitchen-case-report/report.md
check "too few for a verdict, it says" grep -q "fewer than 50 prompts" kitchen-case-report/report.md
"$ASSAY" verify kitchen-case.assay >out 2>err
status=$?
check "the case verifies" left_with 0
check "all of it takes less than two minutes" at_most $((SECONDS - began)) 119
finish
