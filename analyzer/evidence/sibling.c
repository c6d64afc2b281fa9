/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/sibling.h"

#include <math.h>

#include "evidence/finding.h"

bool sibling_is(const struct finding_question *q, const struct finding_other *candidate)
{
	const struct population *pop = q->pop;
	size_t model = candidate->model;

	return model != q->teacher && (pop->vendor[model] == pop->vendor[q->teacher] ||
				       pop->family[model] == pop->family[q->teacher]);
}

static double teacher_score(const struct finding *f, const struct finding_question *q)
{
	for (size_t i = 0; i < f->n_teachers; i++) {
		if (f->teachers[i].model == q->teacher)
			return f->teachers[i].score;
	}
	return NAN;
}

/* False for what could not be scored. */
static bool is_near(const struct finding *f, double own, const struct finding_other *o)
{
	bool at_bound = !f->no_lr && own >= f->bound.hi && o->score >= f->bound.hi;

	return at_bound || own - o->score <= SIBLING_NEAR;
}

void siblings_json(const struct finding *f, const struct finding_question *q,
		   struct json *out)
{
	struct json *list = json_add_array(out, "siblings");
	double own = teacher_score(f, q);

	for (size_t i = 0; i < f->n_teachers; i++) {
		const struct finding_other *o = &f->teachers[i];
		struct json *entry;

		if (!sibling_is(q, o))
			continue;
		entry = json_add_object(list, NULL);
		json_add_str(entry, "model", q->pop->names[o->model]);
		json_add_num(entry, "llr10_unbounded", o->llr10);
		json_add_num(entry, "score", o->score);
		json_add_bool(entry, "is_near", is_near(f, own, o));
	}
}
