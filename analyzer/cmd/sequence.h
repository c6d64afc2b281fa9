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
#include "store/corpus.h"
#include "store/curve.h"

#define SEQUENCE_BLOCK 50

struct sequence_args {    /* what the user said; it goes before the plan's "stop" */
	const char *when; /* "decided", "complete"; NULL: as the plan says */
	long block;       /* 0: likewise */
	double alpha, beta;
	const char *corpus, *data; /* NULL: likewise */
	long replicates;
};

/* As COLLECT_ROWS, of a struct sequence_args `sequence`; corpus, data and replicates are
 * the verb's own. */
#define SEQUENCE_ROWS(X)                                                                 \
	X("stop-when", OPT_STRING, when, "WHEN", NULL,                                   \
	  "decided: ask in blocks, look after each, end early; complete: ask all; left " \
	  "out: as the plan says, else complete")                                        \
	X("block", OPT_INT, block, "N", "0",                                             \
	  "prompts between two looks; 0: as the plan says, else 50")                     \
	X("alpha", OPT_NUMBER, alpha, "A", "0",                                          \
	  "rate of false decisions for H1; 0: as the plan says, else .1")                \
	X("beta", OPT_NUMBER, beta, "B", "0",                                            \
	  "the same for H2; 0: as the plan says, else .2")
#define SEQUENCE_OPTION(name, type, member, arg, otherwise, help)                        \
	{name, 0,                                                                        \
	 type, offsetof(OPTIONS_OF, sequence) + offsetof(struct sequence_args, member),  \
	 arg,  otherwise,                                                                \
	 help},

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
 * How early it may end by what a corpus's curve says of so many prompts: mean prompts and
 * decisions for H1 (out[0]) and H2 (out[1]), at best, since intervals are taken as
 * narrow. False when the curve or the calibration's bounds are not there.
 */
struct sequence_hope {
	double n_prompts, share_h1, share_h2;
	bool in_bounds; /* does the calibration's bound allow that decision at all? */
};
bool sequence_hope(const struct sequence_design *design, const struct corpus *corpus,
		   const struct curve *curve, struct sequence_hope out[2]);

/*
 * As collecting_run, with looks: 0 also when it ended early. *changed: was anything asked
 * or looked at?
 */
int sequence_run(const char *plan_path, const struct collect_args *collect,
		 const struct sequence_args *args, const char *command,
		 struct collected *out, bool *changed, struct err *err) MUST_CHECK;

#endif
