#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What cannot be weighed is said by name and with the right exit status: 2 for usage, 0
# with the verdict "inconclusive" for too little data (I5), 1 for what cannot be read.
set -u

n=0
echo "1..39"

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
# What is said on a terminal is broken into lines anywhere.
out_has() { tr -s ' \n' ' ' <"$TMP/out" | grep -qF -- "$1"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
failed_saying() { left_with "$1" && err_has "$2" && [ ! -s "$TMP/out" ]; }
# No ratio, no support, and the reason in words.
inconclusive() { left_with 0 && out_has ': inconclusive' && ! out_has 'LLR10' && out_has "ratio is given: " && out_has "$1"; }

# records N FIRST TEXT: N answers from prompt FIRST on.
records() {
	awk -v n="$1" -v first="$2" -v text="$3" 'BEGIN { for (i = first; i < first + n; i++)
		printf "{\"prompt_id\":\"p%d\",\"prompt\":\"Say %d.\",\"response\":\"%s\"}\n", i, i, text }'
}
sim=$TMP/sim
generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$sim" --families 24 --prompts 80 --seed 2 >"$TMP/out" 2>"$TMP/err"
corpus=(--corpus "$sim/corpus" --data "$sim/data")

c=$TMP/c.assay
put() { # MODEL N FIRST TEXT
	records "$2" "$3" "$4" >"$TMP/$1.jsonl"
	"$ASSAY" import "$c" "$TMP/$1.jsonl" --model "$1" --role control 2>"$TMP/err"
}
put some 60 0 'one two'
put same 60 0 'one two three'
put others 60 100 'three'
put forty-nine 49 0 'one two'
put single 1 0 'one two'
put empty 60 0 ''
put blank 60 0 '   '
put thought 60 0 '<think>hm</think>'

# Too little to weigh
assay compare "$c" --suspect some --teacher others "${corpus[@]}"
check "no shared prompts: inconclusive" inconclusive "fewer than 50 prompts"
assay compare "$c" --suspect some --teacher single "${corpus[@]}"
check "one shared prompt: inconclusive" inconclusive "fewer than 50 prompts"
assay compare "$c" --suspect some --teacher forty-nine "${corpus[@]}"
check "49 shared prompts: inconclusive" inconclusive "fewer than 50 prompts"
for model in empty blank thought; do
	assay compare "$c" --suspect some --teacher "$model" "${corpus[@]}"
	check "a teacher whose answers are all $model: inconclusive" inconclusive "fewer than 50 prompts"
	assay compare "$c" --suspect "$model" --teacher some
	check "a suspect whose answers are all $model: inconclusive" inconclusive "fewer than 50 prompts"
done
assay compare "$c" --suspect empty --teacher blank "${corpus[@]}"
check "nobody said a word: inconclusive" inconclusive "fewer than 50 prompts"
assay compare "$c" --suspect some --teacher same "${corpus[@]}"
check "prompts that the corpus lacks: inconclusive, the cohort said to be missing" \
	eval 'inconclusive "enough independent models" && out_has "Only 0 independent models of 0 vendors"'
assay compare "$c" --suspect some --teacher same
check "no corpus at all: inconclusive" inconclusive "enough independent models"
assay verify "$c"
check "the case is sound after all that, its result recomputes" left_with 0
assay report "$c" -o "$TMP/report"
check "and a report of it can be made" eval 'left_with 0 && [ -s "$TMP/report/index.html" ]'
assay matrix "$c"
check "models that say nothing stand in the matrix" eval 'left_with 0 && out_has blank'

# Names
assay compare "$c" --suspect sume --teacher same
check "an unknown model is named, and the nearest one" \
	eval 'failed_saying 2 sume && err_has "did you mean '\''same'\''"'
assay compare "$c" --suspect some --teacher nobody-like-this "${corpus[@]}"
check "an unknown teacher is named" failed_saying 2 nobody-like-this
assay compare "$c" --suspect '' --teacher some
check "an empty name is no model" failed_saying 2 "a model ''"
assay compare "$c" --suspect some --teacher some
check "suspect and teacher the same: usage, named" failed_saying 2 "same model, 'some'"
assay compare "$c" --suspect some --teacher avocet-small "${corpus[@]}"
check "a model that only the corpus knows: import is advised" \
	eval 'failed_saying 2 avocet-small && err_has "assay import"'
assay compare "$c" --suspect some
check "no model of role teacher: usage" failed_saying 2 "--teacher"
long=$(printf '%10000s' '' | tr ' ' x)
assay compare "$c" --suspect "$long" --teacher some
check "a name of 10 kB is cut in the message" \
	eval 'left_with 2 && [ "$(wc -c <"$TMP/err")" -lt 1200 ] && err_has xxx'
assay compare "$c" --suspect "$(printf '\033[31mred\n"\140id\140')" --teacher some
check "no escape of a name reaches the terminal" \
	eval 'left_with 2 && ! grep -q "$(printf "\033")" "$TMP/err"'
"$ASSAY" import "$c" "$sim/cases/guilty.jsonl" --model guilty --role suspect 2>"$TMP/err"
"$ASSAY" import "$c" "$sim/data/answers/borage-2.jsonl" --model unheard-of --role teacher 2>"$TMP/err"
assay compare "$c" "${corpus[@]}" --replicates 20
check "a teacher whom the corpus does not know is compared, and what that means is said" \
	eval 'left_with 0 && out_has "guilty against unheard-of: " && out_has "warnings - " && out_has "Nothing is known of the teacher"'

# Prompt ids
"$ASSAY" import "$TMP/twice.assay" "$TMP/some.jsonl" --model m --role control 2>"$TMP/err"
{ records 1 7 'other words' && records 1 7 'more words'; } >"$TMP/seven.jsonl"
assay import "$TMP/twice.assay" "$TMP/seven.jsonl" --model m --role control
check "a prompt asked again is another sample, none is lost" \
	eval 'left_with 0 && err_has "2 answers added"'
printf '{"prompt_id":"p7","prompt":"Quite another.","response":"x"}\n' >"$TMP/clash.jsonl"
assay import "$TMP/twice.assay" "$TMP/clash.jsonl" --model k --role control
check "a prompt id of two prompts is refused with file and line" \
	eval 'left_with 1 && err_has clash.jsonl && err_has p7 && err_has "line 1"'
cp -R "$sim/data" "$TMP/clash"
sed -i '1s/"prompt": "[^"]*"/"prompt": "Quite another."/' "$TMP/clash/answers/wren-small.jsonl"
assay validate "$sim/corpus" --data "$TMP/clash"
check "so it is in a corpus's answers" eval 'failed_saying 1 wren-small && err_has "line 1" && err_has "sim-0001"'
cp -R "$sim/data" "$TMP/torn"
head -c 5000 "$sim/data/answers/wren-small.jsonl" >"$TMP/torn/answers/wren-small.jsonl"
assay validate "$sim/corpus" --data "$TMP/torn"
check "a torn file of answers is named" failed_saying 1 wren-small.jsonl

# Corpora
trials() { # NAME AWK-CONDITION: the corpus with the trials that pass
	cp -R "$sim/corpus" "$TMP/$1"
	awk -F '\t' "NR == 1 || ($2)" "$sim/corpus/trials.tsv" >"$TMP/$1/trials.tsv"
}
trials none 0
trials h1 '$3 == 1'
trials few '$4 == "wren" || $4 == "finch" || $4 == "tench" || $4 == "bream" || $4 == "dace"'
assay calibrate "$TMP/none" --data "$sim/data" -o "$TMP/x.json"
check "a corpus without trials cannot be learned from" \
	eval 'failed_saying 1 "0 trials" && [ ! -e "$TMP/x.json" ]'
assay validate "$TMP/h1" --data "$sim/data"
check "nor one whose trials are all H1" failed_saying 1 "one class"
assay calibrate "$TMP/few" --data "$sim/data" -o "$TMP/few.json"
check "a corpus of too few families is learned from, and what it lacks is said" \
	eval 'left_with 0 && out_has "fewer than 8 families"'
put_guilty() {
	g=$TMP/$1.assay
	"$ASSAY" import "$g" "$sim/cases/guilty.jsonl" --model guilty --role suspect 2>"$TMP/err" &&
		"$ASSAY" import "$g" "$sim/data/answers/borage-2.jsonl" --model borage-2 --role teacher \
			--lineage "$sim/corpus/lineage.tsv" 2>"$TMP/err"
}
for kind in none h1 few; do
	put_guilty "$kind"
	assay compare "$g" --corpus "$TMP/$kind" --data "$sim/data"
	check "a case beside such a corpus ($kind): inconclusive, with ranks" \
		eval 'inconclusive population || inconclusive "fewer than 8 families"'
done
assay compare "$g" --corpus "$sim/corpus" --data "$TMP/nowhere"
check "answers that are not there: the folder is named" failed_saying 1 nowhere
assay compare "$g" --corpus nowhere --data "$sim/data"
check "a corpus that is not there is named" failed_saying 2 nowhere

# Files
assay compare "$g" --calibration "$TMP/clash.jsonl"
check "a calibration that is none is named" failed_saying 1 clash.jsonl
head -c 3000 "$TMP/few.json" >"$TMP/half.json"
assay compare "$g" --calibration "$TMP/half.json"
check "a torn calibration is named" failed_saying 1 half.json
assay compare "$TMP/nowhere.assay" --suspect a --teacher b
check "a case that is not there is named" failed_saying 1 nowhere.assay
