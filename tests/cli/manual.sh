#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Help, the manual page and the completions say what the option tables say, and nothing of
# them can be forgotten. Shells and checkers that are not here are skipped.
set -u

n=0
echo "1..28"
check() { # FACT COMMAND...
	local fact=$1
	shift
	n=$((n + 1))
	if "$@" >"$TMP/said" 2>&1; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		cat -v "$TMP/said" | sed 's/^/# /' | head -n 10
	fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}
has() { command -v "$1" >/dev/null; }

for format in man bash zsh fish json corpora sets; do
	"$ASSAY" help --format "$format" >"$TMP/$format" 2>"$TMP/err" || echo "# no $format"
done
verbs=$("$ASSAY" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
# Every verb and option, as "verb option" lines.
all=$(jq -r '.verbs[] | .name as $v | .options[] | "\($v) \(.name)"' "$TMP/json")
wide() { awk 'length($0) > 80 { print; bad = 1 } END { exit bad || !NR }'; }

# Help
knows_verbs() { [ -n "$verbs" ] && [ "$(jq -r '.verbs[].name' "$TMP/json")" = "$verbs" ]; }
check "help --json lists the verbs of --help" knows_verbs
fits() {
	local verb
	"$ASSAY" --help | wide || return 1
	for verb in $verbs; do "$ASSAY" "$verb" -h | wide || return 1; done
	[ -n "$verbs" ]
}
check "no help is wider than 80 columns" fits
indented() {
	local verb
	for verb in $verbs; do
		"$ASSAY" "$verb" -h | sed -n '1,/^$/p' | grep -vE '^(Examples:|  .*|)$' && return 1
	done
	[ -n "$verbs" ]
}
check "examples come first, all as far in" indented
check "help of two verbs: usage" eval '"$ASSAY" help run plan; [ $? = 2 ]'
check "an unknown format: usage, and the known ones" \
	eval '"$ASSAY" help --format tcsh 2>"$TMP/err"; [ $? = 2 ] && grep -q "bash, zsh, fish" "$TMP/err"'

# The pager
pages() { # ENVIRONMENT... -- COMMAND...
	local environment=()
	while [ "$1" != -- ]; do
		environment+=("$1")
		shift
	done
	shift
	printf '%q ' env "${environment[@]}" "$ASSAY" "$@" >"$TMP/run"
	TERM=xterm script -qec "stty rows 24 cols 80; bash $TMP/run" /dev/null \
		</dev/null 2>"$TMP/err" | tr -d '\r' >"$TMP/out"
	grep -q Usage "$TMP/out"
}
mark=$TMP/mark
printf '#!/bin/sh\necho "$@" >%s\nenv >>%s\ncat\n' "$mark" "$mark" >"$TMP/pager"
chmod +x "$TMP/pager"
ran() { [ -s "$mark" ]; }
if has script && pages 'PAGER=cat' -- help; then
	check "long help goes through \$PAGER, its words split" \
		eval 'pages "PAGER=$TMP/pager -x y" OPENAI_API_KEY=secret-of-mine -- run -h && head -n 1 "$mark" | grep -qx -- "-x y"'
	check "which sees no key" eval 'ran && ! grep -q secret-of-mine "$mark"'
	rm -f "$mark"
	check "help that fits the screen does not" eval 'pages "PAGER=$TMP/pager" -- verify -h && ! ran'
	check "no shell reads \$PAGER" eval 'pages "PAGER=touch $mark;" -- run -h; ! ran'
	check "a pager that is not there: the text is printed" pages PAGER=no-such-pager -- run -h
	check "an empty one: likewise" pages PAGER= -- run -h
else
	for fact in "long help goes through \$PAGER" "it sees no key" "short help does not" "no shell reads it" \
		"a pager that is not there" "an empty one"; do
		skip "$fact" "no script, or no pseudo terminals"
	done
fi
rm -f "$mark"
check "piped help never does" eval 'PAGER="$TMP/pager" "$ASSAY" run -h | grep -q Usage && ! ran'

# The manual page
in_manual() {
	local verb option
	while read -r verb option; do
		sed -n "/^\.SS assay $verb\$/,/^\.S[SH] /p" "$TMP/man" | tr -d "\\\\" | grep -qF -- "--$option" ||
			{ echo "$verb --$option"; return 1; }
	done <<<"$all"
}
check "the manual has every option of every verb" in_manual
sections() {
	[ "$(sed -n 's/^\.SH //p' "$TMP/man" | tr '\n' ,)" = \
		"NAME,SYNOPSIS,DESCRIPTION,VERBS,EXIT STATUS,ENVIRONMENT,FILES,EXAMPLES," ]
}
check "and the sections that manuals have" sections
statuses() { [ "$(sed -n '/^\.SH EXIT/,/^\.SH ENV/s/^\.B //p' "$TMP/man" | tr -d '\n')" = 01234567 ]; }
check "all exit statuses are in it" statuses
if has mandoc; then
	check "mandoc's lint finds nothing" eval '[ -z "$(mandoc -Tlint "$TMP/man" 2>&1)" ]'
else
	skip "mandoc's lint finds nothing" "no mandoc"
fi
if has groff; then
	check "groff warns of nothing" eval '[ -s "$TMP/man" ] && [ -z "$(groff -man -Tutf8 -ww "$TMP/man" 2>&1 >/dev/null)" ]'
else
	skip "groff warns of nothing" "no groff"
fi

# Completions
in_scripts() { # FORMAT PATTERN: with VERB and OPTION in it
	local verb option
	while read -r verb option; do
		grep -qE -- "--?(l )?$option\\b" "$TMP/$1" || { echo "$verb --$option"; return 1; }
	done <<<"$all"
}
check "bash's has every option" in_scripts bash
check "zsh's too" in_scripts zsh
fish_has() {
	local verb option
	while read -r verb option; do
		grep -qE "'__assay_is $verb'.* -l $option( |\$)" "$TMP/fish" || { echo "$verb $option"; return 1; }
	done <<<"$all"
}
check "fish's too, by verb" fish_has
check "corpora are listed by name" grep -qx alpaca_eval "$TMP/corpora"
check "probe sets too" grep -qx everyday "$TMP/sets"

# bash_completes EXPECTED WORD...: what the last word becomes
mkdir -p "$TMP/here/a-folder"
touch "$TMP/here/a-plan.json"
bash_completes() {
	local expected=$1
	shift
	(cd "$TMP/here" && bash -c '. "$1"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_assay "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" || exit
		echo "${COMPREPLY[@]}"' bash "$TMP/bash" "$ASSAY" "$@") >"$TMP/out"
	[ "$(cat "$TMP/out")" = "$expected" ] || { cat "$TMP/out"; return 1; }
}
verbs_and_options() {
	bash_completes compare comp && bash_completes --corpus compare x.assay --corp &&
		bash_completes "bar" run --progress b && bash_completes bar run --progress = b
}
check "bash completes verbs, options and choices" verbs_and_options
files_and_names() {
	bash_completes a-folder compare c --data a- && bash_completes a-plan.json run a-p &&
		bash_completes alpaca_eval compare c --corpus alp && bash_completes everyday probes show every &&
		bash_completes check probes che
}
check "and files, folders, corpora, probe sets and what a verb can be told" files_and_names
check "a number is not guessed" bash_completes "" run --block a

if has fish; then
	fish_completes() { # EXPECTED LINE
		(cd "$TMP/here" && HOME=$TMP PATH="$(dirname "$ASSAY"):$PATH" fish --no-config -c '
			source $argv[1]; complete -C $argv[2]' "$TMP/fish" "$2" | cut -f 1 | tr '\n' ' ') >"$TMP/out"
		[ "$(cat "$TMP/out")" = "$1 " ] || { cat "$TMP/out"; return 1; }
	}
	fish_all() {
		fish_completes compare "assay comp" && fish_completes alpaca_eval "assay compare c --corpus alp" &&
			fish_completes everyday "assay probes show every" && fish_completes a-plan.json "assay run a-p" &&
			fish_completes bar "assay run --progress b" && fish_completes a-folder/ "assay report c -o a-"
	}
	check "fish completes the same" fish_all
else
	skip "fish completes the same" "no fish"
fi

# An interactive zsh, whose `assay` tells what it was called with.
cat >"$TMP/zsh.rc" <<'Z'
PROMPT= RPROMPT= PS2=
unsetopt zle_bracketed_paste promptcr
unsetopt prompt_sp
autoload -U compinit && compinit -D -u
assay() { if [[ $1 == help ]]; then $ASSAY "$@"; else print -r -- "GOT $*"; fi }
Z
if has zsh; then
	zsh_completes() { # EXPECTED LINE-WITH-TABS
		(cd "$TMP/here" && HOME=$TMP zsh -fc '
			zmodload zsh/zpty || exit
			zpty z env TERM=dumb zsh -f -i
			zpty -w z "source $1/zsh.rc; source $1/zsh; print READY"
			zpty -r -m z out "*READY*READY*"
			zpty -w z "$2"
			zpty -r -m z out "*GOT *
*"
			print -r -- "$out"' zsh "$TMP" "$2" | tr -d '\r' | sed -n 's/.*GOT //p' | sed 's/ *$//') >"$TMP/out"
		[ "$(cat "$TMP/out")" = "$1" ] || { cat "$TMP/out"; return 1; }
	}
	zsh_all() {
		zsh_completes "compare c --corpus=alpaca_eval" $'assay comp\tc --corp\talp\t' &&
			zsh_completes "probes show everyday" $'assay probes sh\teve\t' &&
			zsh_completes "run a-plan.json" $'assay run a-p\t'
	}
	check "zsh loads its script without a word" \
		eval '[ -s "$TMP/zsh" ] && [ -z "$(zsh -fc "autoload -U compinit; compinit -D -u; source $TMP/zsh" 2>&1)" ]'
	export ASSAY
	check "zsh completes the same" timeout 60 bash -c "TMP=$TMP; $(declare -f zsh_completes zsh_all); zsh_all"
else
	skip "zsh loads its script without a word" "no zsh"
	skip "zsh completes the same" "no zsh"
fi
