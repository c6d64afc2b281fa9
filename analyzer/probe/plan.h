/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/plan.h: a plan: which models are asked which probes, how often, under what
 * budget, and in which order. A pure function of plan file, probe sets and seed: nothing
 * here sends, keeps or knows the time. Knows no wire format and no key's value.
 */
#ifndef PROBE_PLAN_H
#define PROBE_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "probe/probe.h"
#include "probe/role.h"

struct plan_model {
	const char *name; /* in the case and in reports */
	enum role role;
	const char *model; /* as the endpoint calls it; the name when not said */
	const char *api;   /* the dialect; "" for a recorded model, which is not asked */
	const char *base_url;                     /* "" : the dialect's own */
	const char *key_env, *key_file, *key_cmd; /* at most one; "" when not said */
	const char *system;                       /* NULL: none */
	const struct json *params; /* an object: overrules the sets' defaults; a null
				      takes a default away; NULL: none */
	bool stream;
	double rpm, tpm;      /* 0: no limit of ours */
	long max_concurrency; /* 0: not said */
	/* facts; NULL when the plan does not say */
	const char *vendor, *family, *base, *released, *taught_by, *relation, *confidence;
};

struct plan_set {
	struct probe_set *set;
	size_t samples; /* of each probe and model */
	size_t *take;   /* which probes, ascending; n_take of them */
	size_t n_take;
};

struct plan_budget { /* negative: none */
	double requests, usd, minutes;
};

/* When a collection may end early: evidence/stopping.h. Members that are 0 or NULL are
 * not said. */
struct plan_stop {
	const char *when; /* "decided" or "complete" */
	size_t block;     /* prompts between two looks */
	double alpha, beta;
};

struct plan {
	struct arena arena;
	const char *file, *name;
	struct plan_model *models; /* suspect, teacher, then controls as written */
	size_t n_models;
	struct plan_set *sets;
	size_t n_sets;
	size_t n_controls_advised; /* by its compositions; 0: they say nothing */
	const char *advised_by;    /* the one that asks for most; NULL: none */
	struct plan_budget budget;
	struct plan_stop stop;
	unsigned long seed;
	const char *corpus, *data; /* "" when not said */
	const char *genre;         /* of all sets; "" when they differ */
	const char *simulation;    /* the endpoints are simulated, and by what; "" */
	const char *examiner;      /* who makes the case; "" when not said */
	/* Sentinels: one probe asked again and again, to see an endpoint change. */
	const struct probe *sentinel; /* NULL: none */
	const struct probe_set *sentinel_set;
	size_t sentinel_every; /* after that many items of a model */
	/* All of the above that decides what is sent or what is concluded, resolved, as
	   JSON: what a case keeps and what `hash` is over. Paths, keys' places, limits
	   of rate and budget are not in it: changing those changes no answer. */
	struct json *resolved;
	unsigned char hash[SHA256_BYTES];
};

/*
 * Read a plan file and the probe sets it names: shipped names of sets or compositions
 * (probe/composition.h), or paths beside the plan.
 * ERR_USAGE names file, member and remedy. `overrides` (may be NULL) is an object whose
 * members replace the file's.
 */
struct plan *plan_open(const char *path, const struct json *overrides, struct err *err);
/* The same with the sets and compositions of a list, parted by commas, in place of the
 * plan's; NULL: the plan's own. */
struct plan *plan_open_asking(const char *path, const char *probes, struct err *err);
/* The same of text; `path` names it and is where relative paths start. */
struct plan *plan_parse(const char *text, size_t n, const char *path,
			const struct json *overrides, struct err *err);
void plan_free(struct plan *plan); /* NULL is fine */

/*
 * A plan again from `resolved`: models, sets, samples, sentinel and seed, so that its
 * items are those of the plan it was. `find` gives the set of a hash (hex), owned by the
 * plan then, or NULL with an error. ERR_INTEGRITY when that is no resolved plan.
 */
struct plan *plan_restore(const struct json *resolved,
			  struct probe_set *(*find)(void *ctx, const char *sha256,
						    struct err *err),
			  void *ctx, struct err *err);

/* One answer that is wanted of a model. */
struct plan_item {
	size_t set, probe; /* sets[set].set->probes[probe] */
	long sample;       /* from 0 */
	bool is_sentinel;  /* set and probe are the sentinel's; sample counts them */
};
/*
 * The items of one model in the order of asking, the same for every model: sample by
 * sample, within one the probes of all sets shuffled by the plan's seed, a sentinel
 * first and after every sentinel_every others. Owned by the caller.
 */
struct plan_item *plan_items(const struct plan *plan, size_t *n);
/*
 * Cut those items into blocks of `per_block` >= 1 prompts, all samples of a prompt in
 * one: they are put in the order of the blocks, block[n] tells each one's, and the number
 * of blocks is returned. Sets take their share of every block, sentinels stay evenly
 * spread, and within a block the order stays.
 */
size_t plan_blocks(const struct plan *plan, struct plan_item *items, size_t n,
		   size_t per_block, size_t *block);
/* The id under which the case keeps the item's prompt: the probe's, or "sentinel:" and
 * it. Borrowed or in out. */
#define PLAN_PROMPT_ID 96
#define PLAN_SENTINEL "sentinel:"
const char *plan_prompt_id(const struct plan *plan, const struct plan_item *item,
			   char out[PLAN_PROMPT_ID]);
/* The system message and parameters of an item for a model: set's defaults under the
 * model's own. *params is new and owned by the caller. */
const char *plan_request_of(const struct plan *plan, const struct plan_model *model,
			    const struct plan_item *item, struct json **params);
/* The prompt's text as a case keeps it: the user's words alone for a single message,
 * else the messages with their roles, each on a line of its own. */
void plan_prompt_text(const struct probe *probe, struct buf *out);

/*
 * What differs between two resolved plans, a line each ("models.suspect.model: a -> b"),
 * and whether `now` only adds to `before` (models, sets, samples, probes): what --extend
 * allows. Nothing appended: they are the same.
 */
void plan_difference(const struct json *before, const struct json *now, struct buf *out,
		     bool *only_adds);

#endif
