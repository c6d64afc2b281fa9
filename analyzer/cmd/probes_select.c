/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_select.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/opt.h"
#include "base/term.h"
#include "cmd/casework.h"
#include "cmd/selection.h"
#include "cmd/study.h"
#include "probe/check.h"
#include "probe/draw.h"
#include "probe/prompt_id.h"
#include "stat/sum.h"
#include "text/utf8.h"

/* What is chosen from; zero-initialise. */
struct source {
	struct study study;  /* of a corpus */
	struct casefile *cf; /* of a case, with the two below */
	struct casework work;
	struct case_probes probes;
	struct answers *answers; /* one's or the other's */
	struct population *pop;
	const char *name, *genre, *licence;
	unsigned without;
	size_t teacher;
};

/* What was chosen. */
struct choice {
	struct features *features;
	struct selection *selection;
	size_t *first_item;  /* [prompt] */
	double *value;       /* [prompt]; NaN: cannot be chosen */
	size_t *most, *held; /* prompts */
	size_t n_most, n_held, n_usable;
	size_t n_renamed; /* of them, ids that no probe can have */
};

static void source_clear(struct source *s)
{
	study_clear(&s->study);
	case_probes_clear(&s->probes);
	casework_clear(&s->work);
	if (s->cf)
		casefile_abandon(s->cf);
}

static void choice_clear(struct choice *c)
{
	selection_free(c->selection);
	features_free(c->features);
	mem_free(c->first_item);
	mem_free(c->value);
	mem_free(c->most);
	mem_free(c->held);
}

static int read_corpus(struct source *s, const char *corpus, const char *data,
		       struct err *err)
{
	if (study_read(&s->study, corpus, NULL, data, err))
		return -1;
	s->answers = s->study.answers;
	s->study.pop = population_new((const char *const *)s->answers->models,
				      s->answers->n_models);
	s->pop = s->study.pop;
	scoring_facts(s->study.corpus, s->pop);
	s->name = s->study.corpus->name;
	s->genre = s->study.corpus->genre;
	s->licence = s->study.corpus->licence;
	return 0;
}

static int read_case(struct source *s, const char *path, struct err *err)
{
	const struct casework_source none = {NULL, NULL};

	s->cf = casefile_open(path, CASEFILE_READ, err);
	if (!s->cf || casework_read(&s->work, s->cf, &none, err) ||
	    case_probes_read(&s->probes, s->cf, err))
		return -1;
	casework_population(&s->work);
	s->answers = s->work.answers;
	s->pop = s->work.pop;
	s->name = probes_base_name(path);
	s->genre = s->work.genre;
	return 0;
}

static int find_teacher(struct source *s, const char *name, struct err *err)
{
	const char *near;

	if (s->cf)
		return casework_model(&s->work, name, ROLE_TEACHER, &s->teacher, err);
	if (!name)
		return err_set(err, ERR_USAGE, "say of which teacher: --teacher NAME");
	s->teacher = answers_find_model(s->answers, name);
	if (s->teacher != SIZE_MAX)
		return 0;
	near = opt_nearest(name, (const char *const *)s->answers->models,
			   s->answers->n_models);
	return err_set(err, ERR_USAGE, "%s has no answers of a model '%.200s'%s%.200s%s",
		       s->name, name, near ? "; did you mean '" : "", near ? near : "",
		       near ? "'?" : "");
}

/* Nothing of the suspect's family is to be read; the teacher may be of it. */
static void forget_family(struct source *s, unsigned family)
{
	s->without = family;
	for (size_t model = 0; model < s->pop->n; model++) {
		if (s->pop->family[model] == family && model != s->teacher)
			answers_forget(s->answers, model);
	}
}

/* A suspect without answers still has a family. */
static int forget_named(struct source *s, const char *name, struct err *err)
{
	size_t model = answers_find_model(s->answers, name);
	const struct lineage *l =
		s->study.corpus ? corpus_find(s->study.corpus, name) : NULL;
	unsigned family = model != SIZE_MAX ? s->pop->family[model]
			  : l               ? population_family(s->pop, l->family)
					    : POPULATION_UNKNOWN;

	for (size_t i = 0; i < s->work.n_models && model == SIZE_MAX; i++) {
		if (!strcmp(s->work.models[i].name, name))
			return 0;
	}
	if (model == SIZE_MAX && !l)
		return err_set(err, ERR_USAGE, "%s knows no model '%.200s' to leave out",
			       s->name, name);
	if (model == s->teacher)
		return err_set(err, ERR_USAGE,
			       "suspect and teacher are the same model, '%.200s'", name);
	if (family != POPULATION_UNKNOWN)
		forget_family(s, family);
	return 0;
}

static int forget_suspects(struct source *s, const char *named, struct err *err)
{
	s->without = POPULATION_UNKNOWN;
	for (size_t i = 0; i < s->work.n_models; i++) {
		const struct case_model *m = &s->work.models[i];

		if (m->role == ROLE_SUSPECT && forget_named(s, m->name, err))
			return -1;
	}
	return named ? forget_named(s, named, err) : 0;
}

/* The plan's own probe of that id: it may be more than a text. */
static const struct probe *planned(const struct source *s, const char *id)
{
	const struct plan *plan = s->probes.plan;
	const struct probe *probe = NULL;

	for (size_t i = 0; plan && i < plan->n_sets && !probe; i++)
		probe = probe_set_find(plan->sets[i].set, id);
	return probe;
}

static void make_id(const struct item *item, char made[PROMPT_ID_MADE])
{
	prompt_id_make(item->prompt_len ? item->prompt : "", item->prompt_len, made);
}

/* Can it be asked again? Not without its words, nor as a later turn without the turns
 * before, which its id was made of too. */
static bool is_askable(const struct source *s, const struct item *item)
{
	char made[PROMPT_ID_MADE];

	if (planned(s, item->prompt_id))
		return true;
	make_id(item, made);
	return item->prompt_len && utf8_is_valid(item->prompt, item->prompt_len) &&
	       !memchr(item->prompt, '\0', item->prompt_len) &&
	       (!prompt_id_is_made(item->prompt_id) || !strcmp(item->prompt_id, made));
}

static const struct item *item_of(const struct source *s, const struct choice *c,
				  size_t prompt)
{
	return &s->answers->items[c->first_item[prompt]];
}

/* As many of the others as wanted, whatever the order of the prompts. */
static void hold_back(const struct source *s, struct choice *c, size_t n,
		      unsigned long seed)
{
	size_t n_prompts = c->features->n_prompts;
	const char **ids = mem_alloc(n_prompts, sizeof(*ids));
	size_t *others = mem_alloc(n_prompts, sizeof(*others));
	unsigned char *taken = MEM_ARRAY(n_prompts, unsigned char);
	size_t n_others = 0;

	for (size_t i = 0; i < c->n_most; i++)
		taken[c->most[i]] = 1;
	for (size_t prompt = 0; prompt < n_prompts; prompt++) {
		if (isnan(c->value[prompt]) || taken[prompt])
			continue;
		ids[n_others] = item_of(s, c, prompt)->prompt_id;
		others[n_others++] = prompt;
	}
	c->n_held = n;
	draw_take(ids, n_others, n, seed, c->held);
	for (size_t i = 0; i < n; i++)
		c->held[i] = others[c->held[i]];
	mem_free(ids);
	mem_free(others);
	mem_free(taken);
}

static int choose(const struct source *s, const struct probes_select *args,
		  struct choice *c, struct err *err)
{
	size_t n = (size_t)args->choice.n;
	size_t n_held = (size_t)args->choice.held_back;
	size_t n_prompts;

	c->features = features_read(s->answers);
	n_prompts = c->features->n_prompts;
	c->selection = selection_new(c->features, s->pop, s->without);
	c->first_item = MEM_ARRAY(n_prompts, size_t);
	c->value = mem_alloc(n_prompts, sizeof(*c->value));
	c->most = mem_alloc(n_prompts, sizeof(*c->most));
	c->held = mem_alloc(n_prompts, sizeof(*c->held));
	selection_values(c->selection, s->teacher, c->value);
	for (size_t i = s->answers->n_items; i-- > 0;)
		c->first_item[c->features->prompt_of[i]] = i;
	for (size_t i = 0; i < n_prompts; i++) {
		if (!is_askable(s, item_of(s, c, i)))
			c->value[i] = NAN;
		c->n_usable += isnan(c->value[i]) ? 0 : 1;
	}
	if (!c->n_usable)
		return err_set(err, ERR_DATA,
			       "nothing says which prompts tell: among the answers "
			       "there must be two independent models of one vendor, best "
			       "another version of the teacher '%.200s', and one of "
			       "another vendor",
			       s->pop->names[s->teacher]);
	if (n + n_held > c->n_usable)
		return err_set(err, ERR_USAGE,
			       "%zu prompts and %zu held back are wanted, and there are "
			       "%zu to choose from",
			       n, n_held, c->n_usable);
	c->n_most = telling_most(c->value, n_prompts, n, c->most);
	hold_back(s, c, n_held, (unsigned long)args->seed);
	return 0;
}

static void add_probe(const struct source *s, struct choice *c, size_t prompt, bool held,
		      struct json *list)
{
	const struct item *item = item_of(s, c, prompt);
	const struct probe *probe = planned(s, item->prompt_id);
	struct json *out = json_add_object(list, NULL);
	char made[PROMPT_ID_MADE];
	char *text;

	if (probe) {
		probe_json(probe, out);
	} else {
		make_id(item, made);
		c->n_renamed += !check_is_id(item->prompt_id);
		text = mem_dup(item->prompt, item->prompt_len);
		json_add_str(out, "id",
			     check_is_id(item->prompt_id) ? item->prompt_id : made);
		json_add_str(out, "prompt", text);
		mem_free(text);
	}
	json_add_num(out, "x-telling", c->value[prompt]);
	if (held)
		json_add_bool(out, "x-held-back", true);
}

static struct json *set_of(const struct source *s, const struct probes_head *head,
			   struct choice *c, long seed)
{
	const char *teacher = s->pop->names[s->teacher];
	struct buf purpose = BUF_INIT;
	struct buf notes = BUF_INIT;
	struct json *out, *list;

	buf_printf(&purpose, "The %zu prompts of %s most telling of %s.", c->n_most,
		   s->name, teacher);
	buf_printf(&notes,
		   "Made by assay probes select from %s, %zu prompts, the most telling "
		   "first",
		   s->name, c->n_usable);
	if (c->n_held)
		buf_printf(&notes, "; %zu others drawn by seed %ld, marked x-held-back",
			   c->n_held, seed);
	out = probes_head_json(head, buf_str(&purpose), buf_str(&notes));
	list = json_add_array(out, "probes");
	for (size_t i = 0; i < c->n_most; i++)
		add_probe(s, c, c->most[i], false, list);
	for (size_t i = 0; i < c->n_held; i++)
		add_probe(s, c, c->held[i], true, list);
	buf_clear(&purpose);
	buf_clear(&notes);
	return out;
}

/* How near the models of `which` are to the teacher over those prompts, each model's
 * mean, into out; returns how many have one. */
static size_t likenesses(const struct choice *c, size_t teacher, const bool *which,
			 const unsigned char *prompts, double *out)
{
	const struct telling *t = &c->selection->telling;
	size_t n = 0;

	for (size_t model = 0; model < t->pop->n; model++) {
		double sum = 0;
		double n_items = 0;

		for (size_t item = 0; which[model] && item < t->n_items; item++) {
			double x = prompts[c->features->prompt_of[item]]
					   ? t->likeness(t->from, item, teacher, model)
					   : (double)NAN;

			sum += isnan(x) ? 0 : x;
			n_items += isnan(x) ? 0 : 1;
		}
		if (n_items > 0)
			out[n++] = sum / n_items;
	}
	return n;
}

static void add_number(struct json *out, const char *key, double x)
{
	if (isfinite(x))
		json_add_num(out, key, x);
	else
		json_add_null(out, key);
}

/* What some prompts tell: likeness of siblings and controls, and how far they are. */
static void add_figures(const struct source *s, const struct choice *c,
			const unsigned char *prompts, struct json *out)
{
	size_t n = s->pop->n;
	bool *which = MEM_ARRAY(n, bool);
	double *near = mem_alloc(n, sizeof(*near));
	double *far = mem_alloc(n, sizeof(*far));
	double value = 0, n_values = 0, sibling, control, sd;
	size_t n_near, n_far;

	for (size_t i = 0; i < c->features->n_prompts; i++) {
		value += prompts[i] ? c->value[i] : 0;
		n_values += prompts[i];
	}
	telling_siblings(&c->selection->telling, s->teacher, which);
	n_near = likenesses(c, s->teacher, which, prompts, near);
	telling_controls(&c->selection->telling, s->teacher, which);
	n_far = likenesses(c, s->teacher, which, prompts, far);
	sibling = n_near ? sum_mean(near, n_near) : (double)NAN;
	control = n_far ? sum_mean(far, n_far) : (double)NAN;
	sd = n_far > 1 ? sum_sd(far, n_far) : (double)NAN;
	json_add_int(out, "n_prompts", (long long)n_values);
	json_add_int(out, "n_siblings", (long long)n_near);
	json_add_int(out, "n_controls", (long long)n_far);
	add_number(out, "telling", value / n_values);
	add_number(out, "sibling_likeness", sibling);
	add_number(out, "control_likeness", control);
	add_number(out, "separation_sd", (sibling - control) / sd);
	mem_free(which);
	mem_free(near);
	mem_free(far);
}

static struct json *result_of(const struct source *s, const struct choice *c,
			      const struct probe_set *set)
{
	size_t n_prompts = c->features->n_prompts;
	unsigned char *prompts = MEM_ARRAY(n_prompts, unsigned char);
	struct json *out = json_new_object();
	char hash[SHA256_HEX];

	sha256_hex(set->hash, hash);
	json_add_str(out, "schema", "assay.probes.select.v1");
	json_add_str(out, "file", set->file);
	json_add_str(out, "name", set->name);
	json_add_str(out, "sha256", hash);
	json_add_str(out, "source", s->name);
	json_add_str(out, "teacher", s->pop->names[s->teacher]);
	json_add_str(out, "without_family",
		     s->without == POPULATION_UNKNOWN ? NULL
						      : s->pop->family_name[s->without]);
	json_add_int(out, "n_renamed", (long long)c->n_renamed);
	for (size_t i = 0; i < c->n_most; i++)
		prompts[c->most[i]] = 1;
	add_figures(s, c, prompts, json_add_object(out, "chosen"));
	memset(prompts, 0, n_prompts);
	for (size_t i = 0; i < c->n_held; i++)
		prompts[c->held[i]] = 1;
	if (c->n_held)
		add_figures(s, c, prompts, json_add_object(out, "held_back"));
	for (size_t i = 0; i < n_prompts; i++)
		prompts[i] = (unsigned char)!isnan(c->value[i]);
	add_figures(s, c, prompts, json_add_object(out, "all"));
	mem_free(prompts);
	return out;
}

static void print_figures(const char *name, const struct json *figures)
{
	static const char *const keys[] = {"telling", "sibling_likeness",
					   "control_likeness", "separation_sd"};

	if (!figures)
		return;
	printf("%-10s %7.0f", name, json_num(figures, "n_prompts", 0));
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		double x = json_num(figures, keys[i], NAN);

		if (isnan(x))
			printf(" %9s", "-");
		else
			printf(" %9.2f", x);
	}
	putchar('\n');
}

static void print_result(const struct json *result)
{
	const struct json *chosen = json_get(result, "chosen");
	double n_siblings = json_num(chosen, "n_siblings", 0);

	term_puts(stdout, json_str(result, "file"));
	printf(": %.0f prompts most telling of ", json_num(chosen, "n_prompts", 0));
	term_puts(stdout, json_str(result, "teacher"));
	printf(", by %.0f sibling%s and %.0f controls\nsha256 %s\n\n", n_siblings,
	       n_siblings > 1 || n_siblings < 1 ? "s" : "",
	       json_num(chosen, "n_controls", 0), json_str(result, "sha256"));
	printf("%-10s %7s %9s %9s %9s %9s\n", "", "prompts", "telling", "siblings",
	       "controls", "sd apart");
	print_figures("chosen", chosen);
	print_figures("held back", json_get(result, "held_back"));
	print_figures("all", json_get(result, "all"));
	fputs("\nThe chosen ones were chosen by these very answers and look better than "
	      "they are:\nassay validate --telling measures what they are worth.\n",
	      stdout);
}

static int write_set(const struct probes_select *args, const struct source *s,
		     struct choice *c, struct err *err)
{
	struct probes_head head = args->head;
	struct json *value = NULL, *result;
	struct probe_set *set;
	int rc = -1;

	head.genre = head.genre ? head.genre : s->genre;
	head.licence = head.licence ? head.licence : s->licence;
	if (probes_head_check(&head, "select", err))
		return -1;
	value = set_of(s, &head, c, args->seed);
	set = probes_write(&head, value, err);
	if (set) {
		if (c->n_renamed)
			fprintf(stderr,
				"assay: note: %zu ids unfit for a probe were made of the "
				"prompts: recorded answers stand under others\n",
				c->n_renamed);
		result = result_of(s, c, set);
		if (args->json)
			term_print_value(stdout, result);
		else
			print_result(result);
		json_free(result);
		rc = 0;
	}
	probe_set_free(set);
	json_free(value);
	return rc;
}

int probes_select(const struct probes_select *args, const char *word, struct err *err)
{
	struct source source = {.cf = NULL};
	struct choice choice = {.n_most = 0};
	int rc = -1;

	if (!args->head.out || args->choice.n < 1) {
		err_set(err, ERR_USAGE,
			"select needs a file to write and a number above 0: assay probes "
			"select %.200s -n 25 -o SET.json",
			word);
	} else if (!(args->choice.data
			     ? read_corpus(&source, word, args->choice.data, err)
			     : read_case(&source, word, err)) &&
		   !find_teacher(&source, args->choice.teacher, err) &&
		   !forget_suspects(&source, args->choice.suspect, err) &&
		   !choose(&source, args, &choice, err)) {
		rc = write_set(args, &source, &choice, err);
	}
	choice_clear(&choice);
	source_clear(&source);
	return rc;
}
