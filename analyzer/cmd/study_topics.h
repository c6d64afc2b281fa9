/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/study_topics.h: the trials of a corpus on one topic of its prompts after the other.
 * A suspect that was trained again on one topic inverts there (DESIGN 6).
 */
#ifndef CMD_STUDY_TOPICS_H
#define CMD_STUDY_TOPICS_H

#include "cmd/study.h"

/*
 * Where every prompt id reads TOPIC|REST and there are 2 to 32 topics, add to `out` an
 * object "by_topic": of each its prompts, pooled auc and cllr, top1, and `ranks`: where
 * the suspect's best H1 teacher stands among its teachers, 1 first. Everything is
 * scored and learned again on the topic's prompts, leave-family-out.
 */
void study_topics(const struct study *study, struct json *out);

#endif
