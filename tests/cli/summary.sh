#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What compare tells a person: one screen of 80 x 24, colours on a terminal alone.
set -u

n=0
echo "1..17"
check() { # FACT COMMAND...
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		cat -v "$TMP/out" | sed 's/^/# out: /' | head -n 30
		sed 's/^/# err: /' "$TMP/err" | head -n 5
	fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
escape=$(printf '\033')
fits() {
	[ -s "$TMP/out" ] && [ "$(wc -l <"$TMP/out")" -le 24 ] &&
		awk 'length($0) > 80 { exit 1 }' "$TMP/out"
}
plain() { [ -s "$TMP/out" ] && ! grep -q "$escape" "$TMP/out"; }
coloured() { grep -q "$escape\[" "$TMP/out"; }
says() { tr -s ' \n' ' ' <"$TMP/out" | grep -qE -- "$1"; }

generate=${SIM_GENERATE:-$(dirname "$ASSAY")/sim-generate}
"$generate" "$TMP/sim" --families 24 --prompts 80 --seed 2 >"$TMP/out" 2>"$TMP/err"
c=$TMP/c.assay
put() { # FILE MODEL ROLE
	"$ASSAY" import "$c" "$TMP/sim/$1.jsonl" --model "$2" --role "$3" --genre simulation \
		--lineage "$TMP/sim/corpus/lineage.tsv" 2>"$TMP/err"
}
put cases/guilty suspect-guilty suspect
put data/answers/borage-2 borage-2 teacher
compare=("$ASSAY" compare "$c" --corpus "$TMP/sim/corpus" --data "$TMP/sim/data" --replicates 60)
summary() { "${compare[@]}" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null; }

summary
check "a finding fits 80 x 24" fits
check "it says no escape where it is piped" plain
check "a simulation is said first" eval 'head -n 1 "$TMP/out" | grep -q "^SIMULATION: "'
check "then suspect, teacher and the conclusion with its strength" \
	eval 'sed -n 2,3p "$TMP/out" | tr "\n" " " | grep -qE "^suspect-guilty against borage-2: .*[a-z]+ support "'
check "the strength has ratio, interval, bound, and what that is" \
	says 'strength LLR10 [-+0-9.]+ \[[-+0-9.]+, [-+0-9.]+\] \(90 %[^)]*\) that is answers about [0-9.]+ times (\([^)]*\) )?more probable if .* an independent model.*; no probability; LLR10: log10 bound [-+0-9.]+ to'
check "at the bound it says that the number was cut there" \
	says '\(90 %, cut at the bound\).* bound [-+0-9.]+ to [-+0-9.]+: with so few families nothing stronger can be said'
check "what was not weighed, the direction, channels, warnings before reasons, a step" \
	says 'not weighed H2b a shared base model, .*H2e the other direction: still open .* direction undetermined: .* channels .* warnings - .* reasons - .* next step '
check "a sibling that is as near is named" says 'version borage-1 not told apart'
check "how many steps are left to the report is said" says '[0-9]+ more steps in the report'

# A model's name belongs to its vendor: it may steer nothing and take no more than its place.
hostile=$(printf '\033[31m\342\200\256%s' "$(printf '%300s' '' | tr ' ' x)")
put cases/innocent "$hostile" control
summary --suspect "$hostile"
check "a hostile name of 300 letters: the same screen" fits
check "and no escape" plain
check "the conclusion is still there" eval 'sed -n 2,4p "$TMP/out" | tr "\n" " " | grep -q ": [a-z]"'

# on_terminal ENVIRONMENT...: under a pseudo terminal of 80 x 24; script's own lines end in \r.
on_terminal() {
	printf '%q ' env "$@" "${compare[@]}" --suspect suspect-guilty >"$TMP/run"
	TERM=xterm script -qec "stty rows 24 cols 80; bash $TMP/run" /dev/null \
		</dev/null 2>"$TMP/err" | tr -d '\r' >"$TMP/out"
	grep -q borage-2 "$TMP/out"
}
if command -v script >/dev/null && on_terminal A=b; then
	check "a terminal shows colours" coloured
	sed -i "s/$escape\[[0-9;]*m//g" "$TMP/out"
	cp "$TMP/out" "$TMP/stripped"
	check "without a terminal the same words stand there" \
		eval 'summary --suspect suspect-guilty && says "$(head -n 1 "$TMP/stripped")" &&
			[ "$(tr -d "\n " <"$TMP/out" | cut -c 1-300)" = "$(tr -d "\n " <"$TMP/stripped" | cut -c 1-300)" ]'
	on_terminal NO_COLOR=1
	check "NO_COLOR: none" plain
	on_terminal TERM=dumb
	check "TERM=dumb: none" plain
	on_terminal NO_COLOR=
	check "an empty NO_COLOR forbids nothing" coloured
else
	for fact in "a terminal shows colours" "the same words" "NO_COLOR: none" "TERM=dumb: none" "an empty NO_COLOR"; do
		skip "$fact" "no script, or no pseudo terminals"
	done
fi
