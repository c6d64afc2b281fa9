#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The demo's finding is no luck of its seed: other populations, smaller ones, through the
# whole of calibrate, import, compare and verify. SOAK_SEEDS (8) populations.
set -u

seeds=${SOAK_SEEDS:-8}
facts=(--genre simulation --simulation "toy language models")
echo "1..$((2 * seeds + 1))"
n=0 wrong=0

verdict() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$TMP/log" | tail -n 20
	fi
}

# field NAME FILE: the first number of that name in a JSON file.
field() { grep -oE "\"$1\": *-?[0-9.e+-]+" "$2" | head -n 1 | sed 's/.*: *//'; }

# examine FOLDER CASE: import and compare; LLR10 to FOLDER/CASE.llr.
examine() {
	local at=$1 case=$2 file=$1/$2.assay
	"$ASSAY" import "$file" "$at/cases/$case.jsonl" --model "suspect-$case" \
		--role suspect "${facts[@]}" &&
		"$ASSAY" import "$file" "$at/data/answers/borage-2.jsonl" --model borage-2 \
			--role teacher --lineage "$at/corpus/lineage.tsv" "${facts[@]}" &&
		"$ASSAY" compare "$file" --corpus "$at/corpus" --data "$at/data" --json \
			>"$at/$case.json" &&
		"$ASSAY" verify "$file" && field llr10 "$at/$case.json" >"$at/$case.llr"
}

for seed in $(seq 2 $((seeds + 1))); do
	at=$TMP/$seed
	{
		"$SIM_GENERATE" "$at" --families 40 --prompts 100 --seed "$seed" &&
			"$ASSAY" calibrate "$at/corpus" --data "$at/data" \
				-o "$at/corpus/calibration.json" &&
			examine "$at" guilty && examine "$at" innocent
	} >"$TMP/log" 2>&1
	verdict $? "seed $seed: a whole case, calibrated to verified"
	guilty=$(cat "$at/guilty.llr") innocent=$(cat "$at/innocent.llr")
	awk -v g="$guilty" -v i="$innocent" 'BEGIN { exit !(g != "" && i != "" && g > i) }'
	verdict $? "seed $seed: guilty ($guilty) stands above innocent ($innocent)"
	awk -v i="$innocent" 'BEGIN { exit !(i > 0) }' && wrong=$((wrong + 1))
	rm -rf "$at"
done
[ "$wrong" -le $(((seeds + 3) / 4)) ]
verdict $? "at most one innocent in four is spoken against at all ($wrong of $seeds)"
