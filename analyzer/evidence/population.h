/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/population.h: who the models at hand are: families, vendors, teachers, and
 * which are clean independents. Knows nothing of answers or scores.
 */
#ifndef EVIDENCE_POPULATION_H
#define EVIDENCE_POPULATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"

#define POPULATION_UNKNOWN ((unsigned)-1)

/* What is known of one model; "" or NULL where nothing is. */
struct model_facts {
	const char *family;
	const char *vendor;
	const char *base;
	const char *taught_by;  /* vendors, parted by ';'; "-" or "none": by nobody */
	const char *relation;   /* lineage.tsv's words; "independent" for a maker's own */
	const char *confidence; /* "high", "medium", "low" */
};

struct population {
	size_t n;
	const char *const *names;  /* borrowed */
	unsigned *family, *vendor; /* numbers; an unknown family is one of its own */
	unsigned char *known;      /* facts were given */
	unsigned char
		*clean;     /* independent, high or medium confidence, taught by nobody */
	char **family_name; /* by number */
	char **vendor_name;
	size_t n_families, n_vendors;
	struct population_private *own;
};

/* n models of these names (borrowed), nothing known of any. */
struct population *population_new(const char *const *names, size_t n);
void population_free(struct population *pop);
void population_set(struct population *pop, size_t model,
		    const struct model_facts *facts);
/* Was the model taught by a model of that vendor, as far as is known? */
bool population_taught_by(const struct population *pop, size_t model, unsigned vendor);
/* Number of the vendor or family of that name, or POPULATION_UNKNOWN. */
unsigned population_vendor(const struct population *pop, const char *name);
unsigned population_family(const struct population *pop, const char *name);

/* Is `model` of neither family, not of the teacher's vendor and not taught by it? */
bool population_unrelated(const struct population *pop, size_t model, size_t suspect,
			  size_t teacher);

/*
 * May `model` stand in the cohort of the pair suspect-teacher (DESIGN 6, step 2)? A clean
 * independent that is unrelated to both.
 */
bool population_in_cohort(const struct population *pop, size_t model, size_t suspect,
			  size_t teacher);

/* Append one object per model to the array `out`: name, family, vendor, taught_by, clean.
 */
void population_json(const struct population *pop, struct json *out);
/* The same read back; names[n] is filled with names borrowed from `list` and must outlive
 * the population. NULL when a model has no name, family or vendor. */
struct population *population_read(const struct json *list, const char **names);

#endif
