#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# I6: an endpoint sends the key back in every way; it is in no file, no output, no report
# and no process's arguments, as it is or in disguise. What was taken out is recorded.
# shellcheck disable=SC2119 # functions of tests/cli/live whose arguments may be left out
set -u
. tests/cli/live
serve --latency-ms 5

# A key with characters that JSON, URLs and base64 each write otherwise.
export TEACHER_KEY='sk-"Sim"/Key+0123456789_abc?'
hex=$(printf %s "$TEACHER_KEY" | od -An -v -tx1 | tr -d ' \n')
pairs=$(sed 's/../& /g' <<<"$hex")
# needles: the key in every disguise, a line each.
{
	echo "$TEACHER_KEY"
	sed 's/"/\\"/g' <<<"$TEACHER_KEY"
	sed 's/"/\\"/g; s|/|\\/|g' <<<"$TEACHER_KEY"
	sed 's/"/\\\\\\"/g' <<<"$TEACHER_KEY"
	sed 's/"/\&quot;/g' <<<"$TEACHER_KEY"
	echo "$hex"
	echo "${hex^^}"
	for pair in $pairs; do printf '\\u00%s' "$pair"; done
	echo
	for pair in $pairs; do printf '\\u00%s' "${pair^^}"; done
	echo
	for pair in $pairs; do printf '\\\\u00%s' "$pair"; done
	echo
	for pair in $pairs; do printf '%%%s' "${pair^^}"; done
	echo
	for pair in $pairs; do printf '%%%s' "$pair"; done
	echo
	sed 's/"/%22/g; s|/|%2F|g; s/+/%2B/g; s/?/%3F/g' <<<"$TEACHER_KEY"
	# Behind 0, 1 or 2 bytes; what the neighbours share is cut off at both ends.
	for before in '' . ..; do
		printf '%s%s' "$before" "$TEACHER_KEY" | base64 -w 0 | tr -d = |
			cut -c $((1 + (8 * ${#before} + 5) / 6))- | sed 's/.$//'
	done | tee "$TMP/base64"
	tr +/ -_ <"$TMP/base64"
} >"$TMP/needles"
# has_key FILE...: does any hold it? Also what is base64 inside, as in data: URLs.
has_key() {
	grep -aqF -f "$TMP/needles" -- "$@" && return
	grep -ahoE 'base64,[A-Za-z0-9+/=]+' -- "$@" | cut -d , -f 2 | while read -r coded; do
		base64 -d <<<"$coded" 2>/dev/null
		echo
	done | grep -aqF -f "$TMP/needles"
}
clean() { # FILE or folder...: none of the files there holds it
	local files
	mapfile -d '' files < <(find "$@" -type f -print0)
	[ ${#files[@]} -gt 0 ] && ! has_key "${files[@]}"
}
# joined: raw streams on standard input, what their pieces say when they are put together.
joined() {
	sed -n 's/^data: *//; /^{/p' |
		jq -Rj 'fromjson? | [.choices[]?.delta.content?, .delta.text?, .message.content?,
			.candidates[]?.content.parts[]?.text?] | map(strings) | add // ""'
}

# First: would the search find it?
mkdir "$TMP/plant"
finds_all() {
	local n_needles=0
	while IFS= read -r needle; do
		printf '{"a": "x%sy"}\n' "$needle" >"$TMP/plant/file"
		has_key "$TMP/plant/file" || { echo "# not found: $needle" && return 1; }
		n_needles=$((n_needles + 1))
	done <"$TMP/needles"
	[ "$n_needles" = 19 ]
}
check "the search finds the key in each of its disguises" finds_all
printf 'x%sy' "$TEACHER_KEY" | base64 -w 0 | grep -qF -f "$TMP/base64"
check "base64 at any place in a text is one of them" test $? = 0
printf '<img src="data:text/plain;base64,%s">' "$(printf '<svg>%s</svg>' "$TEACHER_KEY" | base64 -w 0)" >"$TMP/plant/file"
check "in a picture inside a page too" has_key "$TMP/plant/file"
meet '[{"fault": "echo-key", "in": "answer"}]'
curl -sSN -H "Authorization: Bearer $TEACHER_KEY" -H 'Content-Type: application/json' -d '{"model": "alder-1",
	"stream": true, "messages": [{"role": "user", "content": "Why?"}]}' "$url/v1/chat/completions" >"$TMP/raw"
joined <"$TMP/raw" >"$TMP/plant/file"
check "and parted over a stream, once its pieces are put together" all clean "$TMP/raw" -- has_key "$TMP/plant/file"
echo "a text without it" >"$TMP/plant/file"
check "and not where it is not" clean "$TMP/plant"

# leaves FACT: collect with all talk; then neither case, export nor output holds it.
leaves() {
	"$ASSAY" collect "$plan" --json --verbose --progress json >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
	rm -f "$TMP/journal"
	journal
	rows attempt '.response.text // ""' | joined >"$TMP/deltas"
	rows answer '.answer.text // "", .reasoning.text // ""' >"$TMP/texts"
	"$ASSAY" show "$case" >"$TMP/shown" 2>&1
	check "$1" all clean "$TMP/out" "$TMP/err" "$case" "$TMP/bag" "$TMP/deltas" "$TMP/texts" "$TMP/shown" -- "${@:2}"
}
redacted() { grep -qF "The key you sent is [redacted: " "$TMP/$1"; }
# Where it stands in what the endpoint really sent, which curl shows.
places() {
	curl -sS -H "Authorization: Bearer $TEACHER_KEY" -H 'Content-Type: application/json' \
		-d '{"model": "alder-1", "messages": [{"role": "user", "content": "Why does rice stick to the pan?"}]}' \
		"$url/v1/chat/completions" | grep -aobF -f "$TMP/needles" |
		while IFS=: read -r offset found; do printf '%s+%s ' "$offset" "${#found}"; done
}
recorded() { # in the first attempt: where, offset and length of each place
	rows attempt 'select(.model == "teacher") | .facts | fromjson |
		[.redactions[] | "\(.offset)+\(.length) "] | add' | head -n 1
}
wheres() { facts '.redactions[]?.where' | sort -u | xargs; }

plan error
meet '[{"fault": "echo-key", "model": "alder-1", "in": "error"}]'
leaves "key echoed in an error message: in no file and no output" left_with 4 -- redacted err
check "what was taken out is recorded: place and length in the original" all test -n "$(places)" -- \
	test "$(recorded)" = "$(places)"
check "and in which forms it stood" test "$(facts '.redactions[].form' | sort | xargs)" = "base64 escaped escaped"
plan answer
meet '[{"fault": "echo-key", "model": "alder-1", "in": "answer"}]'
leaves "key in an answer: in no file and no output" left_with 0 -- redacted texts
check "its places are recorded too" all test -n "$(places)" -- test "$(recorded)" = "$(places)"
plan header
meet '[{"fault": "echo-key", "model": "alder-1", "in": "header"}]'
leaves "key in headers: in no file and no output" left_with 0
check "the header that is kept says that something was taken out" all test "$(wheres)" = header -- \
	test "$(facts '.headers[] | select(.[0] == "x-request-id") | .[1]' | sort -u)" = "[redacted: ${#TEACHER_KEY} bytes]"
for format in "openai /v1" "anthropic /v1" "gemini /v1beta" "ollama /" "azure /"; do
	read -r api base <<<"$format"
	teacher="\"model\": \"alder-1\", \"api\": \"$api\", \"base_url\": \"$url${base%/}\", \"key_env\": \"TEACHER_KEY\", \"stream\": true"
	plan "split-$api" "$teacher"
	meet '[{"fault": "echo-key", "model": "alder-1", "in": "answer"}]'
	leaves "$api: key split over the events of a stream: in none of it, nor put together" left_with 0 -- redacted texts -- \
		eval '[[ $(wheres) = *answer* ]]'
	plan "cut-$api" "$teacher"
	meet '[{"fault": "echo-key", "model": "alder-1", "in": "answer", "then": "cut", "last": 1}]'
	leaves "$api: likewise when the stream breaks off behind it" left_with 0 -- eval '[[ $(wheres) = *answer* ]]' -- \
		eval '! grep -q "The key" "$TMP/deltas"'
	[ "$api" = openai ] || continue
	plan "fails-$api" "$teacher"
	meet '[{"fault": "echo-key", "model": "alder-1", "in": "answer", "then": "error", "last": 1}]'
	leaves "$api: likewise when an error event ends the stream" left_with 0 -- eval '[[ $(wheres) = *answer* ]]' -- \
		eval '! grep -q "The key" "$TMP/deltas"'
done

# The whole case, from a file or a command's key, watched while it runs: the case as it
# grows, and every process's arguments and environment.
printf '%s\n' "$TEACHER_KEY" >"$TMP/plant/key"
chmod 600 "$TMP/plant/key"
unset TEACHER_KEY
key_file="\"model\": \"alder-1\", \"api\": \"openai\", \"base_url\": \"$url/v1\", \"key_file\": \"$TMP/plant/key\""
key_cmd="\"model\": \"alder-1\", \"api\": \"openai\", \"base_url\": \"$url/v1\", \"key_cmd\": \"cat $TMP/plant/key\""
children() { # PID: its children, and itself
	echo "$1"
	cat /proc/[0-9]*/stat 2>/dev/null | sed -n "s/^\([0-9]*\) (.*) [A-Z] $1 .*/\1/p"
}
# watch_run PID [own]: until it ends. "own": the key is in its own environment, and a child
# that was forked and has not become another program yet still shows that; programs that
# draw tell of theirs themselves.
watch_run() {
	local pid=$1 copies=0 process
	while kill -0 "$pid" 2>/dev/null; do
		if [ -s "$case-wal" ] && [ $copies -lt 20 ]; then
			cp "$case-wal" "$TMP/grown/wal.$copies" 2>/dev/null
			cp "$case" "$TMP/grown/case.$copies" 2>/dev/null
			copies=$((copies + 1))
		fi
		for process in $(children "$pid"); do
			tr '\0' '\n' <"/proc/$process/cmdline" >>"$TMP/grown/arguments"
			[ "${2:-}" = own ] ||
				tr '\0' '\n' <"/proc/$process/environ" >>"$TMP/grown/environment"
		done 2>/dev/null
	done
}
mkdir "$TMP/grown" "$TMP/bin"
# gnuplot may come and go between two looks at the processes: it tells of itself.
cat >"$TMP/bin/gnuplot" <<X
#!/bin/sh
tr '\\0' '\\n' </proc/\$\$/cmdline >>'$TMP/grown/arguments'
tr '\\0' '\\n' </proc/\$\$/environ >>'$TMP/grown/environment'
exec '$(command -v gnuplot)' "\$@"
X
chmod +x "$TMP/bin/gnuplot"
plan whole "$key_cmd" '"samples": 30'
meet '[{"fault": "echo-key", "model": "alder-1", "in": "answer", "every": 2}]'
PATH=$TMP/bin:$PATH "$ASSAY" run "$plan" --verbose --progress plain -o "$TMP/report" >"$TMP/out" 2>"$TMP/err" </dev/null &
pid=$!
watch_run $pid
wait $pid
status=$?
rm -f "$TMP/journal"
check "assay run --verbose with the key from a command: done, with a report" all left_with 0 -- redacted err -- \
	test -s "$TMP/report/index.html"
check "no key in what it said, in the case, the export and the report" all journal -- \
	clean "$TMP/out" "$TMP/err" "$case" "$TMP/bag" "$TMP/report"
check "nor in the case as it grew, its write-ahead log included" all test -s "$TMP/grown/wal.0" -- clean "$TMP/grown"
check "the processes it started were seen" grep -q gnuplot "$TMP/grown/arguments"
rm -rf "$TMP/grown"
mkdir "$TMP/grown"
PATH=$TMP/bin:$PATH TEACHER_KEY=$(cat "$TMP/plant/key") "$ASSAY" report "$case" -o "$TMP/again" >"$TMP/out" 2>"$TMP/err" &
watch_run $! own
wait $!
status=$?
check "a key in the environment is not handed on to programs that draw" all left_with 0 -- \
	grep -q gnuplot "$TMP/grown/arguments" -- test -s "$TMP/grown/environment" -- clean "$TMP/grown"
plan file "$key_file"
meet '[]'
collect --verbose
check "a key from a file that only its owner can read" all left_with 0 -- came "$all_ok" -- clean "$TMP/err" "$case"
plan open-file "$key_file"
chmod 644 "$TMP/plant/key"
collect --verbose
check "a file that others can read is refused, and the key not told" all left_with 2 -- err_has "chmod 600" -- \
	clean "$TMP/err" -- test "$(asked)" = 0
chmod 600 "$TMP/plant/key"
export TEACHER_KEY=wrong-key
plan no-key "$(openai)"
unset TEACHER_KEY
collect
check "without a key nothing is asked, and its place is named" all left_with 4 -- err_has TEACHER_KEY -- test "$(asked)" = 0
finish
