/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feature/alike.h: which of many texts nearly repeat an earlier one: the share of runs of
 * three words (of four characters, where a script does not part words) that two texts
 * have in common. Knows nothing of what the texts are for.
 */
#ifndef FEATURE_ALIKE_H
#define FEATURE_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

#define ALIKE_NONE ((size_t)-1)

struct alike_text {
	const char *data;
	size_t len;
	bool by_characters; /* where words are not parted and tokens do not show it: Thai,
			       Lao, Khmer, Burmese; Chinese and its like are seen */
};

struct alike {
	size_t other; /* the earlier text that is nearest, or ALIKE_NONE */
	double share; /* of the different runs of both: 1 when all are shared */
};

/*
 * For each of the n texts the nearest earlier one with at least that share (above 0). A
 * text's beginning and end count as runs too, so that short texts have some; marks and
 * case do not. Runs that more than 4,096 texts have are no sign of likeness.
 */
void alike_find(const struct alike_text *texts, size_t n, double least,
		struct alike *out);

#endif
