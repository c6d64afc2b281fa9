#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay report: what it writes, what it says, and that its pictures can be drawn again.
set -u

n=0
fixture=tests/data/report/compare.json
echo "1..28"

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
err_has() { grep -q -- "$1" "$TMP/err"; }
page_has() { grep -q -- "$1" "$TMP/r/index.html"; }

assay report "$fixture" -o "$TMP/r"
wrote() {
	local file
	left_with 0 && [ "$(cat "$TMP/out")" = "$TMP/r/index.html" ] || return 1
	for file in index.html report.md report.json data/forest.tsv plots/forest.gp; do
		[ -s "$TMP/r/$file" ] || return 1
	done
}
check "a result becomes a folder, and standard output names its page" wrote

cp "$TMP/r/report.json" "$TMP/again.json"
assay report "$TMP/again.json" -o "$TMP/r2"
same() { left_with 0 && cmp -s "$TMP/r/report.json" "$TMP/r2/report.json" &&
	cmp -s "$TMP/r/index.html" "$TMP/r2/index.html"; }
check "a report of its own report.json is the same report" same

# DESIGN 8: the parts in this order.
in_order() {
	grep -o '<section id="[a-z]*"' "$TMP/r/index.html" | cut -d'"' -f2 | tr '\n' ' ' >"$TMP/parts"
	[ "$(cat "$TMP/parts")" = "summary items method quality evidence exhibits validation \
alternatives limitations reproducibility glossary appendix " ]
}
check "the parts of the page stand in their order" in_order

closed() { page_has "default-src 'none'" && ! page_has '<script' &&
	! grep -qE '(src|href)="(https?:)?//' "$TMP/r/index.html"; }
check "the page allows nothing, runs nothing and refers to nothing outside" closed
both() { page_has '<strong>H1</strong>' && page_has '<strong>H2</strong>'; }
check "both propositions are printed" both
once() { ! grep -o ' id="[^"]*"' "$TMP/r/index.html" | sort | uniq -d | grep -q .; }
check "no id stands twice in the page" once
small() { [ "$(stat -c %s "$TMP/r/index.html")" -lt 5000000 ]; }
check "the page is under 5 MB" small
stamped() {
	local file
	for file in index.html report.md report.json; do
		head -c 4000 "$TMP/r/$file" | grep -q 'SIMULATION\|simulation' || return 1
	done
	for file in "$TMP"/r/data/*.tsv; do
		head -n 1 "$file" | grep -q '^# invented' || return 1
	done
}
check "a simulation says so in every file" stamped

if command -v gnuplot >/dev/null; then
	drawn() {
		local form
		for form in wide narrow; do
			[ "$(grep -c "class=\"figure-$form\"><img [^>]*data:image/svg+xml;base64," "$TMP/r/index.html")" = \
				"$(find "$TMP/r/plots" -name '*.svg' | wc -l)" ] || return 1
		done
	}
	check "every picture is in the page, for wide screens and for narrow ones" drawn
	described() { ! grep -o '<img [^>]*alt="[^"]*"' "$TMP/r/index.html" | grep -q 'alt=""' &&
		[ "$(grep -c '<img ' "$TMP/r/index.html")" = "$(grep -c '<img [^>]*alt=".\{20,\}"' "$TMP/r/index.html")" ]; }
	check "every picture has a text alternative" described
	by_hand() {
		cp -r "$TMP/r" "$TMP/hand" && rm -f "$TMP"/hand/plots/*.svg || return 1
		(cd "$TMP/hand" && for script in plots/*.gp; do gnuplot "$script" || exit 1; done) &&
			diff -r "$TMP/r/plots" "$TMP/hand/plots"
	}
	check "by hand gnuplot draws the same bytes" by_hand
	said() { grep -L 'SIMULATION' "$TMP"/r/plots/*.svg | grep -q . && return 1 || return 0; }
	check "a simulation says so on every picture" said
else
	for fact in "every picture is in the page, for wide screens and for narrow ones" \
		"every picture has a text alternative" \
		"by hand gnuplot draws the same bytes" "a simulation says so on every picture"; do
		skip "$fact" "gnuplot is not installed"
	done
fi

sed 's/"simulation": *"[^"]*"/"simulation": null/' "$fixture" >"$TMP/real.json"
assay report "$TMP/real.json" -o "$TMP/real"
unstamped() { left_with 0 && ! grep -rq SIMULATION "$TMP/real"; }
check "a real case is not called a simulation" unstamped

PATH=/nonexistent "$ASSAY" report "$fixture" -o "$TMP/bare" >"$TMP/out" 2>"$TMP/err" </dev/null
status=$?
bare() { left_with 0 && err_has 'gnuplot is not installed' && [ -s "$TMP/bare/index.html" ]; }
check "without gnuplot the report is written and a warning says what it lacks" bare

assay report "$fixture" -o "$TMP/j" --json
object() { left_with 0 && grep -q '"schema": *"assay.report.v1"' "$TMP/out"; }
check "--json prints one object with a schema" object

assay report
check "without a case: usage" left_with 2
assay report "$TMP/absent.assay"
absent() { left_with 1 && err_has 'absent.assay'; }
check "a case that is not there is named" absent
echo '{"schema": "assay.validate.v1"}' >"$TMP/other.json"
assay report "$TMP/other.json" -o "$TMP/o"
other() { left_with 1 && err_has 'no result of' && [ ! -e "$TMP/o" ]; }
check "another kind of result is refused, and nothing written" other
printf '{"prompt_id":"1","prompt":"a","response":"b"}\n' >"$TMP/a.jsonl"
assay import "$TMP/case.assay" "$TMP/a.jsonl" --model m --role suspect
assay report "$TMP/case.assay" -o "$TMP/c"
before() { left_with 1 && err_has 'assay compare'; }
check "a case that was not compared says what to do" before
touch "$TMP/file"
assay report "$fixture" -o "$TMP/file/in"
nowhere() { [ "$status" != 0 ] && err_has "$TMP/file"; }
check "a folder that cannot be made is named" nowhere

# A copy for the public
assay report "$fixture" -o "$TMP/public" --redact-prompts
# Every text of an exhibit, as the full report has it.
texts() {
	jq -r '[.exhibits, (.own_null[].exhibits)] | .. | objects |
		(.prompt, .text, .suspect, .teacher, .claim, .phrase, .answer_text, .key_text) |
		strings | split("\n")[] | select(length > 10)' "$1"
}
if command -v jq >/dev/null; then
	texts "$fixture" | sort -u >"$TMP/texts"
	hidden() {
		left_with 0 && [ "$(wc -l <"$TMP/texts")" -gt 40 ] &&
			grep -qF -f "$TMP/texts" "$fixture" && ! grep -qF -f "$TMP/texts" "$TMP/public/report.json" "$TMP/public/report.md"
	}
	check "a copy for the public holds no prompt and no answer" hidden
	hashed() {
		local prompt
		prompt=$(jq -r '.exhibits.openings[0].prompt' "$fixture")
		[ "$(jq -r '.exhibits.openings[0].prompt' "$TMP/public/report.json")" = \
			"$(printf %s "$prompt" | sha256sum | cut -d' ' -f1)" ]
	}
	check "but the SHA-256 of each" hashed
	numbers() {
		[ "$(jq -c '[.llr10, .channels, .calibration, .exhibits.phrases[].z]' "$fixture")" = \
			"$(jq -c '[.llr10, .channels, .calibration, .exhibits.phrases[].z]' "$TMP/public/report.json")" ]
	}
	check "and every number of the full report" numbers
else
	for fact in "a copy for the public holds no prompt and no answer" "but the SHA-256 of each" \
		"and every number of the full report"; do
		skip "$fact" "jq is not installed"
	done
fi
told() { grep -q 'copy for the public' "$TMP/public/index.html" && ! page_has 'copy for the public'; }
check "and says what it is" told

# Two side by side
sed 's/"llr10": 1.02,/"llr10": -0.52,/; s/harrow-7b-chat/furrow-7b-chat/g' "$fixture" >"$TMP/second.json"
assay report --compare "$fixture" "$TMP/second.json" -o "$TMP/pair"
pair_has() { grep -q -- "$1" "$TMP/pair/index.html"; }
both_findings() { left_with 0 && pair_has '/first/llr10">+1.02<' && pair_has '/second/llr10">−0.52<'; }
check "two results are put side by side" both_findings
difference() { pair_has '/difference/llr10">+1.54<' && grep -q 'furrow-7b-chat' "$TMP/pair/pair.md"; }
check "with their difference" difference
assay report "$fixture" "$TMP/second.json" -o "$TMP/p2"
said_how() { left_with 2 && err_has '--compare'; }
check "two results without --compare are a usage error that names it" said_how
assay report --compare "$fixture" "$TMP/other.json" -o "$TMP/p3"
which() { left_with 1 && err_has 'the second of the two' && [ ! -e "$TMP/p3" ]; }
check "the one of two that is no result is named" which
