#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# --channels: what is compared is chosen at run time, stays with the result, and by
# default is the standard channels.
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
all_verified() { "$ASSAY" verify "$1" >"$TMP/out" 2>"$TMP/err"; }
timeless() { grep -v '"wall_s"' "$1"; }
# same NAME: what was printed is what was kept under that name, but for the time it took.
same() { left_with 0 && cmp -s <(timeless "$TMP/out") <(timeless "$TMP/$1"); }
keep() { cp "$TMP/out" "$TMP/$1"; }
# named CHANNEL...: the names of the channels in what was printed, in that order.
named() { [ "$(tr -d '\n ' <"$TMP/out" | grep -oE '"channels":\[.*' | grep -oE '"name":"[a-z0-9]+"' |
	cut -d'"' -f4 | tr '\n' ' ')" = "$* " ]; }

sim=$TMP/sim
generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$sim" --families 26 --prompts 60 --seed 8 >"$TMP/out" 2>"$TMP/err"
on=("$sim/corpus" --data "$sim/data" --json)
every="opening, openers, closers, overlap, ngram4, style, layout, voice, phrases, skeleton, imposters"

# validate
assay validate "${on[@]}"
keep default
check "voice is off by default" eval 'left_with 0 && ! out_has "\"voice\": {"'
assay validate "${on[@]}" --channels standard
check "--channels standard is the default" same default
assay validate "${on[@]}" --channels opening,openers,closers,overlap,ngram4,style,layout
check "so is a list of all of them" same default
assay validate "${on[@]}" --channels +voice,-voice
check "and what adds nothing" same default
assay validate "${on[@]}" --channels all
keep all
has_all() {
	local name
	for name in ${every//,/}; do out_has "\"$name\": {" || return 1; done
}
check "all are all" eval 'left_with 0 && has_all && ! same default'
for threads in 1 3; do
	OMP_NUM_THREADS=$threads assay validate "${on[@]}" --channels all
	check "all, $threads threads: the same bytes" same all
done
cp -R "$sim" "$TMP/turned"
for file in "$TMP"/turned/data/answers/*.jsonl; do tac "$file" >"$TMP/part" && mv "$TMP/part" "$file"; done
assay validate "$TMP/turned/corpus" --data "$TMP/turned/data" --json --channels all
check "all, answers turned round: the same bytes" same all
assay validate "${on[@]}" --channels skeleton --trials-out "$TMP/rows.tsv"
check "a row per trial has the chosen channel's score" \
	eval 'left_with 0 && head -n 1 "$TMP/rows.tsv" | grep -q "llr10.skeleton$"'
assay validate "${on[@]}" --channels standard,aura
check "an unknown channel: usage, and the names there are" \
	eval 'failed_saying 2 "no channel '"'aura'"'" && err_has "standard, all, $every"'
assay validate "${on[@]}" --channels -standard
check "none left: usage" failed_saying 2 "no channel is left"
assay validate -h
check "the help says what is chosen by default" eval 'out_has "--channels LIST" && out_has "[standard]"'

# calibrate and matrix
assay calibrate "$sim/corpus" --data "$sim/data" -o "$TMP/two.json" --channels style,opening
cp "$TMP/two.json" "$TMP/out"
check "a calibration lists the chosen, in the table's order" named opening style
assay validate "${on[@]}" --channels style,opening --calibration "$TMP/two.json"
check "and is good for them" eval 'left_with 0 && out_has "\"learned\": \"from --calibration\""'
assay calibrate "$sim/corpus" --data "$sim/data" -o "$TMP/none.json" --channels aura
check "no calibration of an unknown channel" eval 'failed_saying 2 "aura" && [ ! -e "$TMP/none.json" ]'
assay matrix "${on[@]}" --channels ngram4
check "a matrix by one channel" eval 'left_with 0 && named ngram4'
assay matrix "${on[@]}" --channels aura
check "no matrix by an unknown one" failed_saying 2 "aura"

# compare
c=$TMP/case.assay
put() { # FILE MODEL ROLE
	"$ASSAY" import "$c" "$1" --model "$2" --role "$3" --genre simulation \
		--lineage "$sim/corpus/lineage.tsv" 2>"$TMP/err"
}
put "$sim/cases/guilty.jsonl" suspect-guilty suspect
put "$sim/data/answers/borage-2.jsonl" borage-2 teacher
cp "$c" "$TMP/fresh.assay"
with=(--corpus "$sim/corpus" --data "$sim/data" --replicates 20 --json)
assay compare "$c" "${with[@]}"
keep compared
cp "$TMP/fresh.assay" "$c"
assay compare "$c" "${with[@]}" --channels standard
check "compare --channels standard is the default" same compared
check "which needs no mention" eval '! out_has channels_chosen'
cp "$TMP/fresh.assay" "$c"
assay compare "$c" "${with[@]}" --channels +voice
voice_counts() { tr -d '\n ' <"$TMP/out" |
	grep -qE '"name":"voice","brief":"[^"]*"[^{}]*"used":true'; }
check "compare --channels +voice weighs it, learned anew" voice_counts
check "and says that they were chosen" out_has '"channels_chosen": "opening,openers,closers,overlap,ngram4,style,layout,voice"'
check "what it stored recomputes from the case alone" all_verified "$c"
cp "$TMP/fresh.assay" "$c"
"$ASSAY" compare "$c" "${with[@]}" --channels -layout,+phrases,+imposters >"$TMP/out" 2>"$TMP/err"
check "so does a result without a standard one" all_verified "$c"
assay compare "$c" "${with[@]}" --channels aura
check "compare by an unknown one: usage" failed_saying 2 "$every"
