#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The architecture holds, and its lints find what they forbid. Style and analyzers are
# `make lint` alone: they need tools that a user does not.
set -u

n=0
lint=$PWD/tests/lint
echo "1..16"

verdict() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$TMP/found" | head -n 50
	fi
}

for name in floors banned headers words; do
	"$lint/$name" >"$TMP/found" 2>&1
	verdict $? "$name: nothing found"
done
objects=$(dirname "$ASSAY")/release/analyzer
[ -d "$objects" ] || objects=build/release/analyzer
if [ -d "$objects" ] && command -v nm >/dev/null; then
	"$lint/homes" "$objects" >"$TMP/found" 2>&1
	verdict $? "homes: nothing found"
else
	n=$((n + 1))
	echo "ok $n - homes: nothing found # SKIP no release objects"
fi

# A tree in which one file breaks one rule: `finds LINT WORD FACT` with the file on stdin.
licence='/* SPDX-License-Identifier: GPL-3.0-or-later */'
finds() {
	local name=$1 file=$2 fact=$3 tree
	tree=$(mktemp -d)
	mkdir -p "$tree/$(dirname "$file")" "$tree/tests" "$tree/analyzer"
	{ echo "$licence"; cat; } >"$tree/$file"
	! (cd "$tree" && GIT_CEILING_DIRECTORIES=$tree "$lint/$name") >"$TMP/found" 2>&1 &&
		grep -q "$file" "$TMP/found"
	verdict $? "$name: $fact"
}
finds floors analyzer/stat/a.c "stat must not see probe, on the same floor" <<'X'
#include "probe/set.h"
X
finds floors analyzer/base/a.c "base must not see what stands above it" <<'X'
#include "stat/lr.h"
X
finds floors analyzer/report/a.c "SQLite's header has one home" <<'X'
#include <sqlite3.h>
X
finds banned analyzer/stat/a.c "a banned function is found" <<'X'
int f(char *a, const char *b) { return strcpy(a, b) != 0; }
X
finds banned analyzer/stat/a.c "code below the verbs must not print" <<'X'
void f(void) { printf("x"); }
X
finds banned analyzer/stat/a.c "nor end the process" <<'X'
void f(void) { exit(1); }
X
finds headers analyzer/stat/a.h "a header must compile alone" <<'X'
#ifndef STAT_A_H
#define STAT_A_H
size_t f(void);
#endif
X
finds headers analyzer/stat/a.h "its guard is its path" <<'X'
#ifndef A_H
#define A_H
#endif
X
finds words analyzer/stat/a.c "a path of one machine is found" <<X
/* see /$(printf home)/somebody */
X

tree=$(mktemp -d)
mkdir -p "$tree/stat" "$tree/base"
build() { ${CC:-gcc} -O1 -c -x c -o "$tree/$1" - 2>/dev/null; }
build base/a.o <<'X'
int gsl_ran_x(void);
int f(void) { return gsl_ran_x(); }
X
! "$lint/homes" "$tree" >"$TMP/found" 2>&1 && grep -q 'base/a.o calls gsl_ran_x' "$TMP/found"
verdict $? "homes: GSL is called from stat/ alone"
rm "$tree/base/a.o"
build stat/a.o <<'X'
static int n;
const char *const names[] = {"a"};
int f(void) { return n++; }
X
! "$lint/homes" "$tree" >"$TMP/found" 2>&1 && [ "$(cat "$TMP/found")" = "stat/a.o:n is global and can change" ]
verdict $? "homes: what changes is not global, and a table of constants may be"
