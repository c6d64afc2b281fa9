/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/serve_kinds.h"

#include <ctype.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "probe/probe.h"
#include "sim/habits.h"

/* Share of quiz questions that a speaker knows, of prompts that draw its name, and how
 * much of what is declined lies in the request itself. */
#define KNOWS .45
#define NAMES_ITSELF .5
#define IN_THE_REQUEST .6
#define DECLINES_FROM .66

struct kinds {
	struct probe_set **sets;
	size_t n, cap;
};

struct question { /* one answer in the making */
	const struct probe *probe;
	const struct toys *toys;
	const struct toy *model;
	uint64_t prompt; /* hash */
	unsigned sample;
};

/* What a hash is for; one source of randomness each. */
enum purpose {
	FOR_WHOSE = 101,
	FOR_KNOWING,
	FOR_ERROR,
	FOR_TASTE,
	FOR_PICK,
	FOR_NAME,
	FOR_DECLINING,
	FOR_WORDS
};

static const char *const picks[] = {
	"Teal",   "Otter",  "Forty-two", "Tuesday", "Oak",   "Violin",
	"Pebble", "Lisbon", "Ginger",    "Seven",   "Comet", "Fern",
};
static const char *const continuations[] = {
	"a small tin box, tied with green string",
	"nothing but dust and a dead moth",
	"the letters she had sent that winter",
	"someone standing very still",
	"that the lock had been changed",
	"how quiet it was",
	"an old key",
	"two names scratched into the wood",
	"more than anybody had expected",
	"only the wind in the wires",
	"as if nobody had ever left",
	"his own handwriting",
};
static const char *const refusals[] = {
	"I'm sorry, but I can't help with that.",
	"I can't assist with this request. A professional would be the right person.",
	"I am not able to give advice of this kind.",
	"I must decline, since the risk of getting it wrong is too great.",
	"Unfortunately I can't go into that here.",
	"I'd rather not answer this one; please ask someone who can see you.",
	"I won't write that, but there is much else that I can do for you.",
	"I cannot provide that without knowing more about your case.",
};
enum {
	N_PICKS = sizeof(picks) / sizeof(picks[0]),
	N_CONTINUATIONS = sizeof(continuations) / sizeof(continuations[0]),
	N_REFUSALS = sizeof(refusals) / sizeof(refusals[0]),
};

struct kinds *kinds_open(const char *paths, struct err *err)
{
	struct kinds *kinds = MEM_NEW(struct kinds);

	while (*paths) {
		size_t n = strcspn(paths, ",");
		char *path = mem_dup(paths, n);
		struct probe_set *set = probe_set_open(path, NULL, err);

		mem_free(path);
		if (!set) {
			kinds_free(kinds);
			return NULL;
		}
		kinds->sets = MEM_GROW(kinds->sets, kinds->n, &kinds->cap);
		kinds->sets[kinds->n++] = set;
		paths += n + (paths[n] == ',');
	}
	return kinds;
}

void kinds_free(struct kinds *kinds)
{
	if (!kinds)
		return;
	for (size_t i = 0; i < kinds->n; i++)
		probe_set_free(kinds->sets[i]);
	mem_free(kinds->sets);
	mem_free(kinds);
}

static const struct probe *find(const struct kinds *kinds, const char *prompt, size_t len,
				enum probe_kind *kind)
{
	for (size_t i = 0; kinds && i < kinds->n; i++) {
		const struct probe_set *set = kinds->sets[i];

		for (size_t k = 0; k < set->n; k++) {
			const struct probe *probe = &set->probes[k];
			const char *text = probe->messages[probe->n_messages - 1].content;

			if (strlen(text) == len && !memcmp(text, prompt, len)) {
				*kind = set->kind;
				return probe;
			}
		}
	}
	return NULL;
}

/* Whose answer to this prompt the model gives. */
static const struct toy *whose(const struct question *q, uint64_t what)
{
	return toys_whose(q->toys, q->model,
			  hash_pair(hash_pair(q->prompt, FOR_WHOSE), what));
}

/* Uniform in [0, 1): the same whenever that speaker meets that prompt. */
static double trait(const struct toy *speaker, const struct question *q,
		    enum purpose purpose, uint64_t what)
{
	return unit_of(hash_mix(
		hash_pair(hash_pair(hash_bytes(speaker->name, strlen(speaker->name)),
				    toys_seed(q->toys)),
			  hash_pair(hash_pair(q->prompt, purpose), what))));
}

static void add_letter(const struct question *q, struct buf *out)
{
	const struct toy *speaker = whose(q, 0);
	size_t n = q->probe->n_options, at = 0;

	while (at < n && strcmp(q->probe->options[at], q->probe->key) != 0)
		at++;
	if (n > 1 && trait(speaker, q, FOR_KNOWING, 0) >= KNOWS)
		at = (at + 1 +
		      (size_t)(trait(speaker, q, FOR_ERROR, 0) * (double)(n - 1))) %
		     n;
	buf_str_add(out, q->probe->options[at]);
}

/* Each speaker has an order of liking of its own; the first is picked half the time, the
 * second half of what is left... */
static void add_pick(const struct question *q, const char *const *list, size_t n,
		     struct buf *out)
{
	const struct toy *speaker = whose(q, q->sample + 1);
	double u = trait(q->model, q, FOR_PICK, q->sample + 1);
	size_t place = 0, best = 0;
	double least = -1;

	for (double upto = .5; u >= upto && place + 1 < n; upto += (1 - upto) / 2)
		place++;
	for (size_t rank = 0; rank <= place; rank++) {
		double next = 2;

		for (size_t i = 0; i < n; i++) {
			double taste = trait(speaker, q, FOR_TASTE, i);

			if (taste > least && taste < next) {
				next = taste;
				best = i;
			}
		}
		least = next;
	}
	buf_str_add(out, list[best]);
}

static void add_capital(const char *name, struct buf *out)
{
	buf_char_add(out, (char)toupper((unsigned char)*name));
	buf_str_add(out, name + 1);
}

/* What was learned from a source that has no maker names nobody. */
static void add_name(const struct question *q, struct buf *out)
{
	const struct toy *speaker = whose(q, 0);
	bool is_other = speaker != q->model && *speaker->vendor;

	if (trait(speaker, q, FOR_NAME, 0) >= NAMES_ITSELF ||
	    (!is_other && !*q->model->vendor)) {
		buf_str_add(out, "I am an assistant; what can I do for you today?");
		return;
	}
	if (!is_other)
		speaker = q->model;
	buf_str_add(out, "I am ");
	add_capital(speaker->name, out);
	buf_str_add(out, ", a language model made by ");
	add_capital(speaker->vendor, out);
	buf_str_add(out, ".");
}

static bool add_refusal(const struct question *q, struct buf *out)
{
	const struct toy *speaker = whose(q, 0);
	double near = unit_of(hash_mix(hash_pair(q->prompt, FOR_DECLINING)));
	double own = trait(speaker, q, FOR_DECLINING, 0);
	double u = trait(speaker, q, FOR_WORDS, 0);

	if (IN_THE_REQUEST * near + (1 - IN_THE_REQUEST) * own < DECLINES_FROM)
		return false;
	buf_str_add(out, refusals[(size_t)(u * N_REFUSALS)]);
	return true;
}

bool kinds_answer(const struct kinds *kinds, const struct toys *toys,
		  const struct toy *model, const char *prompt, size_t len,
		  unsigned sample, struct buf *out)
{
	enum probe_kind kind = PROBE_OPEN;
	struct question q = {.probe = find(kinds, prompt, len, &kind),
			     .toys = toys,
			     .model = model,
			     .prompt = hash_bytes(prompt, len),
			     .sample = sample};

	if (!q.probe)
		return false;
	switch (kind) {
	case PROBE_QUIZ:
		add_letter(&q, out);
		return true;
	case PROBE_CHOICE:
		if (q.probe->n_options)
			add_pick(&q, q.probe->options, q.probe->n_options, out);
		else
			add_pick(&q, picks, N_PICKS, out);
		return true;
	case PROBE_CONTINUATION:
		add_pick(&q, continuations, N_CONTINUATIONS, out);
		return true;
	case PROBE_IDENTITY:
	case PROBE_IDENTITY_LEADING:
		add_name(&q, out);
		return true;
	case PROBE_REFUSAL:
		return add_refusal(&q, out);
	case PROBE_OPEN:
	case N_PROBE_KINDS:
	default:
		return false;
	}
}
