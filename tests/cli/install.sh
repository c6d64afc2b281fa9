#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# An installed program finds what it ships with, wherever it stands, and leaves whole.
set -u

root=$TMP/root
bin=$root/usr/local/bin/assay
share=$root/usr/local/share/assay
n=0
echo "1..7"

check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@" >"$TMP/out" 2>&1; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# /' "$TMP/out" | head -n 20
	fi
}

# -o all: what is tested here is built already, perhaps in another mode.
house() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -o all "$@" PROGRAM="$ASSAY" \
		DESTDIR="$root" PREFIX=/usr/local
}

installs() { house install && [ -x "$bin" ] && [ -d "$share/corpora" ]; }
check "make install puts the program and its data under DESTDIR and PREFIX" installs
readable() { [ -z "$(find "$share" ! -perm -a+r)" ]; }
check "everybody may read the data" readable
lean() { [ "$(du -sk "$share" | cut -f 1)" -lt 20000 ]; }
check "no recorded answers are among them" lean
cmp_trees() { diff -r corpora "$share/corpora"; }
check "the corpora are those of the source tree" cmp_trees

writes_of_itself() {
	"$bin" help --format man | cmp - "$root/usr/local/share/man/man1/assay.1" &&
		"$bin" help --format bash | cmp - "$root/usr/local/share/bash-completion/completions/assay" &&
		"$bin" help --format zsh | cmp - "$root/usr/local/share/zsh/site-functions/_assay" &&
		"$bin" help --format fish | cmp - "$root/usr/local/share/fish/vendor_completions.d/assay.fish"
}
check "manual page and completions are where man and the shells look" writes_of_itself

finds_data() { (cd / && env -u ASSAY_DATA "$bin" corpus list) | grep -q alpaca_eval; }
if "$ASSAY" --help | grep -q '^  corpus '; then
	check "the installed program finds its corpora without being told" finds_data
else
	n=$((n + 1))
	echo "ok $n - the installed program finds its corpora # SKIP no verb corpus"
fi

leaves() { house uninstall && [ -z "$(find "$root" -type f)" ]; }
check "make uninstall leaves no file behind" leaves
