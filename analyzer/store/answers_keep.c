/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/answers.h"

void answers_keep(struct answers *answers, const unsigned char *keep)
{
	size_t n = 0;

	for (size_t item = 0; item < answers->n_items; item++) {
		if (!keep[item])
			continue;
		answers->items[n] = answers->items[item];
		for (size_t model = 0; model < answers->n_models; model++)
			answers->cells[model * answers->cap_items + n] =
				answers->cells[model * answers->cap_items + item];
		n++;
	}
	answers->n_items = n;
}
