#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay validate --page: error rates as a page, the same bytes each time, with every
# mistake and its likely cause; what is checked in says what the program measures.
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
		sed 's/^/# err: /' "$TMP/err" | head -n 5
		grep -nE '^\| (AUC|Cllr)' "$page" 2>/dev/null | sed 's/^/# page: /' | head -n 5
	fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
assay() {
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
page_has() { grep -qF -- "$1" "$page"; }
# value KEY FILE: a number of the outermost object of indented JSON.
value() { sed -nE "s/^ \"$1\": ([-+.0-9e]+),?\$/\\1/p" "$2"; }
# cell ROW FILE: the second cell of the first row that begins so.
cell() { grep -m 1 -F "| $1" "$2" | cut -d'|' -f3 | tr -d ' '; }
# says ROW KEY PAGE JSON: the page shows that number of the JSON, to three digits.
says() {
	local number
	number=$(value "$2" "$4")
	[ -n "$number" ] && [ "$(cell "$1" "$3")" = "$(printf '%.3f' "$number")" ]
}
headline() { says "AUC |" auc "$@" && says "Cllr (bits)" cllr "$@" && says "Cllr after bounding" cllr_bounded "$@" &&
	says "equal error rate" eer "$@" && says "top1:" top1 "$@"; }

sim=$TMP/sim
page=$TMP/page.md
generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$sim" --families 26 --prompts 80 --seed 11 >"$TMP/out" 2>"$TMP/err"

# A planted mistake: the surest student is called a stranger to its teacher. Whoever is
# next in its family shares its teacher, and a base with it.
assay validate "$sim/corpus" --data "$sim/data" --trials-out "$TMP/rows.tsv" --json
read -r suspect teacher < <(awk -F'\t' '$3 == 1 && $6 == "direct/exact"' "$TMP/rows.tsv" |
	sort -t$'\t' -k7,7 -g -r | cut -f1,2 | head -n 1)
awk -F'\t' -v OFS='\t' -v s="$suspect" -v t="$teacher" '$1 == s && $2 == t { $3 = 0; $6 = "clean-negative" } { print }' \
	"$sim/corpus/trials.tsv" >"$TMP/trials.tsv" && cp "$TMP/trials.tsv" "$sim/corpus/trials.tsv"
printf 'suspect\tteacher\tnote\n%s\t*\tThe label was <b>turned</b> | round for this test.\n' "$suspect" \
	>"$sim/corpus/causes.tsv"
printf '## By hand\n\nWhat a person has to say.\n' >"$sim/corpus/validation_notes.md"

assay validate "$sim/corpus" --data "$sim/data" --bootstrap 4 --page "$page" --json
cp "$TMP/out" "$TMP/json"
check "--page writes a page and prints as before" eval 'left_with 0 && [ -s "$page" ] && grep -q "assay.validate.v1" "$TMP/out"'
OMP_NUM_THREADS=1 assay validate "$sim/corpus" --data "$sim/data" --bootstrap 4 --page "$TMP/again.md"
check "one thread and without --json: the same bytes" cmp -s "$page" "$TMP/again.md"
check "its headline is what --json prints" headline "$page" "$TMP/json"
check "it names the command that made it, and no folder of this machine" \
	eval 'page_has "--data DIR --bootstrap 4 --seed 1 --page VALIDATION.md" && ! page_has "$TMP"'
check "it says that the models are a simulation" page_has "These models are a simulation"
# The section of mistakes, in plain letters.
mistakes() { sed -n '/^## Every mistake/,/^## Unsure/{s/\\//g;p}' "$page"; }
listed() { mistakes | grep -A 12 -F "### $suspect" | grep -qE "^\| $teacher \| H2 \| clean-negative \| .*[0-9]"; }
check "the planted mistake is listed under its suspect" listed
check "its likely cause is told" eval 'mistakes | grep -F -- "- $teacher: **" | grep -q "taught by this vendor.*at odds"'
check "a person's note stands there, and is no markup" \
	eval 'mistakes | grep -q "The label was" && ! grep -q "<b>turned" "$page"'
# As many rows as trials that are more than 0.5 on the wrong side.
assay validate "$sim/corpus" --data "$sim/data" --trials-out "$TMP/rows.tsv"
all_listed() {
	local want
	want=$(awk -F'\t' 'NR > 1 && $7 != "nan" && (($3 == 0 && $7 > .5) || ($3 == 1 && $7 < -.5))' "$TMP/rows.tsv" | wc -l)
	echo "# $want pairs on the wrong side"
	[ "$want" -gt 0 ] && [ "$want" = "$(sed -n '/^## Every mistake/,$p' "$page" | grep -cE '^\| .* \| H[12] \| ')" ]
}
check "every pair on the wrong side has a row" all_listed
check "each channel stands with weight and loss" \
	eval 'grep -qE "^\| openers \| on \|( [0-9.–−]+ \|){6}$" "$page" && grep -q "The fusion without each channel" "$page"'
check "correlations under H1 and H2 stand apart" \
	eval 'page_has "Correlation of centred scores under H1" && page_has "Correlation of centred scores under H2"'
check "what the corpus's notes say comes last" eval '[ "$(tail -n 1 "$page")" = "What a person has to say." ]'
printf 'suspect\tteacher\tnote\n%s\t\t\n' "$suspect" >"$sim/corpus/causes.tsv"
assay validate "$sim/corpus" --data "$sim/data" --page "$TMP/none.md"
check "a note without a teacher is named by file and line" \
	eval 'left_with 1 && grep -q "causes.tsv:2" "$TMP/err" && [ ! -e "$TMP/none.md" ]'
rm "$sim/corpus/causes.tsv"
assay validate "$sim/corpus" --data "$sim/data" --page "$TMP/absent/page.md"
check "a page that cannot be written is an error" eval '! left_with 0 && [ -s "$TMP/err" ]'
assay calibrate "$sim/corpus" --data "$sim/data" -o "$TMP/cal.json"
assay validate "$sim/corpus" --data "$sim/data" --calibration "$TMP/cal.json" --page "$TMP/applied.md"
page=$TMP/applied.md
check "with --calibration no channel is taken away, and the page has its mistakes all the same" \
	eval 'left_with 0 && ! page_has "without each channel" && page_has "## Every mistake"'

# What is checked in
for corpus in alpaca_eval speechmap; do
	page=corpora/$corpus/VALIDATION.md
	if [ -d "../shared/data/$corpus" ]; then
		assay validate "corpora/$corpus" --data "../shared/data/$corpus" --json
		cp "$TMP/out" "$TMP/json"
		if [ "$corpus" = alpaca_eval ]; then
			check "$page says what is measured (make validation)" headline "$page" "$TMP/json"
		else
			check "$page says what is measured (make validation)" says "top1:" top1 "$page" "$TMP/json"
		fi
	else
		skip "$page says what is measured (make validation)" "no recorded answers at ../shared/data/$corpus"
	fi
done
