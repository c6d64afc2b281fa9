/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/channel.h"

#include <string.h>

extern const struct channel channel_opening, channel_openers, channel_closers,
	channel_overlap, channel_style, channel_layout;

const struct channel *const channel_table[] = {
	&channel_opening,
	&channel_openers,
	&channel_closers,
	&channel_overlap,
	&channel_style,
	&channel_layout,
	NULL,
};

size_t channel_count(void)
{
	return sizeof(channel_table) / sizeof(*channel_table) - 1;
}

void channel_names(const char **names)
{
	for (size_t k = 0; k < channel_count(); k++)
		names[k] = channel_table[k]->name;
}

size_t channel_families(const struct features *f, const struct channel_cohort *cohort)
{
	size_t n = 1;

	for (size_t model = 0; model < f->n_models; model++) {
		if (cohort->family[model] >= n)
			n = cohort->family[model] + 1;
	}
	return n;
}

const struct channel *channel_find(const char *name)
{
	for (const struct channel *const *c = channel_table; *c; c++) {
		if (!strcmp((*c)->name, name))
			return *c;
	}
	return NULL;
}
