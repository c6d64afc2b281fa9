/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/conclusion.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

#define ADVISED_PROMPTS 200
#define EXTREME 3.0   /* mean centred score of a style that is one model's own */
#define SIDE_HIGH 2.0 /* mean place on one side of the centring: beyond 98 % */
#define SIDE_LOW 1.0
#define LEAST_WEIGHT .05

/* Mean over the used channels of the pair's place on both sides of the centring. */
static bool is_one_sided(const struct finding *f, size_t n_channels)
{
	double suspect = 0;
	double teacher = 0;
	double n = 0;

	for (size_t k = 0; k < n_channels; k++) {
		if (!f->channel[k].used)
			continue;
		suspect += f->channel[k].centred.suspect_side;
		teacher += f->channel[k].centred.teacher_side;
		n += 1;
	}
	return n > 0 && teacher / n >= SIDE_HIGH && suspect / n < SIDE_LOW;
}

void conclusion_draw(struct finding *f, const struct finding_question *q)
{
	struct verdict_facts facts = {.has_lr = !f->no_lr && !isnan(f->interval[0])};

	f->gates = gates_read(q->own_null);
	f->direction = direction_find(q->pop, &f->gates, q->suspect, q->teacher);
	alternatives_weigh(f, q, f->alternative);
	f->least = alternatives_least(f->alternative);
	facts.interval[0] = f->interval[0];
	facts.interval[1] = f->interval[1];
	for (size_t i = 0; i < N_ALTERNATIVES; i++)
		facts.alternative[i] = f->alternative[i].llr10;
	facts.is_equal = gate_is_equal(&f->gates.equality);
	facts.is_extreme =
		f->rank == 1 && f->alternative[ALTERNATIVE_UNRELATED].effect >= EXTREME;
	facts.is_leak = gate_is_leak(&f->gates.identity);
	facts.is_one_sided = is_one_sided(f, q->n_channels);
	facts.is_same_maker = q->pop->known[q->suspect] && q->pop->known[q->teacher] &&
			      (q->pop->vendor[q->suspect] == q->pop->vendor[q->teacher] ||
			       q->pop->family[q->suspect] == q->pop->family[q->teacher]);
	facts.is_fragile = f->sensitivity.is_fragile;
	facts.is_too_late = f->direction.kind == DIRECTION_IMPOSSIBLE &&
			    f->direction.earlier == SIZE_MAX;
	f->given = verdict_give(&facts);
	f->verdict = f->given.verdict;
}

static void add_line(struct json *list, struct buf *line)
{
	json_add_str(list, NULL, buf_str(line));
	buf_reset(line);
}

/* The rival that explains the suspect best, or NULL. */
static const struct finding_other *best_rival(const struct finding *f)
{
	for (size_t i = 0; i < f->n_teachers; i++) {
		if (f->teachers[i].placebo)
			return &f->teachers[i];
	}
	return NULL;
}

/* What the channels with a null of their own say to the verdict. */
static void add_gate_reasons(const struct finding *f, struct json *list)
{
	const struct gate_identity *identity = &f->gates.identity;
	struct buf line = BUF_INIT;

	if (gate_is_equal(&f->gates.equality)) {
		buf_printf(&line,
			   "On %.0f prompts repeated answers of the two are drawn alike, "
			   "as one set of weights would draw them.",
			   f->gates.equality.n_prompts);
		add_line(list, &line);
	}
	if (gate_is_leak(identity)) {
		buf_printf(&line,
			   "At %.0f of %.0f identity prompts the suspect claims the "
			   "teacher's name, more often than clean models do (p = %.2g): "
			   "evidence of exposure, not of distillation.",
			   identity->n_claiming, identity->n_prompts, identity->p);
		add_line(list, &line);
	}
	buf_clear(&line);
}

/* The pair among placebos of either side. */
static void add_ranks(const struct finding *f, struct json *list)
{
	struct buf line = BUF_INIT;

	if (!isnan(f->rank_p)) {
		buf_printf(&line,
			   "Among this teacher and %zu placebo teachers of other vendors "
			   "the "
			   "teacher ranks %zu (p = %.3f).",
			   f->n_ranked - 1, f->rank, f->rank_p);
		add_line(list, &line);
	}
	if (!isnan(f->suspect_rank_p)) {
		buf_printf(&line,
			   "Among this suspect and %zu clean models taken as suspects of "
			   "this teacher the suspect ranks %zu (p = %.3f).",
			   f->n_cohort_ranked, f->suspect_rank, f->suspect_rank_p);
		add_line(list, &line);
	}
	buf_clear(&line);
}

static void add_reasons(const struct finding *f, const struct finding_question *q,
			const char *const *names, struct json *out)
{
	struct json *list = json_add_array(out, "reasons");
	const struct finding_other *other = best_rival(f);
	struct buf line = BUF_INIT;

	buf_printf(&line, "%s.", verdict_ground_words(f->given.ground));
	add_line(list, &line);
	if (f->no_lr) {
		buf_printf(&line, "No likelihood ratio is given: %s.", f->no_lr);
		add_line(list, &line);
	} else {
		buf_printf(&line,
			   "LLR10 is %.2f with a 90 %% interval from %.2f to %.2f; the "
			   "reference "
			   "population supports nothing beyond %.2f to %.2f.",
			   f->llr10, f->interval[0], f->interval[1], f->bound.lo,
			   f->bound.hi);
		add_line(list, &line);
	}
	for (size_t k = 0; k < q->n_channels && !f->no_lr; k++) {
		const struct finding_channel *c = &f->channel[k];

		if (!c->used || c->weight < LEAST_WEIGHT)
			continue;
		buf_printf(&line,
			   "%s: z = %.1f, where unrelated models are 0 on average.",
			   names[k], c->score);
		add_line(list, &line);
	}
	add_ranks(f, list);
	add_gate_reasons(f, list);
	if (f->direction.kind == DIRECTION_IMPOSSIBLE &&
	    f->direction.earlier != SIZE_MAX) {
		buf_printf(&line,
			   "This version of the teacher came out after the suspect: only "
			   "an earlier one, such as %.200s, can have taught it.",
			   q->pop->names[f->direction.earlier]);
		add_line(list, &line);
	}
	if (other && f->rank > 1) {
		buf_printf(
			&line,
			"%s, of another vendor, explains the suspect at least as well.",
			q->pop->names[other->model]);
		add_line(list, &line);
	}
	buf_clear(&line);
}

static void add_rival_test(const struct finding *f, const struct finding_question *q,
			   struct json *list)
{
	struct buf line = BUF_INIT;

	buf_printf(&line,
		   "A comparison of the suspect with %.200s, and whether that model is "
		   "itself a student of the teacher.",
		   q->pop->names[f->alternative[ALTERNATIVE_RIVAL].model]);
	add_line(list, &line);
	buf_clear(&line);
}

/* What each alternative that was not weighed, or weighed too lightly, would need. */
static void alternatives_would(const struct finding *f, const struct finding_question *q,
			       struct json *list)
{
	const struct population *pop = q->pop;
	const char *suspect = pop->names[q->suspect];
	const char *base = pop->base[q->suspect];
	struct buf line = BUF_INIT;

	if (f->alternative[ALTERNATIVE_BASE].n_models < 2) {
		if (*base)
			buf_printf(&line,
				   "Control models of the same base (%.100s), not taught "
				   "by the teacher's maker: %zu at hand, two or more are "
				   "advised.",
				   base, f->alternative[ALTERNATIVE_BASE].n_models);
		else
			buf_printf(&line,
				   "The base model of %.200s (import --base, or the "
				   "plan), and control models of that base.",
				   suspect);
		add_line(list, &line);
	}
	if (f->given.better == ALTERNATIVE_RIVAL)
		add_rival_test(f, q, list);
	if (f->alternative[ALTERNATIVE_WEB].why_not && !f->no_lr)
		json_add_str(list, NULL,
			     "Control models that came out within a year of the "
			     "teacher, of three other makers or more, with their dates "
			     "(import --released).");
	buf_clear(&line);
}

/* Is another model of the teacher's vendor at hand? */
static bool has_other_version(const struct finding_question *q)
{
	for (size_t m = 0; m < q->pop->n; m++) {
		if (m != q->teacher && m != q->suspect &&
		    q->pop->vendor[m] == q->pop->vendor[q->teacher])
			return true;
	}
	return false;
}

static void probes_would(const struct finding *f, const struct finding_question *q,
			 struct json *list)
{
	struct buf line = BUF_INIT;

	if (q->n_shared < ADVISED_PROMPTS) {
		buf_printf(&line,
			   "Answers to %zu more prompts (%zu were answered by both, %d "
			   "or more are advised) would narrow the interval.",
			   ADVISED_PROMPTS - q->n_shared, q->n_shared, ADVISED_PROMPTS);
		add_line(list, &line);
	}
	if (f->direction.kind == DIRECTION_IMPOSSIBLE && f->direction.earlier != SIZE_MAX)
		buf_printf(&line,
			   "A comparison with %.200s, which was out when the suspect "
			   "came.",
			   q->pop->names[f->direction.earlier]);
	else if (f->direction.kind == DIRECTION_IMPOSSIBLE)
		buf_str_add(&line, "Answers of an earlier version of the teacher, one "
				   "that was out when the suspect came.");
	else if (!has_other_version(q))
		buf_str_add(&line, "Answers of another version of the teacher would show "
				   "how much of the likeness is this version's alone.");
	if (line.len)
		add_line(list, &line);
	if (!f->gates.identity.known)
		json_add_str(list, NULL,
			     "Identity probes (a probe set of that kind in the plan) "
			     "would show whether the suspect claims the teacher's name.");
	if (!f->gates.equality.known && f->rank == 1 &&
	    f->alternative[ALTERNATIVE_UNRELATED].effect >= EXTREME)
		json_add_str(list, NULL,
			     "Repeated answers to the same prompts (samples in the plan) "
			     "would tell a copy of the weights from a student.");
	buf_clear(&line);
}

static void add_would_change(const struct finding *f, const struct finding_question *q,
			     struct json *out)
{
	struct json *list = json_add_array(out, "would_change");

	if (f->no_lr && !q->calibration)
		json_add_str(list, NULL,
			     "A reference corpus of this genre (--corpus NAME --data "
			     "DIR) would allow a likelihood ratio.");
	probes_would(f, q, list);
	alternatives_would(f, q, list);
	if (f->n_cohort < CENTRE_FEW_MODELS)
		json_add_str(list, NULL,
			     "More clean control models, of at least five vendors, would "
			     "make the comparison with unrelated models firmer.");
	if (!f->no_lr && strcmp(f->at, "none") != 0)
		json_add_str(list, NULL,
			     "More independent families in the reference corpus would "
			     "raise the bound.");
	json_add_str(list, NULL,
		     "A test by design (answers that only the teacher's owner logged, or "
		     "canaries) would decide what likeness of style cannot.");
}

/* What turns when something is left out, or looked at alone. */
static void add_sensitivity_warnings(const struct finding *f,
				     const struct finding_question *q,
				     const char *const *names, struct json *list)
{
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < f->sensitivity.n; i++) {
		const struct sensitivity *one = &f->sensitivity.v[i];
		const char *name = sensitivity_name(one, q, names);

		if (!one->turns)
			continue;
		if (one->kind == SENSITIVITY_TOPIC)
			buf_printf(
				&line,
				"On the topic %.100s alone LLR10 is %.2f, on the other "
				"side: a model trained again on a topic inverts there.",
				name, one->llr10);
		else
			buf_printf(&line,
				   "Without %.100s LLR10 is %.2f, on the other side.",
				   name, one->llr10);
		add_line(list, &line);
	}
	if (f->sensitivity.rank_only)
		json_add_str(list, NULL,
			     "Without its best rival the teacher would score more than a "
			     "standard deviation higher: it comes next, which is "
			     "evidence of rank only.");
	buf_clear(&line);
}

static void add_warnings(const struct finding *f, const struct finding_question *q,
			 const char *const *names, struct json *out)
{
	struct json *list = json_add_array(out, "warnings");
	struct buf line = BUF_INIT;

	if (f->n_cohort < CENTRE_FEW_MODELS || f->n_cohort_vendors < CENTRE_FEW_VENDORS) {
		buf_printf(&line,
			   "The cohort of clean models is small: %zu models of %zu "
			   "vendors (8 of 5 "
			   "are advised).",
			   f->n_cohort, f->n_cohort_vendors);
		add_line(list, &line);
	}
	if (q->calibration && q->n_shared < q->calibration->n_prompts / 2) {
		buf_printf(&line,
			   "The calibration was learned on %zu prompts, this case has "
			   "%zu: its "
			   "error rates may be too favourable here.",
			   q->calibration->n_prompts, q->n_shared);
		add_line(list, &line);
	}
	if (q->calibration && q->calibration->simulation)
		json_add_str(list, NULL,
			     "The calibration is from a simulation and says nothing of "
			     "real models.");
	add_sensitivity_warnings(f, q, names, list);
	if (!q->pop->known[q->teacher])
		json_add_str(
			list, NULL,
			"Nothing is known of the teacher's maker; models of the same "
			"maker, or taught by it, may stand in the cohort and hide a "
			"likeness. Give the facts when importing (--vendor).");
	if (!q->pop->known[q->suspect])
		json_add_str(
			list, NULL,
			"Nothing is known of the suspect's lineage; should it belong to "
			"a "
			"family of the reference corpus, the likelihood ratio is too "
			"favourable.");
	buf_clear(&line);
}

void conclusion_json(const struct finding *f, const struct finding_question *q,
		     const char *const *names, struct json *out)
{
	add_reasons(f, q, names, out);
	add_would_change(f, q, out);
	add_warnings(f, q, names, out);
}
