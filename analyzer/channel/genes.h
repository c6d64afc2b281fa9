/* SPDX-License-Identifier: GPL-3.0-or-later */
/* channel/genes.h: what counts as the beginning of a continuation, for who shows it. */
#ifndef CHANNEL_GENES_H
#define CHANNEL_GENES_H

#include "base/text.h"
#include "store/answers.h"

/* The first characters of an answer behind white space and reasoning, in the answer's own
 * bytes; of length 0 when it has none. */
struct text genes_allele(const struct answer *answer);

#endif
