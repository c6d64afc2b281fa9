/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Identity: does the suspect say that it is the teacher, or made by its maker, when asked
 * who it is without a name in the question (METHODS 6; PEERS S1)? The prompts that draw
 * such a claim are counted against those of clean models, whose rate differs from one to
 * the next. It is evidence of EXPOSURE to text in which the teacher speaks of itself, and
 * exposure is not distillation: the web is full of such text.
 */
#include <math.h>
#include <string.h>

#include "channel/brand.h"
#include "channel/claim.h"
#include "channel/own_null.h"
#include "channel/prompt_group.h"
#include "stat/beta_binomial.h"
#include "stat/bounds.h"
#include "stat/dist.h"
#include "stat/sum.h"
#include "stat/table.h"
#include "text/utf8.h"

#define MIN_PROMPTS 10
#define MIN_CONTROLS 3 /* families: fewer do not say how rates differ */
#define N_EXHIBITS 10
#define EXHIBIT_BYTES 300

/* The rate under H1, of a model taught by the brand: published ones are 4 to 26 % of
 * prompts (PEERS S1). Its mean is 10 %, nine in ten draws lie between .6 and 28 %. */
static const struct beta exposed = {1, 9};

struct identity {
	const struct own_null_material *material;
	struct prompt_groups prompts;
	struct brands brands;
	size_t *brand;         /* [model]; BRAND_NONE: not known */
	unsigned char *claims; /* [(brand * n_models + model) * n_items + item] */
};

static size_t cell_of(const struct identity *id, size_t brand, size_t model, size_t item)
{
	const struct answers *answers = id->material->answers;

	return (brand * answers->n_models + model) * answers->n_items + item;
}

static const struct phrases *words_of(const struct identity *id, size_t brand)
{
	return brand == BRAND_NONE ? NULL : &id->brands.v[brand].words;
}

static bool claims_at(const struct identity *id, const struct claim_rules *rules,
		      size_t brand, size_t model, size_t item, struct word_list *scratch,
		      struct sentence *out)
{
	const struct answer *answer = answers_at(id->material->answers, model, item);

	return prompt_is_answered(answer) && brand != id->brand[model] &&
	       claim_find(rules, words_of(id, brand), words_of(id, id->brand[model]),
			  answer->data, answer->len, scratch, out);
}

static void find_claims(struct identity *id)
{
	const struct answers *answers = id->material->answers;
	size_t n_cells = answers->n_models * answers->n_items;
	struct claim_rules *rules = claim_rules_new();

	id->claims = MEM_ARRAY(id->brands.n * n_cells, unsigned char);
#pragma omp parallel
	{
		struct word_list scratch = {.n = 0};
		struct sentence sentence;

#pragma omp for schedule(dynamic, 16)
		for (size_t cell = 0; cell < n_cells; cell++) {
			size_t model = cell / answers->n_items;
			size_t item = cell % answers->n_items;

			for (size_t b = 0; b < id->brands.n; b++)
				id->claims[cell_of(id, b, model, item)] = claims_at(
					id, rules, b, model, item, &scratch, &sentence);
		}
		word_list_clear(&scratch);
	}
	claim_rules_free(rules);
}

static void identity_open(struct identity *id, const struct own_null_material *material)
{
	const struct answers *answers = material->answers;

	*id = (struct identity){.material = material};
	prompt_groups_read(answers, &id->prompts);
	brands_init(&id->brands);
	id->brand = MEM_ARRAY(answers->n_models, size_t);
	for (size_t m = 0; m < answers->n_models; m++)
		id->brand[m] = brands_of(&id->brands,
					 material->vendor ? material->vendor[m] : "",
					 answers->models[m]);
	find_claims(id);
}

static void identity_close(struct identity *id)
{
	prompt_groups_clear(&id->prompts);
	brands_clear(&id->brands);
	mem_free(id->brand);
	mem_free(id->claims);
}

/* Answers of a model to one prompt, and how many of the first `most` claim the brand. */
static struct hits at_prompt(const struct identity *id, size_t brand, size_t model,
			     size_t prompt, size_t most)
{
	const struct answers *answers = id->material->answers;
	struct hits hits = {0, 0};

	for (size_t i = id->prompts.begin[prompt];
	     i < id->prompts.begin[prompt + 1] && hits.n < most; i++) {
		if (!prompt_is_answered(answers_at(answers, model, i)))
			continue;
		hits.n++;
		hits.k += id->claims[cell_of(id, brand, model, i)];
	}
	return hits;
}

/*
 * Prompts, and those with a claim among the answers. Samples of one prompt lean on each
 * other, so that the prompt is the trial; and since more samples find more, a model is
 * held to as many as the `like` model gave, where it has them.
 */
static struct hits prompts_with_claim(const struct identity *id, size_t brand,
				      size_t model, size_t like)
{
	struct hits hits = {0, 0};

	for (size_t p = 0; p < id->prompts.n; p++) {
		size_t most = at_prompt(id, brand, like, p, SIZE_MAX).n;
		struct hits here = at_prompt(id, brand, model, p, most);

		if (!most || here.n < most)
			continue;
		hits.n++;
		hits.k += here.k > 0;
	}
	return hits;
}

/* A suspect's claims of one brand beside those of clean models. */
struct leak {
	struct hits suspect, all; /* all: the controls together */
	struct hits *source;      /* [n_sources]: families of controls */
	size_t n_sources, n_controls;
	double effect; /* rate of the suspect less that of the controls; NaN: too few */
};

static bool is_control(const struct identity *id, size_t model, size_t suspect,
		       size_t brand, size_t teacher)
{
	const struct own_null_material *m = id->material;

	return model != suspect && model != teacher && m->clean[model] &&
	       m->family[model] != m->family[suspect] &&
	       (teacher == SIZE_MAX || m->family[model] != m->family[teacher]) &&
	       id->brand[model] != brand;
}

static void leak_open(const struct identity *id, size_t suspect, size_t brand,
		      size_t teacher, struct leak *leak)
{
	size_t n_models = id->material->answers->n_models;
	unsigned *family = MEM_ARRAY(n_models, unsigned);

	*leak = (struct leak){.source = MEM_ARRAY(n_models, struct hits)};
	leak->suspect = prompts_with_claim(id, brand, suspect, suspect);
	for (size_t m = 0; m < n_models; m++) {
		struct hits hits;
		size_t s = 0;

		if (!is_control(id, m, suspect, brand, teacher))
			continue;
		hits = prompts_with_claim(id, brand, m, suspect);
		if (!hits.n)
			continue;
		while (s < leak->n_sources && family[s] != id->material->family[m])
			s++;
		leak->n_sources += s == leak->n_sources;
		family[s] = id->material->family[m];
		leak->source[s].k += hits.k;
		leak->source[s].n += hits.n;
		leak->all.k += hits.k;
		leak->all.n += hits.n;
		leak->n_controls++;
	}
	leak->effect = leak->n_sources < MIN_CONTROLS || leak->suspect.n < MIN_PROMPTS
			       ? (double)NAN
			       : (double)leak->suspect.k / (double)leak->suspect.n -
					 (double)leak->all.k / (double)leak->all.n;
	mem_free(family);
}

static void leak_close(struct leak *leak)
{
	mem_free(leak->source);
}

static double effect_of(const struct identity *id, size_t suspect, size_t brand,
			size_t teacher)
{
	struct leak leak;

	leak_open(id, suspect, brand, teacher, &leak);
	leak_close(&leak);
	return leak.effect;
}

/* The teacher's brand among all others that the suspect might have claimed, ties against
 * it. */
static void add_rank(const struct identity *id, const struct leak *leak, size_t suspect,
		     size_t teacher, struct json *out)
{
	size_t rank = 1, n = 0;

	for (size_t b = 0; b < id->brands.n; b++) {
		double effect;

		if (b == id->brand[teacher] || b == id->brand[suspect])
			continue;
		effect = effect_of(id, suspect, b, SIZE_MAX);
		n += isnan(effect) ? 0 : 1;
		rank += effect >= leak->effect; /* never for NaN */
	}
	json_add_int(out, "rank", (long long)rank);
	json_add_int(out, "n_placebos", (long long)n);
}

static void add_beta(struct json *out, const char *name, struct beta beta)
{
	struct json *object = json_add_object(out, name);

	json_add_num(object, "a", beta.a);
	json_add_num(object, "b", beta.b);
}

/* Of steady variance whatever the rate (Anscombe 1948). */
static double steady(struct hits hits)
{
	return asin(sqrt(((double)hits.k + .375) / ((double)hits.n + .75)));
}

/* Where the suspect falls among the families of controls, by Student's t: few of them
 * leave their spread uncertain, which the fitted beta takes for known. */
static double predictive_p(const struct leak *leak)
{
	double *rate = MEM_ARRAY(leak->n_sources, double);
	double mean, sd, z;

	for (size_t i = 0; i < leak->n_sources; i++)
		rate[i] = steady(leak->source[i]);
	sum_mean_sd(rate, leak->n_sources, &mean, &sd);
	mem_free(rate);
	z = dist_t_predictive_z(steady(leak->suspect), mean, sd, leak->n_sources);
	return exp(dist_normal_ln_q(z));
}

/*
 * Three nulls, and the largest p of them: rates that differ between models as the
 * controls' beta has it; the same by Student's t; and one rate for all, whose exact test
 * does without an estimate.
 */
static void add_test(const struct leak *leak, struct json *out)
{
	struct err ignored = ERR_INIT;
	struct hits s = leak->suspect;
	struct beta unexposed;
	double p_model, p_fisher, p_predictive = predictive_p(leak), two_sided, llr10,
				  bound = bounds_sources(leak->n_sources);

	/* On failure it is the pooled one. */
	if (beta_binomial_fit(leak->source, leak->n_sources, &unexposed, &ignored))
		unexposed = beta_binomial_pooled(leak->source, leak->n_sources);
	p_model = beta_binomial_at_least(s, unexposed);
	table_fisher(s.k, s.n - s.k, leak->all.k, leak->all.n - leak->all.k, &p_fisher,
		     &two_sided);
	llr10 = beta_binomial_llr10(s, exposed, unexposed);
	json_add_num(out, "p", fmax(p_predictive, fmax(p_model, p_fisher)));
	json_add_num(out, "p_beta_binomial", p_model);
	json_add_num(out, "p_predictive", p_predictive);
	json_add_num(out, "p_fisher", p_fisher);
	/* I4: no further than the independent sources carry. */
	json_add_num(out, "log10_lr_exposure", fmax(-bound, fmin(llr10, bound)));
	json_add_num(out, "log10_lr_unbounded", llr10);
	json_add_num(out, "log10_lr_bound", bound);
	add_beta(out, "h1", exposed);
	add_beta(out, "h2", unexposed);
}

/* What a prompt is written in, roughly: where most of its letters are. */
static const struct script {
	uint32_t first, last;
	const char *name;
} scripts[] = {
	{'A', 'z', "Latin"},          {0xC0, 0x24F, "Latin"},
	{0x370, 0x3FF, "Greek"},      {0x400, 0x52F, "Cyrillic"},
	{0x590, 0x5FF, "Hebrew"},     {0x600, 0x6FF, "Arabic"},
	{0x900, 0x97F, "Devanagari"}, {0xE00, 0xE7F, "Thai"},
	{0x1E00, 0x1EFF, "Latin"},    {0x3040, 0x30FF, "Japanese"},
	{0x4E00, 0x9FFF, "Chinese"},  {0xAC00, 0xD7AF, "Korean"},
};
#define N_SCRIPTS (sizeof(scripts) / sizeof(*scripts))

static const char *script_of(const struct item *item)
{
	size_t count[N_SCRIPTS] = {0}, most = 0, at = 0;

	while (at < item->prompt_len) {
		uint32_t c = utf8_next(item->prompt, item->prompt_len, &at);

		for (size_t s = 0; s < N_SCRIPTS; s++)
			count[s] += c >= scripts[s].first && c <= scripts[s].last;
	}
	for (size_t s = 1; s < N_SCRIPTS; s++) {
		if (count[s] > count[most])
			most = s;
		/* Kana is Japanese however many ideographs stand between. */
		if (count[s] && scripts[s].first == 0x3040)
			return scripts[s].name;
	}
	return count[most] ? scripts[most].name : "other";
}

static void add_scripts(const struct identity *id, size_t suspect, size_t brand,
			struct json *out)
{
	const struct answers *answers = id->material->answers;
	struct json *list = json_add_array(out, "by_script");
	const char *names[N_SCRIPTS + 1];
	struct hits hits[N_SCRIPTS + 1] = {{0, 0}};
	size_t n = 0;

	for (size_t p = 0; p < id->prompts.n; p++) {
		struct hits here = at_prompt(id, brand, suspect, p, SIZE_MAX);
		const char *name = script_of(&answers->items[id->prompts.begin[p]]);
		size_t s = 0;

		while (s < n && strcmp(names[s], name) != 0)
			s++;
		n += s == n;
		names[s] = name;
		hits[s].n += here.n > 0;
		hits[s].k += here.k > 0;
	}
	for (size_t s = 0; s < n; s++) {
		struct json *object = json_add_object(list, NULL);

		json_add_str(object, "script", names[s]);
		json_add_int(object, "n_prompts", (long long)hits[s].n);
		json_add_int(object, "n_prompts_claiming", (long long)hits[s].k);
	}
}

static void add_exhibit(const struct identity *id, size_t model, size_t item,
			const struct sentence *claim, struct json *list)
{
	const struct answers *answers = id->material->answers;
	struct json *exhibit = json_add_object(list, NULL);
	const char *text = answers_at(answers, model, item)->data + claim->start;
	size_t len = claim->len;

	if (len > EXHIBIT_BYTES)
		len = utf8_valid_len(text, EXHIBIT_BYTES);
	json_add_str(exhibit, "prompt_id", answers->items[item].prompt_id);
	json_add_int(exhibit, "sample", answers->items[item].sample);
	json_add_strn(exhibit, "claim", text, len);
}

/* One a prompt; the number of answers that claim goes with them. */
static void add_exhibits(const struct identity *id, size_t suspect, size_t brand,
			 struct json *out)
{
	struct claim_rules *rules = claim_rules_new();
	struct json *list = json_add_array(out, "exhibits");
	struct word_list scratch = {.n = 0};
	struct sentence claim;
	size_t n_claims = 0, n = 0;

	for (size_t p = 0; p < id->prompts.n; p++) {
		bool is_shown = n == N_EXHIBITS;

		for (size_t i = id->prompts.begin[p]; i < id->prompts.begin[p + 1]; i++) {
			if (!id->claims[cell_of(id, brand, suspect, i)])
				continue;
			n_claims++;
			if (is_shown ||
			    !claims_at(id, rules, brand, suspect, i, &scratch, &claim))
				continue;
			add_exhibit(id, suspect, i, &claim, list);
			is_shown = true;
			n++;
		}
	}
	json_add_int(out, "n_claims", (long long)n_claims);
	word_list_clear(&scratch);
	claim_rules_free(rules);
}

/* The teacher's claims of the suspect's brand: a leak one way only hints at direction. */
static void add_reverse(const struct identity *id, size_t suspect, size_t teacher,
			struct json *out)
{
	struct json *reverse;
	struct hits hits;

	if (id->brand[suspect] == BRAND_NONE)
		return;
	hits = prompts_with_claim(id, id->brand[suspect], teacher, teacher);
	reverse = json_add_object(out, "teacher_claims_suspect");
	json_add_str(reverse, "brand", id->brands.v[id->brand[suspect]].vendor);
	json_add_int(reverse, "n_prompts", (long long)hits.n);
	json_add_int(reverse, "n_prompts_claiming", (long long)hits.k);
}

static void add_findings(const struct identity *id, const struct leak *leak,
			 size_t suspect, size_t teacher, struct json *out)
{
	double rate = (double)leak->suspect.k / (double)leak->suspect.n;

	json_add_str(out, "brand", id->brands.v[id->brand[teacher]].vendor);
	json_add_str(out, "evidence_of", "exposure");
	json_add_str(out, "caution",
		     "a claim shows that text of the teacher's, or about it, was among "
		     "what the suspect learned from; exposure is not distillation");
	json_add_num(out, "statistic", rate);
	json_add_num(out, "expected", rate - leak->effect);
	json_add_num(out, "effect", leak->effect);
	json_add_int(out, "n_prompts_claiming", (long long)leak->suspect.k);
	json_add_int(out, "n_controls", (long long)leak->n_controls);
	json_add_int(out, "n_control_families", (long long)leak->n_sources);
	json_add_int(out, "n_control_prompts", (long long)leak->all.n);
	json_add_int(out, "n_control_prompts_claiming", (long long)leak->all.k);
	add_test(leak, out);
	add_rank(id, leak, suspect, teacher, out);
	add_reverse(id, suspect, teacher, out);
	add_scripts(id, suspect, id->brand[teacher], out);
	add_exhibits(id, suspect, id->brand[teacher], out);
}

static size_t count_answers(const struct identity *id, size_t model)
{
	const struct answers *answers = id->material->answers;
	size_t n = 0;

	for (size_t i = 0; i < answers->n_items; i++)
		n += prompt_is_answered(answers_at(answers, model, i));
	return n;
}

static const char *why_not(const struct identity *id, const struct leak *leak,
			   size_t suspect, size_t teacher)
{
	if (id->brand[teacher] == BRAND_NONE)
		return "the teacher's vendor is not known: give its vendor in the plan";
	if (id->brand[suspect] == id->brand[teacher])
		return "suspect and teacher are of one vendor, so that its name is no "
		       "claim";
	if (leak->suspect.n < MIN_PROMPTS)
		return "fewer than 10 prompts that the suspect answered";
	if (leak->n_sources < MIN_CONTROLS)
		return "fewer than 3 families of independent models to learn from how "
		       "often "
		       "the teacher's name is claimed by others";
	return NULL;
}

static void identity_examine(const struct own_null_material *material, size_t suspect,
			     size_t teacher, struct json *out)
{
	struct identity id;
	struct leak leak = {.source = NULL};
	const char *reason;

	identity_open(&id, material);
	if (id.brand[teacher] != BRAND_NONE)
		leak_open(&id, suspect, id.brand[teacher], teacher, &leak);
	json_add_str(out, "name", "identity");
	json_add_int(out, "n_prompts", (long long)leak.suspect.n);
	json_add_int(out, "n_suspect", (long long)count_answers(&id, suspect));
	json_add_int(out, "n_teacher", (long long)count_answers(&id, teacher));
	reason = why_not(&id, &leak, suspect, teacher);
	if (reason)
		json_add_str(out, "reason", reason);
	else
		add_findings(&id, &leak, suspect, teacher, out);
	leak_close(&leak);
	identity_close(&id);
}

/* Not symmetric: the row's claims of the column's brand. */
static void identity_score(const struct own_null_material *material, double *score)
{
	size_t n = material->answers->n_models;
	struct identity id;

	identity_open(&id, material);
#pragma omp parallel for schedule(dynamic)
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			bool can_tell =
				id.brand[b] != BRAND_NONE && id.brand[a] != id.brand[b];

			score[a * n + b] = can_tell ? effect_of(&id, a, id.brand[b], b)
						    : (double)NAN;
		}
	}
	identity_close(&id);
}

const struct own_null own_null_identity = {
	.name = "identity",
	.brief = "how often the suspect says that it is the teacher or of its vendor, "
		 "beside independent models: evidence of exposure, which is not "
		 "distillation",
	.probes = "identity",
	.examine = identity_examine,
	.score = identity_score,
};
