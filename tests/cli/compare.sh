#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay compare: one suspect and one teacher, on simulated models and, where the recorded
# answers lie beside the project, on real ones (A4).
set -u

n=0
echo "1..26"

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
all_verified() { "$ASSAY" verify "$1" >"$TMP/out" 2>"$TMP/err"; }

# end WHICH: of the interval, as compare printed it; 1: LLR10, 2: lower end, 3: upper end.
end() { sed -nE "s/^strength +LLR10 ([-+0-9.]+) \[([-+0-9.]+), ([-+0-9.]+)\].*/\\$1/p" "$TMP/out"; }
supported() { awk -v x="$(end 2)" 'BEGIN { exit !(x != "" && x > 0) }'; }
not_supported() { awk -v x="$(end 2)" 'BEGIN { exit !(x != "" && x <= 0) }'; }

# Simulated models
generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$TMP/sim" --families 30 --prompts 120 --seed 5 >"$TMP/out" 2>"$TMP/err"
corpus=(--corpus "$TMP/sim/corpus" --data "$TMP/sim/data")
put() { # CASE FILE MODEL ROLE
	"$ASSAY" import "$1" "$2" --model "$3" --role "$4" --genre simulation \
		--lineage "$TMP/sim/corpus/lineage.tsv" 2>"$TMP/err"
}
c=$TMP/guilty.assay
put "$c" "$TMP/sim/cases/guilty.jsonl" suspect-guilty suspect
put "$c" "$TMP/sim/data/answers/borage-2.jsonl" borage-2 teacher
cp "$c" "$TMP/fresh.assay"
assay compare "$c" "${corpus[@]}" --replicates 60
check "the only suspect and the only teacher need no naming" \
	eval 'left_with 0 && out_has "suspect-guilty against borage-2: "'
check "who was taught is supported" supported
check "what was stored recomputes from the case alone" all_verified "$c"
for threads in 1 2 3; do
	cp "$TMP/fresh.assay" "$TMP/t.assay"
	OMP_NUM_THREADS=$threads assay compare "$TMP/t.assay" "${corpus[@]}" --replicates 60 --json
	cp "$TMP/out" "$TMP/threads.$threads"
done
same_bytes() { cmp -s "$TMP/threads.1" "$TMP/threads.2" && cmp -s "$TMP/threads.1" "$TMP/threads.3"; }
check "1, 2 and 3 threads print the same bytes" same_bytes
holds_what_design_lists() {
	local key
	out_has '"schema": "assay.compare.v1"' || return 1
	for key in suspect teacher llr10 llr10_interval bound verbal verdict reasons channels outcomes; do
		out_has "\"$key\": " || return 1
	done
}
check "--json holds what DESIGN 4 lists" holds_what_design_lists
check "it says that it is a simulation" out_has '"simulation": "toy language models'
cp "$TMP/fresh.assay" "$TMP/t.assay"
assay compare "$TMP/t.assay" "${corpus[@]}" --replicates 60 --seed 2 --json
check "another seed draws other prompts and families" eval '! cmp -s "$TMP/out" "$TMP/threads.1"'
assay compare "$c" --suspect suspect-guilty --teacher borage-2
check "without a corpus there is no ratio, and the reason is said; status 0" \
	eval 'left_with 0 && out_has inconclusive && ! out_has "LLR10 +" && out_has "No likelihood ratio is given: "'

# A student that lineage.tsv knows: its family is left out of what is learned.
student=$(awk -F '\t' '$5 == "distilled" { print $1; exit }' "$TMP/sim/corpus/lineage.tsv")
family=$(awk -F '\t' -v m="$student" '$1 == m { print $4 }' "$TMP/sim/corpus/lineage.tsv")
put "$c" "$TMP/sim/data/answers/$student.jsonl" "$student" suspect
assay compare "$c" --suspect "$student" --teacher borage-2 "${corpus[@]}" --replicates 20 --json
left_out() { left_with 0 && tr -d '\n ' <"$TMP/out" | grep -qF "\"left_out\":[\"$1\"]"; }
check "the suspect's own family is left out and named" left_out "$family"
assay compare "$c" "${corpus[@]}"
check "of two suspects one must be named: usage" failed_saying 2 "several models of role suspect"

# Few prompts, chosen as most telling of the teacher before the suspect was asked
assay probes select "$TMP/sim/corpus" --data "$TMP/sim/data" --teacher borage-2 -n 55 -o "$TMP/few.json"
sed -n 's/^   "id": "\(.*\)",$/"prompt_id": "\1"/p' "$TMP/few.json" >"$TMP/ids"
few=$TMP/few.assay
for part in cases/guilty:suspect-guilty:suspect data/answers/borage-2:borage-2:teacher; do
	IFS=: read -r file model role <<<"$part"
	grep -F -f "$TMP/ids" "$TMP/sim/$file.jsonl" >"$TMP/some.jsonl"
	put "$few" "$TMP/some.jsonl" "$model" "$role"
done
assay compare "$few" "${corpus[@]}" --replicates 20 --telling --json
learned_likewise() { left_with 0 && out_has '"n_prompts": 55' && out_has '"calibration_learned_on_telling_prompts": true'; }
check "on chosen prompts it learns from trials on prompts chosen likewise" learned_likewise
check "and that recomputes from the case alone" all_verified "$few"
grep -F -f "$TMP/ids" "$TMP/sim/cases/guilty.jsonl" | head -n 25 >"$TMP/some.jsonl"
rm "$few"
put "$few" "$TMP/some.jsonl" suspect-guilty suspect
grep -F -f "$TMP/ids" "$TMP/sim/data/answers/borage-2.jsonl" | head -n 25 >"$TMP/some.jsonl"
put "$few" "$TMP/some.jsonl" borage-2 teacher
assay compare "$few" "${corpus[@]}" --replicates 20 --telling
check "25 of them are too few for a ratio, however telling" \
	eval 'left_with 0 && out_has inconclusive && out_has "fewer than 50 prompts"'

# Usage
assay compare "$c" --telling
check "--telling without a corpus to learn from: usage" failed_saying 2 "--data"
assay compare "$c" --data "$TMP/sim/data"
check "--data without --corpus: usage" failed_saying 2 "--corpus"
assay compare "$c" --suspect suspect-guilty --replicates 3
check "three replicates make no interval: usage" failed_saying 2 "--replicates 3"
assay compare "$c" --suspect suspect-guilty --seed 99999999999999999
check "a seed that the case cannot keep: usage" failed_saying 2 "--seed"
assay compare
check "no case: usage" failed_saying 2 "CASE"

# A4, on real models
data=../shared/data/alpaca_eval
real=$TMP/real.assay
models=(alpaca-7b guanaco-65b llama-2-7b-chat-hf claude-instant-1.2 text_davinci_003 gpt4_0314
	claude-2 llama-2-70b-chat-hf)
if [ -d "$data/results" ]; then
	for model in "${models[@]}"; do
		"$ASSAY" import "$real" "$data/results/$model/model_outputs.json" --role control \
			--lineage corpora/alpaca_eval/lineage.tsv 2>"$TMP/err"
	done
fi
# real SUSPECT TEACHER supported|not_supported
real() {
	local fact="$1 is supported as a student of $2"

	[ "$3" = supported ] || fact="$1 is not supported as a student of $2"
	if [ ! -d "$data/results" ]; then
		skip "$fact" "the recorded answers are not at $data"
		return
	fi
	assay compare "$real" --suspect "$1" --teacher "$2" --corpus corpora/alpaca_eval \
		--data "$data" --replicates 60
	check "$fact" "$3"
	sed -n '/ against /s/^/# /p; /^strength/s/^/# /p' "$TMP/out"
}
real alpaca-7b text_davinci_003 supported
real alpaca-7b claude-2 not_supported
real guanaco-65b gpt4_0314 not_supported
real guanaco-65b claude-2 not_supported
real llama-2-7b-chat-hf gpt4_0314 not_supported
real llama-2-7b-chat-hf claude-2 not_supported
real claude-instant-1.2 gpt4_0314 not_supported
real claude-instant-1.2 llama-2-70b-chat-hf not_supported
