/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/own_nulls.h"

#include <string.h>

#include "channel/own_null.h"
#include "cmd/casework.h"
#include "cmd/own_exhibits.h"

struct examining {
	struct casefile *cf;
	const char *corpus, *suspect, *teacher;
	uint64_t seed;
	struct case_probes probes;
};

static bool kind_of(const struct own_null *channel, enum probe_kind *out)
{
	for (int i = 0; i < N_PROBE_KINDS; i++) {
		if (strcmp(probe_kind_name((enum probe_kind)i), channel->probes) != 0)
			continue;
		*out = (enum probe_kind)i;
		return true;
	}
	return false;
}

static bool has_kind(const struct examining *x, enum probe_kind kind)
{
	for (size_t i = 0; i < x->probes.n; i++)
		if (x->probes.v[i].kind == kind)
			return true;
	return false;
}

/* Is anything asked more than once? Without that there is nothing repeated to compare. */
static bool is_repeated(const struct answers *answers)
{
	for (size_t i = 0; i < answers->n_items; i++)
		if (answers->items[i].sample > 0)
			return true;
	return false;
}

static void examine(const struct examining *x, const struct own_null *channel,
		    struct casework *w, size_t suspect, size_t teacher, struct json *out)
{
	const size_t n = w->answers->n_items;
	const char **key = MEM_ARRAY(n + 1, const char *);
	const char *const **options = MEM_ARRAY(n + 1, const char *const *);
	size_t *n_options = MEM_ARRAY(n + 1, size_t);
	const char **vendor = MEM_ARRAY(w->answers->n_models + 1, const char *);
	const struct own_null_material material = {
		.answers = w->answers,
		.key = key,
		.clean = w->pop->clean,
		.family = w->pop->family,
		.vendor = vendor,
		.base = (const char *const *)w->pop->base,
		.seed = x->seed,
		.options = options,
		.n_options = n_options};

	for (size_t i = 0; i < n; i++) {
		const struct case_probe *probe =
			case_probes_find(&x->probes, w->answers->items[i].prompt_id);

		key[i] = probe->key;
		options[i] = probe->options;
		n_options[i] = probe->n_options;
	}
	for (size_t m = 0; m < w->answers->n_models; m++)
		vendor[m] =
			w->pop->known[m] ? w->pop->vendor_name[w->pop->vendor[m]] : "";
	channel->examine(&material, suspect, teacher, out);
	own_exhibits_fill(&material, suspect, teacher, out);
	json_add_str(out, "brief", channel->brief);
	json_add_str(out, "probes", channel->probes);
	mem_free(key);
	mem_free(options);
	mem_free(n_options);
	mem_free(vendor);
}

static int channel_examine(const struct examining *x, const struct own_null *channel,
			   struct json *out, struct err *err)
{
	struct casework w = {0};
	enum probe_kind kind = PROBE_OPEN;
	size_t suspect;
	size_t teacher;
	int rc;

	if (!kind_of(channel, &kind) || !has_kind(x, kind))
		return 0;
	rc = casework_read_kind(&w, x->cf, x->corpus, &x->probes, kind, err);
	if (!rc) {
		casework_population(&w);
		suspect = answers_find_model(w.answers, x->suspect);
		teacher = answers_find_model(w.answers, x->teacher);
		if (suspect != SIZE_MAX && teacher != SIZE_MAX &&
		    (kind != PROBE_OPEN || is_repeated(w.answers)))
			examine(x, channel, &w, suspect, teacher,
				json_add_object(out, NULL));
	}
	casework_clear(&w);
	return rc;
}

int own_nulls_examine(struct casefile *cf, const char *corpus, const char *suspect,
		      const char *teacher, uint64_t seed, struct json *out,
		      struct err *err)
{
	struct examining x = {.cf = cf,
			      .corpus = corpus,
			      .suspect = suspect,
			      .teacher = teacher,
			      .seed = seed};
	int rc = case_probes_read(&x.probes, cf, err);

	for (size_t i = 0; own_null_table[i] && !rc && x.probes.plan; i++)
		rc = channel_examine(&x, own_null_table[i], out, err);
	case_probes_clear(&x.probes);
	return rc;
}
