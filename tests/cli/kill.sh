#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# I1: kill -9 at random instants of an import. What is there verifies; the import given
# again ends in the same content as one that was never interrupted, but for times and
# the hashes over them. KILLS (20) and ASSAY_SEED choose how many and which.
set -u

kills=${KILLS:-20}
RANDOM=${ASSAY_SEED:-1}
echo "1..$((kills + 3))"
cd "$TMP" || exit 7

for m in ann bob; do
	mkdir -p "results/$m"
	awk -v m="$m" 'BEGIN {
		print "["
		for (i = 1; i <= 2500; i++)
			printf "{\"instruction\": \"Say %d to %s.\", \"output\": \"%s says %d and %d, and that is all there is.\", \"generator\": \"g\"}%s\n",
				i, m, m, i, i * i % 977, i < 2500 ? "," : "]"
	}' >"results/$m/model_outputs.json"
done
import() { "$ASSAY" import "$1" results --role background --genre assistant; }

# content CASE FILE: the journal without times and hashes.
content() {
	rm -rf bag
	"$ASSAY" export "$1" bag >export.out || return 1
	sed -E 's/"utc":"[^"]*"//; s/"prev":"[^"]*","hash":"[^"]*"//' bag/data/journal.jsonl >"$2"
}

begin=$(date +%s%N)
import whole.assay 2>err
took_us=$((($(date +%s%N) - begin) / 1000))
content whole.assay whole.jsonl
[ "$(wc -l <whole.jsonl)" = 5008 ] || echo "# $(wc -l <whole.jsonl) rows"

early=0
partial=0
n=0
for ((n = 1; n <= kills; n++)); do
	after_us=$((RANDOM * took_us / 32768))
	rm -rf x.assay*
	"$ASSAY" import x.assay results --role background --genre assistant 2>err &
	pid=$!
	sleep "$(printf '%d.%06d' $((after_us / 1000000)) $((after_us % 1000000)))"
	kill -9 $pid 2>err
	wait $pid 2>err
	fact="killed after $((after_us / 1000)) ms: sound, and the same once imported again"
	why=
	if [ -s x.assay ] && "$ASSAY" verify x.assay >verify.out 2>err; then
		partial=$((partial + 1))
	elif [ -s x.assay ] && ! grep -q 'is empty' err; then
		why="what the kill left does not verify: $(cat err)"
	else
		early=$((early + 1))
	fi
	import x.assay 2>err || why=${why:-"the second import failed: $(tail -n 1 err)"}
	"$ASSAY" verify x.assay >verify.out 2>err || why=${why:-"it does not verify: $(cat err)"}
	content x.assay x.jsonl && cmp -s x.jsonl whole.jsonl || why=${why:-"the content differs"}
	[ "$(find . -maxdepth 1 -name 'x.assay*' | wc -l)" = 1 ] || why=${why:-"more than one file remains"}
	if [ -z "$why" ]; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		echo "# $why"
	fi
done
echo "# of $kills kills $early came before the first row, $partial left a case; one import takes $((took_us / 1000)) ms"

if [ "$partial" -gt 0 ]; then
	echo "ok $n - some of the kills fell into the work"
else
	echo "not ok $n - some of the kills fell into the work"
fi

# Again and again, until it is done
rm -rf x.assay*
for _ in $(seq 50); do
	timeout -s KILL "$(printf '0.%06d' $((took_us / 4 % 1000000 + 20000)))" \
		"$ASSAY" import x.assay results --role background --genre assistant 2>err && break
done 2>killed
import x.assay 2>err
content x.assay x.jsonl
n=$((n + 1))
if cmp -s x.jsonl whole.jsonl; then
	echo "ok $n - killed again and again, it still ends in the same content"
else
	echo "not ok $n - killed again and again, it still ends in the same content"
fi

cp x.assay before
import x.assay 2>err
n=$((n + 1))
if cmp -s x.assay before; then
	echo "ok $n - the same import once more changes no byte"
else
	echo "not ok $n - the same import once more changes no byte"
fi
