#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Names, prompts and answers may be anything (I7): nothing runs, nothing reaches the
# terminal as a control, no file name comes from them, and every byte comes back.
set -u

n=0
echo "1..17"

# check FACT COMMAND...: the fact holds when the command succeeds.
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# out: /' "$TMP/out" | cat -v | cut -c1-300 | head -n 5
		sed 's/^/# err: /' "$TMP/err" | cat -v | cut -c1-300 | head -n 5
	fi
}
assay() {
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$TMP/out"; }
# No control character but the newline, in seven bits or eight, on either stream.
tame() {
	! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$TMP/out" "$TMP/err" &&
		! LC_ALL=C grep -qP '\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]' "$TMP/out" "$TMP/err"
}

cd "$TMP" || exit 7
esc=$'\x1b'
name="\`touch pwned\`<script>alert(1)</script>${esc}[31m '; DROP TABLE answer; --"
cat >hostile.jsonl <<'JSON'
{"prompt_id": "../../etc/passwd", "prompt": "`touch pwned` $(touch pwned)", "response": "\u001b]0;pwned\u0007 </script><img src=x onerror=alert(1)>"}
{"prompt_id": "p\u0000q", "prompt": "nul\u0000here", "response": "lone \ud800 surrogate and \u009b31m csi"}
{"prompt_id": "\u202egpj.exe", "prompt": "'; DROP TABLE journal; --", "response": "\"quoted\"\r\nlines\t"}
{"prompt_id": "", "prompt": "", "response": ""}
JSON

assay import x.assay hostile.jsonl --model "$name" --role suspect
check "a hostile model name is imported" left_with 0
check "what is said of it is tame" tame
assay show x.assay
check "show is tame" eval 'left_with 0 && tame && out_has "\x1b[31m"'
assay show x.assay --json
check "show --json is tame" eval 'left_with 0 && tame'
assay verify x.assay
check "the case verifies" left_with 0
assay show x.assay --edit "$name" --note "${esc}[2Jgone"
check "an edit finds the name and its note is tame" eval 'left_with 0 && tame && out_has "note: \x1b[2Jgone"'
assay show x.assay --edit "${name}x" --role control
check "a near miss is told tamely" eval 'left_with 2 && tame'
assay export x.assay bag
check "the case is exported" left_with 0
check "file names are ours alone" \
	eval '[ "$(find bag -type f | LC_ALL=C sort | tr "\n" " ")" = "bag/bag-info.txt bag/bagit.txt bag/data/README.txt bag/data/journal.jsonl bag/data/models.json bag/data/prompts.jsonl bag/manifest-sha256.txt bag/tagmanifest-sha256.txt " ]'
raw_kept() {
	grep -qF 'nul\\u0000here' bag/data/journal.jsonl && grep -qF 'lone \\ud800 surrogate' bag/data/journal.jsonl
}
check "the records' own bytes are in the export" raw_kept
check "nothing of it was run" eval '! [ -e pwned ]'

# Names of all sizes
long=$(printf 'x%.0s' {1..10000})
assay import x.assay hostile.jsonl --model "$long" --role teacher
check "a name of 10,000 bytes is imported" left_with 0
assay show x.assay
check "and shown cut" eval 'left_with 0 && [ "$(awk "{ if (length > m) m = length } END { print m }" out)" -lt 400 ]'
assay import x.assay hostile.jsonl --model $'\xff\xfe' --role teacher
check "a name that is not UTF-8 is refused, tamely" eval 'left_with 1 && tame && grep -q UTF-8 err'
assay import x.assay hostile.jsonl --model "" --role teacher
check "an empty name is a usage error" left_with 2

# A folder's name becomes a model's
mkdir -p "tree/a;touch pwned #"$'\n'"b"
cat >"tree/a;touch pwned #"$'\n'"b/model_outputs.json" <<'JSON'
[{"instruction": "Hi?", "output": "Hello.", "generator": "g"}]
JSON
assay import x.assay tree --role background
check "a folder with a newline in its name is a model as any other" eval 'left_with 0 && tame'
assay verify x.assay
check "the case verifies in the end, and nothing was run" eval 'left_with 0 && ! [ -e pwned ]'
