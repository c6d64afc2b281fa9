#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay matrix and corpus: all pairs of models of a case or a corpus (A10), and what the
# reference corpora at hand are.
set -u

n=0
echo "1..21"

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
nearest() { awk -F '\t' -v m="$1" '$1 == m { print $2 }' "$TMP/out"; }
rows() { tail -n +2 "$TMP/out" | wc -l; }

sim=$TMP/sim
generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$sim" --families 20 --prompts 80 --seed 2 >"$TMP/out" 2>"$TMP/err"
models=$(find "$sim/data/answers" -name '*.jsonl' | wc -l)

# A corpus
assay matrix "$sim/corpus" --data "$sim/data"
cp "$TMP/out" "$TMP/first"
has_rows() { left_with 0 && [ "$(rows)" = "$1" ]; }
check "a row per model, each with its nearest" has_rows "$models"
versions_are_near() {
	case $(nearest alder-3) in alder-*) ;; *) return 1 ;; esac
	case $(nearest borage-1) in borage-2) ;; *) return 1 ;; esac
}
check "versions of one teacher are nearest to one another" versions_are_near
OMP_NUM_THREADS=3 assay matrix "$sim/corpus" --data "$sim/data"
check "the number of threads changes nothing" cmp -s "$TMP/out" "$TMP/first"
assay matrix "$sim/corpus" --data "$sim/data" --json
merges() { tr -d ' \n' <"$TMP/out" | sed -E 's/.*"merges":\[(.*)\],"order".*/\1/' | grep -o '\[[^]]*\]' | wc -l; }
has_merges() { left_with 0 && out_has '"schema": "assay.matrix.v1"' && [ "$(merges)" = "$1" ]; }
check "--json prints models, similarities and a tree of n - 1 joins" has_merges $((models - 1))
check "it says that it is a simulation" out_has '"simulation": "toy language models'

# A case
c=$TMP/c.assay
for model in alder-1 alder-2 borage-1 borage-2 clover-1; do
	"$ASSAY" import "$c" "$sim/data/answers/$model.jsonl" --model "$model" --role control 2>"$TMP/err"
done
cp "$c" "$TMP/before"
assay matrix "$c"
check "a case's models, without any lineage" \
	eval 'has_rows 5 && [ "$(nearest alder-1)" = alder-2 ]'
check "the case is only read" cmp -s "$c" "$TMP/before"
"$ASSAY" import "$TMP/one.assay" "$sim/data/answers/alder-1.jsonl" --model alder-1 --role control 2>"$TMP/err"
assay matrix "$TMP/one.assay"
check "one model makes no matrix, and that is said" failed_saying 1 "needs two models"
assay matrix "$TMP/nowhere.assay"
check "a case that is not there is named" failed_saying 1 "nowhere.assay"
assay matrix
check "neither case nor corpus: usage" failed_saying 2 "CASE"
mkdir -p "$TMP/single/answers"
cp "$sim/data/answers/alder-1.jsonl" "$TMP/single/answers/"
assay matrix "$sim/corpus" --data "$TMP/single"
check "a corpus with answers of one model makes none either" failed_saying 1 "needs two"
echo 'nothing here' >"$TMP/text"
assay matrix "$TMP/text"
check "what is no case is left alone" failed_saying 1 "not a case file"

# The corpora at hand
assay corpus list
check "corpus list names the shipped corpora" \
	eval 'left_with 0 && out_has "alpaca_eval: 80 models" && out_has speechmap'
assay corpus list --json
check "--json prints one object of schema assay.corpus.v1" \
	eval 'left_with 0 && out_has "\"schema\": \"assay.corpus.v1\"" && out_has "\"licence\": "'
assay corpus check "$sim/corpus" --data "$sim/data"
counts() { left_with 0 && out_has "$1 models" && out_has "80 prompts"; }
check "corpus check counts models and prompts" counts "$models"
assay corpus check nosuch
check "a corpus that is not there is named" failed_saying 2 "nosuch"
cp -R "$sim/corpus" "$TMP/broken"
printf 'nobody\talder-1\tH1\tx\ty\tdirect/exact\n' >>"$TMP/broken/trials.tsv"
assay corpus check "$TMP/broken"
check "a trial of an unknown model is told with file and line" \
	eval 'failed_saying 1 trials.tsv && err_has nobody'
assay corpus
check "corpus without a word: usage" failed_saying 2 list
assay corpus check
check "check without a corpus: usage" failed_saying 2 CORPUS

# A10, on real models
data=../shared/data/alpaca_eval
if [ -d "$data/results" ]; then
	begin=$(date +%s%N)
	assay matrix corpora/alpaca_eval --data "$data"
	ms=$((($(date +%s%N) - begin) / 1000000))
	echo "# 80 models in $ms ms"
	check "80 real models take less than 60 s" [ "$ms" -lt 60000 ]
	vicunas() { case $(nearest vicuna-7b) in vicuna-*) ;; *) return 1 ;; esac; }
	check "vicuna-7b is nearest to another vicuna" eval 'left_with 0 && vicunas'
else
	skip "80 real models take less than 60 s" "the recorded answers are not at $data"
	skip "vicuna-7b is nearest to another vicuna" "the recorded answers are not at $data"
fi
