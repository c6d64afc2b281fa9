/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/casework.h: a case's answers, with a corpus's clean models put beside them, as the
 * table and the population that a comparison works on.
 */
#ifndef CMD_CASEWORK_H
#define CMD_CASEWORK_H

#include "cmd/case_plan.h"
#include "cmd/scoring.h"
#include "store/casefile.h"

struct casework {                        /* zero-initialise; casework_clear frees all */
	struct casefile *cf;             /* borrowed */
	const struct case_model *models; /* of the case */
	size_t n_models;
	struct corpus *corpus; /* NULL: none */
	struct answers *answers;
	struct population *pop;
	const char *genre;    /* of the case: its note, else the corpus's when most of its
				 prompts are the corpus's; NULL: unknown */
	size_t n_from_corpus; /* models whose answers came from the corpus's data */
};

struct casework_source {
	const char *corpus; /* folder or shipped name; NULL: none */
	const char *data;   /* its answers; NULL: only its lineage is used */
};

/* Read the case and, where given, the corpus. Items that no model of the case answered
 * are dropped; of the corpus's models the clean ones that the case lacks are added. */
int casework_read(struct casework *work, struct casefile *cf,
		  const struct casework_source *source, struct err *err) MUST_CHECK;
/* The same of the probes of one kind alone, and without background models. */
int casework_read_kind(struct casework *work, struct casefile *cf, const char *corpus,
		       const struct case_probes *probes, enum probe_kind kind,
		       struct err *err) MUST_CHECK;
/* The population, from lineage.tsv and, before it, the case's own facts. */
void casework_population(struct casework *work);
void casework_clear(struct casework *work);

/*
 * Index of the model of that name among the answers, or of the case's only model of that
 * role when name is NULL. ERR_USAGE names what is wrong and the models there are.
 */
int casework_model(const struct casework *work, const char *name, enum role role,
		   size_t *out, struct err *err) MUST_CHECK;
/* Keep the items that both models answered; returns the number of prompts left. */
size_t casework_keep_shared(struct casework *work, size_t a, size_t b);

#endif
