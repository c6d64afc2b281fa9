/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/direction.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "stat/dist.h"

#define LEAST_ASKED 10 /* prompts about the teacher's identity */
#define MIXTURE_P .05

static double within(double llr10)
{
	return fmax(0, fmin(llr10, DIRECTION_BOUND));
}

static void read_dates(struct direction *d, const struct population *pop, size_t suspect,
		       size_t teacher)
{
	int month;

	d->is_known[SIGN_DATES] = population_released(pop, suspect, &month, &month) &&
				  population_released(pop, teacher, &month, &month);
	if (!d->is_known[SIGN_DATES]) {
		d->says[SIGN_DATES] = "the two release dates are not both known";
	} else if (population_is_later(pop, suspect, teacher)) {
		d->sign[SIGN_DATES] = DIRECTION_BOUND;
		d->says[SIGN_DATES] =
			"the suspect came out after the teacher: dates of release, not "
			"of training, speak against its having taught it";
	} else if (population_is_later(pop, teacher, suspect)) {
		d->kind = DIRECTION_IMPOSSIBLE;
		d->says[SIGN_DATES] =
			"this teacher came out after the suspect: dates of release, not "
			"of training, speak against its having taught it; an earlier "
			"version may have";
	} else {
		d->says[SIGN_DATES] = "both came out at about the same time";
	}
}

static void read_identity(struct direction *d, const struct gate_identity *g)
{
	const char **says = &d->says[SIGN_IDENTITY];
	bool reverse = g->n_reverse_claiming > 0;

	d->is_known[SIGN_IDENTITY] = g->known;
	if (!g->known)
		*says = "nothing is known of whether either claims to be the other";
	else if (reverse && g->n_claiming > 0)
		*says = "each claims the other's name now and then";
	else if (reverse)
		*says = "the teacher claims the suspect's name and the suspect never the "
			"teacher's, which rather hints at the other direction";
	else if (!gate_is_leak(g))
		*says = "the suspect does not claim the teacher's name more often than "
			"independent models do";
	else if (g->n_reverse < LEAST_ASKED || isnan(g->log10_lr))
		*says = "the suspect claims the teacher's name, but the teacher was not "
			"asked often enough whether it claims the suspect's";
	else {
		d->sign[SIGN_IDENTITY] = within(g->log10_lr);
		*says = "the suspect claims the teacher's name and the teacher never the "
			"suspect's";
	}
}

static void read_mixture(struct direction *d, const struct gate_mixture *g)
{
	double ln_p = g->known ? dist_normal_ln_q(-g->z) : 0;

	d->is_known[SIGN_MIXTURE] = g->known;
	if (!g->known) {
		d->says[SIGN_MIXTURE] = "whether the suspect is a mixture could not be "
					"measured without repeated answers and controls";
	} else if (ln_p > log(MIXTURE_P)) {
		d->says[SIGN_MIXTURE] =
			"the suspect's answers do not lie between a base's "
			"and the teacher's, which rules nothing out";
	} else if (!(g->teacher_z > 0)) {
		d->says[SIGN_MIXTURE] = "the suspect's answers lie between a base's and "
					"the teacher's, but whether the teacher's lie "
					"between too is not known to be otherwise";
	} else {
		d->sign[SIGN_MIXTURE] = within(-log10(2) - ln_p / 2 / log(10));
		d->says[SIGN_MIXTURE] = "the suspect's answers lie between a base's and "
					"the teacher's, and the teacher's not between "
					"that base's and the suspect's";
	}
}

/* The newest model of the teacher's vendor that is not later than the suspect. */
static size_t earlier_version(const struct population *pop, size_t suspect,
			      size_t teacher)
{
	size_t best = SIZE_MAX;
	int month;

	for (size_t m = 0; m < pop->n; m++) {
		if (m == teacher || m == suspect ||
		    pop->vendor[m] != pop->vendor[teacher] ||
		    !population_released(pop, m, &month, &month) ||
		    population_is_later(pop, m, suspect))
			continue;
		if (best == SIZE_MAX || population_is_later(pop, m, best))
			best = m;
	}
	return best;
}

struct direction direction_find(const struct population *pop, const struct gates *gates,
				size_t suspect, size_t teacher)
{
	struct direction d = {.llr10 = NAN, .earlier = SIZE_MAX};

	for (size_t i = 0; i < N_SIGNS; i++)
		d.sign[i] = NAN;
	read_dates(&d, pop, suspect, teacher);
	read_identity(&d, &gates->identity);
	read_mixture(&d, &gates->mixture);
	if (d.kind == DIRECTION_IMPOSSIBLE) {
		d.earlier = earlier_version(pop, suspect, teacher);
		return d;
	}
	for (size_t i = 0; i < N_SIGNS; i++)
		d.llr10 = fmax(d.llr10, d.sign[i]); /* of NaN and x it is x */
	if (gates->identity.known && gates->identity.n_reverse_claiming > 0 &&
	    isnan(d.sign[SIGN_DATES]))
		d.llr10 = NAN; /* the signs disagree */
	if (d.llr10 > 0)
		d.kind = DIRECTION_FORWARD;
	else
		d.llr10 = NAN;
	return d;
}

const char *direction_words(enum direction_kind kind)
{
	switch (kind) {
	case DIRECTION_FORWARD:
		return "from the teacher to the suspect";
	case DIRECTION_IMPOSSIBLE:
		return "by release dates, not from this version of the teacher";
	case DIRECTION_UNDETERMINED:
		break;
	}
	return "undetermined";
}

/* The sign that decides: the dates when they forbid, else the strongest. */
static size_t deciding(const struct direction *d)
{
	size_t best = SIGN_DATES;

	for (size_t i = 0; i < N_SIGNS && d->kind == DIRECTION_FORWARD; i++) {
		if (d->sign[i] > d->sign[best] ||
		    (isnan(d->sign[best]) && !isnan(d->sign[i])))
			best = i;
	}
	return best;
}

/* Which signs could be examined and did not decide, or which could not be. */
static void add_signs(const struct direction *d, bool is_known, const char *before,
		      struct buf *text)
{
	static const char *const what[N_SIGNS] = {"the two release dates together",
						  "claims of each other's name",
						  "test of a mixture"};
	size_t n = 0;

	for (size_t i = 0; i < N_SIGNS; i++) {
		if (d->is_known[i] == is_known)
			buf_printf(text, "%s%s", n++ ? ", " : before, what[i]);
	}
}

static void add_reason(const struct direction *d, const struct population *pop,
		       size_t suspect, size_t teacher, struct json *out)
{
	struct buf text = BUF_INIT;

	if (d->kind == DIRECTION_UNDETERMINED) {
		buf_str_add(&text, "Likeness has no direction");
		add_signs(d, true, ". Examined, but undecided: ", &text);
		add_signs(d, false, ". Not available: ", &text);
	} else {
		const char *says = d->says[deciding(d)];

		buf_printf(&text, "%c%s", says[0] - 'a' + 'A', says + 1);
	}
	if (d->kind != DIRECTION_UNDETERMINED && *pop->released[suspect] &&
	    *pop->released[teacher] && deciding(d) == SIGN_DATES)
		buf_printf(&text, " (teacher %.7s, suspect %.7s)", pop->released[teacher],
			   pop->released[suspect]);
	buf_str_add(&text, ".");
	if (d->kind == DIRECTION_IMPOSSIBLE && d->earlier != SIZE_MAX)
		buf_printf(&text, " %s, of the same vendor, was out by then.",
			   pop->names[d->earlier]);
	json_add_str(out, "reason", buf_str(&text));
	buf_clear(&text);
}

void direction_json(const struct direction *d, const struct population *pop,
		    size_t suspect, size_t teacher, struct json *out)
{
	static const char *const kinds[] = {"undetermined", "forward", "impossible"};
	static const char *const names[N_SIGNS] = {"dates", "identity", "mixture"};
	struct json *list;

	json_add_str(out, "kind", kinds[d->kind]);
	json_add_str(out, "words", direction_words(d->kind));
	json_add_num(out, "llr10", d->llr10);
	json_add_num(out, "bound", DIRECTION_BOUND);
	add_reason(d, pop, suspect, teacher, out);
	json_add_str(out, "earlier_version",
		     d->earlier == SIZE_MAX ? NULL : pop->names[d->earlier]);
	list = json_add_array(out, "signs");
	for (size_t i = 0; i < N_SIGNS; i++) {
		struct json *sign = json_add_object(list, NULL);

		json_add_str(sign, "sign", names[i]);
		json_add_str(sign, "says", d->says[i]);
		json_add_num(sign, "llr10", d->sign[i]);
	}
}
