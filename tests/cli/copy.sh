#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A suspect that is the teacher behind another endpoint: repeated answers tell it from a
# student, and the case recomputes without the answers' channels.
set -u

# shellcheck source=tests/cli/live
. tests/cli/live
status=0
echo "1..7"
cd "$TMP" || exit 7
{
	printf '{"name": "chats", "version": "1", "purpose": "A test.", "kind": "open", "genre": "assistant",\n'
	printf ' "language": "en", "licence": "CC0-1.0", "defaults": {"max_tokens": 60}, "probes": ['
	for i in $(seq 24); do
		printf '%s\n  {"id": "c-%d", "prompt": "Question %d of chats?"}' "$([ "$i" = 1 ] || echo ,)" "$i" "$i"
	done
	printf ']}\n'
} >chats.json
serve
elsewhere=$url
serve
at() { printf '"api": "openai-compatible", "base_url": "%s/v1"' "$1"; }
controls=
for model in borage-1 clover-1 tench-small bream-small dace-small rudd-small; do
	controls+="${controls:+,}{\"name\": \"$model\", \"vendor\": \"${model%-*} works\", \"relation\": \"independent\", \"confidence\": \"high\", $(at "$url")}"
done
case_of() { # NAME MODEL: a case of that suspect
	cat >"$1.json" <<X
{"name": "$1", "simulation": "a test", "sentinel": false, "probes": [{"set": "chats.json", "samples": 4}],
 "suspect": {"name": "suspect", "model": "$2", "vendor": "nobody", $(at "$elsewhere")},
 "teacher": {"name": "alder-1", "vendor": "Alder Works", $(at "$url")}, "controls": [$controls]}
X
	"$ASSAY" collect "$1.json" >out 2>err
	"$ASSAY" compare "$1.assay" --json >compared 2>err
	status=$?
}
of() { jq -r "$1" compared; }
case_of copy alder-1
check "the teacher's own answers are the same weights" test "$(of .verdict)" = "same weights or near copy"
check "though no ratio is given" test "$(of .llr10)" = null
check "the equality channel finds them drawn alike" test "$(of '.reasons[] | select(test("drawn alike")) | 1' | wc -l)" -ge 2
check "who is no mixture gives no direction" test "$(of .direction.kind)" = undetermined
"$ASSAY" verify copy.assay >out 2>err
check "the verdict recomputes from the case alone" test $? = 0
case_of student suspect-guilty
check "a student is not" test "$(of .verdict)" = inconclusive
case_of other borage-2
check "nor is another model" test "$(of .verdict)" = inconclusive
