/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/reason.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"

#define LEAST_WEIGHT .05

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

static double teacher_score(const struct finding *f, const struct finding_question *q)
{
	for (size_t i = 0; i < f->n_teachers; i++) {
		if (f->teachers[i].model == q->teacher)
			return f->teachers[i].score;
	}
	return NAN;
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
			   "teacher's name, more often than independent models do (p = "
			   "%.2g): "
			   "evidence of exposure, not of distillation.",
			   identity->n_claiming, identity->n_prompts, identity->p);
		add_line(list, &line);
	}
	buf_clear(&line);
}

/* "p = 0.033, the least that 30 allow" */
static void add_p(size_t rank, size_t of, struct buf *line)
{
	buf_printf(line, "p = %.3f", (double)rank / (double)of);
	if (rank == 1)
		buf_printf(line, ", the least that %zu allow", of);
}

/*
 * "the teacher ranks 1 (p = 0.033, the least that 30 allow; counting each vendor once:
 * p = 0.111, the least that 9 allow)."
 */
static void add_rank(const char *who, size_t rank, size_t of, size_t n_tied,
		     const struct placing *by_vendor, struct buf *line)
{
	if (rank == of && n_tied)
		buf_printf(line,
			   "%s is no nearer than the %zu others; %zu of them stand at "
			   "the same floor",
			   who, of - 1, n_tied);
	else
		buf_printf(line, "%s ranks %zu", who, rank);
	buf_str_add(line, " (");
	add_p(rank, of, line);
	if (by_vendor->of != of) {
		buf_str_add(line, "; counting each vendor once: ");
		add_p(by_vendor->rank, by_vendor->of, line);
	}
	buf_str_add(line, ").");
}

/* The pair among placebos of either side. */
static void add_ranks(const struct finding *f, struct json *list)
{
	struct buf line = BUF_INIT;

	if (!isnan(f->rank_p)) {
		buf_printf(&line,
			   REASON_RANK
			   "%zu candidate teachers (itself and %zu independent "
			   "models) ",
			   f->n_ranked, f->n_ranked - 1);
		add_rank("the teacher", f->rank, f->n_ranked, f->n_tied, &f->by_vendor,
			 &line);
		add_line(list, &line);
	}
	if (!isnan(f->suspect_rank_p)) {
		buf_printf(&line,
			   REASON_RANK
			   "%zu candidate suspects (itself and %zu independent "
			   "models) ",
			   f->n_cohort_ranked + 1, f->n_cohort_ranked);
		add_rank("the suspect", f->suspect_rank, f->n_cohort_ranked + 1,
			 f->suspect_n_tied, &f->suspect_by_vendor, &line);
		add_line(list, &line);
	}
	buf_clear(&line);
}

/* Was an end of the interval cut at the bound? */
static bool is_cut(const struct finding *f)
{
	return f->interval_unbounded[0] < f->bound.lo ||
	       f->interval_unbounded[1] > f->bound.hi;
}

static void add_interval(const struct finding *f, struct buf *line)
{
	if (isnan(f->interval[0]))
		buf_str_add(line, " without an interval");
	else
		buf_printf(line, " (90 %% interval %+.2f to %+.2f%s)", f->interval[0],
			   f->interval[1], is_cut(f) ? ", cut at the bound" : "");
}

/* How much is claimed, and at the bound how much is not. */
static void add_ratio(const struct finding *f, struct json *list)
{
	struct buf line = BUF_INIT;

	if (f->no_lr) {
		buf_printf(&line, "No likelihood ratio is given: %s.", f->no_lr);
		add_line(list, &line);
		buf_clear(&line);
		return;
	}
	buf_printf(&line, REASON_RATIO "%+.2f", f->llr10);
	add_interval(f, &line);
	buf_printf(&line,
		   "; the reference population allows nothing beyond %+.2f to %+.2f.",
		   f->bound.lo, f->bound.hi);
	if (strcmp(f->at, "none") != 0)
		buf_printf(&line,
			   " %+.2f is cut at the bound: so few families of known history "
			   "allow no stronger statement for %s.",
			   f->llr10, strcmp(f->at, "lo") ? "H1" : "H2");
	add_line(list, &line);
	buf_clear(&line);
}

/* The channels that weigh, in one view: where the suspect stands, and the cohort. */
struct spread {
	size_t n, n_first;   /* channels; those in which nobody stands as high */
	size_t least, most;  /* channels of the suspect's least and greatest score */
	size_t rival, where; /* the cohort's highest score: its model, and in which */
	double highest;      /* NaN without a cohort */
};

static bool weighs(const struct finding *f, size_t k)
{
	return f->channel[k].used && f->channel[k].weight >= LEAST_WEIGHT;
}

/* The cohort's models as suspects: first[k] falls where one stands as high. */
static void spread_cohort(const struct finding *f, const struct finding_question *q,
			  bool *first, struct spread *s)
{
	struct centring *centring = centring_new(q->pop, q->score, q->n_channels, NULL);

	for (size_t i = 0; i < f->n_cohort; i++) {
		double x[LEARN_MAX_CHANNELS];

		(void)centring_scores(centring, f->cohort[i].model, q->teacher, x);
		for (size_t k = 0; k < q->n_channels; k++) {
			if (!weighs(f, k) || isnan(x[k]))
				continue;
			first[k] = first[k] && x[k] < f->channel[k].score;
			if (s->highest >= x[k])
				continue;
			s->highest = x[k];
			s->rival = f->cohort[i].model;
			s->where = k;
		}
	}
	centring_free(centring);
}

static struct spread spread_of(const struct finding *f, const struct finding_question *q)
{
	bool first[LEARN_MAX_CHANNELS];
	struct spread s = {.highest = NAN};

	for (size_t k = 0; k < q->n_channels; k++) {
		double x = f->channel[k].score;

		first[k] = weighs(f, k) && x > 0;
		if (!weighs(f, k))
			continue;
		s.least = s.n && f->channel[s.least].score <= x ? s.least : k;
		s.most = s.n && f->channel[s.most].score >= x ? s.most : k;
		s.n++;
	}
	spread_cohort(f, q, first, &s);
	for (size_t k = 0; k < q->n_channels; k++)
		s.n_first += first[k];
	return s;
}

/* One sentence for all: they see the same texts and are no reasons apart. */
static void add_channel_reason(const struct finding *f, const struct finding_question *q,
			       const char *const *names, struct json *list)
{
	struct buf line = BUF_INIT;
	struct spread s = spread_of(f, q);

	if (!s.n)
		return;
	buf_printf(&line,
		   REASON_CHANNELS
		   " in which the suspect is nearer to the teacher than every one of %zu "
		   "independent models is: %zu of %zu. Its z ",
		   f->n_cohort, s.n_first, s.n);
	if (f->channel[s.most].score - f->channel[s.least].score < .05)
		buf_printf(&line, "is %.1f", f->channel[s.most].score);
	else
		buf_printf(&line, "runs from %.1f (%s) to %.1f (%s)",
			   f->channel[s.least].score, names[s.least],
			   f->channel[s.most].score, names[s.most]);
	buf_str_add(&line, "; z counts standard deviations of independent models and is "
			   "cut at 0 from below");
	if (s.highest > 0)
		buf_printf(&line, "; the highest of theirs is %.1f (%.100s in %s)",
			   s.highest, q->pop->names[s.rival], names[s.where]);
	buf_str_add(&line, ". Channels read the same texts and overlap in what they see: "
			   "they do not count as so many separate reasons.");
	add_line(list, &line);
	buf_clear(&line);
}

/* "; of H2b, H2d only ...", for the alternatives that `is` holds of; true when any. */
static bool add_labels(const struct finding *f, bool (*is)(const struct alternative *),
		       const char *before, const char *after, struct buf *line)
{
	size_t n = 0;

	for (int i = 0; i < N_ALTERNATIVES; i++) {
		if (!is(&f->alternative[i]))
			continue;
		buf_printf(line, "%s%s", n++ ? ", " : before,
			   alternative_label((enum alternative_kind)i));
	}
	if (n)
		buf_str_add(line, after);
	return n > 0;
}

static bool is_limit(const struct alternative *a)
{
	return a->is_at_most && !isnan(a->llr10);
}

static bool is_not_weighed(const struct alternative *a)
{
	return isnan(a->llr10);
}

/* The rule; of one that looks at alternatives, also which of them it could not see well.
 */
static void add_ground(const struct finding *f, struct json *list)
{
	struct buf line = BUF_INIT;
	bool any = false;

	buf_str_add(&line, verdict_ground_words(f->given.ground));
	if (f->given.ground == GROUND_SUPPORTED) {
		any = add_labels(f, is_limit, " (of ", " only an upper limit is known",
				 &line);
		any |= add_labels(f, is_not_weighed,
				  any ? "; not weighed: " : " (not weighed: ", "", &line);
	}
	buf_str_add(&line, any ? ")." : ".");
	add_line(list, &line);
	buf_clear(&line);
}

void reasons_json(const struct finding *f, const struct finding_question *q,
		  const char *const *names, struct json *out)
{
	struct json *list = json_add_array(out, "reasons");
	const struct finding_other *other = best_rival(f);
	struct buf line = BUF_INIT;

	add_ground(f, list);
	add_ratio(f, list);
	if (!f->no_lr)
		add_channel_reason(f, q, names, list);
	add_ranks(f, list);
	add_gate_reasons(f, list);
	if (f->direction.kind == DIRECTION_IMPOSSIBLE &&
	    f->direction.earlier != SIZE_MAX) {
		buf_printf(&line,
			   "This version of the teacher came out after the suspect, an "
			   "earlier one, %.200s, did not: release dates speak for that "
			   "one, but a release date is not a training date.",
			   q->pop->names[f->direction.earlier]);
		add_line(list, &line);
	}
	if (other && f->rank > 1) {
		buf_printf(&line,
			   "%s, of another vendor, is nearer to the suspect than the "
			   "teacher "
			   "is, or as near (rank score %.2f against %.2f). This report "
			   "does not ask about it.",
			   q->pop->names[other->model], other->score,
			   teacher_score(f, q));
		add_line(list, &line);
	}
	buf_clear(&line);
}
