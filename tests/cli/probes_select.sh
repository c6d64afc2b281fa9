#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay probes select: the prompts most telling of a teacher, from a corpus's recorded
# answers or a case's; whatever the suspect said, they are the same.
set -u

n=0
echo "1..24"

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
assay() {
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$TMP/out"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
failed_saying() { left_with "$1" && err_has "$2" && [ ! -s "$TMP/out" ]; }

sim=$TMP/sim
generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$sim" --families 26 --prompts 60 --seed 11 >"$TMP/out" 2>"$TMP/err"
corpus=("$sim/corpus" --data "$sim/data")
set=$TMP/set.json
ids() { sed -n 's/^   "id": "\(.*\)",$/\1/p' "$1"; }
set_has() { grep -qF -- "$1" "$set"; }
# The set is sound and holds N probes.
sound() { left_with 0 && "$ASSAY" probes check "$set" | grep -q "with $1 probes usable; 0 faults"; }

# From a corpus
assay probes select "${corpus[@]}" --teacher borage-2 -n 12 -o "$set"
cp "$set" "$TMP/first.json"
check "so many probes as are wanted, in a sound set" sound 12
check "what was chosen is summed up" eval 'out_has "12 prompts most telling of borage-2" && out_has "sd apart"'
check "genre and licence are the corpus's" eval \
	'for k in genre licence; do set_has "$(sed -n "s/^ *\(\"$k\": \"[^\"]*\"\).*/\1/p" "$sim/corpus/corpus.json")" || exit 1; done'
recorded() { local id; for id in $(ids "$set"); do grep -qF "\"$id\"" "$sim/data/answers/borage-2.jsonl" || return 1; done; }
check "ids are those under which answers are recorded" recorded
falling() { sed -n 's/.*"x-telling": \([-0-9.e]*\).*/\1/p' "$set" | sort -C -g -r; }
check "the most telling comes first" falling
assay probes select "${corpus[@]}" --teacher borage-2 -n 12 -o "$set" --json
check "--json prints one object of schema assay.probes.select.v1" out_has '"schema": "assay.probes.select.v1"'
assay probes select "${corpus[@]}" --teacher borage-2 -n 20 --held-back 8 --seed 3 -o "$set"
check "held-back prompts come on top, marked" \
	eval 'sound 28 && [ "$(grep -c "\"x-held-back\": true" "$set")" = 8 ]'
check "more of them are those before and others" eval 'cmp -s <(ids "$set" | head -n 12) <(ids "$TMP/first.json")'
check "no prompt is there twice" eval '[ "$(ids "$set" | sort -u | wc -l)" = 28 ]'
assay probes select "${corpus[@]}" --teacher clover-2 -n 12 -o "$set"
check "another teacher has others" eval 'sound 12 && ! cmp -s <(ids "$set") <(ids "$TMP/first.json")'

# What the suspect says changes nothing
clean=tench
suspect=$(cut -f1 "$sim/corpus/lineage.tsv" | grep -m1 "^$clean")
assay probes select "${corpus[@]}" --teacher borage-2 --suspect "$suspect" -n 12 -o "$TMP/before.json"
check "a suspect's family can be left out" eval 'left_with 0 && [ -s "$TMP/before.json" ]'
cp -R "$sim" "$TMP/turned"
for file in "$TMP/turned/data/answers/$clean"*.jsonl; do
	sed 's/"\(answer\|response\|output\)": "/&Sure! I never said that. /' "$file" >"$TMP/part" && mv "$TMP/part" "$file"
done
changed() { ! cmp -s "$TMP/turned/data/answers/$suspect.jsonl" "$sim/data/answers/$suspect.jsonl"; }
check "its answers were changed for this test" changed
assay probes select "$TMP/turned/corpus" --data "$TMP/turned/data" --teacher borage-2 --suspect "$suspect" -n 12 -o "$set"
same_probes() { left_with 0 && cmp -s <(sed -n '/"probes"/,$p' "$set") <(sed -n '/"probes"/,$p' "$TMP/before.json"); }
check "other answers of the suspect: the same probes" same_probes
rm "$TMP/turned/data/answers/$clean"*.jsonl
assay probes select "$TMP/turned/corpus" --data "$TMP/turned/data" --teacher borage-2 --suspect "$suspect" -n 12 -o "$set"
check "none of the suspect: the same probes" same_probes

# From a case
c=$TMP/case.assay
put() { # CASE FILE MODEL ROLE
	"$ASSAY" import "$1" "$2" --model "$3" --role "$4" --genre simulation \
		--lineage "$sim/corpus/lineage.tsv" >"$TMP/out" 2>"$TMP/err"
}
put "$c" "$sim/data/answers/borage-2.jsonl" borage-2 teacher
put "$c" "$sim/data/answers/borage-1.jsonl" borage-1 control
for control in alder-1 clover-1 tench-small; do put "$c" "$sim/data/answers/$control.jsonl" $control control; done
cp "$c" "$TMP/without.assay"
put "$c" "$sim/cases/guilty.jsonl" suspect-guilty suspect
assay probes select "$c" -n 10 -o "$set"
check "a case says nothing of the prompts' licence: usage" failed_saying 2 "--licence"
assay probes select "$c" -n 10 --licence mine -o "$set"
check "from a case, its only teacher needs no naming" \
	eval 'sound 10 && out_has "by 1 sibling and 3 controls"'
cp "$set" "$TMP/before.json"
assay probes select "$TMP/without.assay" -n 10 --licence mine -o "$set"
check "before the suspect was asked: the same probes" same_probes
rm -f "$TMP/alone.assay"
put "$TMP/alone.assay" "$sim/data/answers/borage-2.jsonl" borage-2 teacher
put "$TMP/alone.assay" "$sim/data/answers/alder-1.jsonl" alder-1 control
assay probes select "$TMP/alone.assay" -n 10 --licence mine -o "$set"
check "no two versions of a maker: said, with what to do" failed_saying 1 "another version of the teacher"

# Usage
assay probes select "${corpus[@]}" --teacher borage-2 -n 55 --held-back 6 -o "$set"
check "more than there are: usage" failed_saying 2 "60 to choose from"
assay probes select "${corpus[@]}" --teacher borage-3 -n 5 -o "$set"
check "an unknown teacher: usage, with the nearest" failed_saying 2 "did you mean 'borage-"
assay probes select "${corpus[@]}" -n 5 -o "$set"
check "no teacher of a corpus: usage" failed_saying 2 "--teacher"
assay probes select "${corpus[@]}" --teacher borage-2 --suspect nobody -n 5 -o "$set"
check "an unknown suspect: usage" failed_saying 2 "nobody"
assay probes select "${corpus[@]}" --teacher borage-2 -n 5
check "no file to write: usage" failed_saying 2 "-o SET.json"
assay probes select
check "nothing to choose from: usage" failed_saying 2 "probes select CASE"
