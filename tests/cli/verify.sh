#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay verify, show and export: what a sound case says, what a changed one does.
set -u

n=0
echo "1..34"

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
out_has() { grep -qF -- "$1" "$TMP/out"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
failed_saying() { left_with "$1" && err_has "$2" && [ ! -s "$TMP/out" ]; }

for i in 1 2 3 4; do
	echo "{\"prompt_id\": \"p$i\", \"prompt\": \"Say $i.\", \"response\": \"zebra $i\"}"
done >"$TMP/four.jsonl"
c=$TMP/a.assay
"$ASSAY" import "$c" "$TMP/four.jsonl" --model ann --role suspect 2>"$TMP/err"
cp "$c" "$TMP/before"

assay verify "$c"
check "a sound case: status 0, rows and head" eval 'left_with 0 && out_has "8 rows" && grep -qE "^head [0-9a-f]{64}$" "$TMP/out"'
head=$(sed -n 's/^head //p' "$TMP/out")
assay verify "$c" --json
check "--json prints one object of schema assay.verify.v1" \
	eval 'left_with 0 && out_has "\"schema\": \"assay.verify.v1\"" && out_has "\"head\": \"$head\""'
assay verify "$c" --head "$head"
check "the head is known again" eval 'left_with 0 && out_has "newest row"'
assay verify "$c" --head "${head^^}"
check "in capitals too" left_with 0
assay verify "$c" --head "0$(printf %.0s1 {1..63})"
check "another head is an integrity error" failed_saying 5 "the head given is not in it"
assay verify "$c" --head abc
check "half a head is a usage error" failed_saying 2 "64 hexadecimal digits"
assay verify "$c" --head "$(printf %.0sg {1..64})"
check "no digits are a usage error" failed_saying 2 "hexadecimal"
assay show "$c"
check "show lists model, role and number of answers" \
	eval 'left_with 0 && grep -qE "^suspect +ann .* 4 " "$TMP/out" && out_has "$head"'
assay show "$c" --json
check "show --json prints one object of schema assay.show.v1" \
	eval 'left_with 0 && out_has "\"schema\": \"assay.show.v1\"" && out_has "\"ok\": 4"'
check "reading changes no byte and leaves no file behind" \
	eval 'cmp -s "$c" "$TMP/before" && [ "$(find "$TMP" -name "a.assay*" | wc -l)" = 1 ]'

# Corrections
assay show "$c" --edit ann --role control --note "mixed up"
check "show --edit corrects a role and says why" \
	eval 'left_with 0 && grep -q "^control *ann" "$TMP/out" && out_has "note: mixed up"'
assay verify "$c" --head "$head"
check "an older head stands further up in the chain" eval 'left_with 0 && out_has "is row 8; 1 rows"'
assay show "$c" --edit anm --role control
check "a model that is not there: usage, the near name" failed_saying 2 "did you mean 'ann'"
assay show "$c" --edit ann
check "an edit of nothing: usage" failed_saying 2 "--role, --note or both"
assay show "$c" --edit ann --role boss
check "an unknown role: usage" failed_saying 2 "boss"

# Changes
cp "$TMP/before" "$TMP/bad.assay"
LC_ALL=C sed -i 's/zebra 3/zebrA 3/' "$TMP/bad.assay"
assay verify "$TMP/bad.assay"
check "one letter of an answer: status 5, the row named" failed_saying 5 "row 6 (answer"
assay export "$TMP/bad.assay" "$TMP/bad-export"
check "and it is not exported" eval 'failed_saying 5 "row 6" && [ ! -e "$TMP/bad-export" ]'
head -c 9000 "$TMP/before" >"$TMP/short.assay"
assay verify "$TMP/short.assay"
check "a case cut short: status 5" failed_saying 5 "short.assay"
assay verify "$TMP/nothing.assay"
check "a case that is not there: status 1, and none is made" \
	eval 'failed_saying 1 "nothing.assay" && [ ! -e "$TMP/nothing.assay" ]'
assay verify "$TMP"
check "a folder is no case" failed_saying 1 "is a folder"
assay verify
check "without a case: usage" failed_saying 2 "one case file"

# Export
assay export "$c" "$TMP/one"
check "export says what it wrote" eval 'left_with 0 && out_has "9 rows, verified"'
bag_checks() { (cd "$TMP/one" && sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt) >"$TMP/out" 2>&1; }
check "the manifests of the bag check with sha256sum" bag_checks
assay export "$c" "$TMP/two" --json
check "a second export has the same bytes" \
	eval 'left_with 0 && diff -r "$TMP/one" "$TMP/two" >"$TMP/out"'
assay export "$c" "$TMP/one"
check "an export of this case may be replaced" left_with 0
mkdir "$TMP/mine"
echo precious >"$TMP/mine/file"
assay export "$c" "$TMP/mine"
check "a folder of something else is left alone" \
	eval 'failed_saying 1 "$TMP/mine" && [ "$(ls "$TMP/mine")" = file ]'
(
	trap '' XFSZ
	ulimit -f 2
	assay export "$c" "$TMP/three"
	echo "$status" >"$TMP/status"
)
status=$(cat "$TMP/status")
check "a full disk: status 7, and no half export is left" \
	eval 'failed_saying 7 "cannot be written" && [ -z "$(find "$TMP/three" -type f)" ]'
# The formula of data/README.txt, in another language.
cat >"$TMP/chain.py" <<'PYTHON'
import hashlib, json, sys
prev = "0" * 64
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    assert row["prev"] == prev
    items = [row["prev"], row["seq"], row["kind"], row["utc"], *row["fields"].values()]
    h = hashlib.sha256()
    for item in items:
        if isinstance(item, dict):
            if "text" in item:
                assert hashlib.sha256(item["text"].encode()).hexdigest() == item["sha256"]
            item = item["sha256"]
        data = b"" if item is None else str(item).encode()
        h.update(len(data).to_bytes(8, "big") + data)
    prev = h.hexdigest()
    assert row["hash"] == prev
print(prev)
PYTHON
if command -v python3 >"$TMP/out"; then
	python3 "$TMP/chain.py" "$TMP/one/data/journal.jsonl" >"$TMP/out" 2>"$TMP/err"
	check "the chain is computed again from the journal by its README alone" \
		eval '"$ASSAY" verify "$c" | grep -qF "head $(cat "$TMP/out")"'
else
	skip "the chain is computed again from the journal by its README alone" "needs python3"
fi

# A case whose writer was killed: it had taken four answers and waited for more.
mkdir "$TMP/killed"
k=$TMP/killed/k.assay
cp "$TMP/before" "$k"
mkfifo "$TMP/pipe"
"$ASSAY" import "$k" "$TMP/four.jsonl" - --model bob --role teacher <"$TMP/pipe" >"$TMP/first.out" 2>&1 &
first=$!
exec 3>"$TMP/pipe"
for _ in $(seq 100); do grep -q 'answers added' "$TMP/first.out" && break; sleep 0.05; done
assay show "$k"
check "a case is read while it is written" eval 'left_with 0 && grep -q "^teacher *bob" "$TMP/out" && out_has "being written"'
kill -9 $first
wait $first 2>"$TMP/err"
exec 3>&-
assay verify "$k"
check "after a kill the rows are there, and it is said that it was not closed" \
	eval 'left_with 0 && out_has "15 rows" && out_has "not closed"'

# A medium that cannot be written
if [ "$(id -u)" != 0 ]; then
	drop=()
elif command -v setpriv >"$TMP/out"; then
	drop=(setpriv --reuid=65534 --regid=65534 --clear-groups)
else
	drop=(false)
fi
chmod 755 "$TMP" && mkdir "$TMP/medium" && cp "$c" "$TMP/medium/a.assay"
chmod 444 "$TMP/medium/a.assay" && chmod 555 "$TMP/medium"
if "${drop[@]}" test -r "$TMP/medium/a.assay" -a -x "$ASSAY"; then
	"${drop[@]}" "$ASSAY" verify "$TMP/medium/a.assay" >"$TMP/out" 2>"$TMP/err"
	status=$?
	check "a case on a read-only medium is verified" eval 'left_with 0 && out_has "9 rows"'
	"${drop[@]}" "$ASSAY" show "$TMP/medium/a.assay" --edit ann --note x >"$TMP/out" 2>"$TMP/err"
	status=$?
	check "and cannot be changed: status 7" failed_saying 7 "a.assay"
	chmod 755 "$TMP/killed" && chmod 444 "$TMP/killed"/* && rm -f "$k-shm" && chmod 555 "$TMP/killed"
	"${drop[@]}" "$ASSAY" verify "$k" >"$TMP/out" 2>"$TMP/err"
	status=$?
	check "one that was not closed asks for a folder it can write to" failed_saying 7 "-wal"
	chmod 755 "$TMP/killed" && rm -f "$k-wal" && chmod 555 "$TMP/killed"
	"${drop[@]}" "$ASSAY" verify "$k" >"$TMP/out" 2>"$TMP/err"
	status=$?
	check "without its -wal file it is the case before the kill, and says so" \
		eval 'left_with 0 && out_has "8 rows" && out_has "not closed"'
else
	skip "a case on a read-only medium is verified" "needs another user than root"
	skip "and cannot be changed: status 7" "needs another user than root"
	skip "one that was not closed asks for a folder it can write to" "needs another user than root"
	skip "without its -wal file it is the case before the kill, and says so" "needs another user than root"
fi
