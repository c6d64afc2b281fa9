#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# assay probes import: prompts of every form become a sound set, under the ids under
# which recorded answers to them stand.
set -u

n=0
echo "1..36"

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
failed_saying() { left_with "$1" && err_has "$2"; }

set=$TMP/made.json
# import FILE...: into $set, with what is always asked for.
import() {
	rm -f "$set"
	assay probes import "$@" -o "$set" --genre assistant --licence "my own"
}
set_has() { grep -qF -- "$1" "$set"; }
# The set is sound and holds N probes.
sound() {
	left_with 0 && "$ASSAY" probes check "$set" | grep -q "with $1 probes usable; 0 faults"
}
# The ids of a set, sorted.
ids() { sed -n 's/^   "id": "\(.*\)",$/\1/p' "$1" | sort; }

printf 'Why is the sky blue?\r\n\n  \nHow do cats purr?\nHow do cats purr?\n' >"$TMP/plain.txt"
import "$TMP/plain.txt"
check "a line is a prompt; empty ones are passed over, repeated ones kept once" sound 2
check "what was repeated is said" err_has "1 were there already"
check "an id is made of the prompt" set_has \
	"\"id\": \"sha256:$(printf 'How do cats purr?' | sha256sum | head -c 16)\""
printf 'bad \377 byte\nHow do cats purr?\n' >"$TMP/latin.txt"
import "$TMP/latin.txt"
check "a line that is not UTF-8 is left out, and that is said" \
	eval 'sound 1 && err_has "1 had lost characters"'

printf 'id,topic,prompt,mood\r\na,x,"Say ""hi"", please",y\r\nb,,"two\nlines",\r\n' >"$TMP/t.csv"
import "$TMP/t.csv"
check "CSV: quotes, commas and line ends in a cell are its own" \
	eval 'sound 2 && set_has "Say \\\"hi\\\", please" && set_has "two\\nlines"'
check "CSV: columns id and topic are taken" eval 'set_has "\"id\": \"a\"" && set_has "\"topic\": \"x\""'
printf 'question\nWhy?\n' >"$TMP/t.csv"
import "$TMP/t.csv"
check "CSV without a column prompt: said" failed_saying 1 'no column is called "prompt"'
printf 'prompt\n"Why?\n' >"$TMP/t.csv"
import "$TMP/t.csv"
check "CSV with an open quote: said with its line" failed_saying 1 "line 2: a quote is opened"

cat >"$TMP/p.jsonl" <<'END'
{"prompt": "One?", "id": 7}
{"prompt": "Two?", "prompt_id": "two", "topic": "t"}
{"instruction": "Add", "input": "1 and 2"}
{"messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"}, {"role": "user", "content": "Again?"}]}
{"prompt": "Three?", "id": "an id with blanks"}
{"nothing": 1}
END
import "$TMP/p.jsonl"
check "JSON Lines: prompt, instruction and messages, five of six records" sound 5
check "a number is an id, an unfit one is replaced, and both are said" eval \
	'set_has "\"id\": \"7\"" && err_has "1 had an id unfit" && err_has "1 records could not be read"'
check "a record that holds no prompt is named" err_has "p.jsonl: line 6"
check "a conversation stays one" eval 'set_has "\"role\": \"assistant\"" && set_has "Again?"'
printf '{"prompt":"One?","id":"a"}\n{"prompt":"Two?","id":"a"}\n' >"$TMP/two.jsonl"
import "$TMP/two.jsonl"
check "one id for two prompts is refused" failed_saying 1 'the id "a" stands for another prompt'

printf '{"prompt_id":"p-1","prompt":"One?","response":"x"}\n{"prompt_id":"p-1","prompt":"One?","response":"y","sample":1}\n' \
	>"$TMP/rec.jsonl"
import "$TMP/rec.jsonl"
check "recorded answers give their prompts, under their ids" eval 'sound 1 && set_has "\"id\": \"p-1\""'

# What import keeps a chat record under is what the probe is called.
head -n 4 "$TMP/p.jsonl" | tail -n 1 | sed 's/}]}/}, {"role": "assistant", "content": "Yes"}]}/' >"$TMP/chat.jsonl"
import "$TMP/chat.jsonl"
assay import "$TMP/chat.assay" "$TMP/chat.jsonl" --model m --role background
assay export "$TMP/chat.assay" "$TMP/chat"
same_id() { grep -qF "\"$(ids "$set")\"" "$TMP/chat/data/prompts.jsonl"; }
check "a later turn goes by the id that import gives it" same_id

printf '[{"instruction": "Why?", "dataset": "helpful_base"}, {"instruction": "How?", "output": "x", "generator": "m", "dataset": "koala"}]\n' >"$TMP/eval.json"
import "$TMP/eval.json"
check "AlpacaEval's instructions, with answers or without; the dataset is the topic" eval \
	'sound 2 && set_has "\"topic\": \"helpful_base\""'
cat >"$TMP/g.report.jsonl" <<'END'
{"entry_type": "start_run setup", "plugins.probe_spec": "x"}
{"entry_type": "attempt", "uuid": "1", "status": 1, "probe_classname": "a.Old", "prompt": "Old?", "outputs": []}
{"entry_type": "attempt", "uuid": "1", "status": 2, "probe_classname": "a.Old", "prompt": "Old?", "outputs": ["x"]}
{"entry_type": "attempt", "uuid": "2", "status": 2, "probe_classname": "a.New", "prompt": {"turns": [{"role": "user", "content": {"text": "New?", "lang": "en"}}]}, "outputs": [{"text": "y"}]}
{"entry_type": "attempt", "uuid": "3", "status": 2, "probe_classname": "a.New", "prompt": {"turns": [{"role": "system", "content": {"text": "Be brief."}}, {"role": "user", "content": {"text": "Both?"}}]}}
{"entry_type": "attempt", "uuid": "4", "status": 2, "probe_classname": "a.New", "prompt": {"turns": [{"role": "user", "content": {"data_path": "x.png"}}]}}
{"entry_type": "eval", "probe": "a.Old", "passed": 1}
END
import "$TMP/g.report.jsonl"
check "garak's report: each attempt's prompt once, in the old form and the new" eval \
	'sound 3 && set_has "\"New?\"" && set_has "Be brief." && set_has "\"topic\": \"a.Old\""'
check "an attempt without a text is named by its line" err_has "g.report.jsonl: line 6: a turn of its prompt has no text"
printf '{"goal": "g", "prompt": "Hit?", "output": "z", "score": 1.0, "attempt_id": "u", "probe": "a.Old"}\n' >"$TMP/hit.jsonl"
import "$TMP/hit.jsonl" --json
check "garak's hit log" eval 'sound 1 && set_has "\"topic\": \"a.Old\"" && out_has "\"format\": \"garak\""'
printf '{"garak_payload_name": "p", "payloads": ["One?", "Two?", 3]}\n' >"$TMP/payloads.json"
import "$TMP/payloads.json"
check "garak's payloads, JSON" eval 'sound 2 && set_has "\"topic\": \"p\"" && err_has "a payload is no text"'

cat >"$TMP/pf.yaml" <<'END'
prompts:
  - 'Say {{text}} in {{ language }}.'
  - id: kind
    raw: |-
      Twice: {{text}}, {{text}}
  - '[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why {{text}}?"}]'
  - 'Just this, with {braces} and 100 %.'
defaultTest: {vars: {language: French}}
tests:
  - vars: {text: 'no "quotes"'}
  - vars:
      language: [Finnish, Dutch]
      text: rain
END
import "$TMP/pf.yaml"
check "promptfoo: every prompt with every test's variables, a list one by one" eval \
	'sound 8 && set_has "Say rain in Finnish." && set_has "Say rain in Dutch." && set_has "in French."'
check "what a variable says is kept as it is" set_has 'Twice: no \"quotes\", no \"quotes\"'
check "a chat stays one" eval 'set_has "\"role\": \"system\"" && set_has "Why rain?"'
check "a prompt without variables is asked once" eval '[ "$(grep -c "Just this, with {braces} and 100 %." "$set")" = 1 ]'
printf 'prompts:\n  - Hello\n  - "{{ name | upper }}"\n' >"$TMP/pf.yaml"
import "$TMP/pf.yaml"
check "a template that does more than fill is refused, with file and line" eval \
	'sound 1 && err_has "pf.yaml: line 3: {{name | upper}} is more than a variable"'
printf 'prompts:\n  - file:///etc/passwd\n' >"$TMP/pf.yaml"
import "$TMP/pf.yaml"
check "no other file is opened" failed_saying 1 "pf.yaml: line 2: the prompt is kept elsewhere"
printf 'prompts: ["{{a}}"]\ntests:\n  - {vars: {b: 1}}\n' >"$TMP/pf.yml"
import "$TMP/pf.yml"
check "a variable that nothing fills is named" failed_saying 1 "line 1: no test says what {{a}} is"
printf 'prompts:\n  - "open\n' >"$TMP/pf.yaml"
import "$TMP/pf.yaml"
check "what is no YAML is said with its line" failed_saying 1 "line 3: it is not YAML"

for i in $(seq 30); do echo "Question number $i?"; done >"$TMP/many.txt"
import "$TMP/many.txt" --take 10 --seed 3
cp "$set" "$TMP/ten.json"
check "--take draws so many" sound 10
import "$TMP/many.txt" --take 20 --seed 3
grows() { sound 20 && [ -z "$(comm -23 <(ids "$TMP/ten.json") <(ids "$set"))" ]; }
check "more are those before and others" grows
import "$TMP/many.txt" --take 31
check "more than there are: usage" failed_saying 2 "there are 30 prompts"

assay probes import "$TMP/many.txt" -o "$set" --genre assistant
check "the licence is asked for" failed_saying 2 "--licence"
assay probes import "$TMP/many.txt" -o "$set" --licence "my own"
check "so is the genre" failed_saying 2 "--genre"
import "$TMP/many.txt" --json
check "--json prints its schema" out_has '"schema": "assay.probes.import.v1"'

data=../shared/data/alpaca_eval
if [ -d "$data" ]; then
	import "$data"
	check "AlpacaEval's folder: its 805 prompts, each once" sound 805
	model=$data/results/alpaca-7b/model_outputs.json
	assay import "$TMP/a.assay" "$model" --role background
	assay export "$TMP/a.assay" "$TMP/a"
	met() {
		[ "$(grep -oE 'sha256:[0-9a-f]{16}' "$TMP/a/data/prompts.jsonl" | sort -u)" = "$(ids "$set")" ]
	}
	check "every id is the prompt's in a case of recorded answers" met
else
	skip "AlpacaEval's folder: its 805 prompts, each once" "its answers are not here"
	skip "every id is the prompt's in a case of recorded answers" "its answers are not here"
fi
