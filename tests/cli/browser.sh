#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A7: the page opens in a browser with no console message and no request beyond the file,
# with a hostile model name too. Each check is first shown to see what it looks for.
set -u

facts=("a page that talks and asks is noticed"
	"the report writes nothing to the console"
	"the report asks for nothing beyond the file"
	"a hostile name writes nothing to the console and asks for nothing"
	"a hostile name adds no element that runs or loads"
	"the page is no wider than a telephone")
n=0
echo "1..${#facts[@]}"

skip_rest() {
	while [ $n -lt ${#facts[@]} ]; do
		n=$((n + 1))
		echo "ok $n - ${facts[n - 1]} # SKIP $1"
	done
	exit 0
}
check() {
	local fact=${facts[n]}
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# /' "$TMP/said" "$TMP/asked" | cut -c1-300 | head -n 10
	fi
}

browser=
for name in chromium chromium-browser google-chrome; do
	browser=$(command -v "$name") && break
done
[ -n "$browser" ] || skip_rest "no chromium"

# visit FILE [OPTION...]: DOM to $TMP/dom, console lines to $TMP/said, requests that a page
# made to $TMP/asked. The browser's own errands carry no file:// site and reach nobody.
visit() {
	local page=$1
	shift
	rm -rf "$TMP/profile"
	timeout -k 5 90 "$browser" --headless --no-sandbox --disable-gpu --disable-quic \
		--no-first-run --disable-background-networking --disable-component-update \
		--disable-sync --host-resolver-rules='MAP * ~NOTFOUND' \
		--user-data-dir="$TMP/profile" --enable-logging=stderr --v=0 \
		--log-net-log="$TMP/net.json" "$@" --dump-dom "file://$page" \
		>"$TMP/dom" 2>"$TMP/log" </dev/null || return 1
	grep 'CONSOLE' "$TMP/log" >"$TMP/said"
	grep -o 'SiteForCookies: {site=file:[^}]*}"[^}]*"url":"[^"]*"' "$TMP/net.json" >"$TMP/asked"
	return 0
}
quiet() { [ -s "$TMP/dom" ] && [ ! -s "$TMP/said" ]; }
still() { [ -s "$TMP/net.json" ] && [ ! -s "$TMP/asked" ]; }

echo '<script>console.log("a")</script><img src="http://127.0.0.1:9/a.png">' >"$TMP/talks.html"
visit "$TMP/talks.html" || skip_rest "chromium does not start here"
noticed() { [ -s "$TMP/said" ] && grep -q '127.0.0.1:9/a.png' "$TMP/asked"; }
check noticed

"$ASSAY" report tests/data/report/compare.json -o "$TMP/r" >/dev/null 2>&1
visit "$TMP/r/index.html"
check quiet
check still

# shellcheck disable=SC2016 # the backticks are meant as they stand
hostile='\\"`id`<script>alert(1)</script><img src=http://127.0.0.1:9/b>\\u001b[31m '"'"'; DROP TABLE '
sed "s|harrow-7b-chat|$hostile|g" tests/data/report/compare.json >"$TMP/hostile.json"
"$ASSAY" report "$TMP/hostile.json" -o "$TMP/h" >/dev/null 2>&1
visit "$TMP/h/index.html"
harmless() { quiet && still && grep -q 'DROP TABLE' "$TMP/dom"; }
check harmless
no_element() { ! grep -qiE '<(script|iframe|object|embed|link rel="stylesheet)' "$TMP/dom" &&
	! grep -oE '<img [^>]*' "$TMP/dom" | grep -qv 'src="data:image/svg+xml;base64,'; }
check no_element

# The frame is as wide as a telephone; a script outside the page looks at what is in it.
{
	echo '<iframe id="f" style="width:390px;height:900px" srcdoc="'
	sed -e 's/&/\&amp;/g' -e 's/"/\&quot;/g' -e "s/default-src 'none'; //" "$TMP/h/index.html"
	echo '"></iframe><script>onload = function () {'
	echo 'var d = document.getElementById("f").contentDocument.documentElement;'
	echo 'document.title = "width " + d.scrollWidth + " of " + d.clientWidth; }</script>'
} >"$TMP/frame.html"
visit "$TMP/frame.html"
fits() {
	local widths
	widths=$(grep -oE '<title>width [0-9]+ of [0-9]+' "$TMP/dom" | head -n 1)
	read -r _ widths _ room <<<"${widths#<title>}"
	[ -n "${room:-}" ] && [ "$room" -gt 300 ] && [ "$widths" -le "$room" ]
}
check fits
