#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One case from import to report under valgrind: no read of what was never written, no
# byte beyond a block, nothing lost. Slow: `make check-long` runs it.
set -u

n=0
echo "1..6"
if ! command -v valgrind >/dev/null; then
	for n in 1 2 3 4 5 6; do echo "ok $n - whole case # SKIP valgrind is not here"; done
	exit 0
fi

here=$TMP/sim
facts=(--genre simulation --simulation "toy language models")
"$SIM_GENERATE" "$here" --families 20 --prompts 40 --seed 1 >/dev/null

# The threads of OpenMP's pool are never joined, so leaks are counted where they are sure.
clean() {
	local fact=$1 status
	shift
	n=$((n + 1))
	OMP_NUM_THREADS=1 valgrind -q --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite "$ASSAY" "$@" >"$TMP/out" 2>"$TMP/err"
	status=$?
	if [ "$status" = 0 ]; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact (status $status)"
		sed 's/^/# /' "$TMP/err" | head -n 60
	fi
}

clean "calibrate" calibrate "$here/corpus" --data "$here/data" -o "$here/corpus/calibration.json"
clean "import of a suspect" import "$TMP/c.assay" "$here/cases/guilty.jsonl" \
	--model suspect --role suspect "${facts[@]}"
clean "import of a teacher" import "$TMP/c.assay" "$here/data/answers/borage-2.jsonl" \
	--model borage-2 --role teacher --lineage "$here/corpus/lineage.tsv" "${facts[@]}"
clean "compare" compare "$TMP/c.assay" --corpus "$here/corpus" --data "$here/data"
clean "report" report "$TMP/c.assay" -o "$TMP/report"
clean "verify" verify "$TMP/c.assay"
