#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay import: what goes into a case, what is said of the rest, what happens again.
set -u

n=0
echo "1..37"

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
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
assay() {
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err"
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$TMP/out"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
failed_saying() { left_with "$1" && err_has "$2" && [ ! -s "$TMP/out" ]; }
one_file() { [ "$(find "$TMP" -name "$1*" | wc -l)" = 1 ]; }
rows() { "$ASSAY" verify "$1" | sed -n 's/.*: \([0-9]*\) rows.*/\1/p'; }
has_rows() { [ "$(rows "$1")" = "$2" ]; }

# records FILE N: N answers, one JSON object a line.
records() {
	awk -v n="$2" 'BEGIN { for (i = 1; i <= n; i++)
		printf "{\"prompt_id\": \"p%d\", \"prompt\": \"Say %d.\", \"response\": \"%d, I say.\"}\n", i, i, i
	}' >"$1"
}
outputs() { # FOLDER MODEL: an AlpacaEval model_outputs.json of two answers
	mkdir -p "$1/$2"
	printf '[{"instruction":"Hi?","output":"Hello, I am %s.","generator":"other"},\n' "$2" >"$1/$2/model_outputs.json"
	printf '{"instruction":"Bye?","output":"So long.","generator":"other","x":1}]\n' >>"$1/$2/model_outputs.json"
}

records "$TMP/five.jsonl" 5
c=$TMP/a.assay

assay import "$c" "$TMP/five.jsonl" --model ann --role suspect
check "a file of answers makes the case" left_with 0
check "talk goes to standard error, one line a source" \
	eval '[ ! -s "$TMP/out" ] && [ "$(wc -l <"$TMP/err")" = 1 ] && err_has "5 answers added"'
check "a closed case is one file" one_file a.assay
cp "$c" "$TMP/before"
assay import "$c" "$TMP/five.jsonl" --model ann --role suspect
check "the same file again adds nothing, to the byte" \
	eval 'left_with 0 && cmp -s "$c" "$TMP/before" && err_has "in the case already"'
assay import "$c" "$TMP/five.jsonl" --model ann --role suspect --json
check "--json prints one object of schema assay.import.v1" \
	eval 'left_with 0 && out_has "\"schema\": \"assay.import.v1\"" && out_has "\"complete_already\": true"'
assay import "$c" "$TMP/five.jsonl" --model bob --role teacher
check "the same file of another model is another source" eval 'left_with 0 && err_has "5 answers added"'
assay import "$c" "$TMP/five.jsonl" --model bob --role control
check "another role is said and chained" eval 'left_with 0 && err_has "bob: was teacher, is now control"'
assay show "$c"
check "show gives the role that stands now" eval 'left_with 0 && grep -q "^control *bob" "$TMP/out"'

# Folders
outputs "$TMP/tree/results" zoe
outputs "$TMP/tree/results" yan
printf 'model\torganisation\tbase_model\tfamily\trelation\tteachers\tyear_month\tconfidence\tevidence\n' >"$TMP/lineage.tsv"
printf 'zoe\tacme\tbase-1\tfam-z\tindependent\t-\t2023-07\thigh\tmade up\n' >>"$TMP/lineage.tsv"
t=$TMP/t.assay
assay import "$t" "$TMP/tree" --role background --lineage "$TMP/lineage.tsv"
check "a results tree is imported under its folders' names" \
	eval 'left_with 0 && err_has "yan (background), 2 answers added" && err_has "zoe (background), 2 answers"'
assay show "$t" --json
check "facts come from the lineage given" \
	eval 'out_has "\"family\": \"fam-z\"" && out_has "\"relation\": \"independent\"" && out_has "\"released\": \"2023-07\""'
cp "$t" "$TMP/before"
assay import "$t" "$TMP/tree/results" --role background --lineage "$TMP/lineage.tsv"
check "the same tree by its results folder adds nothing" eval 'left_with 0 && cmp -s "$t" "$TMP/before"'
assay import "$t" "$TMP/tree/results/zoe/model_outputs.json" --role background --vendor other
check "a single model_outputs.json is of its folder's model" eval 'left_with 0 && err_has "zoe (background), in the case"'
assay show "$t" --json
check "a fact of the command line replaces the lineage's" out_has '"vendor": "other"'
assay import "$t" "$TMP/tree" --role background --model one
check "--model for a tree of several is a usage error" failed_saying 2 "--model names one model"
mkdir "$TMP/empty"
assay import "$t" "$TMP/empty" --role background
check "a folder without answers is named" failed_saying 1 "$TMP/empty"

# Where models' names come from
printf '{"model":"own","prompt":"a?","response":"b"}\n{"prompt":"c?","response":"d"}\n' >"$TMP/own.jsonl"
o=$TMP/o.assay
assay import "$o" "$TMP/own.jsonl" --role control
check "without --model each record's own name counts, and one without is refused by line" \
	eval 'left_with 0 && err_has "$TMP/own.jsonl:2: it names no model" && err_has "1 answers added"'
assay import "$TMP/none.assay" "$TMP/five.jsonl" --role control
check "no name at all is an error that says --model, and no case is left" \
	eval 'failed_saying 1 "--model NAME" && [ ! -e "$TMP/none.assay" ]'

# Standard input and packed files
assay import "$TMP/in.assay" - --model ann --role suspect <"$TMP/five.jsonl"
check "- reads standard input" eval 'left_with 0 && has_rows "$TMP/in.assay" 9'
gzip -kn "$TMP/five.jsonl"
assay import "$TMP/gz.assay" "$TMP/five.jsonl.gz" --model ann --role suspect
check "gzip is unpacked" eval 'left_with 0 && has_rows "$TMP/gz.assay" 9'
if command -v zstd >"$TMP/out"; then
	zstd -q "$TMP/five.jsonl" -o "$TMP/five.jsonl.zst"
	assay import "$TMP/zst.assay" "$TMP/five.jsonl.zst" --model ann --role suspect
	check "zstd is unpacked" eval 'left_with 0 && has_rows "$TMP/zst.assay" 9 && ! err_has "ends early"'
else
	skip "zstd is unpacked" "zstd is not installed"
fi
head -c 70 "$TMP/five.jsonl.gz" >"$TMP/torn.jsonl.gz"
assay import "$TMP/torn.assay" "$TMP/torn.jsonl.gz" --model ann --role suspect
torn_kept() { left_with 0 && err_has "ends early" && [ "$(rows "$TMP/torn.assay")" -lt 9 ]; }
torn_none() { left_with 1 && [ ! -e "$TMP/torn.assay" ]; }
check "of a torn file the whole records are kept, and it is said" eval 'torn_kept || torn_none'

# Bad records
records "$TMP/bad.jsonl" 3
for i in $(seq 25); do echo "{\"prompt\": $i, \"note\": 1}"; done >>"$TMP/bad.jsonl"
assay import "$TMP/bad.assay" "$TMP/bad.jsonl" --model ann --role suspect
check "bad records are told with file and line, the rest is kept" \
	eval 'left_with 0 && err_has "$TMP/bad.jsonl:4: " && err_has "3 answers added" && err_has "25 bad records"'
check "20 of them are told, the others counted" \
	eval '[ "$(grep -c "bad.jsonl:[0-9]*: " "$TMP/err")" = 20 ] && err_has "and 5 more bad records"'
echo '{"nothing": 1}' >"$TMP/worse.jsonl"
assay import "$TMP/worse.assay" "$TMP/worse.jsonl" --model ann --role suspect
check "when every record is bad: status 1, its line named, no case left" \
	eval 'failed_saying 1 "line 1" && [ ! -e "$TMP/worse.assay" ]'
printf '{"prompt_id":"p1","prompt":"Other?","response":"x"}\n{"prompt_id":"new","prompt":"New?","response":"y"}\n' >"$TMP/clash.jsonl"
assay import "$c" "$TMP/clash.jsonl" --model ann --role suspect
check "a prompt_id of another prompt is refused by line, the rest is kept" \
	eval 'left_with 0 && grep -q "clash.jsonl:1: .*p1" "$TMP/err" && err_has "1 answers added"'
assay import "$TMP/mix.assay" "$TMP/worse.jsonl" "$TMP/five.jsonl" --model ann --role suspect
check "a file that gives nothing does not keep the others out, and status is 1" \
	eval 'left_with 1 && err_has "1 of 2 files" && has_rows "$TMP/mix.assay" 9'

# Usage
assay import "$c" "$TMP/five.jsonl" --model ann
check "without --role: usage" failed_saying 2 "--role is missing"
assay import "$c" "$TMP/five.jsonl" --model ann --role boss
check "an unknown role: usage" failed_saying 2 "boss"
assay import "$c" "$TMP/five.jsonl" --model ann --role suspect --format nosuch
check "an unknown format: usage, the known ones named" failed_saying 2 "alpaca_eval"
assay import "$TMP/absent.assay" "$TMP/no-such-file" --model ann --role suspect
check "a missing file: status 1, named, no case left" \
	eval 'failed_saying 1 "no-such-file" && [ ! -e "$TMP/absent.assay" ]'
cp "$TMP/five.jsonl" "$TMP/text.assay"
assay import "$TMP/text.assay" "$TMP/five.jsonl" --model ann --role suspect
check "a file that is no case is left as it is" \
	eval 'failed_saying 1 "not a case file" && cmp -s "$TMP/text.assay" "$TMP/five.jsonl"'
assay import "$TMP/sim.assay" "$TMP/five.jsonl" --model ann --role suspect --simulation "toy models, seed 1"
assay show "$TMP/sim.assay"
check "a simulation says so" out_has "SIMULATION: toy models, seed 1"

# Two at once: the first waits for its standard input with the case open.
mkfifo "$TMP/pipe"
"$ASSAY" import "$TMP/two.assay" - --model ann --role suspect <"$TMP/pipe" >"$TMP/first.out" 2>&1 &
first=$!
exec 3>"$TMP/pipe"
for _ in $(seq 100); do [ -e "$TMP/two.assay" ] && break; sleep 0.05; done
sleep 0.2
assay import "$TMP/two.assay" "$TMP/five.jsonl" --model bob --role teacher
check "a second writer is told of the first" failed_saying 1 "another assay"
cat "$TMP/five.jsonl" >&3
exec 3>&-
wait "$first"
check "and the first one does its work" has_rows "$TMP/two.assay" 9

# What the disk and the folder refuse
records "$TMP/many.jsonl" 4000
(
	trap '' XFSZ
	ulimit -f 1000
	assay import "$TMP/full.assay" "$TMP/many.jsonl" --model ann --role suspect
	echo "$status" >"$TMP/status"
)
status=$(cat "$TMP/status")
full() {
	failed_saying 7 "full.assay" && "$ASSAY" verify "$TMP/full.assay" >"$TMP/out" &&
		"$ASSAY" import "$TMP/full.assay" "$TMP/many.jsonl" --model ann --role suspect 2>"$TMP/err" &&
		has_rows "$TMP/full.assay" 4004
}
check "a full disk: status 7, the case sound, the import resumable" full

assay import "$TMP/who.assay" "$TMP/five.jsonl" --model ann --role suspect --examiner 'Ada L.'
assay import "$TMP/who.assay" "$TMP/five.jsonl" --model bob --role teacher
assay compare "$TMP/who.assay" --json
who() {
	grep -q '"examiner": "Ada L."' "$TMP/out" &&
		grep -A2 '"imported_utc": \[' "$TMP/out" | grep -qE '"20[0-9]{2}-[0-9]{2}-[0-9]{2}T.*Z"' &&
		grep -q '"asked_utc": null' "$TMP/out" && grep -q '"answer": 10' "$TMP/out"
}
check "the result of compare says who examines, when answers came in, and how many" who
if [ "$(id -u)" != 0 ]; then
	drop=()
elif command -v setpriv >"$TMP/out"; then
	drop=(setpriv --reuid=65534 --regid=65534 --clear-groups)
else
	drop=(false)
fi
chmod 755 "$TMP" && mkdir "$TMP/locked" && chmod 555 "$TMP/locked"
if "${drop[@]}" test -r "$TMP/five.jsonl" -a -x "$ASSAY"; then
	"${drop[@]}" "$ASSAY" import "$TMP/locked/x.assay" "$TMP/five.jsonl" --model m --role control \
		>"$TMP/out" 2>"$TMP/err"
	status=$?
	check "a folder that cannot be written: status 7, named" failed_saying 7 "$TMP/locked/x.assay"
else
	skip "a folder that cannot be written: status 7, named" "needs another user than root"
fi
