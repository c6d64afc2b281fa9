/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve_sim.h: the simulated endpoint without its sockets: a request's body and
 * headers in, the reply and when it may go out.
 */
#ifndef SIM_SERVE_SIM_H
#define SIM_SERVE_SIM_H

#include "base/text.h"
#include "sim/serve_fault.h"
#include "sim/serve_stats.h"

struct sim {
	struct toys *toys;
	struct kinds *kinds; /* NULL: every prompt is an open question */
	struct rules rules;
	struct stats stats;
	uint64_t seed;
	double latency_ms, jitter_ms;
	const char *key; /* that clients must send; NULL: any */
};

/* What the headers and the path of a request say. */
struct envelope {
	const struct api *api;
	const char *path;
	const char *content_type; /* NULL where it is not there, as the others */
	const char *key_header, *authorization, *needed_header, *needed_query;
	struct text body;
};

/*
 * Fill `exchange`, whose ask.model_name may come from the path. Times: since the start
 * of the server, monotonic. Returns the ordinal of the request.
 */
size_t sim_answer(struct sim *sim, const struct envelope *envelope,
		  struct exchange *exchange, double since_start_ms, long long wall_ms);
/* A problem of the path alone, in OpenAI's shape. */
void sim_refuse(struct exchange *exchange, int status, const char *message);

#endif
