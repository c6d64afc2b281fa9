/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>

#include "base/buf.h"
#include "evidence/finding.h"

/* What an alternative says, what its effect is measured in, what it takes to weigh it,
 * and what would test it further once it was weighed. */
static const struct {
	const char *id, *label, *title, *statement, *effect_is, *needs, *test;
} told[N_ALTERNATIVES] = {
	[ALTERNATIVE_UNRELATED] =
		{"unrelated", "H2a", "an independent model",
		 "The suspect is another model of its time, taught by "
		 "nobody who matters here; any likeness is chance.",
		 "standard deviations beyond what independent models show",
		 "A reference corpus of this genre, and independent models of at least "
		 "three vendors.",
		 "Answers of more independent models, of more vendors."},
	[ALTERNATIVE_BASE] =
		{"same_base", "H2b", "a shared base model",
		 "Any likeness comes with the suspect's base model, and every "
		 "model trained from that base would show it.",
		 "standard deviations by which the suspect is nearer to the "
		 "teacher than models of its base are",
		 "The name of the suspect's base model, and answers of "
		 "models of that base, of other vendors, that the teacher's "
		 "vendor did not teach.",
		 "Answers of more models of that base, of other vendors, "
		 "that the teacher's vendor did not teach."},
	[ALTERNATIVE_RIVAL] =
		{"rival", "H2c", "another teacher",
		 "Another model taught the suspect, and the teacher is "
		 "merely like that one.",
		 "standard deviations by which the teacher is nearer to the suspect than "
		 "the best other candidate is",
		 "Answers of models of other vendors that could have taught it.",
		 "Answers of further candidates, such as models whose "
		 "outputs are sold or published."},
	[ALTERNATIVE_WEB] =
		{"web", "H2d", "exposure through the web",
		 "The suspect read on the web what the teacher and its like "
		 "had written, as every model of its time did.",
		 "standard deviations beyond what models of the teacher's "
		 "time show",
		 "The teacher's date, and independent models of at least three "
		 "other vendors that came out within a year of it, with "
		 "their dates.",
		 "Models known to have read the teacher's texts on the web "
		 "and to have learned from it in no other way: a ratio "
		 "could be learned from them, and take the place of the "
		 "upper limit."},
	[ALTERNATIVE_REVERSE] = {"reverse", "H2e", "the other direction",
				 "The teacher learned from the suspect.",
				 "not a matter of style",
				 "The dates at which both came out; identity probes to "
				 "both; repeated answers to the same prompts.",
				 "Records of when each of the two was trained; identity "
				 "probes to both; repeated answers to the same prompts."},
};

const char *alternative_title(enum alternative_kind kind)
{
	return kind < N_ALTERNATIVES ? told[kind].title : "";
}

const char *alternative_label(enum alternative_kind kind)
{
	return kind < N_ALTERNATIVES ? told[kind].label : "";
}

/* What it takes to weigh one that was not: never what is known already. */
static const char *needs_of(const struct finding_question *q, enum alternative_kind kind)
{
	const struct population *pop = q->pop;
	bool is_dated[2];
	int month;

	is_dated[0] = population_released(pop, q->suspect, &month, &month);
	is_dated[1] = population_released(pop, q->teacher, &month, &month);
	if (kind == ALTERNATIVE_BASE && *pop->base[q->suspect])
		return "Answers of models of that base, of other vendors, that the "
		       "teacher's vendor did not teach.";
	if (kind == ALTERNATIVE_WEB && is_dated[1])
		return "Unrelated models of at least three other vendors that came out "
		       "within a year of the teacher, with their dates.";
	if (kind == ALTERNATIVE_REVERSE && is_dated[0] && is_dated[1])
		return "Identity probes to both; repeated answers to the same prompts.";
	return told[kind].needs;
}

static void add_findings(const struct finding *f, const struct finding_question *q,
			 enum alternative_kind kind, struct json *out)
{
	const struct alternative *a = &f->alternative[kind];
	struct json *list;
	const char *how = kind == ALTERNATIVE_REVERSE ? "direction" : "ratio";

	json_add_num(out, "llr10", a->llr10);
	json_add_num(out, "llr10_unbounded", a->unbounded);
	json_add_str(out, "how",
		     isnan(a->llr10) ? "none"
		     : a->is_at_most ? "at most"
				     : how);
	json_add_str(out, "why_not", a->why_not);
	json_add_num(out, "effect", a->effect);
	json_add_str(out, "effect_is", told[kind].effect_is);
	json_add_int(out, "n_models", (long long)a->n_models);
	list = json_add_array(out, "models");
	for (size_t m = 0; m < q->pop->n; m++) {
		if (alternative_uses(f, q, kind, m))
			json_add_str(list, NULL, q->pop->names[m]);
	}
	if (a->n_ranked) {
		json_add_int(out, "rank", (long long)a->rank);
		json_add_int(out, "of", (long long)a->n_ranked);
	}
	if (a->model != SIZE_MAX) {
		json_add_str(out, "model", q->pop->names[a->model]);
		json_add_bool(out, "is_common_source", a->is_common_source);
	}
	json_add_bool(out, "better_than_h1", a->llr10 < 0);
}

void alternatives_json(const struct finding *f, const struct finding_question *q,
		       struct json *out)
{
	struct json *list = json_add_array(out, "alternatives");

	for (int i = 0; i < N_ALTERNATIVES; i++) {
		struct json *entry = json_add_object(list, NULL);

		json_add_str(entry, "id", told[i].id);
		json_add_str(entry, "label", told[i].label);
		json_add_str(entry, "title", told[i].title);
		json_add_str(entry, "statement", told[i].statement);
		add_findings(f, q, (enum alternative_kind)i, entry);
		json_add_str(entry, "test",
			     isnan(f->alternative[i].llr10)
				     ? needs_of(q, (enum alternative_kind)i)
				     : told[i].test);
	}
	json_add_num(out, "llr10_least",
		     f->least == N_ALTERNATIVES ? (double)NAN
						: f->alternative[f->least].llr10);
	json_add_str(out, "least_alternative",
		     f->least == N_ALTERNATIVES ? NULL : told[f->least].id);
}
