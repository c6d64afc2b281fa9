#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay matrix -o: the folder it writes, that its pictures can be drawn again, and that a
# browser opens its page without a word and without a request.
set -u

n=0
echo "1..18"

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
err_has() { grep -qF -- "$1" "$TMP/err"; }
page_has() { grep -qF -- "$1" "$TMP/s/index.html"; }

sim=$TMP/sim
generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$sim" --families 20 --prompts 80 --seed 2 >"$TMP/out" 2>"$TMP/err"
models=$(find "$sim/data/answers" -name '*.jsonl' | wc -l)

# A corpus
assay matrix "$sim/corpus" --data "$sim/data" -o "$TMP/s"
cp "$TMP/out" "$TMP/table"
wrote() {
	local file
	left_with 0 && err_has "$TMP/s/index.html" || return 1
	for file in index.html survey.md matrix.json data/{matrix,map,nearest}.tsv \
		plots/{matrix,map,nearest}.gp; do
		[ -s "$TMP/s/$file" ] || return 1
	done
}
check "a corpus becomes a folder with page, data and scripts" wrote
assay matrix "$sim/corpus" --data "$sim/data"
check "the table on standard output is the same without -o" cmp -s "$TMP/out" "$TMP/table"
assay matrix "$sim/corpus" --data "$sim/data" --json
check "matrix.json is what --json prints" cmp -s "$TMP/out" "$TMP/s/matrix.json"
OMP_NUM_THREADS=3 assay matrix "$sim/corpus" --data "$sim/data" -o "$TMP/again"
check "again, with other threads, it is the same folder" diff -r "$TMP/s" "$TMP/again"
has_rows() { [ "$(tail -n +3 "$TMP/s/data/$1.tsv" | wc -l)" = "$models" ]; }
check "a row per model on the map" has_rows map
check "a row per model in the table of nearest models" has_rows nearest
agree() {
	local mine theirs
	mine=$(awk -F '\t' 'NR > 2 { print $2 "\t" $4 }' "$TMP/s/data/nearest.tsv" | sort)
	theirs=$(awk -F '\t' 'NR > 1 { print $1 "\t" $2 }' "$TMP/table" | sort)
	[ -n "$mine" ] && [ "$mine" = "$theirs" ]
}
check "page and terminal name the same nearest models" agree
closed() { page_has "default-src 'none'" && ! page_has '<script' &&
	! grep -qE '(src|href)="(https?:)?//' "$TMP/s/index.html"; }
check "the page allows nothing, runs nothing and refers to nothing outside" closed
no_ratio() { page_has 'Nothing here is a likelihood ratio' && ! page_has LLR10; }
check "the page says that it weighs nothing" no_ratio
stamped() {
	local file
	for file in index.html survey.md matrix.json; do
		head -c 20000 "$TMP/s/$file" | grep -q 'toy language models' || return 1
	done
	for file in "$TMP"/s/data/*.tsv; do
		head -n 1 "$file" | grep -q '^# toy language models' || return 1
	done
	for file in "$TMP"/s/plots/*; do
		grep -q SIMULATION "$file" || return 1
	done
}
check "a simulation says so in every file and on every picture" stamped

if command -v gnuplot >/dev/null; then
	drawn() { [ "$(grep -c 'class="figure-wide"><img [^>]*alt=".\{20,\}" src="data:image/svg+xml;base64,' "$TMP/s/index.html")" = 3 ] &&
		[ "$(grep -c 'class="figure-narrow"><img [^>]*alt=".\{20,\}" src="data:image/svg+xml;base64,' "$TMP/s/index.html")" = 3 ]; }
	check "three pictures are in the page, each with a text alternative" drawn
	by_hand() {
		cp -r "$TMP/s" "$TMP/hand" && rm -f "$TMP"/hand/plots/*.svg || return 1
		(cd "$TMP/hand" && for script in plots/*.gp; do gnuplot "$script" 2>&1 || exit 1; done) \
			>"$TMP/gnuplot" || return 1
		[ ! -s "$TMP/gnuplot" ] && diff -r "$TMP/s/plots" "$TMP/hand/plots"
	}
	check "by hand gnuplot draws the same bytes without a warning" by_hand
else
	skip "three pictures are in the page, each with a text alternative" "gnuplot is not installed"
	skip "by hand gnuplot draws the same bytes without a warning" "gnuplot is not installed"
fi

# A case, with a hostile name, roles and no lineage
# shellcheck disable=SC2016 # the backticks are meant as they stand
hostile='"`id`<script>alert(1)</script>'$'\033''[31m '"'; DROP TABLE "
c=$TMP/c.assay
"$ASSAY" import "$c" "$sim/data/answers/alder-1.jsonl" --model "$hostile" --role suspect 2>"$TMP/err"
"$ASSAY" import "$c" "$sim/data/answers/alder-2.jsonl" --model alder-2 --role teacher 2>"$TMP/err"
for model in borage-1 borage-2 clover-1; do
	"$ASSAY" import "$c" "$sim/data/answers/$model.jsonl" --model "$model" --role control 2>"$TMP/err"
done
assay matrix "$c" -o "$TMP/h"
harmless() { left_with 0 && grep -qF '&lt;script&gt;alert(1)' "$TMP/h/index.html" &&
	! grep -q '<script' "$TMP/h/index.html" && ! grep -q $'\033' "$TMP/h/index.html"; }
check "a case with a hostile name is surveyed harmlessly" harmless
marked() { grep -q '◆' "$TMP/h/data/matrix_names.tsv" && grep -q '■ alder-2' "$TMP/h/data/matrix_names.tsv"; }
check "suspect and teacher are marked" marked
unstamped() { ! grep -rq SIMULATION "$TMP/h"; }
check "what is not called a simulation is not stamped as one" unstamped

browser=
for name in chromium chromium-browser google-chrome; do
	browser=$(command -v "$name") && break
done
visit() {
	timeout -k 5 90 "$browser" --headless --no-sandbox --disable-gpu --disable-quic \
		--no-first-run --disable-background-networking --disable-component-update \
		--disable-sync --host-resolver-rules='MAP * ~NOTFOUND' \
		--user-data-dir="$TMP/profile" --enable-logging=stderr --v=0 \
		--log-net-log="$TMP/net.json" --dump-dom "file://$1" \
		>"$TMP/dom" 2>"$TMP/log" </dev/null
}
if [ -n "$browser" ] && visit "$TMP/h/index.html"; then
	quiet() { [ -s "$TMP/dom" ] && ! grep 'CONSOLE' "$TMP/log" >"$TMP/err" &&
		! grep -o 'SiteForCookies: {site=file:[^}]*}"[^}]*"url":"[^"]*"' "$TMP/net.json" >"$TMP/err"; }
	check "its page writes nothing to the console and asks for nothing" quiet
else
	skip "its page writes nothing to the console and asks for nothing" "no chromium"
fi

touch "$TMP/file"
assay matrix "$c" -o "$TMP/file/in"
nowhere() { [ "$status" != 0 ] && err_has "$TMP/file" && [ ! -s "$TMP/out" ]; }
check "a folder that cannot be made is named" nowhere
PATH=/nonexistent "$ASSAY" matrix "$c" -o "$TMP/bare" >"$TMP/out" 2>"$TMP/err" </dev/null
status=$?
bare() { left_with 0 && err_has 'gnuplot is not installed' && grep -q 'Torgerson' "$TMP/bare/index.html"; }
check "without gnuplot the page is written and a warning says what it lacks" bare
