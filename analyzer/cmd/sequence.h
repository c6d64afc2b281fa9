/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/sequence.h: a plan carried out block by block, with a look at the evidence after
 * each, until it is decided (evidence/stopping.h) or all is asked. For the verb run; what
 * `plan` says of it comes from here too.
 */
#ifndef CMD_SEQUENCE_H
#define CMD_SEQUENCE_H

#include "cmd/collecting.h"
#include "cmd/comparing.h"
#include "evidence/stopping.h"
#include "probe/plan.h"

#define SEQUENCE_BLOCK 50

struct sequence_args {    /* what the user said; it goes before the plan's "stop" */
	const char *when; /* "decided", "complete"; NULL: as the plan says */
	long block;       /* 0: likewise */
	double alpha, beta;
	const char *corpus, *data; /* NULL: likewise */
	long replicates;
};

/* Does user or plan want it to end early? ERR_USAGE: --stop-when or a rate is none. */
int sequence_wanted(const struct plan *plan, const struct sequence_args *args,
		    bool *wanted, struct err *err) MUST_CHECK;

struct sequence_design {
	struct stopping_rule rule;
	size_t block, n_blocks;
	size_t first_block; /* the look after it is the first: earlier ones have too few
			       prompts */
	size_t n_prompts;   /* in all */
};
/* ERR_USAGE when nothing could decide. */
int sequence_design(const struct plan *plan, const struct sequence_args *args,
		    struct sequence_design *out, struct err *err) MUST_CHECK;

/*
 * As collecting_run, with looks: 0 also when it ended early. *changed: was anything asked
 * or looked at?
 */
int sequence_run(const char *plan_path, const struct collect_args *collect,
		 const struct sequence_args *args, const char *command,
		 struct collected *out, bool *changed, struct err *err) MUST_CHECK;

#endif
