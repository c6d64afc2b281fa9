/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/channel.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

extern const struct channel channel_opening, channel_openers, channel_closers,
	channel_overlap, channel_style, channel_layout, channel_voice, channel_phrases,
	channel_ngram4, channel_skeleton, channel_imposters;

const struct channel *const channel_table[] = {
	&channel_opening, &channel_openers,  &channel_closers,   &channel_overlap,
	&channel_ngram4,  &channel_style,    &channel_layout,    &channel_voice,
	&channel_phrases, &channel_skeleton, &channel_imposters, NULL,
};

size_t channel_count(void)
{
	return sizeof(channel_table) / sizeof(*channel_table) - 1;
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

/* Which channels a list holds, by the table's rows. */
struct choice {
	bool on[CHANNEL_MAX];
};

static bool names_it(struct text text, const char *name)
{
	return text.len == strlen(name) && !memcmp(text.data, name, text.len);
}

static bool in_group(const struct channel *channel, struct text group)
{
	return names_it(group, "all") ||
	       (names_it(group, "standard") && channel->standard) ||
	       names_it(group, channel->name);
}

/* Add or take away all that the name means; false when it means nothing. */
static bool choose(struct choice *choice, struct text name, bool on)
{
	bool known = false;

	for (size_t k = 0; k < channel_count(); k++) {
		if (!in_group(channel_table[k], name))
			continue;
		choice->on[k] = on;
		known = true;
	}
	return known;
}

static int unknown(struct text name, struct err *err)
{
	struct buf names = BUF_INIT;
	char shown[TEXT_SHOWN];

	for (size_t k = 0; k < channel_count(); k++)
		buf_printf(&names, ", %s", channel_table[k]->name);
	err_set(err, ERR_USAGE,
		"--channels: there is no channel '%s'; there are standard, all%s",
		text_shown(name, shown), buf_str(&names));
	buf_clear(&names);
	return -1;
}

static struct channel_list list_of(const struct choice *choice)
{
	struct channel_list list = {{NULL}, 0};

	for (size_t k = 0; k < channel_count(); k++) {
		if (choice->on[k])
			list.v[list.n++] = channel_table[k];
	}
	return list;
}

int channel_list_read(const char *said, struct channel_list *out, struct err *err)
{
	struct choice choice = {{false}};

	if (!said || *said == '+' || *said == '-')
		(void)choose(&choice, text_of("standard"), true);
	while (said && *said) {
		bool off = *said == '-';
		struct text name;

		said += *said == '-' || *said == '+';
		name = (struct text){said, strcspn(said, ",")};
		if (!choose(&choice, name, !off))
			return unknown(name, err);
		said += name.len;
		said += *said == ',';
	}
	*out = list_of(&choice);
	if (!out->n)
		return err_set(err, ERR_USAGE,
			       "--channels: no channel is left to compare");
	return 0;
}

struct channel_list channel_list_standard(void)
{
	struct choice choice = {{false}};

	(void)choose(&choice, text_of("standard"), true);
	return list_of(&choice);
}

bool channel_list_is_standard(const struct channel_list *list)
{
	struct channel_list standard = channel_list_standard();

	return list->n == standard.n &&
	       !memcmp(list->v, standard.v, list->n * sizeof(*list->v));
}

void channel_list_names(const struct channel_list *list, const char **names)
{
	for (size_t k = 0; k < list->n; k++)
		names[k] = list->v[k]->name;
}
