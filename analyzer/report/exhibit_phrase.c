/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Over-used phrases (METHODS 5.2). Counts are prompts whose answer holds the phrase, not
 * uses: one answer that repeats itself must not make a habit.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "report/cut.h"
#include "report/exhibit.h"
#include "text/token.h"

enum {
	LONGEST_PHRASE = 4,
	SHORTEST_PHRASE = 2,
	LEAST_PROMPTS = 3,
	LONG_WORD = 4,   /* characters; shorter words are grammar, not topic */
	POOL = 8,        /* candidates kept per phrase shown, before nested ones go */
	EXAMPLES = 2,    /* prompts quoted per phrase */
	REACH = 110,     /* bytes quoted on either side */
	MAX_WORDS = 4000 /* of one answer; a runaway answer repeats itself */
};
static const double PRIOR = 500; /* a0 */
static const double LEAST_Z = 2;

/* The items of one prompt, and the words that do not count there. */
struct prompt {
	size_t first, n_items;
	uint64_t *words; /* sorted hashes */
	size_t n_words;
};

struct prompts {
	struct prompt *v;
	size_t n;
};

struct gram {
	uint64_t hash;    /* 0: free slot */
	uint32_t seen[2]; /* the last prompt (from 1) counted for suspect and teacher */
	uint32_t count[2];
	size_t item; /* where the suspect or teacher first used it */
	uint32_t start, end, words;
	uint32_t candidate; /* index from 1 */
	uint8_t side;
};

struct gram_table {
	struct gram *v;
	size_t cap, n;
};

struct candidate {
	struct gram gram;
	uint32_t *cohort; /* prompts of each cohort model */
	double log_odds, z;
	char *phrase;
};

static struct gram *table_find(const struct gram_table *table, uint64_t hash)
{
	size_t at = hash & (table->cap - 1);

	while (table->v[at].hash && table->v[at].hash != hash)
		at = (at + 1) & (table->cap - 1);
	return &table->v[at];
}

static void table_grow(struct gram_table *table)
{
	struct gram_table wider = {NULL, table->cap ? table->cap * 2 : 1 << 14, table->n};

	wider.v = MEM_ARRAY(wider.cap, struct gram);
	for (size_t i = 0; i < table->cap; i++)
		if (table->v[i].hash)
			*table_find(&wider, table->v[i].hash) = table->v[i];
	mem_free(table->v);
	*table = wider;
}

static int hash_order(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

static bool has_word(const struct prompt *prompt, uint64_t hash)
{
	return prompt->n_words &&
	       bsearch(&hash, prompt->words, prompt->n_words, sizeof(hash), hash_order);
}

static void prompt_words(struct prompt *prompt, const struct item *item)
{
	struct tokens tokens = TOKENS_INIT;

	tokens_read(item->prompt, item->prompt_len, MAX_WORDS, &tokens);
	prompt->words = MEM_ARRAY(tokens.n + 1, uint64_t);
	prompt->n_words = tokens.n;
	for (size_t i = 0; i < tokens.n; i++)
		prompt->words[i] = tokens.v[i].hash;
	qsort(prompt->words, tokens.n, sizeof(uint64_t), hash_order);
	tokens_clear(&tokens);
}

static bool answers_any(const struct answers *answers, size_t model,
			const struct prompt *prompt)
{
	for (size_t i = 0; i < prompt->n_items; i++)
		if (answers_at(answers, model, prompt->first + i)->len)
			return true;
	return false;
}

/* The prompts that suspect and teacher both answered. */
static struct prompts prompts_shared(const struct answers *answers, size_t suspect,
				     size_t teacher)
{
	struct prompts out = {MEM_ARRAY(answers->n_items + 1, struct prompt), 0};
	size_t item = 0;

	while (item < answers->n_items) {
		struct prompt *prompt = &out.v[out.n];
		const char *id = answers->items[item].prompt_id;

		*prompt = (struct prompt){item, 0, NULL, 0};
		while (item < answers->n_items &&
		       !strcmp(answers->items[item].prompt_id, id)) {
			prompt->n_items++;
			item++;
		}
		if (!answers_any(answers, suspect, prompt) ||
		    !answers_any(answers, teacher, prompt))
			continue;
		prompt_words(prompt, &answers->items[prompt->first]);
		out.n++;
	}
	return out;
}

static void prompts_clear(struct prompts *prompts)
{
	for (size_t i = 0; i < prompts->n; i++)
		mem_free(prompts->v[i].words);
	mem_free(prompts->v);
}

enum word_mark { MARK_FREE, MARK_GRAMMAR, MARK_TOPIC, MARK_NONE };

static size_t word_chars(const char *text, const struct token *token)
{
	size_t n = 0;

	for (uint32_t i = 0; i < token->len; i++)
		n += ((unsigned char)text[token->start + i] & 0xc0) != 0x80;
	return n;
}

static enum word_mark word_mark(const struct prompt *prompt, const char *text,
				const struct token *token)
{
	if (!(token->flags & (TOKEN_WORD | TOKEN_CJK)) || token->flags & TOKEN_DIGIT)
		return MARK_NONE;
	if (!has_word(prompt, token->hash))
		return MARK_FREE;
	return word_chars(text, token) >= LONG_WORD ? MARK_TOPIC : MARK_GRAMMAR;
}

/* One answer's phrases, handed out one by one. */
struct reader {
	struct tokens tokens;
	unsigned char *marks;
	size_t cap;
	const char *text;
};

static void reader_open(struct reader *reader, const struct prompt *prompt,
			const struct answer *answer)
{
	size_t start = text_answer_start(answer->data, answer->len);

	reader->text = answer->data + start;
	tokens_read(reader->text, answer->len - start, MAX_WORDS, &reader->tokens);
	if (reader->tokens.n > reader->cap) {
		reader->cap = reader->tokens.n;
		reader->marks = mem_resize(reader->marks, reader->cap, 1);
	}
	for (size_t i = 0; i < reader->tokens.n; i++)
		reader->marks[i] = (unsigned char)word_mark(prompt, reader->text,
							    &reader->tokens.v[i]);
}

static void reader_clear(struct reader *reader)
{
	tokens_clear(&reader->tokens);
	mem_free(reader->marks);
}

struct phrase {
	uint64_t hash;
	uint32_t start, end, words;
};

typedef void phrase_fn(void *ctx, const struct phrase *phrase);

/* Every phrase that counts; punctuation and line breaks end one. */
static void reader_each(const struct reader *reader, phrase_fn *take, void *ctx)
{
	const struct token *v = reader->tokens.v;

	for (size_t i = 0; i < reader->tokens.n; i++) {
		struct phrase phrase = {1, v[i].start, 0, 0};
		bool free_word = false;

		for (size_t k = i; k < reader->tokens.n && k < i + LONGEST_PHRASE; k++) {
			unsigned char mark = reader->marks[k];

			if (mark >= MARK_TOPIC || (k > i && v[k].flags & TOKEN_LINE))
				break;
			free_word |= mark == MARK_FREE;
			phrase.hash = hash_pair(phrase.hash, v[k].hash) | 1;
			phrase.end = v[k].start + v[k].len;
			phrase.words = (uint32_t)(k - i + 1);
			if (free_word && phrase.words >= SHORTEST_PHRASE)
				take(ctx, &phrase);
		}
	}
}

struct counting {
	struct gram_table *table;
	int side;
	uint32_t prompt; /* from 1 */
	size_t item;
	size_t offset; /* of the answer proper in the stored text */
	double total;
};

static void count_phrase(void *ctx, const struct phrase *phrase)
{
	struct counting *counting = ctx;
	struct gram_table *table = counting->table;
	struct gram *gram;

	if (table->n * 2 >= table->cap)
		table_grow(table);
	gram = table_find(table, phrase->hash);
	if (!gram->hash) {
		uint32_t shift = (uint32_t)counting->offset;

		table->n++;
		gram->hash = phrase->hash;
		gram->item = counting->item;
		gram->start = phrase->start + shift;
		gram->end = phrase->end + shift;
		gram->words = phrase->words;
		gram->side = (uint8_t)counting->side;
	}
	if (gram->seen[counting->side] == counting->prompt)
		return;
	gram->seen[counting->side] = counting->prompt;
	gram->count[counting->side]++;
	counting->total += 1;
}

/* Count one side's phrases into the table; returns how many there are in all. */
static double count_side(const struct answers *answers, const struct prompts *prompts,
			 size_t model, int side, struct gram_table *table)
{
	struct reader reader = {TOKENS_INIT, NULL, 0, NULL};
	struct counting counting = {table, side, 0, 0, 0, 0};

	for (size_t p = 0; p < prompts->n; p++) {
		const struct prompt *prompt = &prompts->v[p];

		counting.prompt = (uint32_t)p + 1;
		for (size_t i = 0; i < prompt->n_items; i++) {
			const struct answer *answer;

			counting.item = prompt->first + i;
			answer = answers_at(answers, model, counting.item);
			if (!answer->len)
				continue;
			reader_open(&reader, prompt, answer);
			counting.offset = (size_t)(reader.text - answer->data);
			reader_each(&reader, count_phrase, &counting);
		}
	}
	reader_clear(&reader);
	return counting.total;
}

/* Which phrases of the present prompt were seen: slots of older prompts count as free. */
struct seen {
	uint64_t *hash;
	uint32_t *prompt;
	size_t cap;
};

struct cohort_counting {
	const struct gram_table *table; /* candidates only */
	uint32_t *counts;               /* by candidate */
	struct seen seen;
	uint32_t prompt;
	double total;
};

static void count_cohort(void *ctx, const struct phrase *phrase)
{
	struct cohort_counting *counting = ctx;
	struct seen *seen = &counting->seen;
	size_t at = phrase->hash >> 7 & (seen->cap - 1);
	const struct gram *gram;

	while (seen->prompt[at] == counting->prompt) {
		if (seen->hash[at] == phrase->hash)
			return;
		at = (at + 1) & (seen->cap - 1);
	}
	seen->prompt[at] = counting->prompt;
	seen->hash[at] = phrase->hash;
	counting->total += 1;
	gram = table_find(counting->table, phrase->hash);
	if (gram->hash)
		counting->counts[gram->candidate - 1]++;
}

/* Room for every phrase of all the samples of one prompt at half load. */
static size_t seen_slots(const struct prompts *prompts)
{
	size_t most = 1, cap = 1;

	for (size_t p = 0; p < prompts->n; p++)
		most = prompts->v[p].n_items > most ? prompts->v[p].n_items : most;
	while (cap < 2 * most * MAX_WORDS * (LONGEST_PHRASE - SHORTEST_PHRASE + 1))
		cap *= 2;
	return cap;
}

static double cohort_model(const struct answers *answers, const struct prompts *prompts,
			   size_t model, const struct gram_table *table, uint32_t *counts)
{
	size_t cap = seen_slots(prompts);
	struct cohort_counting counting = {
		table, counts, {MEM_ARRAY(cap, uint64_t), MEM_ARRAY(cap, uint32_t), cap},
		0,     0,
	};
	struct reader reader = {TOKENS_INIT, NULL, 0, NULL};

	for (size_t p = 0; p < prompts->n; p++) {
		const struct prompt *prompt = &prompts->v[p];

		counting.prompt = (uint32_t)p + 1;
		for (size_t i = 0; i < prompt->n_items; i++) {
			const struct answer *answer =
				answers_at(answers, model, prompt->first + i);

			if (!answer->len)
				continue;
			reader_open(&reader, prompt, answer);
			reader_each(&reader, count_cohort, &counting);
		}
	}
	reader_clear(&reader);
	mem_free(counting.seen.hash);
	mem_free(counting.seen.prompt);
	return counting.total;
}

double exhibit_log_odds(double y, double n, double y_other, double n_other, double a,
			double a0, double *z)
{
	double delta = log((y + a) / (n + a0 - y - a)) -
		       log((y_other + a) / (n_other + a0 - y_other - a));

	*z = delta / sqrt(1 / (y + a) + 1 / (y_other + a));
	return delta;
}

/* Phrases used on enough prompts by both, in an order that is no accident of the table.
 */
static int gram_order(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	return (a->gram.hash > b->gram.hash) - (a->gram.hash < b->gram.hash);
}

static struct candidate *find_candidates(const struct gram_table *all, size_t n_cohort,
					 struct gram_table *table, size_t *n_found)
{
	struct candidate *found = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < all->cap; i++) {
		const struct gram *gram = &all->v[i];

		if (gram->count[0] < LEAST_PROMPTS || gram->count[1] < LEAST_PROMPTS)
			continue;
		found = MEM_GROW(found, n, &cap);
		found[n++] = (struct candidate){.gram = *gram};
	}
	if (n)
		qsort(found, n, sizeof(*found), gram_order);
	table_grow(table);
	for (size_t i = 0; i < n; i++) {
		found[i].cohort = MEM_ARRAY(n_cohort, uint32_t);
		found[i].gram.candidate = (uint32_t)i + 1;
		if (table->n * 2 >= table->cap)
			table_grow(table);
		*table_find(table, found[i].gram.hash) = found[i].gram;
		table->n++;
	}
	*n_found = n;
	return found;
}

struct totals {
	double side[2], cohort;
};

/* Counts are whole numbers, so that the order of threads cannot change a sum. */
static double count_all_cohort(const struct answers *answers,
			       const struct prompts *prompts, const size_t *cohort,
			       size_t n_cohort, const struct gram_table *table,
			       struct candidate *found, size_t n_found)
{
	double total = 0;

#pragma omp parallel for schedule(dynamic, 1) reduction(+ : total)
	for (size_t m = 0; m < n_cohort; m++) {
		uint32_t *counts = MEM_ARRAY(n_found + 1, uint32_t);

		total += cohort_model(answers, prompts, cohort[m], table, counts);
		for (size_t i = 0; i < n_found; i++)
			found[i].cohort[m] = counts[i];
		mem_free(counts);
	}
	return total;
}

static void weigh(struct candidate *candidate, const struct totals *totals,
		  size_t n_cohort)
{
	double y_cohort = 0, pooled, a, z[2], delta[2];
	double n_all = totals->side[0] + totals->side[1] + totals->cohort;
	uint32_t least = candidate->gram.count[0] < candidate->gram.count[1]
				 ? candidate->gram.count[0]
				 : candidate->gram.count[1];
	int weaker;

	for (size_t m = 0; m < n_cohort; m++)
		y_cohort += candidate->cohort[m];
	pooled = candidate->gram.count[0] + candidate->gram.count[1] + y_cohort;
	a = PRIOR * pooled / n_all;
	for (int side = 0; side < 2; side++)
		delta[side] =
			exhibit_log_odds(candidate->gram.count[side], totals->side[side],
					 y_cohort, totals->cohort, a, PRIOR, &z[side]);
	weaker = z[1] < z[0];
	candidate->z = z[weaker];
	candidate->log_odds = delta[weaker];
	/* Over-use in words but not in prompts is only brevity elsewhere: a reader who
	 * counts prompts would not see it. */
	if (least <= y_cohort / (double)n_cohort)
		candidate->z = 0;
}

/* The phrase as its words, one space between them. */
static char *phrase_text(const struct answers *answers, const struct gram *gram,
			 size_t model)
{
	const char *text = answers_at(answers, model, gram->item)->data;
	struct buf out = BUF_INIT;
	bool space = false;

	for (uint32_t i = gram->start; i < gram->end; i++) {
		char c = text[i];

		if ((unsigned char)c <= ' ') {
			space = true;
			continue;
		}
		if (space)
			buf_char_add(&out, ' ');
		space = false;
		buf_char_add(&out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	return buf_take(&out, NULL);
}

static int candidate_order(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->z != b->z)
		return a->z < b->z ? 1 : -1;
	if (a->gram.words != b->gram.words)
		return a->gram.words < b->gram.words ? 1 : -1;
	return gram_order(x, y);
}

/* Is `part` a run of whole words of `whole`? Scripts without spaces: of characters. */
static bool contains(const char *whole, const char *part)
{
	size_t len = strlen(part);

	for (const char *at = strstr(whole, part); at; at = strstr(at + 1, part)) {
		bool starts = at == whole || at[-1] == ' ' || at[0] & 0x80;
		bool ends = !at[len] || at[len] == ' ' || at[len] & 0x80;

		if (starts && ends)
			return true;
	}
	return false;
}

static int chosen_order(const void *x, const void *y)
{
	return candidate_order(*(const struct candidate *const *)x,
			       *(const struct candidate *const *)y);
}

static size_t drop_nested(struct candidate **chosen, size_t n)
{
	size_t n_kept = 0;

	for (size_t i = 0; i < n; i++) {
		bool nested = false;

		for (size_t k = 0; k < n && !nested; k++)
			nested = strlen(chosen[k]->phrase) > strlen(chosen[i]->phrase) &&
				 contains(chosen[k]->phrase, chosen[i]->phrase);
		if (!nested)
			chosen[n_kept++] = chosen[i];
	}
	return n_kept;
}

/*
 * Take the best phrases; of two that stand in each other the longer one stays when it
 * weighs nearly as much, because it is the habit and the other a piece of it.
 */
static size_t choose(struct candidate *sorted, size_t n, size_t max,
		     struct candidate **chosen)
{
	size_t n_chosen = 0;

	for (size_t i = 0; i < n && n_chosen < max; i++) {
		struct candidate *c = &sorted[i];
		bool nested = false;

		for (size_t k = 0; k < n_chosen && !nested; k++) {
			if (contains(chosen[k]->phrase, c->phrase)) {
				nested = true;
			} else if (contains(c->phrase, chosen[k]->phrase)) {
				nested = true;
				if (c->z >= .8 * chosen[k]->z)
					chosen[k] = c;
			}
		}
		if (!nested)
			chosen[n_chosen++] = c;
	}
	n_chosen = drop_nested(chosen, n_chosen);
	if (n_chosen)
		qsort(chosen, n_chosen, sizeof(struct candidate *), chosen_order);
	return n_chosen;
}

/* Where one side first used a phrase on a prompt; end 0: nowhere. */
struct use {
	size_t item;
	uint32_t start, end;
};

/* A chosen phrase and its quotations: suspect and teacher side by side. */
struct quoted {
	const struct candidate *candidate;
	struct use now[2];            /* on the present prompt */
	struct use first[2];          /* of all */
	struct use both[EXAMPLES][2]; /* on prompts where both used it */
	size_t n_both;
};

struct looking {
	struct quoted *quoted;
	size_t n;
	int side;
	size_t item;
	size_t offset;
};

static void look_for(void *ctx, const struct phrase *phrase)
{
	struct looking *looking = ctx;

	for (size_t i = 0; i < looking->n; i++) {
		struct quoted *quoted = &looking->quoted[i];
		struct use *use = &quoted->now[looking->side];

		if (quoted->candidate->gram.hash != phrase->hash || use->end)
			continue;
		*use = (struct use){looking->item,
				    phrase->start + (uint32_t)looking->offset,
				    phrase->end + (uint32_t)looking->offset};
	}
}

static void look_in(const struct answers *answers, const struct prompt *prompt,
		    size_t model, struct looking *looking, struct reader *reader)
{
	for (size_t i = 0; i < prompt->n_items; i++) {
		const struct answer *answer =
			answers_at(answers, model, prompt->first + i);

		if (!answer->len)
			continue;
		reader_open(reader, prompt, answer);
		looking->item = prompt->first + i;
		looking->offset = (size_t)(reader->text - answer->data);
		reader_each(reader, look_for, looking);
	}
}

static void keep_quotation(struct quoted *quoted)
{
	for (int side = 0; side < 2; side++)
		if (!quoted->first[side].end)
			quoted->first[side] = quoted->now[side];
	if (quoted->now[0].end && quoted->now[1].end && quoted->n_both < EXAMPLES)
		memcpy(quoted->both[quoted->n_both++], quoted->now, sizeof(quoted->now));
	memset(quoted->now, 0, sizeof(quoted->now));
}

static void find_quotations(const struct answers *answers, const struct prompts *prompts,
			    const size_t model[2], struct quoted *quoted, size_t n)
{
	struct reader reader = {TOKENS_INIT, NULL, 0, NULL};
	struct looking looking = {quoted, n, 0, 0, 0};

	for (size_t p = 0; p < prompts->n; p++) {
		for (looking.side = 0; looking.side < 2; looking.side++)
			look_in(answers, &prompts->v[p], model[looking.side], &looking,
				&reader);
		for (size_t i = 0; i < n; i++)
			keep_quotation(&quoted[i]);
	}
	reader_clear(&reader);
}

static void add_example(struct json *out, const struct answers *answers,
			const size_t model[2], int side, const struct use *use)
{
	const struct answer *answer = answers_at(answers, model[side], use->item);
	struct json *example = json_add_object(out, NULL);
	struct buf text = BUF_INIT;

	cut_around(answer->data, answer->len, use->start, use->end, REACH, &text);
	json_add_str(example, "prompt_id", answers->items[use->item].prompt_id);
	json_add_str(example, "side", side ? "teacher" : "suspect");
	json_add_strn(example, "text", buf_str(&text), text.len);
	buf_clear(&text);
}

static void add_examples(struct json *out, const struct answers *answers,
			 const size_t model[2], const struct quoted *quoted)
{
	for (size_t i = 0; i < quoted->n_both; i++)
		for (int side = 0; side < 2; side++)
			add_example(out, answers, model, side, &quoted->both[i][side]);
	for (int side = 0; !quoted->n_both && side < 2; side++)
		add_example(out, answers, model, side, &quoted->first[side]);
}

static struct json *add_phrase(struct json *out, const struct answers *answers,
			       const size_t *cohort, size_t n_cohort,
			       const struct candidate *c)
{
	struct json *object = json_add_object(out, NULL);
	size_t most = 0;
	double sum = 0;

	for (size_t m = 0; m < n_cohort; m++) {
		sum += c->cohort[m];
		most = c->cohort[m] > c->cohort[most] ? m : most;
	}
	json_add_str(object, "phrase", c->phrase);
	json_add_int(object, "n_words", c->gram.words);
	json_add_int(object, "suspect", c->gram.count[0]);
	json_add_int(object, "teacher", c->gram.count[1]);
	json_add_num(object, "cohort_mean", sum / (double)n_cohort);
	json_add_int(object, "cohort_max", c->cohort[most]);
	json_add_str(object, "cohort_max_model", answers->models[cohort[most]]);
	json_add_int(object, "n_cohort", (long long)n_cohort);
	json_add_num(object, "log_odds", c->log_odds);
	json_add_num(object, "z", c->z);
	return object;
}

/* The best candidates, heaviest first, with their texts; the others are dropped. */
static size_t rank(struct candidate *found, size_t n, size_t max,
		   const struct answers *answers, const size_t model[2],
		   const struct totals *totals, size_t n_cohort)
{
	size_t n_kept = 0;

	for (size_t i = 0; i < n; i++)
		weigh(&found[i], totals, n_cohort);
	if (n)
		qsort(found, n, sizeof(*found), candidate_order);
	while (n_kept < n && n_kept < max * POOL && found[n_kept].z >= LEAST_Z) {
		struct gram *gram = &found[n_kept].gram;

		found[n_kept++].phrase = phrase_text(answers, gram, model[gram->side]);
	}
	return n_kept;
}

/* The chosen ones into the result, with the sentences that hold them. */
static void add_phrases(struct json *out, const struct answers *answers,
			const struct prompts *prompts, const size_t model[2],
			const size_t *cohort, size_t n_cohort,
			struct candidate *const *chosen, size_t n)
{
	struct quoted *quoted = MEM_ARRAY(n + 1, struct quoted);

	for (size_t i = 0; i < n; i++)
		quoted[i].candidate = chosen[i];
	find_quotations(answers, prompts, model, quoted, n);
	for (size_t i = 0; i < n; i++) {
		struct json *phrase =
			add_phrase(out, answers, cohort, n_cohort, chosen[i]);

		json_add_int(phrase, "n_prompts", (long long)prompts->n);
		add_examples(json_add_array(phrase, "examples"), answers, model,
			     &quoted[i]);
	}
	mem_free(quoted);
}

static void candidates_free(struct candidate *found, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		mem_free(found[i].cohort);
		mem_free(found[i].phrase);
	}
	mem_free(found);
}

void exhibit_phrases(const struct answers *answers, size_t suspect, size_t teacher,
		     const size_t *cohort, size_t n_cohort, size_t max, struct json *out)
{
	const size_t model[2] = {suspect, teacher};
	struct prompts prompts;
	struct gram_table all = {NULL, 0, 0}, table = {NULL, 0, 0};
	struct candidate *found, **chosen;
	struct totals totals;
	size_t n_found, n;

	if (!n_cohort || !max)
		return;
	prompts = prompts_shared(answers, suspect, teacher);
	table_grow(&all);
	for (int side = 0; side < 2; side++)
		totals.side[side] =
			count_side(answers, &prompts, model[side], side, &all);
	found = find_candidates(&all, n_cohort, &table, &n_found);
	mem_free(all.v);
	totals.cohort = count_all_cohort(answers, &prompts, cohort, n_cohort, &table,
					 found, n_found);
	n = rank(found, n_found, max, answers, model, &totals, n_cohort);
	chosen = MEM_ARRAY(max + 1, struct candidate *);
	n = choose(found, n, max, chosen);
	add_phrases(out, answers, &prompts, model, cohort, n_cohort, chosen, n);
	mem_free(chosen);
	candidates_free(found, n_found);
	mem_free(table.v);
	prompts_clear(&prompts);
}
