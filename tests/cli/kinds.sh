#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A plan may hold probes of several kinds and genres; what is weighed by how models open,
# word and lay out their answers are those to open questions of one genre.
set -u

# shellcheck source=tests/cli/live
. tests/cli/live
status=0
echo "1..11"
cd "$TMP" || exit 7
set_of() { # NAME KIND GENRE N
	{
		printf '{"name": "%s", "version": "1", "purpose": "A test.", "kind": "%s", "genre": "%s",\n' "$1" "$2" "$3"
		printf ' "language": "en", "licence": "CC0-1.0", "defaults": {"max_tokens": 60}, "probes": ['
		for i in $(seq "$4"); do
			printf '%s\n  {"id": "%s-%d", "prompt": "Question %d of %s?"}' "$([ "$i" = 1 ] || echo ,)" "$1" "$i" "$i" "$1"
		done
		printf ']}\n'
	} >"$1.json"
}
set_of chats open assistant 6
set_of words choice assistant 4
set_of tales open fiction 5
set_of who identity assistant 10
set_of on continuation assistant 4
set_of near refusal assistant 20
serve
cat >p.json <<X
{"name": "p", "simulation": "a test", "sentinel": false, "probes": ["chats.json", {"set": "words.json", "samples": 6}, "tales.json", "who.json", {"set": "on.json", "samples": 4}, "near.json"],
 "suspect": {"name": "suspect-guilty", "api": "openai-compatible", "base_url": "$url/v1", "params": {"seed": 1}},
 "teacher": {"name": "alder-1", "vendor": "Alder Works", "api": "openai-compatible", "base_url": "$url/v1", "params": {"seed": 1}}}
X
"$ASSAY" collect p.json >out 2>err
status=$?
check "all kinds are collected: 81 answers of each model" all test "$status" = 0 -- test "$(grep -c "81 of    81" out)" = 2
opening_n() { jq '.channels[] | select(.name == "opening") | .n' compared; }
"$ASSAY" compare p.assay --json >compared 2>err
check "the first open genre alone is compared: 6 prompts" test "$(opening_n)" = 6
check "and names the genre" test "$(jq -r .genre compared)" = assistant
of() { jq -r ".own_null[] | select(.name == \"$1\") | $2" compared; }
own() { of choice "$1"; }
check "the channel of repeated choices looks at the choices" all test "$(own .probes)" = choice -- test "$(own .n_prompts)" = 4
check "two models that choose unlike are told apart" eval 'awk -v p="$(own .p)" "BEGIN { exit !(p > 0 && p < .01) }"'
# The toys answer "Here is how ..." and "Here is a ...": two picks where the choice is free,
# one by an option that both begin with; less is left that tells them apart.
picks() { # PLAN OPTIONS: the statistic
	sed "s/\"words-1\",/& $2/; s/words\"/$1\"/" words.json >"$1.json"
	sed "s/words.json/$1.json/; s/\"p\"/\"of-$1\"/" p.json >"of-$1.json"
	"$ASSAY" collect "of-$1.json" >out 2>err && "$ASSAY" compare "of-$1.assay" --json >compared-of 2>err
	jq '.own_null[] | select(.name == "choice") | .statistic' compared-of
}
free=$(picks free '')
closed=$(picks closed '"options": ["Here is", "Somehow"],')
check "answers are picks of the plan's options: $closed apart, not $free" awk -v a="$free" -v b="$closed" 'BEGIN { exit !(b > 0 && b < a) }'
check "continuations are compared as genes" all test "$(of genes .nei.n_genes)" = 4 -- test "$(of genes .n_suspect)" = 16
reasons=$(jq -r '.own_null[] | select(.name == "identity" or .name == "refusal") | .reason' compared)
check "identity and refusal say that independent models are too few" test "$(grep -cE "3 families|3 clean ones" <<<"$reasons")" = 2
"$ASSAY" report p.assay -o report >out 2>err
check "the report says that it is no part of the ratio" grep -q "no part of the likelihood ratio" report/index.html
mkdir corpus
printf '{"name": "tales", "genre": "fiction", "licence": "none", "origin": "a test", "format": "jsonl", "answers": "{model}.jsonl"}\n' >corpus/corpus.json
printf 'model\tfamily\trelation\nothers\tothers\tindependent\n' >corpus/lineage.tsv
head -n 1 "$OLDPWD/corpora/speechmap/trials.tsv" >corpus/trials.tsv
"$ASSAY" compare p.assay --corpus ./corpus --json >compared 2>err
check "with a reference corpus it is that corpus's genre: 5 prompts" test "$(opening_n)" = 5
"$ASSAY" verify p.assay >out 2>err
check "the case verifies and recomputes" test $? = 0
