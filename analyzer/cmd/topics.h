/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/topics.h: the pair's centred scores on the prompts of each topic apart. A suspect
 * that was trained again on one topic is unlike its teacher there alone (DESIGN 6,
 * step 2).
 */
#ifndef CMD_TOPICS_H
#define CMD_TOPICS_H

#include "cmd/casework.h"
#include "evidence/finding.h"

/* Topics of fewer shared prompts are too noisy to show; there may be none. */
#define TOPIC_LEAST_PROMPTS 20

struct topics {                  /* zero-initialise */
	struct finding_topic *v; /* by name */
	size_t n;
};

/*
 * A prompt's topic is what its probe says, else what stands before a '|' in its id. The
 * scoring is of work's answers. Fewer than two topics leave it empty.
 */
int topics_score(struct topics *topics, const struct casework *work,
		 const struct scoring *scoring, size_t suspect, size_t teacher,
		 struct err *err) MUST_CHECK;
void topics_clear(struct topics *topics);

#endif
