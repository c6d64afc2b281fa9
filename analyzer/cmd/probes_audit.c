/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_audit.h"

#include <string.h>

#include "base/buf.h"
#include "channel/brand.h"
#include "channel/phrase.h"
#include "feature/alike.h"
#include "probe/findings.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

/* Beside those by which a model claims to be of a maker (channel/brand.h). */
static const char more_names[] =
	"Siri|Alexa|Cortana|Bixby|Watson|Bing|Facebook|Character AI|Replika|Inflection "
	"AI|"
	"Stability AI|StableLM|Vicuna|WizardLM|Zephyr 7B|Hugging Face|Databricks|DBRX|"
	"Reka AI|Aleph Alpha|AI21|Jamba|Exaone|HyperCLOVA|Upstage|Phi|Yi|PaLM|"
	"Baichuan|百川|InternLM|书生|StepFun|阶跃星辰|SenseTime|商汤|SenseNova|日日新|"
	"iFlytek|Spark "
	"Desk|讯飞|星火|Huawei|PanGu|华为|盘古|Skywork|昆仑万维|XiaoIce|小冰|小爱|"
	"文心一言|通义千问|书生浦语|YandexGPT|Yandex|GigaChat|Алиса|Яндекс|Сбер|네이버|"
	"클로바";

/* Names that are words as well: written small they are those. */
static const char common_words[] =
	"meta|llama|gemini|amazon|claude|grok|copilot|mistral|watson|alexa|gemma|phi|yi|"
	"vicuna|bing|palm|coral|spark desk|nova|titan|aya";

/* They put an answer into the model's mouth. */
static const char leading_words[] =
	"aren't you|isn't it true|is it true that|admit|confess|pretend|role play|"
	"roleplay|act as|you are actually|you're actually|you are really|you're really|"
	"are you really|everyone knows|i heard|i've heard|i know that you|i read that "
	"you|"
	"rumor|rumour|rumors|rumours|are you based on|you are based on|"
	"你其实是|其实你是|你难道不是|难道你|承认|假装|扮演|听说你|据说你|大家都知道|"
	"你是不是基于|"
	"admite|confiesa|finge|he oído que|es verdad que|¿acaso|"
	"признай|признайся|притворись|представь что ты|правда ли что|я слышал";

/* All that one audit uses. */
struct audit {
	struct brands brands;
	struct phrases more, common, leading;
	struct word_list words, part;
	struct notes notes;
	struct arena arena;
};

static void audit_init(struct audit *a, struct probe_findings *findings)
{
	*a = (struct audit){.notes = {NULL, findings}};
	brands_init(&a->brands);
	phrases_add(&a->more, more_names);
	phrases_add(&a->common, common_words);
	phrases_add(&a->leading, leading_words);
}

static void audit_clear(struct audit *a)
{
	brands_clear(&a->brands);
	phrases_clear(&a->more);
	phrases_clear(&a->common);
	phrases_clear(&a->leading);
	word_list_clear(&a->words);
	word_list_clear(&a->part);
	arena_clear(&a->arena);
}

/* Words of the name at word `at`; 0: there is none. */
static size_t name_at(const struct audit *a, const char *text, size_t at)
{
	size_t n = phrases_at_stem(&a->more, &a->words, at);
	char first = text[a->words.v[at].start];

	for (size_t i = 0; !n && i < a->brands.n; i++)
		n = phrases_at_stem(&a->brands.v[i].words, &a->words, at);
	if (n && phrases_at(&a->common, &a->words, at) == n && first >= 'a' &&
	    first <= 'z')
		return 0;
	return n;
}

/* The n words from `at` as they are written. */
static int shown_len(const struct audit *a, size_t at, size_t n)
{
	const struct word *last = &a->words.v[at + n - 1];

	return (int)(last->start + last->len - a->words.v[at].start);
}

static void audit_names(struct audit *a, enum probe_kind kind, const char *id,
			const char *text)
{
	bool asks_who = kind == PROBE_IDENTITY;

	if (kind == PROBE_IDENTITY_LEADING)
		return;
	word_list_read(text, strlen(text), SIZE_MAX, &a->words);
	for (size_t at = 0; at < a->words.n; at++) {
		size_t n = name_at(a, text, at);

		if (!n)
			continue;
		notes_add(&a->notes, asks_who ? FATAL : ADVICE, id,
			  asks_who ? "leave the name out, or move the probe to a set of "
				     "kind identity-leading"
				   : "leave it out: a name in a prompt draws names into "
				     "answers",
			  "it names a maker or model: \"%.*s\"", shown_len(a, at, n),
			  text + a->words.v[at].start);
		return;
	}
}

static void audit_leading(struct audit *a, const struct probe *probe, const char *text)
{
	word_list_read(text, strlen(text), SIZE_MAX, &a->words);
	for (size_t at = 0; at < a->words.n; at++) {
		size_t n = phrases_at(&a->leading, &a->words, at);

		if (!n)
			continue;
		notes_add(&a->notes, ADVICE, probe->id,
			  "ask openly, or move the probe to a set of kind "
			  "identity-leading",
			  "the question leads: \"%.*s\"", shown_len(a, at, n),
			  text + a->words.v[at].start);
		return;
	}
}

/* Does the text whose words are a->words hold those of `part`, one behind the other? */
static bool holds(struct audit *a, const char *part)
{
	size_t len = strlen(part);

	word_list_read(part, len, SIZE_MAX, &a->part);
	/* "B" and "4" stand in many a question by chance. */
	if (!a->part.n || len < 3)
		return false;
	for (size_t at = 0; at + a->part.n <= a->words.n; at++) {
		size_t k = 0;

		while (k < a->part.n && a->words.v[at + k].hash == a->part.v[k].hash)
			k++;
		if (k == a->part.n)
			return true;
	}
	return false;
}

/* A prompt that lists all options gives none away. */
static void audit_leak(struct audit *a, const struct probe *probe, const char *text)
{
	size_t n_held = 0;

	word_list_read(text, strlen(text), SIZE_MAX, &a->words);
	for (size_t i = 0; i < probe->n_options; i++)
		n_held += holds(a, probe->options[i]);
	if (probe->key && 2 * n_held <= probe->n_options && holds(a, probe->key))
		notes_add(&a->notes, ADVICE, probe->id,
			  "ask without it: what all get right tells nothing",
			  "the prompt holds its answer, \"%s\"", probe->key);
	else if (!probe->key && probe->n_options > 1 && n_held == 1)
		notes_add(&a->notes, ADVICE, probe->id, "name all of them, or none",
			  "the prompt names one of its %zu options", probe->n_options);
}

static void add_messages(const struct probe *probe, struct buf *out)
{
	for (size_t i = 0; i < probe->n_messages; i++)
		buf_printf(out, "%s\n", probe->messages[i].content);
}

static void add_options(const struct probe *probe, struct buf *out)
{
	for (size_t i = 0; i < probe->n_options; i++)
		buf_printf(out, "%s\n", probe->options[i]);
}

static void audit_probe(struct audit *a, enum probe_kind kind, const struct probe *probe)
{
	struct buf text = BUF_INIT;

	add_messages(probe, &text);
	if (kind == PROBE_IDENTITY)
		audit_leading(a, probe, buf_str(&text));
	audit_leak(a, probe, buf_str(&text));
	add_options(probe, &text);
	audit_names(a, kind, probe->id, buf_str(&text));
	buf_clear(&text);
}

/* One probe among those of all sets. */
struct place {
	const struct probe_set *set;
	const struct probe *probe;
};

/* Tokens part these scripts' sentences, not their words. */
static bool parts_no_words(const char *language)
{
	static const char *const codes[] = {"th", "lo", "km", "my"};

	for (size_t i = 0; i < COUNT_OF(codes); i++)
		if (!strncmp(language, codes[i], 2) &&
		    (!language[2] || language[2] == '-'))
			return true;
	return false;
}

static void note_alike(struct audit *a, const struct place *one,
		       const struct place *other, double share)
{
	bool same = probe_messages_same(one->probe->messages, one->probe->n_messages,
					other->probe->messages, other->probe->n_messages);
	bool apart = one->set != other->set;

	/* Word by word in one set is a fault already; two sets may share a probe. */
	if (same && (!apart || !strcmp(one->probe->id, other->probe->id)))
		return;
	a->notes.file = one->set->file;
	if (same)
		notes_add(&a->notes, ADVICE, one->probe->id,
			  "give both one id, so that it is asked once",
			  "it asks word by word the same as %s of %s", other->probe->id,
			  other->set->file);
	else
		notes_add(&a->notes, ADVICE, one->probe->id,
			  "word it anew, or leave one of them out: two near the same "
			  "tell little more than one",
			  "it is much like %s%s%s: %.0f %% of their runs of words are "
			  "shared",
			  other->probe->id, apart ? " of " : "",
			  apart ? other->set->file : "", 100 * share);
}

static void audit_alike(struct audit *a, struct probe_set *const *sets, size_t n)
{
	struct place *places;
	struct alike_text *texts;
	struct alike *found;
	size_t n_all = 0, k = 0;

	for (size_t s = 0; s < n; s++)
		n_all += sets[s]->n;
	places = mem_alloc(n_all, sizeof(*places));
	texts = mem_alloc(n_all, sizeof(*texts));
	found = mem_alloc(n_all, sizeof(*found));
	for (size_t s = 0; s < n; s++) {
		for (size_t p = 0; p < sets[s]->n; p++, k++) {
			const struct probe *probe = &sets[s]->probes[p];
			struct buf text = BUF_INIT;

			add_messages(probe, &text);
			add_options(probe, &text);
			places[k] = (struct place){sets[s], probe};
			texts[k].len = text.len;
			texts[k].data = arena_dup(&a->arena, buf_str(&text), text.len);
			texts[k].by_characters =
				parts_no_words(probe_language(sets[s], probe));
			buf_clear(&text);
		}
	}
	alike_find(texts, n_all, AUDIT_ALIKE, found);
	for (k = 0; k < n_all; k++)
		if (found[k].other != ALIKE_NONE)
			note_alike(a, &places[k], &places[found[k].other],
				   found[k].share);
	mem_free(found);
	mem_free(texts);
	mem_free(places);
}

void probes_audit(struct probe_set *const *sets, size_t n,
		  struct probe_findings *findings)
{
	struct audit a;

	audit_init(&a, findings);
	for (size_t s = 0; s < n; s++) {
		const struct probe_set *set = sets[s];

		a.notes.file = set->file;
		if (set->defaults.system)
			audit_names(&a, set->kind, "", set->defaults.system);
		for (size_t p = 0; p < set->n; p++)
			audit_probe(&a, set->kind, &set->probes[p]);
	}
	audit_alike(&a, sets, n);
	audit_clear(&a);
}
