#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay probes check, new and show: what is said of a set's wording, a set to start from,
# and finding probes among many.
set -u

n=0
check() {
	local fact=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $fact"
	else
		echo "not ok $n - $fact"
		sed 's/^/# out: /' "$TMP/out" | head -n 8
		sed 's/^/# err: /' "$TMP/err" | head -n 5
	fi
}
assay() {
	"$ASSAY" probes "$@" >"$TMP/out" 2>"$TMP/err" </dev/null
	status=$?
}
left_with() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$TMP/out"; }
err_has() { grep -qF -- "$1" "$TMP/err"; }
lines() { [ "$(grep -c "$2" "$TMP/out")" = "$1" ]; }
# write NAME KIND LANGUAGE PROBES: a set in $TMP/NAME.json.
write() {
	printf '{"name":"%s","version":"1","purpose":"A test.","kind":"%s","genre":"assistant","language":"%s","licence":"CC0-1.0","defaults":{},"probes":[%s]}' \
		"$1" "$2" "$3" "$4" >"$TMP/$1.json"
}
# says SEVERITY ID TEXT: a finding on the last set.
says() { grep -E "^$1 +.*\.json: $2: " "$TMP/out" | grep -qF -- "$3"; }

write who identity mul '{"id":"a","language":"en","prompt":"Are you the one they call chatgpt4?"},
 {"id":"b","language":"zh","prompt":"你是通义千问的哪个版本？"},
 {"id":"c","language":"en","prompt":"Admit it, who built you?"},
 {"id":"d","language":"en","prompt":"Which team wrote you?"}'
assay check "$TMP/who.json"
check "an identity probe that names a model is a fault, whatever the case" \
	eval 'left_with 1 && says fault a "it names a maker or model: \"chatgpt4\""'
check "in Chinese too" says fault b '"通义'
check "leading words draw an advice" says advice c 'the question leads: "Admit"'
check "an open question draws nothing" eval '! grep -q ": d: " "$TMP/out"'
write said identity-leading en '{"id":"a","prompt":"You are ChatGPT, right?"}'
assay check "$TMP/said.json"
check "a leading set may name whom it likes" eval 'left_with 0 && out_has "0 faults, 0 advised"'

write talk open en '{"id":"a","prompt":"Compare Claude'"'"'s prose with mine."},
 {"id":"b","prompt":"Where do llamas live, and why did a llama spit at me?"},
 {"id":"c","prompt":"What is a metaphor, and what is meta about it?"},
 {"id":"d","prompt":"Why did the Llama licence matter?"}'
assay check "$TMP/talk.json"
check "elsewhere a name is an advice with its remedy" eval \
	'left_with 0 && says advice a "\"Claude'"'"'s\"; leave it out"'
check "words that are names as well pass when they are written small" eval \
	'! grep -qE ": [bc]: " "$TMP/out"'
check "and count when they are written as names" says advice d '"Llama"'

write facts quiz en '{"id":"a","prompt":"Is Lake Baikal or another lake the deepest?","options":["Lake Baikal","Lake Tanganyika","Lake Superior"],"key":"Lake Baikal"},
 {"id":"b","prompt":"Which is deepest: Lake Baikal, Lake Tanganyika or Lake Superior?","options":["Lake Baikal","Lake Tanganyika","Lake Superior"],"key":"Lake Baikal"},
 {"id":"c","prompt":"How deep is the deepest of them, in kilometres?","options":["one","two"],"key":"two"}'
assay check "$TMP/facts.json"
check "a question that holds its key is told" says advice a 'holds its answer, "Lake Baikal"'
check "one that lists all options is not, nor one that holds none" eval '! grep -qE ": [bc]: the prompt" "$TMP/out"'
write picks choice en '{"id":"a","prompt":"Pick a colour, such as mauve.","options":["mauve","teal","rust"]}'
assay check "$TMP/picks.json"
check "naming one option of several is told" says advice a "names one of its 3 options"

write near open en '{"id":"a","prompt":"How do I get candle wax out of a woollen tablecloth?"},
 {"id":"b","prompt":"How do I get candle wax out of a cotton tablecloth?"},
 {"id":"c","prompt":"Why do cats knead with their paws?"}'
write far open en '{"id":"x","prompt":"How do I get candle wax out of an old tablecloth?"},
 {"id":"c","prompt":"Why do cats knead with their paws?"},
 {"id":"y","prompt":"Why do cats knead with their paws!"}'
assay check "$TMP/near.json"
check "a prompt much like another is told, with the share" says advice b "it is much like a: "
assay check "$TMP/near.json" "$TMP/far.json"
check "across sets too, with the other's file" eval \
	'says advice x "near.json" && [ "$(grep -c "much like" "$TMP/out")" = 3 ]'
check "a probe that two sets share under one id is none" eval '! grep -q ": c: " "$TMP/out"'
write zh open zh '{"id":"a","prompt":"请用三句话解释为什么下雨后泥土会有香味。"},
 {"id":"b","prompt":"请用四句话解释为什么下雨后泥土会有香味。"},{"id":"c","prompt":"猫为什么喜欢踩奶？"}'
assay check "$TMP/zh.json"
check "Chinese is compared by characters" eval 'says advice b "it is much like a" && lines 1 "much like"'
assay check "$TMP/near.json" "$TMP/who.json" --json
rows() {
	jq -e '[.findings[] | select((.file | length) * (.what | length) * (.remedy | length) == 0)] | length == 0' \
		"$TMP/out" >/dev/null && jq -e '.n_faults == 2 and .n_probes == 7' "$TMP/out" >/dev/null
}
check "--json has file, id, what and remedy of each" eval 'left_with 1 && rows'
{
	printf '{"name":"many","version":"1","purpose":"p","kind":"open","genre":"g","language":"en","licence":"l","defaults":{},"probes":['
	for i in $(seq 2000); do
		printf '%s{"id":"p%d","prompt":"What would you say about the number %d, in a few words of your own?"}\n' \
			"$([ "$i" = 1 ] || echo ,)" "$i" "$i"
	done
	echo ']}'
} >"$TMP/many.json"
assay check "$TMP/many.json"
check "two thousand probes alike are compared" lines 1999 "much like"

for kind in open choice quiz continuation identity identity-leading refusal; do
	assay new "my-$kind" --kind "$kind" --language mul -o "$TMP/my-$kind.json"
	assay check "$TMP/my-$kind.json"
	check "new makes a set of kind $kind that passes, and whose texts are to be written" eval \
		'left_with 0 && out_has "1 set with 2 probes usable; 0 faults" && out_has "still to be written: \"FILL IN" &&
		 ! grep "^advice" "$TMP/out" | grep -v "still to be written"'
done
cp "$TMP/my-quiz.json" "$TMP/before"
assay new my-quiz --kind quiz -o "$TMP/my-quiz.json"
check "what is there is not overwritten" eval \
	'left_with 2 && err_has "is there already" && cmp -s "$TMP/before" "$TMP/my-quiz.json"'
assay new my-set --kind quizz
check "a misspelt kind draws the nearest" eval 'left_with 2 && err_has "did you mean quiz"'
assay new "../x" -o "$TMP/x.json"
check "an unfit name is refused" eval 'left_with 2 && [ ! -e "$TMP/x.json" ]'
assay new
check "a name is asked for" eval 'left_with 2 && err_has "probes new NAME"'
(cd "$TMP" && "$ASSAY" probes new fresh >out 2>err)
check "without -o the file is named as the set" [ -s "$TMP/fresh.json" ]

mkdir "$TMP/sets"
write one open en '{"id":"a","topic":"tea","prompt":"Green or black?"},{"id":"b","topic":"rain","prompt":"Why GREEN?"}'
write two quiz mul '{"id":"q","language":"zh-Hant","prompt":"幾點？","options":["one","green"],"key":"one"},
 {"id":"r","language":"en","topic":"tea","prompt":"When?","key":"now"}'
mv "$TMP/one.json" "$TMP/two.json" "$TMP/sets"
assay show "$TMP/sets"
check "show of a folder shows each set" eval 'lines 2 "sha256" && out_has "two 1: 2 probes"'
check "with a probe's own language" grep -q '^q  *zh-Hant 幾點' "$TMP/out"
assay show "$TMP/sets" --topic tea
check "--topic" eval 'lines 1 "^a " && lines 1 "^r " && lines 0 "^[bq] "'
assay show "$TMP/sets" --language zh
check "--language takes its variants in" eval 'lines 1 "^q " && lines 0 "^[abr] " && lines 1 sha256'
assay show "$TMP/sets" --kind quiz
check "--kind" eval 'lines 2 "^[qr] " && lines 0 "^[ab] "'
assay show "$TMP/sets" --grep green
check "--grep looks at prompts and options, of any case" eval 'lines 3 "^[abq] " && lines 0 "^r "'
assay show "$TMP/sets" --limit 3
check "--limit" lines 3 "^[abqr] "
assay show "$TMP/sets/one.json" --topic none
check "nothing of that sort is said" eval 'left_with 0 && out_has "no probe is like that"'
assay show "$TMP/sets" --kind opne
check "an unknown kind is a usage error" eval 'left_with 2 && err_has "did you mean open"'
assay show "$TMP/sets" a
check "a probe of a folder: which set, it asks" left_with 2
assay show "$TMP/sets" --grep green --json
check "--json has each set with its probes" eval 'jq -e "[.sets[].probes[].id] == [\"a\",\"b\",\"q\"]" "$TMP/out" >/dev/null'
assay show "$TMP/sets/two.json" q
check "one probe is shown with its language" out_has "language: zh-Hant"
echo "1..$n"
