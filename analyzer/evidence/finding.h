/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/finding.h: what the evidence says of one suspect and one teacher: scores,
 * likelihood ratio, bound, interval, ranks, verdict (DESIGN 6, steps 2 to 5). Sees score
 * matrices, lineage and a calibration; never a channel's inside or an answer.
 */
#ifndef EVIDENCE_FINDING_H
#define EVIDENCE_FINDING_H

#include "evidence/alternative.h"
#include "evidence/calibration.h"
#include "evidence/centre.h"
#include "evidence/direction.h"
#include "evidence/gates.h"
#include "evidence/placing.h"
#include "evidence/sensitivity.h"
#include "evidence/verdict.h"

/* The pair on the prompts of one topic alone. */
struct finding_topic {
	char *name;
	size_t n_prompts;
	double x[LEARN_MAX_CHANNELS]; /* centred scores (centring_scores) */
};

struct finding_question {
	const struct population *pop;
	double *const *score; /* [channel] n x n */
	size_t n_channels;
	size_t suspect, teacher;
	size_t n_shared;                       /* prompts that both answered */
	const char *genre;                     /* of the case; NULL: unknown */
	const struct calibration *calibration; /* NULL: none at hand, so no LR */
	unsigned long seed;
	size_t n_replicates;
	/* Centred scores of the pair for each draw of prompts, [replicate * n_channels].
	 */
	const double *draws;
	/* What the channels with a null of their own said, an array of objects; NULL:
	 * nothing. For verdict and direction alone. */
	const struct json *own_null;
	const struct finding_topic *topics; /* none, or at least two */
	size_t n_topics;
};

struct finding_channel {
	struct centred centred;
	double score; /* what calibration goes by: less the rival's share; or NaN */
	bool used;
	const char *why_not;       /* static; NULL when used */
	double llr10, interval[2]; /* by itself, bounded like the whole (I4) */
	double weight;             /* slope in the fusion */
};

/* One candidate teacher, or one cohort model taken as suspect. */
struct finding_other {
	size_t model;
	double llr10; /* before bounding; NaN when it could not be scored alike */
	double score; /* what a ranking goes by: llr10, or without one the mean of the
			 used channels' centred scores */
	/* Taken as the teacher: independent and scored, of neither the teacher's vendor
	 * nor the suspect's family. The teacher is ranked among these. */
	bool placebo;
};

/* Fewer prompts answered by both give no LR. */
#define FINDING_LEAST_PROMPTS 50

struct finding {
	struct finding_channel channel[LEARN_MAX_CHANNELS];
	struct learn_model model;
	const char *no_lr; /* why no LR is given (static), or NULL */
	double llr10;      /* bounded; NaN without an LR */
	double unbounded;
	/* 5 to 95 %, bounded: over prompts, over families (for the learning and the
	 * bound), and with channels left out one at a time */
	double interval[2];
	double interval_unbounded[2]; /* the same before it was cut at the bound */
	struct bound bound;
	const char *at; /* "none", "lo", "hi": is the LR at or beyond the bound? */
	struct measure
		measure;    /* matched, of the calibration without the suspect's family */
	double *row_weight; /* [calibration row]; 0: left out */
	double *row_llr10;  /* [calibration row]; leave-family-out */
	unsigned left_out;  /* family number in the calibration, or LEARN_ALL */
	size_t families_h1, families_h2;
	struct finding_other *teachers; /* every other model, best first */
	size_t n_teachers;
	struct finding_other
		*cohort; /* cohort models as suspects of this teacher, best first */
	size_t n_cohort, n_cohort_vendors;
	struct centre_rival rival; /* whose lead was in part taken off the scores */
	size_t rank, n_ranked; /* the teacher's among itself and the placebo teachers */
	double rank_p;
	/* The suspect's among itself and the cohort's models taken as suspects. */
	size_t suspect_rank, n_cohort_ranked;
	double suspect_rank_p;
	/* The same ranks, each vendor counted once by its best model. */
	struct placing by_vendor, suspect_by_vendor;
	size_t n_tied, suspect_n_tied; /* others at the very same value */
	/* The teacher's among the placebos known to have come out before the suspect. */
	struct placing before;
	bool suspect_is_dated; /* else nothing is known to have come out before it */
	/* The cohort taken as suspects, bounded as the finding is: what the method says
	 * of innocents with this teacher. Counted by model and by vendor; n is 0 without
	 * a ratio. */
	struct placing_rates innocents, innocent_vendors;
	struct gates gates;
	struct direction direction;
	struct alternative alternative[N_ALTERNATIVES];
	enum alternative_kind least; /* N_ALTERNATIVES: none has a ratio */
	struct sensitivities sensitivity;
	enum verdict verdict;
	struct verdict_given given; /* the verdict, and by which rule */
};

/* Always gives a finding: where the data do not suffice it says so (I5). */
struct finding *finding_new(const struct finding_question *question);
void finding_free(struct finding *finding);

/* The ENFSI 2015 verbal scale for the end of the interval nearer to 0 (DESIGN 6, step 5).
 */
void finding_verbal(const struct finding *finding, struct buf *out);
/* The finding as members of `out` (schema assay.compare.v1), reasons in words included.
 */
void finding_json(const struct finding *finding, const struct finding_question *question,
		  const char *const *channel_names, const char *const *channel_briefs,
		  struct json *out);

#endif
