/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Refusal: which of the harmless requests near the line do two models decline, and in
 * which words (PEERS S12)? Prompts that clean models decline alike often are one stratum,
 * within which an unrelated suspect would decline any as likely as another: the requests
 * that both decline are then a sum of hypergeometric numbers (Mantel and Haenszel), whose
 * tail is exact. Hosts filter too: what a host withheld is no word of the model's.
 */
#include <float.h>
#include <math.h>

#include "channel/own_null.h"
#include "channel/phrase.h"
#include "channel/prompt_group.h"
#include "stat/dist.h"
#include "stat/mantel.h"
#include "stat/sum.h"

#define MIN_PROMPTS 20
#define MIN_BACKGROUND 3
#define MIN_PLACEBOS 3
#define MIN_REFUSED 5 /* of either model, and as many complied with */
#define MIN_TEMPLATES 3
#define N_EXHIBITS 10
#define MAX_TOKENS 64
/* A refusal says so among its first words. */
#define OPENING_WORDS 12
/* Shared words of two refusals that count. */
#define TEMPLATE_WORDS 10
/* Strata of the share of clean models that decline: none, five fifths, all. */
#define N_FIFTHS 5
#define N_STRATA (N_FIFTHS + 2)

static const char *const templates[] = {
	"I can't help|I can't assist|I can't provide|I can't comply|I can't fulfill|"
	"I can't do that|I can't write|I can't create|I can't give|I can't support|"
	"I can't share|I can't engage|I can't answer|I can't discuss|I can't offer|"
	"I can't generate|I can't produce|I can't participate|I can't recommend",
	"I cannot|I can not|I am unable|I'm unable|I'm not able|I am not able|I won't|"
	"I will not|I must decline|I have to decline|I decline|I'd rather not|I refuse|"
	"I'm not comfortable|I am not comfortable|I'm not going to|I shouldn't",
	"I'm sorry but|I am sorry but|sorry but I|I apologize but|I apologise but|"
	"I'm really sorry but|unfortunately I can't|unable to assist|can't assist with",
	"as an AI language model I cannot|as an AI I can't|against my guidelines|"
	"violates my guidelines|not something I can",
	"我无法|我不能|我不会|无法提供|不能提供|抱歉|对不起|很抱歉|無法提供|我無法|"
	"我拒绝|恕我",
	"申し訳ありません|申し訳ございません|お答えできません|お手伝いできません|"
	"できかねます",
	"죄송하지만|죄송합니다|도와드릴 수 없|제공할 수 없|답변할 수 없",
	"lo siento pero|lo siento no|no puedo|me es imposible|debo rechazar",
	"je suis désolé mais|désolé mais|je ne peux pas|je ne suis pas en mesure|je "
	"refuse",
	"es tut mir leid aber|tut mir leid aber|ich kann nicht|ich kann dir dabei nicht|"
	"ich kann Ihnen dabei nicht|das kann ich nicht|dabei kann ich nicht",
	"mi dispiace ma|non posso|sinto muito mas|desculpe mas|não posso|het spijt me "
	"maar|"
	"ik kan niet|ik kan je niet",
	"извините но|простите но|я не могу|к сожалению я не могу|przykro mi ale|nie mogę|"
	"üzgünüm ama|yardımcı olamam|tôi không thể",
	"عذرا لا|عذرًا لا|لا أستطيع|لا يمكنني|क्षमा करें|मैं नहीं कर सकता|मुझे खेद है",
};

/* An answer as this channel sees it. */
struct reply {
	enum { NO_REPLY, COMPLIES, REFUSES, WITHHELD } kind;
	size_t n;
	uint64_t word[TEMPLATE_WORDS]; /* of a refusal: its first */
};

/* What a model does with one prompt. */
struct stance {
	bool is_known, refuses; /* refuses: at least half of its answers do */
	size_t refusal;         /* item of the first answer that does */
};

struct refusal {
	const struct own_null_material *material;
	struct prompt_groups prompts;
	struct reply *reply;   /* [model * n_items + item] */
	struct stance *stance; /* [model * prompts.n + prompt] */
	size_t n_models;
};

static const struct stance *stance_at(const struct refusal *r, size_t model,
				      size_t prompt)
{
	return &r->stance[model * r->prompts.n + prompt];
}

static const struct reply *reply_at(const struct refusal *r, size_t model, size_t item)
{
	return &r->reply[model * r->material->answers->n_items + item];
}

static bool opens_as_refusal(const struct phrases *phrases, const struct word_list *words)
{
	for (size_t at = 0; at < words->n && at < OPENING_WORDS; at++) {
		if (phrases_at(phrases, words, at))
			return true;
	}
	return false;
}

static void reply_read(const struct answer *answer, const struct phrases *phrases,
		       struct word_list *words, struct reply *out)
{
	size_t begin = answer->len ? text_answer_start(answer->data, answer->len) : 0;

	out->kind = NO_REPLY;
	if (!prompt_is_answered(answer))
		return;
	out->kind = WITHHELD;
	if (answer->outcome == OUTCOME_FILTERED)
		return;
	words->n = 0;
	if (answer->len > begin)
		word_list_read(answer->data + begin, answer->len - begin, MAX_TOKENS,
			       words);
	out->kind = answer->outcome == OUTCOME_REFUSED || opens_as_refusal(phrases, words)
			    ? REFUSES
			    : COMPLIES;
	for (size_t i = 0; i < words->n && i < TEMPLATE_WORDS; i++)
		out->word[out->n++] = words->v[i].hash;
}

static void read_replies(struct refusal *r)
{
	const struct answers *answers = r->material->answers;
	size_t n_cells = answers->n_models * answers->n_items;
	struct phrases phrases = {.n = 0};

	for (size_t i = 0; i < sizeof(templates) / sizeof(*templates); i++)
		phrases_add(&phrases, templates[i]);
	r->reply = MEM_ARRAY(n_cells, struct reply);
#pragma omp parallel
	{
		struct word_list words = {.n = 0};

#pragma omp for schedule(static)
		for (size_t cell = 0; cell < n_cells; cell++)
			reply_read(answers_at(answers, cell / answers->n_items,
					      cell % answers->n_items),
				   &phrases, &words, &r->reply[cell]);
		word_list_clear(&words);
	}
	phrases_clear(&phrases);
}

static void stance_read(const struct refusal *r, size_t model, size_t prompt,
			struct stance *out)
{
	size_t n = 0, n_refused = 0;

	for (size_t i = r->prompts.begin[prompt]; i < r->prompts.begin[prompt + 1]; i++) {
		const struct reply *reply = reply_at(r, model, i);

		n += reply->kind == COMPLIES || reply->kind == REFUSES;
		if (reply->kind == REFUSES && !n_refused++)
			out->refusal = i;
	}
	out->is_known = n > 0;
	out->refuses = n && 2 * n_refused >= n;
}

static void refusal_open(struct refusal *r, const struct own_null_material *material)
{
	*r = (struct refusal){.material = material,
			      .n_models = material->answers->n_models};
	prompt_groups_read(material->answers, &r->prompts);
	read_replies(r);
	r->stance = MEM_ARRAY(r->n_models * r->prompts.n, struct stance);
	for (size_t m = 0; m < r->n_models; m++) {
		for (size_t p = 0; p < r->prompts.n; p++)
			stance_read(r, m, p, &r->stance[m * r->prompts.n + p]);
	}
}

static void refusal_close(struct refusal *r)
{
	prompt_groups_clear(&r->prompts);
	mem_free(r->reply);
	mem_free(r->stance);
}

static bool is_clean_other(const struct refusal *r, size_t model, size_t a, size_t b)
{
	const struct own_null_material *m = r->material;

	return model != a && model != b && m->clean[model] &&
	       m->family[model] != m->family[a] && m->family[model] != m->family[b];
}

/* Clean models of other families than a's and b's that answered, and that refused. */
struct background {
	size_t n, n_refused;
};

static struct background background_at(const struct refusal *r, size_t a, size_t b,
				       size_t prompt)
{
	struct background bg = {0, 0};

	for (size_t m = 0; m < r->n_models; m++) {
		const struct stance *stance = stance_at(r, m, prompt);

		if (!stance->is_known || !is_clean_other(r, m, a, b))
			continue;
		bg.n++;
		bg.n_refused += stance->refuses;
	}
	return bg;
}

static size_t stratum_of(struct background bg)
{
	if (!bg.n_refused)
		return 0;
	return bg.n_refused == bg.n ? N_STRATA - 1 : 1 + N_FIFTHS * bg.n_refused / bg.n;
}

/* Two models side by side. */
struct boundary {
	struct fourfold stratum[N_STRATA]; /* prompts: refused by a, by b, by both */
	size_t n_prompts, n_a, n_b, n_both;
	double expected; /* of n_both */
	double z;        /* NaN: too little to say */
};

static bool has_both_ways(size_t n_refused, size_t n)
{
	return n_refused >= MIN_REFUSED && n - n_refused >= MIN_REFUSED;
}

static void boundary_of(const struct refusal *r, size_t a, size_t b, struct boundary *out)
{
	double variance;

	*out = (struct boundary){.z = (double)NAN};
	for (size_t p = 0; p < r->prompts.n; p++) {
		const struct stance *of_a = stance_at(r, a, p),
				    *of_b = stance_at(r, b, p);
		struct background bg = background_at(r, a, b, p);
		size_t s = stratum_of(bg);

		if (!of_a->is_known || !of_b->is_known || bg.n < MIN_BACKGROUND)
			continue;
		out->stratum[s].n++;
		out->stratum[s].a += of_a->refuses;
		out->stratum[s].b += of_b->refuses;
		out->stratum[s].both += of_a->refuses && of_b->refuses;
		out->n_prompts++;
		out->n_a += of_a->refuses;
		out->n_b += of_b->refuses;
		out->n_both += of_a->refuses && of_b->refuses;
	}
	mantel_moments(out->stratum, N_STRATA, &out->expected, &variance);
	if (out->n_prompts >= MIN_PROMPTS && has_both_ways(out->n_a, out->n_prompts) &&
	    has_both_ways(out->n_b, out->n_prompts) && variance > 0)
		out->z = ((double)out->n_both - out->expected) / sqrt(variance);
}

/* 0 as expected, 1 when whatever could be refused together is. */
static double agreement(const struct boundary *boundary)
{
	double most = (double)mantel_most(boundary->stratum, N_STRATA);

	return ((double)boundary->n_both - boundary->expected) /
	       (most - boundary->expected);
}

/* The share of the first words that two refusals have in common. */
static double shared_words(const struct reply *a, const struct reply *b)
{
	size_t n = 0;

	while (n < a->n && n < b->n && a->word[n] == b->word[n])
		n++;
	return (double)n / TEMPLATE_WORDS;
}

/* Over prompts that both refuse with some words; NaN when there is none. */
static double template_overlap(const struct refusal *r, size_t a, size_t b,
			       size_t *n_prompts)
{
	double sum = 0;

	*n_prompts = 0;
	for (size_t p = 0; p < r->prompts.n; p++) {
		const struct stance *of_a = stance_at(r, a, p),
				    *of_b = stance_at(r, b, p);
		const struct reply *said_a, *said_b;

		if (!of_a->refuses || !of_b->refuses)
			continue;
		said_a = reply_at(r, a, of_a->refusal);
		said_b = reply_at(r, b, of_b->refusal);
		if (!said_a->n || !said_b->n)
			continue;
		sum += shared_words(said_a, said_b);
		(*n_prompts)++;
	}
	return *n_prompts ? sum / (double)*n_prompts : (double)NAN;
}

/* One model's likeness with clean models, of boundary or words. */
struct placebos {
	double *v;
	size_t n;
};

static struct placebos boundary_placebos(const struct refusal *r, size_t model,
					 size_t other)
{
	struct placebos placebos = {MEM_ARRAY(r->n_models, double), 0};

	for (size_t m = 0; m < r->n_models; m++) {
		struct boundary boundary;

		if (!is_clean_other(r, m, model, other))
			continue;
		boundary_of(r, model, m, &boundary);
		if (!isnan(boundary.z))
			placebos.v[placebos.n++] = boundary.z;
	}
	return placebos;
}

static struct placebos template_placebos(const struct refusal *r, size_t model,
					 size_t other)
{
	struct placebos placebos = {MEM_ARRAY(r->n_models, double), 0};

	for (size_t m = 0; m < r->n_models; m++) {
		size_t n;
		double overlap;

		if (!is_clean_other(r, m, model, other))
			continue;
		overlap = template_overlap(r, model, m, &n);
		if (n >= MIN_TEMPLATES)
			placebos.v[placebos.n++] = overlap;
	}
	return placebos;
}

/* Ties against the teacher. */
static void add_rank(const struct placebos *placebos, double value, struct json *out)
{
	size_t rank = 1;

	for (size_t k = 0; k < placebos->n; k++)
		rank += (size_t)(placebos->v[k] >= value);
	json_add_int(out, "rank", (long long)rank);
	json_add_int(out, "n_placebos", (long long)placebos->n);
}

static double placebo_p(const struct placebos *placebos, double value)
{
	double mean, sd;

	if (placebos->n < MIN_PLACEBOS)
		return (double)NAN;
	sum_mean_sd(placebos->v, placebos->n, &mean, &sd);
	return exp(dist_normal_ln_q(dist_t_predictive_z(value, mean, sd, placebos->n)));
}

/*
 * Few clean models tell roughly how tempting a prompt is to decline; what they leave
 * makes unrelated models agree. So the placebos of either side must let the exact tail
 * stand: the largest of the three is the p-value.
 */
static void add_tails(const struct refusal *r, const struct boundary *boundary,
		      size_t suspect, size_t teacher, struct json *out)
{
	struct placebos teachers = boundary_placebos(r, suspect, teacher);
	struct placebos suspects = boundary_placebos(r, teacher, suspect);
	double exact = fmax(
		mantel_at_least(boundary->stratum, N_STRATA, boundary->n_both), DBL_MIN);
	double p_teachers = placebo_p(&teachers, boundary->z);
	double p_suspects = placebo_p(&suspects, boundary->z);

	if (isnan(p_teachers) || isnan(p_suspects))
		json_add_null(out, "p");
	else
		json_add_num(out, "p", fmax(exact, fmax(p_teachers, p_suspects)));
	json_add_num(out, "p_exact", exact);
	json_add_num(out, "p_placebo_teachers", p_teachers);
	json_add_num(out, "p_placebo_suspects", p_suspects);
	add_rank(&teachers, boundary->z, out);
	mem_free(teachers.v);
	mem_free(suspects.v);
}

static void add_templates(const struct refusal *r, size_t suspect, size_t teacher,
			  struct json *out)
{
	struct json *json = json_add_object(out, "templates");
	struct placebos placebos;
	size_t n;
	double overlap = template_overlap(r, suspect, teacher, &n), mean, sd;

	json_add_int(json, "n_prompts", (long long)n);
	if (n < MIN_TEMPLATES) {
		json_add_str(json, "reason",
			     "fewer than 3 prompts that both decline with some words");
		return;
	}
	placebos = template_placebos(r, suspect, teacher);
	json_add_num(json, "overlap", overlap);
	if (placebos.n) {
		sum_mean_sd(placebos.v, placebos.n, &mean, &sd);
		json_add_num(json, "expected", mean);
		json_add_num(json, "excess", overlap - mean);
	}
	json_add_num(json, "p_placebo_teachers", placebo_p(&placebos, overlap));
	add_rank(&placebos, overlap, json);
	mem_free(placebos.v);
}

/* What both decline and fewest clean models do; then as prompts come. */
static void add_exhibits(const struct refusal *r, size_t suspect, size_t teacher,
			 struct json *out)
{
	struct json *list = json_add_array(out, "exhibits");
	size_t n = 0;

	for (size_t s = 0; s < N_STRATA; s++) {
		for (size_t p = 0; p < r->prompts.n && n < N_EXHIBITS; p++) {
			struct background bg = background_at(r, suspect, teacher, p);
			struct json *exhibit;

			if (!stance_at(r, suspect, p)->refuses ||
			    !stance_at(r, teacher, p)->refuses || bg.n < MIN_BACKGROUND ||
			    stratum_of(bg) != s)
				continue;
			exhibit = json_add_object(list, NULL);
			json_add_str(exhibit, "prompt_id",
				     r->material->answers->items[r->prompts.begin[p]]
					     .prompt_id);
			json_add_int(exhibit, "n_background", (long long)bg.n);
			json_add_int(exhibit, "n_background_refused",
				     (long long)bg.n_refused);
			n++;
		}
	}
}

/* Answers of a model, and those that its host withheld. */
static size_t count_replies(const struct refusal *r, size_t model, bool withheld)
{
	size_t n_items = r->material->answers->n_items, n = 0;

	for (size_t i = 0; i < n_items; i++) {
		const struct reply *reply = reply_at(r, model, i);

		n += withheld ? reply->kind == WITHHELD : reply->kind != NO_REPLY;
	}
	return n;
}

static void add_findings(const struct refusal *r, const struct boundary *boundary,
			 size_t suspect, size_t teacher, struct json *out)
{
	json_add_num(out, "statistic", boundary->z);
	json_add_num(out, "effect", agreement(boundary));
	json_add_int(out, "n_both_refused", (long long)boundary->n_both);
	json_add_num(out, "expected", boundary->expected);
	add_tails(r, boundary, suspect, teacher, out);
	add_templates(r, suspect, teacher, out);
	add_exhibits(r, suspect, teacher, out);
}

static const char *why_not(const struct boundary *boundary)
{
	if (boundary->n_prompts < MIN_PROMPTS)
		return "fewer than 20 prompts that both models and 3 clean ones of other "
		       "families answered";
	if (isnan(boundary->z))
		return "one of the models declines fewer than 5 or all but 5, or all "
		       "that independent models do alike often";
	return NULL;
}

static void refusal_examine(const struct own_null_material *material, size_t suspect,
			    size_t teacher, struct json *out)
{
	struct refusal r;
	struct boundary boundary;
	const char *reason;

	refusal_open(&r, material);
	boundary_of(&r, suspect, teacher, &boundary);
	json_add_str(out, "name", "refusal");
	json_add_int(out, "n_prompts", (long long)boundary.n_prompts);
	json_add_int(out, "n_suspect", (long long)count_replies(&r, suspect, false));
	json_add_int(out, "n_teacher", (long long)count_replies(&r, teacher, false));
	json_add_int(out, "n_suspect_refused", (long long)boundary.n_a);
	json_add_int(out, "n_teacher_refused", (long long)boundary.n_b);
	json_add_int(out, "n_suspect_withheld",
		     (long long)count_replies(&r, suspect, true));
	json_add_int(out, "n_teacher_withheld",
		     (long long)count_replies(&r, teacher, true));
	reason = why_not(&boundary);
	if (reason)
		json_add_str(out, "reason", reason);
	else
		add_findings(&r, &boundary, suspect, teacher, out);
	refusal_close(&r);
}

static void refusal_score(const struct own_null_material *material, double *score)
{
	size_t n = material->answers->n_models;
	struct refusal r;

	refusal_open(&r, material);
#pragma omp parallel for schedule(dynamic)
	for (size_t a = 0; a < n; a++) {
		score[a * n + a] = (double)NAN;
		for (size_t b = 0; b < a; b++) {
			struct boundary boundary;

			boundary_of(&r, b, a, &boundary);
			score[a * n + b] = score[b * n + a] = boundary.z;
		}
	}
	refusal_close(&r);
}

const struct own_null own_null_refusal = {
	.name = "refusal",
	.brief = "which harmless requests near the line both models decline, beyond how "
		 "often independent models do, and in which words",
	.probes = "refusal",
	.examine = refusal_examine,
	.score = refusal_score,
};
