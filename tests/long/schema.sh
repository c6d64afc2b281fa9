#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A second opinion on what is sent: ajv, a validator that is not ours, checks the bodies
# that tests/unit/test_transport_schema.c makes against the same schemas. Skipped without
# node or where npx cannot fetch ajv-cli.
set -u

names=(openai azure anthropic gemini mistral deepseek ollama openrouter openai-compatible)
echo "1..$((2 * ${#names[@]}))"
skip() {
	for n in $(seq $((2 * ${#names[@]}))); do echo "ok $n - bodies by ajv # SKIP $1"; done
	exit 0
}
ajv() { timeout 120 npx --yes ajv-cli@5.0.0 "$@" >"$TMP/log" 2>&1; }

command -v npx >/dev/null || skip "node is not here"
ajv help || skip "npx cannot fetch ajv-cli"
for unit in "${ASSAY%/*}/release/unit" "${ASSAY%/*}/../unit"; do
	[ -x "$unit/test_transport_schema" ] && program=$unit/test_transport_schema
done
[ "${program:-}" ] || skip "test_transport_schema is not built"

mkdir "$TMP/bodies" "$TMP/bad"
SCHEMA_DUMP=$TMP/bodies "$program" >"$TMP/made" 2>&1
n=0
verdict() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		grep -v ' valid$' "$TMP/log" | sed 's/^/# /' | head -n 20
	fi
}
for name in "${names[@]}"; do
	schema=tests/data/schema/$name.json
	ajv validate --spec=draft7 -s "$schema" -d "$TMP/bodies/$name-[0-9]*.json"
	status=$?
	made=$(find "$TMP/bodies" -name "$name-[0-9]*.json" | wc -l)
	valid=$(grep -c ' valid$' "$TMP/log")
	[ "$made" -gt 0 ] && [ "$valid" = "$made" ] || status=1
	verdict "$status" "ajv finds $valid of $made bodies of $name valid"

	# The same with one member more must not pass, or it checks nothing.
	sed 's/^{/{"no_such_member":1,/' "$TMP/bodies/$name-003.json" >"$TMP/bad/$name.json"
	ajv validate --spec=draft7 -s "$schema" -d "$TMP/bad/$name.json"
	[ $? = 1 ] && grep -q 'additional properties' "$TMP/log"
	verdict $? "ajv refuses a body of $name with a member that is not in the schema"
done
