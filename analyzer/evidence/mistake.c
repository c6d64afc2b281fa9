/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/mistake.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* A trial on the wrong side and all that a rule may look at. */
struct mistake {
	const struct validation *v;
	const struct corpus *corpus;
	size_t row;
	const struct trial *trial;
	const struct lineage *suspect, *teacher; /* NULL: not in lineage.tsv */
	double llr10;
};

static bool told(const char *fact)
{
	return fact && *fact && strcmp(fact, "-") != 0 && strcmp(fact, "unknown") != 0;
}

static bool wrong(bool h1, double llr10)
{
	return h1 ? llr10 < -MISTAKE_LLR10 : llr10 > MISTAKE_LLR10;
}

static bool is_unsure(const struct trial *trial)
{
	return !strcmp(trial->kind, TRIAL_UNSURE);
}

/* The suspect's best trial with a teacher it did learn from, another than this; its row,
 * or SIZE_MAX. */
static size_t best_h1(const struct mistake *m)
{
	const struct trials *t = m->v->trials;
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < t->rows.n; i++) {
		if (i == m->row || !t->rows.h1[i] || isnan(m->v->llr10[i]) ||
		    strcmp(t->trial[i]->suspect, m->trial->suspect) != 0)
			continue;
		if (best == SIZE_MAX || m->v->llr10[i] > m->v->llr10[best])
			best = i;
	}
	return best;
}

typedef bool rule_fn(const struct mistake *m, struct buf *why);

static bool truth_in_doubt(const struct mistake *m, struct buf *why)
{
	bool low = m->suspect && m->suspect->confidence &&
		   !strcmp(m->suspect->confidence, "low");

	if (is_unsure(m->trial))
		buf_printf(why, "the training data of %s are not fully public",
			   m->trial->suspect);
	else if (low)
		buf_printf(why, "the lineage of %s is of low confidence",
			   m->trial->suspect);
	return why->len > 0;
}

static bool same_base(const struct mistake *m, struct buf *why)
{
	bool same = m->suspect && m->teacher && told(m->suspect->base) &&
		    told(m->teacher->base) && !strcmp(m->suspect->base, m->teacher->base);

	if (m->trial->h1 || (!same && strcmp(m->trial->kind, "hard-shared-base") != 0))
		return false;
	buf_str_add(why, "suspect and teacher are built on the same base");
	if (same)
		buf_printf(why, ", %s", m->suspect->base);
	return true;
}

/* Is `word` (len bytes) one of the parts of a list parted by ';'? */
static bool listed(const char *list, const char *word, size_t len)
{
	while (list && *list) {
		size_t n = strcspn(list, ";");

		if (n == len && !strncmp(list, word, n))
			return true;
		list += n + (list[n] == ';');
	}
	return false;
}

static bool taught_by_maker(const struct mistake *m, struct buf *why)
{
	if (m->trial->h1 || !m->suspect)
		return false;
	if (listed(m->suspect->teachers_here, m->trial->teacher,
		   strlen(m->trial->teacher)))
		buf_str_add(why, "lineage.tsv names it as a teacher of the suspect: the "
				 "label is at odds with that");
	else if (listed(m->suspect->taught_by, m->trial->teacher_vendor,
			strlen(m->trial->teacher_vendor)))
		buf_printf(why, "the suspect learned from other models of %s",
			   m->trial->teacher_vendor);
	return why->len > 0;
}

static bool behind_true_teacher(const struct mistake *m, struct buf *why)
{
	size_t best = m->trial->h1 ? SIZE_MAX : best_h1(m);

	if (best == SIZE_MAX || m->v->llr10[best] <= m->llr10)
		return false;
	buf_printf(
		why, "it stands behind %s, whose answers %s did learn from (LLR10 %+.2f)",
		m->v->trials->trial[best]->teacher, m->trial->suspect, m->v->llr10[best]);
	return true;
}

/* A model of the teacher's maker that was there before the suspect; NULL: none known. */
static const struct lineage *earlier_sibling(const struct mistake *m)
{
	for (size_t i = 0; i < m->corpus->n_models; i++) {
		const struct lineage *l = &m->corpus->models[i];

		if (l != m->teacher && !strcmp(l->vendor, m->teacher->vendor) &&
		    l->relation == RELATION_INDEPENDENT && told(l->year_month) &&
		    strcmp(l->year_month, m->suspect->year_month) <= 0)
			return l;
	}
	return NULL;
}

static bool teacher_came_later(const struct mistake *m, struct buf *why)
{
	const struct lineage *earlier;

	if (!m->suspect || !m->teacher || !told(m->suspect->year_month) ||
	    !told(m->teacher->year_month) ||
	    strcmp(m->teacher->year_month, m->suspect->year_month) <= 0)
		return false;
	buf_printf(why, "the teacher came out after the suspect (%s, %s)",
		   m->teacher->year_month, m->suspect->year_month);
	earlier = earlier_sibling(m);
	if (earlier)
		buf_printf(why, ", though %s of the same vendor was there before (%s)",
			   earlier->model, earlier->year_month);
	else if (!m->trial->h1)
		buf_str_add(why, ": what they share has another source");
	return true;
}

static bool common_teacher(const struct mistake *m, struct buf *why)
{
	const char *at = m->suspect ? m->suspect->taught_by : NULL;

	if (m->trial->h1 || !m->teacher)
		return false;
	while (told(at)) {
		size_t n = strcspn(at, ";");

		if (strncmp(at, "unknown", n) != 0 &&
		    listed(m->teacher->taught_by, at, n)) {
			buf_printf(why, "both learned from models of %.*s", (int)n, at);
			return true;
		}
		at += n + (at[n] == ';');
	}
	return false;
}

/* Other families of the same class against the same teacher. */
static bool teacher_draws_others(const struct mistake *m, struct buf *why)
{
	const struct trials *t = m->v->trials;
	unsigned char *seen = MEM_ARRAY(t->rows.n_families, unsigned char);
	size_t n = 0;
	size_t n_wrong = 0;

	for (size_t i = 0; i < t->rows.n; i++) {
		unsigned family = t->rows.family[i];
		bool bad = wrong(m->trial->h1, m->v->llr10[i]);

		if (t->rows.h1[i] != m->trial->h1 || is_unsure(t->trial[i]) ||
		    family == t->rows.family[m->row] || isnan(m->v->llr10[i]) ||
		    strcmp(t->trial[i]->teacher, m->trial->teacher) != 0)
			continue;
		n += !(seen[family] & 1);
		n_wrong += bad && !(seen[family] & 2);
		seen[family] |= (unsigned char)(1 | (bad ? 2 : 0));
	}
	mem_free(seen);
	if (!n_wrong)
		return false;
	buf_printf(why, "%s also misleads for %zu of %zu other families: it is %s",
		   m->trial->teacher, n_wrong, n,
		   m->trial->h1 ? "hard to recognise" : "near to many models");
	return true;
}

/* Other suspects of the family with the same teacher, on the wrong side of 0. */
static bool runs_in_family(const struct mistake *m, struct buf *why)
{
	const struct trials *t = m->v->trials;
	size_t n = 0;
	size_t n_wrong = 0;

	for (size_t i = 0; i < t->rows.n; i++) {
		if (i == m->row || t->rows.h1[i] != m->trial->h1 ||
		    t->rows.family[i] != t->rows.family[m->row] ||
		    isnan(m->v->llr10[i]) ||
		    strcmp(t->trial[i]->teacher, m->trial->teacher) != 0)
			continue;
		n++;
		n_wrong += m->trial->h1 ? m->v->llr10[i] < 0 : m->v->llr10[i] > 0;
	}
	if (!n_wrong)
		return false;
	buf_printf(why,
		   "%zu of %zu other models of the family %s lie on the wrong side too: "
		   "the cause is in what they have in common",
		   n_wrong, n, m->trial->suspect_family);
	return true;
}

static bool sibling_recognised(const struct mistake *m, struct buf *why)
{
	size_t best = m->trial->h1 ? best_h1(m) : SIZE_MAX;

	if (best == SIZE_MAX || m->v->llr10[best] <= 0)
		return false;
	buf_printf(why, "another teacher of it is recognised: %s (LLR10 %+.2f)",
		   m->v->trials->trial[best]->teacher, m->v->llr10[best]);
	return true;
}

static bool inherited(const struct mistake *m, struct buf *why)
{
	if (!m->trial->h1 || strncmp(m->trial->kind, "inherited", 9) != 0)
		return false;
	buf_str_add(why,
		    "it descends from a model so taught; what came after may cover it");
	return true;
}

static bool diluted(const struct mistake *m, struct buf *why)
{
	if (!m->trial->h1 || !m->suspect ||
	    (m->suspect->relation != RELATION_DISTILLED_MIXED &&
	     m->suspect->relation != RELATION_PREFERENCE &&
	     !strchr(m->suspect->taught_by, ';')))
		return false;
	buf_str_add(why,
		    "answers of this vendor's models were a part of its training alone");
	return true;
}

/* The channel without which the trial would lie nearest to the right side. */
static bool one_channel(const struct mistake *m, struct buf *why)
{
	const struct worth *w = m->v->worth;
	size_t best = SIZE_MAX;
	double right = m->llr10;
	bool alone;

	for (size_t k = 0; w && k < w->n_channels; k++) {
		double without = w->without[k * w->n + m->row];

		if (m->trial->h1 ? without > right : without < right) {
			right = without;
			best = k;
		}
	}
	if (best == SIZE_MAX || wrong(m->trial->h1, right))
		return false;
	alone = m->trial->h1 ? right > 0 : right < 0;
	buf_printf(why, "%s %s: without that channel LLR10 would be %+.2f",
		   m->v->channel_names[best],
		   alone ? "alone carries it" : "tips it over 0.5", right);
	return true;
}

/* Every channel that speaks points the wrong way. */
static bool all_channels(const struct mistake *m, struct buf *why)
{
	size_t k = m->v->trials->rows.n_channels;
	size_t n = 0;

	for (size_t i = 0; i < k; i++) {
		double llr10 = m->v->channel_llr10[m->row * k + i];

		if (m->trial->h1 ? llr10 >= 0 : llr10 <= 0)
			return false;
		n += isnan(llr10) ? 0 : 1;
	}
	if (n < 2)
		return false;
	buf_printf(why,
		   m->trial->h1
			   ? "none of %zu channels finds a likeness: what it was trained "
			     "on later changed its manner as a whole, or its published "
			     "descent is wrong"
			   : "all %zu channels find a likeness: they have a source in "
			     "common, or its published descent is not complete",
		   n);
	return true;
}

static const struct mistake_rule rules[] = {
	{"truth in doubt",
	 "the pair is an unsure negative, or the suspect's lineage is of low confidence"},
	{"same base", "suspect and teacher are built on one base model"},
	{"taught by this vendor",
	 "lineage.tsv names the teacher, or other models of its vendor, as the suspect's "
	 "teachers"},
	{"behind its teacher", "a known teacher or relative of the suspect stands "
			       "higher, and this one behind it"},
	{"later teacher",
	 "the teacher came out after the suspect, so that it cannot have taught it; an "
	 "older model of its vendor is named where there is one"},
	{"common teacher", "suspect and teacher learned from one vendor's models"},
	{"common to others",
	 "the same teacher misleads for suspects of other families as well"},
	{"runs in the family", "other suspects of the family lie on the wrong side too"},
	{"another teacher", "the suspect is recognised by another of its teachers"},
	{"inherited", "the suspect learned by way of another model"},
	{"diluted", "the teacher's answers were a part of the suspect's training alone"},
	{"all channels", "every channel points the wrong way"},
	{"one channel",
	 "one channel carries it: learned without that channel the pair is no mistake"},
	{NULL, NULL},
};
static rule_fn *const tests[] = {
	truth_in_doubt,
	same_base,
	taught_by_maker,
	behind_true_teacher,
	teacher_came_later,
	common_teacher,
	teacher_draws_others,
	runs_in_family,
	sibling_recognised,
	inherited,
	diluted,
	all_channels,
	one_channel,
};
_Static_assert(sizeof(tests) / sizeof(*tests) + 1 == sizeof(rules) / sizeof(*rules),
	       "a test for each rule");

const struct mistake_rule *mistake_rules(void)
{
	return rules;
}

static void add_cause(const char *rule, const char *text, struct json *out)
{
	struct json *entry = json_add_object(out, NULL);

	json_add_str(entry, "rule", rule);
	json_add_str(entry, "text", text);
}

static void add_causes(const struct mistake *m, const struct causes *causes,
		       struct json *out)
{
	struct buf why = BUF_INIT;

	for (size_t i = 0; i < causes->n; i++) {
		if (cause_is_of(&causes->v[i], m->trial->suspect, m->trial->teacher))
			add_cause("note", causes->v[i].note, out);
	}
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		buf_reset(&why);
		if (tests[i](m, &why))
			add_cause(rules[i].name, buf_str(&why), out);
	}
	buf_clear(&why);
}

static void add_lineage(const struct lineage *l, struct json *out)
{
	json_add_str(out, "base", l ? l->base : NULL);
	json_add_str(out, "relation", l ? relation_name(l->relation) : NULL);
	json_add_str(out, "teachers", l ? l->teachers : NULL);
	json_add_str(out, "released", l ? l->year_month : NULL);
	json_add_str(out, "confidence", l ? l->confidence : NULL);
}

static void add_mistake(const struct mistake *m, const struct causes *causes,
			struct json *out)
{
	size_t k = m->v->trials->rows.n_channels;
	struct json *part;

	json_add_str(out, "suspect", m->trial->suspect);
	json_add_str(out, "teacher", m->trial->teacher);
	json_add_bool(out, "h1", m->trial->h1);
	json_add_str(out, "kind", m->trial->kind);
	json_add_num(out, "llr10", m->llr10);
	json_add_bool(out, "doubtful", is_unsure(m->trial));
	json_add_str(out, "family", m->trial->suspect_family);
	add_lineage(m->suspect, out);
	part = json_add_object(out, "channels");
	for (size_t i = 0; i < k; i++)
		json_add_num(part, m->v->channel_names[i],
			     m->v->channel_llr10[m->row * k + i]);
	add_causes(m, causes, json_add_array(out, "causes"));
}

void mistakes_json(const struct validation *v, const struct corpus *corpus,
		   const struct causes *causes, struct json *out)
{
	for (size_t i = 0; i < v->trials->rows.n; i++) {
		const struct trial *trial = v->trials->trial[i];
		struct mistake m = {
			v,
			corpus,
			i,
			trial,
			corpus_find(corpus, trial->suspect),
			corpus_find(corpus, trial->teacher),
			v->llr10[i],
		};

		if (!isnan(m.llr10) && wrong(trial->h1, m.llr10))
			add_mistake(&m, causes, json_add_object(out, NULL));
	}
}
