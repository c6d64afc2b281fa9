/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/study_bootstrap.h: how firm the error rates of a corpus are: prompts and families
 * drawn anew, everything scored and learned again.
 */
#ifndef CMD_STUDY_BOOTSTRAP_H
#define CMD_STUDY_BOOTSTRAP_H

#include "cmd/study.h"

/*
 * Add to `out` an object "bootstrap": n replicates, seed, and for the matched auc, cllr,
 * cllr_min, eer and top1 the pair [5 %, 95 %]. In a replicate of leave-family-out
 * learning the families drawn twice count twice. The same seed gives the same digits for
 * any number of threads.
 */
void study_bootstrap(const struct study *study, size_t n, unsigned long seed,
		     struct json *out);

#endif
