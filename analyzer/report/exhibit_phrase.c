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
#include "report/exhibit_words.h"
#include "text/token.h"

enum {
	SHORTEST_PHRASE = 2,
	CORE_WORDS = 4, /* all phrases up to this long are counted; of longer ones those
			   that begin with one that is frequent */
	LONGEST_PHRASE = 12,
	SAME_RUN = 3, /* phrases that share so many words in a row are one habit */
	LEAST_PROMPTS = 3,
	LONG_WORD = 4,    /* characters; shorter words are grammar, not topic */
	LEAST_SAYING = 2, /* words that are no article, pronoun or the like */
	POOL = 4,         /* times as many are weighed as are shown */
	EXAMPLES = 2,     /* prompts quoted per phrase */
	REACH = 110,      /* bytes quoted on either side */
	MAX_WORDS = 4000  /* of one answer; a runaway answer repeats itself */
};
static const double PRIOR = 500; /* a0 */
/* Of ten thousand phrases a few pass 3.5 by chance; two unrelated models need not. */
static const double LEAST_Z = 4;
/* A longer phrase is the same habit when both use it nearly as often as its piece. */
static const double NEARLY = .8;

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
	long beyond; /* prompts more than any of the cohort */
	char *phrase;
	uint64_t word[LONGEST_PHRASE];
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

/* False when no phrase that begins with this one is wanted. */
typedef bool phrase_fn(void *ctx, const struct phrase *phrase);

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
			if (free_word && phrase.words >= SHORTEST_PHRASE &&
			    !take(ctx, &phrase))
				break;
		}
	}
}

struct counting {
	struct gram_table *table;
	const struct gram_table *core; /* NULL: count phrases up to CORE_WORDS; else those
					  that are longer and begin with one of these */
	int side;
	uint32_t prompt; /* from 1 */
	size_t item;
	size_t offset; /* of the answer proper in the stored text */
	double total;
};

static bool count_phrase(void *ctx, const struct phrase *phrase)
{
	struct counting *counting = ctx;
	struct gram_table *table = counting->table;
	bool is_core = phrase->words <= CORE_WORDS;
	struct gram *gram;

	if (is_core && counting->core)
		return phrase->words < CORE_WORDS ||
		       table_find(counting->core, phrase->hash)->hash;
	if (!is_core && !counting->core)
		return false;
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
	if (gram->seen[counting->side] != counting->prompt) {
		gram->seen[counting->side] = counting->prompt;
		gram->count[counting->side]++;
		counting->total += 1;
	}
	return true;
}

/* Count one side's phrases into the table; returns how many there are in all. */
static double count_side(const struct answers *answers, const struct prompts *prompts,
			 size_t model, int side, const struct gram_table *core,
			 struct gram_table *table)
{
	struct reader reader = {TOKENS_INIT, NULL, 0, NULL};
	struct counting counting = {table, core, side, 0, 0, 0, 0};

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

static bool count_cohort(void *ctx, const struct phrase *phrase)
{
	struct cohort_counting *counting = ctx;
	struct seen *seen = &counting->seen;
	size_t at = phrase->hash >> 7 & (seen->cap - 1);
	const struct gram *gram = table_find(counting->table, phrase->hash);
	/* What begins with no candidate is none. */
	bool go_on = phrase->words < CORE_WORDS || gram->hash;

	if (phrase->words > CORE_WORDS && !gram->hash)
		return false;
	while (seen->prompt[at] == counting->prompt) {
		if (seen->hash[at] == phrase->hash)
			return go_on;
		at = (at + 1) & (seen->cap - 1);
	}
	seen->prompt[at] = counting->prompt;
	seen->hash[at] = phrase->hash;
	counting->total += phrase->words <= CORE_WORDS;
	if (gram->hash)
		counting->counts[gram->candidate - 1]++;
	return go_on;
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

struct candidates {
	struct candidate *v;
	size_t n, cap;
	struct gram_table table; /* where each stands in v */
};

static int gram_order(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	return (a->gram.hash > b->gram.hash) - (a->gram.hash < b->gram.hash);
}

/* Phrases used on enough prompts by both, in an order that is no accident of the table.
 */
static void add_candidates(struct candidates *found, const struct gram_table *counted)
{
	struct gram_table *table = &found->table;
	size_t begin = found->n;

	for (size_t i = 0; i < counted->cap; i++) {
		const struct gram *gram = &counted->v[i];

		if (gram->count[0] < LEAST_PROMPTS || gram->count[1] < LEAST_PROMPTS)
			continue;
		found->v = MEM_GROW(found->v, found->n, &found->cap);
		found->v[found->n++] = (struct candidate){.gram = *gram};
	}
	if (found->n > begin)
		qsort(found->v + begin, found->n - begin, sizeof(*found->v), gram_order);
	table_grow(table);
	for (size_t i = begin; i < found->n; i++) {
		found->v[i].gram.candidate = (uint32_t)i + 1;
		if (table->n * 2 >= table->cap)
			table_grow(table);
		*table_find(table, found->v[i].gram.hash) = found->v[i].gram;
		table->n++;
	}
}

static void candidates_clear(struct candidates *found)
{
	for (size_t i = 0; i < found->n; i++) {
		mem_free(found->v[i].cohort);
		mem_free(found->v[i].phrase);
	}
	mem_free(found->v);
	mem_free(found->table.v);
}

struct totals {
	double side[2], cohort;
};

/* Counts are whole numbers, so that the order of threads cannot change a sum. */
static double count_all_cohort(const struct answers *answers,
			       const struct prompts *prompts, const size_t *cohort,
			       size_t n_cohort, struct candidates *found)
{
	double total = 0;

	for (size_t i = 0; i < found->n; i++)
		found->v[i].cohort = MEM_ARRAY(n_cohort, uint32_t);
#pragma omp parallel for schedule(dynamic, 1) reduction(+ : total)
	for (size_t m = 0; m < n_cohort; m++) {
		uint32_t *counts = MEM_ARRAY(found->n + 1, uint32_t);

		total += cohort_model(answers, prompts, cohort[m], &found->table, counts);
		for (size_t i = 0; i < found->n; i++)
			found->v[i].cohort[m] = counts[i];
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
	uint32_t most = 0;
	int weaker;

	for (size_t m = 0; m < n_cohort; m++) {
		y_cohort += candidate->cohort[m];
		most = candidate->cohort[m] > most ? candidate->cohort[m] : most;
	}
	pooled = candidate->gram.count[0] + candidate->gram.count[1] + y_cohort;
	a = PRIOR * pooled / n_all;
	for (int side = 0; side < 2; side++)
		delta[side] =
			exhibit_log_odds(candidate->gram.count[side], totals->side[side],
					 y_cohort, totals->cohort, a, PRIOR, &z[side]);
	weaker = z[1] < z[0];
	candidate->z = z[weaker];
	candidate->log_odds = delta[weaker];
	candidate->beyond = (long)least - (long)most;
	/* What one independent model does as often needs no teacher; and over-use in
	 * words but not in prompts is only brevity elsewhere, which a reader would not
	 * see. */
	if (least <= most)
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

/* The longest run of words that stands in both. */
static size_t common_run(const struct candidate *a, const struct candidate *b)
{
	size_t longest = 0;

	for (size_t i = 0; i < a->gram.words; i++)
		for (size_t k = 0; k < b->gram.words; k++) {
			size_t n = 0;

			while (i + n < a->gram.words && k + n < b->gram.words &&
			       a->word[i + n] == b->word[k + n])
				n++;
			longest = n > longest ? n : longest;
		}
	return longest;
}

static bool contains(const struct candidate *whole, const struct candidate *part)
{
	return common_run(whole, part) == part->gram.words;
}

static bool same_habit(const struct candidate *a, const struct candidate *b)
{
	return common_run(a, b) >= SAME_RUN || contains(a, b) || contains(b, a);
}

/* The longest phrase around a piece of it that both use nearly as often. */
static struct candidate *whole_habit(struct candidate *sorted, size_t n,
				     struct candidate *piece)
{
	struct candidate *whole = piece;

	for (size_t i = 0; i < n; i++) {
		const uint32_t *count = sorted[i].gram.count;

		if (sorted[i].gram.words > whole->gram.words &&
		    count[0] >= NEARLY * piece->gram.count[0] &&
		    count[1] >= NEARLY * piece->gram.count[1] &&
		    contains(&sorted[i], piece))
			whole = &sorted[i];
	}
	return whole;
}

static bool is_among(struct candidate *const *chosen, size_t n, const struct candidate *c)
{
	for (size_t i = 0; i < n; i++)
		if (same_habit(chosen[i], c))
			return true;
	return false;
}

static int chosen_order(const void *x, const void *y)
{
	const struct candidate *a = *(const struct candidate *const *)x;
	const struct candidate *b = *(const struct candidate *const *)y;

	if (a->beyond != b->beyond)
		return a->beyond < b->beyond ? 1 : -1;
	return candidate_order(a, b);
}

/* Not so "it is" or "it is useful to", which any text may hold. */
static bool says_something(const struct candidate *c, const struct tokens *joining)
{
	size_t n = 0;

	for (size_t i = 0; i < c->gram.words; i++) {
		size_t k = 0;

		while (k < joining->n && joining->v[k].hash != c->word[i])
			k++;
		n += k == joining->n;
	}
	return n >= LEAST_SAYING;
}

/* Of the heaviest phrases, each habit once and whole, those furthest beyond the cohort.
 */
static size_t choose(struct candidate *sorted, size_t n, size_t max,
		     struct candidate **chosen)
{
	struct tokens joining = TOKENS_INIT;
	size_t n_chosen = 0;

	exhibit_joining_words(&joining);
	for (size_t i = 0; i < n && n_chosen < max * POOL; i++) {
		struct candidate *whole;

		if (is_among(chosen, n_chosen, &sorted[i]))
			continue;
		whole = whole_habit(sorted, n, &sorted[i]);
		if (!says_something(whole, &joining))
			continue;
		if (whole == &sorted[i] || !is_among(chosen, n_chosen, whole))
			chosen[n_chosen++] = whole;
	}
	if (n_chosen)
		qsort(chosen, n_chosen, sizeof(struct candidate *), chosen_order);
	tokens_clear(&joining);
	return n_chosen < max ? n_chosen : max;
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

static bool look_for(void *ctx, const struct phrase *phrase)
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
	return true;
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
	json_add_int(object, "n_beyond", c->beyond);
	json_add_int(object, "n_cohort", (long long)n_cohort);
	json_add_num(object, "log_odds", c->log_odds);
	json_add_num(object, "z", c->z);
	return object;
}

static void read_words(struct candidate *candidate)
{
	struct tokens tokens = TOKENS_INIT;

	tokens_read(candidate->phrase, strlen(candidate->phrase), LONGEST_PHRASE,
		    &tokens);
	for (size_t i = 0; i < tokens.n && i < candidate->gram.words; i++)
		candidate->word[i] = tokens.v[i].hash;
	tokens_clear(&tokens);
}

/* Put the heaviest first; of the `n` that weigh enough, read the texts. */
static size_t rank(struct candidates *found, const struct answers *answers,
		   const size_t model[2], const struct totals *totals, size_t n_cohort)
{
	size_t n = 0;

	for (size_t i = 0; i < found->n; i++)
		weigh(&found->v[i], totals, n_cohort);
	if (found->n)
		qsort(found->v, found->n, sizeof(*found->v), candidate_order);
	for (; n < found->n && found->v[n].z >= LEAST_Z; n++) {
		struct gram *gram = &found->v[n].gram;

		found->v[n].phrase = phrase_text(answers, gram, model[gram->side]);
		read_words(&found->v[n]);
	}
	return n;
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

/* Count one table of both sides, and what both use often enough. */
static void count_sides(const struct answers *answers, const struct prompts *prompts,
			const size_t model[2], const struct gram_table *core,
			struct candidates *found, struct totals *totals)
{
	struct gram_table counted = {NULL, 0, 0};

	table_grow(&counted);
	for (int side = 0; side < 2; side++)
		totals->side[side] =
			count_side(answers, prompts, model[side], side, core, &counted);
	add_candidates(found, &counted);
	mem_free(counted.v);
}

void exhibit_phrases(const struct answers *answers, size_t suspect, size_t teacher,
		     const size_t *cohort, size_t n_cohort, size_t max, struct json *out)
{
	const size_t model[2] = {suspect, teacher};
	struct candidates found = {NULL, 0, 0, {NULL, 0, 0}};
	struct candidate **chosen;
	struct totals totals, longer;
	struct prompts prompts;
	size_t n;

	if (!n_cohort || !max)
		return;
	prompts = prompts_shared(answers, suspect, teacher);
	count_sides(answers, &prompts, model, NULL, &found, &totals);
	count_sides(answers, &prompts, model, &found.table, &found, &longer);
	totals.cohort = count_all_cohort(answers, &prompts, cohort, n_cohort, &found);
	n = rank(&found, answers, model, &totals, n_cohort);
	chosen = MEM_ARRAY(max * POOL + 1, struct candidate *);
	n = choose(found.v, n, max, chosen);
	add_phrases(out, answers, &prompts, model, cohort, n_cohort, chosen, n);
	mem_free(chosen);
	candidates_clear(&found);
	prompts_clear(&prompts);
}
