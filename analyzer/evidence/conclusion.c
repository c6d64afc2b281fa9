/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/conclusion.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "evidence/reason.h"

#define ADVISED_PROMPTS 200
#define EXTREME 3.0   /* mean centred score of a style that is one model's own */
#define SIDE_HIGH 2.0 /* mean place on one side of the centring: beyond 98 % */
#define SIDE_LOW 1.0

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

/* What is not known of the suspect, and what knowing it would allow to weigh. */
static void facts_would(const struct finding *f, const struct finding_question *q,
			struct json *list)
{
	const struct population *pop = q->pop;
	bool no_base =
		f->alternative[ALTERNATIVE_BASE].n_models < 2 && !*pop->base[q->suspect];
	int month;
	bool no_date = !population_released(pop, q->suspect, &month, &month);
	struct buf line = BUF_INIT;

	if (!no_base && !no_date)
		return;
	buf_printf(&line,
		   "The suspect's %s%s%s%s, to weigh %s%s%s (plan, or `assay "
		   "import`).",
		   no_base && !pop->known[q->suspect] ? "vendor, family, " : "",
		   no_base ? "base model" : "", no_base && no_date ? " and " : "",
		   no_date ? "release date" : "", no_base ? "a shared base" : "",
		   no_base && no_date ? " and " : "",
		   no_date ? "the other direction" : "");
	add_line(list, &line);
	buf_clear(&line);
}

/* What each alternative that was not weighed, or weighed too lightly, would need. */
static void alternatives_would(const struct finding *f, const struct finding_question *q,
			       struct json *list)
{
	const struct population *pop = q->pop;
	const char *base = pop->base[q->suspect];
	struct buf line = BUF_INIT;

	if (f->given.better == ALTERNATIVE_RIVAL)
		add_rival_test(f, q, list);
	if (*base && f->alternative[ALTERNATIVE_BASE].n_models < 2) {
		buf_printf(&line,
			   "Answers of two or more models of its base (%.60s; %zu at "
			   "hand) that the teacher's vendor did not teach (`assay import "
			   "CASE FILE --role control --base NAME`).",
			   base, f->alternative[ALTERNATIVE_BASE].n_models);
		add_line(list, &line);
	}
	facts_would(f, q, list);
	if (f->alternative[ALTERNATIVE_WEB].why_not && !f->no_lr)
		json_add_str(list, NULL,
			     "The dates of the teacher and of control models of three "
			     "other vendors or more that came out within a year of it "
			     "(`--released YYYY-MM` of `assay import`).");
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
			   "A comparison with %.60s, which was out when the suspect "
			   "came (with its answers in the case, `assay compare CASE "
			   "--teacher NAME`).",
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
			     "Whether the suspect claims the teacher's name "
			     "(\"identity\" among the plan's probes, then `assay run "
			     "PLAN --extend`).");
	if (!f->gates.equality.known && f->rank == 1 &&
	    f->alternative[ALTERNATIVE_UNRELATED].effect >= EXTREME)
		json_add_str(list, NULL,
			     "Several answers to each prompt, which tell a copy of the "
			     "weights from a student (\"samples\": 4 in the plan's "
			     "probes, then `assay run PLAN --extend`).");
	buf_clear(&line);
}

static void add_would_change(const struct finding *f, const struct finding_question *q,
			     struct json *out)
{
	struct json *list = json_add_array(out, "would_change");

	if (!q->pop->known[q->teacher])
		json_add_str(
			list, NULL,
			"The teacher's vendor (\"vendor\" in the plan, then `assay run "
			"PLAN --extend`; or `--vendor NAME` of `assay import`).");
	if (f->no_lr && q->n_shared >= FINDING_LEAST_PROMPTS)
		json_add_str(
			list, NULL,
			"A reference corpus of this genre, of enough families, for a "
			"likelihood ratio (`assay compare CASE --corpus NAME --data "
			"DIR`; `assay corpus list` shows the shipped ones).");
	alternatives_would(f, q, list);
	probes_would(f, q, list);
	if (f->n_cohort < CENTRE_FEW_MODELS)
		json_add_str(
			list, NULL,
			"Answers of more independent models, of at least five vendors, "
			"would make the comparison firmer (`assay import CASE FILE "
			"--role control --vendor MAKER --taught-by none`).");
	if (!f->no_lr && strcmp(f->at, "none") != 0)
		json_add_str(list, NULL,
			     "More independent families in the reference corpus would "
			     "raise the bound (`assay calibrate`).");
	json_add_str(list, NULL,
		     "A test by design (answers that only the teacher's owner logged, or "
		     "marked texts planted among them) would decide what likeness of "
		     "style cannot.");
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
			buf_printf(&line,
				   "On the topic %.100s alone LLR10 is %+.2f, on the "
				   "other side of 0: a model trained again on a topic "
				   "inverts there.",
				   name, one->llr10);
		else
			buf_printf(&line,
				   "The finding rests on %s%.100s: without it LLR10 is "
				   "%+.2f, on the other side of 0.",
				   one->kind == SENSITIVITY_CHANNEL ? "the channel "
				   : one->kind == SENSITIVITY_VENDOR
					   ? "the models of the vendor "
					   : "the models of the vendor of ",
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

/* How much there was to compare with, and to learn from. */
static void add_size_warnings(const struct finding *f, const struct finding_question *q,
			      struct json *list)
{
	struct buf line = BUF_INIT;

	if (f->n_cohort < CENTRE_FEW_MODELS || f->n_cohort_vendors < CENTRE_FEW_VENDORS) {
		buf_printf(&line,
			   "Only %zu independent models of %zu vendors are at hand (%d "
			   "of %d are advised): how near independent models come is "
			   "known only roughly.",
			   f->n_cohort, f->n_cohort_vendors, CENTRE_FEW_MODELS,
			   CENTRE_FEW_VENDORS);
		add_line(list, &line);
	}
	if (q->calibration && q->n_shared < q->calibration->n_prompts / 2) {
		buf_printf(&line,
			   "The calibration was learned on %zu prompts, this case has "
			   "%zu: its error rates may be too favourable here.",
			   q->calibration->n_prompts, q->n_shared);
		add_line(list, &line);
	}
	buf_clear(&line);
}

/* The gravest first: a screen, and a summary, show only so many. */
static void add_warnings(const struct finding *f, const struct finding_question *q,
			 const char *const *names, struct json *out)
{
	struct json *list = json_add_array(out, "warnings");

	if (q->calibration && q->calibration->simulation)
		json_add_str(list, NULL, REASON_SIMULATION);
	add_sensitivity_warnings(f, q, names, list);
	if (!q->pop->known[q->teacher])
		json_add_str(
			list, NULL,
			"Nothing is known of the teacher's vendor: models of that "
			"vendor, or taught by it, may stand among the independent ones "
			"and hide a likeness.");
	if (!q->pop->known[q->suspect])
		json_add_str(
			list, NULL,
			f->no_lr
				? "Nothing is known of the suspect's vendor and family: "
				  "relatives of it may stand among the independent "
				  "models."
				: "Nothing is known of the suspect's vendor and family: "
				  "if the reference population holds that family, the "
				  "ratio may be overstated, whichever side it supports.");
	add_size_warnings(f, q, list);
}

static void add_conclusion(const struct finding *f, struct json *out)
{
	struct buf verbal = BUF_INIT, line = BUF_INIT;

	finding_verbal(f, &verbal);
	verdict_conclusion(f->given.ground, buf_str(&verbal), &line);
	if (f->verdict == VERDICT_DISTILLED &&
	    f->direction.kind == DIRECTION_UNDETERMINED)
		buf_str_add(&line, " (direction not determined)");
	json_add_str(out, "conclusion", buf_str(&line));
	buf_clear(&verbal);
	buf_clear(&line);
}

void conclusion_json(const struct finding *f, const struct finding_question *q,
		     const char *const *names, struct json *out)
{
	add_conclusion(f, out);
	reasons_json(f, q, names, out);
	add_would_change(f, q, out);
	add_warnings(f, q, names, out);
}
