#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay validate and calibrate: error rates on models of known lineage; no order and no
# number of threads changes them (A3, A6); on real models they are good enough (A2).
set -u

n=0
echo "1..47"

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
	"$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$TMP/out"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
failed_saying() { left_with "$1" && err_has "$2" && [ ! -s "$TMP/out" ]; }

# value KEY [FILE]: a number of the outermost object.
value() { sed -nE "s/^ \"$1\": ([-+.0-9e]+),?\$/\\1/p" "${2:-$TMP/out}"; }
# holds KEY OP NUMBER
holds() { awk -v x="$(value "$1")" -v y="$3" -v op="$2" 'BEGIN {
	if (x == "") exit 1
	exit !(op == ">=" ? x >= y : op == "<=" ? x <= y : x == y) }'; }
timeless() { grep -v '"wall_s"' "$1"; }
# same NAME: what was printed is what was kept under that name, but for the time it took.
same() { left_with 0 && cmp -s <(timeless "$TMP/out") <(timeless "$TMP/$1.json"); }

# Simulated models
sim=$TMP/sim
generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$sim" --families 26 --prompts 80 --seed 11 >"$TMP/out" 2>"$TMP/err"
assay validate "$sim/corpus" --data "$sim/data" --cross --json
cp "$TMP/out" "$TMP/first.json"
holds_what_design_lists() {
	local key
	out_has '"schema": "assay.validate.v1"' || return 1
	for key in n_trials families_h1 families_h2 auc cllr cllr_min cllr_cal eer n_h1 n_h2 top1 \
		cllr_bounded wall_s; do
		[ -n "$(value $key)" ] || return 1
	done
	for key in bounds pooled text_blind h2_by_vendor by_channel by_kind; do
		grep -q "^ \"$key\": {" "$TMP/out" || return 1
	done
}
check "--json holds what DESIGN 4 lists" eval 'left_with 0 && holds_what_design_lists'
check "it says that it is a simulation" out_has '"simulation": "toy language models'
check "toy models are told apart" eval 'holds auc ">=" .9 && holds cllr "<=" .6'
assay validate "$sim/corpus" --data "$sim/data" --json
check "leave-family-out is the default" same first
for threads in 1 2 3; do
	OMP_NUM_THREADS=$threads assay validate "$sim/corpus" --data "$sim/data" --json
	check "$threads threads: the same bytes" same first
done
assay validate "$sim/corpus" --data "$sim/data"
check "without --json it is a table for people" eval 'left_with 0 && out_has matched && ! out_has "{"'

# The same answers in another order, under another order of models and trials.
cp -R "$sim" "$TMP/turned"
for file in "$TMP"/turned/data/answers/*.jsonl; do tac "$file" >"$TMP/part" && mv "$TMP/part" "$file"; done
assay validate "$TMP/turned/corpus" --data "$TMP/turned/data" --json
check "answers turned round: the same bytes" same first
for table in lineage trials; do
	file=$TMP/turned/corpus/$table.tsv
	{ head -n 1 "$file" && tail -n +2 "$file" | tac; } >"$TMP/part" && mv "$TMP/part" "$file"
done
assay validate "$TMP/turned/corpus" --data "$TMP/turned/data" --json
check "lineage and trials turned round: the same bytes" same first

# Fewer prompts, other trials
assay validate "$sim/corpus" --data "$sim/data" --prompts 55 --seed 4 --json
cp "$TMP/out" "$TMP/some.json"
check "--prompts takes that many" eval 'left_with 0 && holds n_prompts == 55'
assay validate "$TMP/turned/corpus" --data "$TMP/turned/data" --prompts 55 --seed 4 --json
check "the same seed takes the same prompts, whatever their order" same some
assay validate "$sim/corpus" --data "$sim/data" --prompts 55 --seed 5 --json
check "another seed takes others" eval 'left_with 0 && ! same some'
assay validate "$sim/corpus" --data "$sim/data" --prompts 81
check "more prompts than there are: usage" failed_saying 2 "80 prompts"
assay validate "$sim/corpus" --data "$sim/data" --trials-out "$TMP/rows.tsv" --json
a_row_per_trial() { [ "$(tail -n +2 "$TMP/rows.tsv" | wc -l)" = "$(value n_trials)" ] &&
	head -n 1 "$TMP/rows.tsv" | grep -q "^suspect.teacher.label.family.*llr10"; }
check "--trials-out writes a row per trial" a_row_per_trial
grep -v hard-shared-base "$sim/corpus/trials.tsv" >"$TMP/easy.tsv"
assay validate "$sim/corpus" --data "$sim/data" --trials "$TMP/easy.tsv" --json
easy() { left_with 0 && [ "$(value n_trials)" = $(($(wc -l <"$TMP/easy.tsv") - 1)) ] && ! out_has hard-shared; }
check "--trials replaces the corpus's" easy

assay validate "$sim/corpus" --data "$sim/data" --bootstrap 16 --json
cp "$TMP/out" "$TMP/boot.json"
check "--bootstrap adds intervals" eval 'left_with 0 && grep -q "^ \"bootstrap\": {" "$TMP/out" && out_has "\"replicates\": 16"'
OMP_NUM_THREADS=1 assay validate "$TMP/turned/corpus" --data "$TMP/turned/data" --bootstrap 16 --json
check "one thread and another order: the same intervals" same boot
assay validate "$sim/corpus" --data "$sim/data" --bootstrap 99999999999
check "more replicates than can be kept: usage" failed_saying 2 "--bootstrap"

# Few controls
assay validate "$sim/corpus" --data "$sim/data" --controls 5 --seed 2 --json
cp "$TMP/out" "$TMP/few.json"
check "--controls measures against so few independent models" \
	eval 'left_with 0 && out_has "\"controls\": 5" && ! same first'
OMP_NUM_THREADS=3 assay validate "$sim/corpus" --data "$sim/data" --controls 5 --seed 2 --json
check "3 threads draw the same controls" same few
assay validate "$sim/corpus" --data "$sim/data" --controls 2
check "fewer controls than a score needs: usage" failed_saying 2 "3 or more"

# Topics
assay validate "$sim/corpus" --data "$sim/data" --topics nowhere
check "a topic that no prompt has: usage" failed_saying 2 "no prompt is left"
assay validate "$sim/corpus" --data "$sim/data" --topics=one,-other
check "topics to keep and topics to leave out: usage" failed_saying 2 "not both"

# The most telling prompts
assay validate "$sim/corpus" --data "$sim/data" --telling 30 --json
cp "$TMP/out" "$TMP/telling.json"
says_so() { grep -q '^ "telling": {' "$TMP/out" && grep -q '^ "held_back": {' "$TMP/out" &&
	[ "$(grep -c '"n_prompts": 30' "$TMP/out")" = 2 ]; }
check "--telling measures on so many prompts, and on as many held back" \
	eval 'left_with 0 && says_so && holds n_prompts == 80'
OMP_NUM_THREADS=1 assay validate "$TMP/turned/corpus" --data "$TMP/turned/data" --telling 30 --json
check "one thread and another order: the same choice and measures" same telling
assay validate "$sim/corpus" --data "$sim/data" --telling 30
check "the table says what was chosen, and what is left is worth" \
	eval 'left_with 0 && out_has "30 prompts most telling" && out_has "as many held back"'
assay validate "$sim/corpus" --data "$sim/data" --telling 41
check "more than can be held back too: usage" failed_saying 2 "at most 40"
assay validate "$sim/corpus" --data "$sim/data" --telling 20 --bootstrap 20
check "--telling with --bootstrap: usage" failed_saying 2 "--bootstrap"
assay validate "$sim/corpus" --data "$sim/data" --telling 20 --calibration none.json
check "--telling with --calibration: usage" failed_saying 2 "--calibration"

# Calibrations
assay calibrate "$sim/corpus" --data "$sim/data" -o "$TMP/one.json"
check "calibrate writes its file and sums it up" eval 'left_with 0 && [ -s "$TMP/one.json" ] && out_has "families"'
OMP_NUM_THREADS=1 assay calibrate "$sim/corpus" --data "$sim/data" -o "$TMP/two.json"
check "one thread writes the same bytes" cmp -s "$TMP/one.json" "$TMP/two.json"
assay calibrate "$sim/corpus" --data "$sim/data" -o "$TMP/three.json" --json
check "--json prints one object of schema assay.calibrate.v1" out_has '"schema": "assay.calibrate.v1"'
assay validate "$sim/corpus" --data "$sim/data" --calibration "$TMP/one.json" --json
check "with --calibration nothing is learned, and that is said" \
	eval 'left_with 0 && ! out_has leave-family-out && holds n_trials == "$(value n_trials "$TMP/first.json")"'
assay validate "$sim/corpus" --data "$sim/data" --calibration "$TMP/one.json" --cross
check "--calibration and --cross together: usage" failed_saying 2 "--cross"
assay calibrate "$sim/corpus" --data "$sim/data"
check "calibrate without a file to write: usage" failed_saying 2 "-o FILE"
assay validate "$sim/corpus"
check "validate without answers: usage" failed_saying 2 "--data"

# A2 and A3, on real models
data=../shared/data/alpaca_eval
if [ -d "$data/results" ]; then
	assay validate corpora/alpaca_eval --data "$data" --cross --json
	cp "$TMP/out" "$TMP/real.json"
	# The first numbers after h2_by_vendor that are called mean.
	spread() { awk '/^ "h2_by_vendor"/ { on = 1 } /^ }/ { on = 0 }
		on && /"mean"/ { x = $2 + 0; if (!n++ || x > most) most = x; if (n == 1 || x < least) least = x }
		END { print most - least }' "$TMP/real.json"; }
	echo "# matched AUC $(value auc), Cllr $(value cllr), EER $(value eer), top1 $(value top1)," \
		"H2 spread $(spread)"
	check "matched AUC is .975 or more" holds auc ">=" .975
	check "matched Cllr is .32 or less" holds cllr "<=" .32
	check "EER is .06 or less" holds eer "<=" .06
	check "top1 is .92 or more" holds top1 ">=" .92
	check "H2 means by vendor lie within .5" awk -v x="$(spread)" 'BEGIN { exit !(x > 0 && x <= .5) }'
	check "45 H1 suspects stand against 11 clean H2" eval 'holds n_h1 == 45 && holds n_h2 == 11'
	for seed in 1 2 3; do
		assay validate corpora/alpaca_eval --data "$data" --prompts 400 --telling 25 --seed $seed --json
		cp "$TMP/out" "$TMP/few$seed.json"
	done
	held_back() { for seed in 1 2 3; do sed -n '/^ "held_back"/,/^ }/s/^  "auc": \([0-9.]*\),/\1/p' "$TMP/few$seed.json"; done |
		awk '{ x += $1 } END { print x / NR }'; }
	chosen() { for seed in 1 2 3; do value auc "$TMP/few$seed.json"; done | awk '{ x += $1 } END { print x / NR }'; }
	echo "# 25 telling prompts of 400, three seeds: AUC $(chosen), as many held back $(held_back)"
	check "25 telling prompts of 400: matched AUC is .95 or more" awk -v x="$(chosen)" 'BEGIN { exit !(x >= .95) }'
	check "that is no luck: 25 of the held-back ones tell less" \
		awk -v x="$(chosen)" -v y="$(held_back)" 'BEGIN { exit !(y > 0 && x > y) }'
	OMP_NUM_THREADS=1 assay validate corpora/alpaca_eval --data "$data" --cross --json
	check "1 thread prints the same bytes" same real
	OMP_NUM_THREADS=3 assay validate corpora/alpaca_eval --data "$data" --cross --json
	check "3 threads print the same bytes" same real
else
	for fact in "matched AUC is .975 or more" "matched Cllr is .32 or less" "EER is .06 or less" \
		"top1 is .92 or more" "H2 means by vendor lie within .5" \
		"45 H1 suspects stand against 11 clean H2" \
		"25 telling prompts of 400: matched AUC is .95 or more" \
		"that is no luck: 25 of the held-back ones tell less" "1 thread prints the same bytes" \
		"3 threads print the same bytes"; do
		skip "$fact" "the recorded answers are not at $data"
	done
fi
