#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Pages as readers have them: on a telephone, a tablet, a desk and on paper, light and dark.
# They do not overflow, say or ask for anything; tables keep words whole, sheets of paper are
# filled, numbered and begun where they should be (with pdftotext of poppler-utils); axe finds no serious fault for those who read
# with a keyboard or by ear; the HTML is valid; report.json is as its schema says. The
# pictures taken stay in build/shots. Each check is first shown to see what it looks for.
set -u

modules=build/web
facts=("a page with every fault is noticed"
	"nothing overflows"
	"nothing is written to the console"
	"nothing is asked for"
	"axe finds nothing serious"
	"the HTML is valid"
	"no word is broken in a table, and no column holds one word a line"
	"what is folded is on paper, or its file is named"
	"every sheet is numbered"
	"the summary is one sheet"
	"no sheet is near empty"
	"no heading, caption or head of a table ends a sheet"
	"no option of a command is broken on paper"
	"the first sheet of a simulation begins by saying so"
	"a result of another shape is noticed"
	"report.json is as its schema says"
	"the checked-in example is as the schema says")
n=0
echo "1..${#facts[@]}"

check() {
	local fact=${facts[n]}
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# /' "$TMP/said" "$TMP/err" | cut -c1-300 | head -n 12
	fi
}
skip_rest() {
	while [ $n -lt ${#facts[@]} ]; do
		n=$((n + 1))
		echo "ok $n - ${facts[n - 1]} # SKIP $1"
	done
	exit 0
}
browser=
for name in chromium chromium-browser google-chrome; do
	browser=$(command -v "$name") && break
done
[ -n "$browser" ] || skip_rest "no chromium"
if ! command -v node >/dev/null || [ ! -d $modules/node_modules ]; then
	skip_rest "no modules: tests/web/setup installs them with npm"
fi

look() { # PAGE...
	timeout -k 5 250 node tests/web/page.js $modules "$browser" build/shots "$@" \
		>"$TMP/said" 2>"$TMP/err" </dev/null
}
without() { ! grep -q "^$1" "$TMP/said"; }

on_sheets=()
command -v pdftotext >/dev/null && on_sheets=(unnumbered summary sparse alone option silent)

mkdir -p "$TMP/bad"
{
	echo '<html><style>.wide { width: 2000px } @media print { .wide { display: none } }</style>'
	echo '<body class="simulated"><script>console.log("a")</script><main>'
	echo '<section id="summary"><p style="padding-top:40cm">long</p></section><section id="items"><h2>Items</h2>'
	echo '<p style="width:2em"><span class="whole">--family</span></p>'
	echo '<table><tr><td style="overflow-wrap:anywhere;width:3em">unbreakable'
	echo '</td></tr></table><table style="width:1em"><tr><td>one word a line</td></tr></table>'
	echo '<details><summary>More</summary><p>folded</p></details>'
	echo '<h2 style="padding-top:20cm">Alone at the foot</h2><p style="height:26cm;break-inside:avoid">high</p>'
	echo '<p>sparse</p><p style="height:26cm;break-inside:avoid">high</p></section>'
	echo '<img src="http://127.0.0.1:9/a.png"><div class="wide">wide</div></main>'
} >"$TMP/bad/index.html"
noticed() {
	local kind
	for kind in overflow console request axe html cramped folded "${on_sheets[@]}"; do
		grep -q "^$kind" "$TMP/said" || return 1
	done
	grep -q 'broken: unbreakable' "$TMP/said" && grep -q 'a word a line: one' "$TMP/said"
}
look "$TMP/bad/index.html" || skip_rest "the browser does not start here"
check noticed

# shellcheck disable=SC2016 # the backticks are meant as they stand
hostile='\\"`id`<script>alert(1)</script><img src=http://127.0.0.1:9/b>\\u001b[31m '"'"'; DROP TABLE '
fixture=tests/data/report/compare.json
sed "s|harrow-7b-chat|$hostile|g" $fixture >"$TMP/hostile.json"
"$ASSAY" report $fixture -o "$TMP/report" >/dev/null 2>"$TMP/err"
"$ASSAY" report --redact-prompts "$TMP/hostile.json" -o "$TMP/hostile" >/dev/null 2>>"$TMP/err"
"$ASSAY" report --compare $fixture "$TMP/hostile.json" -o "$TMP/pair" >/dev/null 2>>"$TMP/err"
look "$TMP/report/index.html" "$TMP/hostile/index.html" "$TMP/pair/index.html"
looked=$?
for kind in overflow console request axe html cramped folded; do
	check eval "[ $looked = 0 ] && without $kind"
done
for kind in unnumbered summary sparse alone option silent; do
	if [ ${#on_sheets[@]} -gt 0 ]; then
		check eval "[ $looked = 0 ] && without $kind"
	else
		n=$((n + 1))
		echo "ok $n - ${facts[n - 1]} # SKIP no pdftotext"
	fi
done

fits() { # FILE...
	node tests/web/schema.js $modules reports/report.schema.json "$@" >"$TMP/said" 2>"$TMP/err" &&
		[ ! -s "$TMP/said" ]
}
sed 's/"llr10": [0-9.]*,/"llr10": "much",/; s/"role": "teacher"/"role": "judge"/' $fixture >"$TMP/other.json"
another() { ! fits "$TMP/other.json" && grep -q '/llr10' "$TMP/said" && grep -q '/items/[0-9]*/role' "$TMP/said"; }
check another
check fits "$TMP/report/report.json" "$TMP/hostile/report.json"
check fits reports/example/report.json
