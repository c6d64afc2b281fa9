/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/doctor_reach.h: are a plan's keys at hand and its endpoints there? Sends each an
 * empty object without key and prompt, once: whatever it answers shows that name,
 * network, certificate and server are well. Knows nothing of how that is told.
 */
#ifndef CMD_DOCTOR_REACH_H
#define CMD_DOCTOR_REACH_H

#include <stdbool.h>

#include "base/err.h"
#include "base/json.h"

struct reach_options {
	const char *cacert, *proxy; /* NULL: none */
	bool insecure_http;
	long timeout_ms; /* of the whole of it: all are asked at once */
};

/* One finding of an examination, as member of assay.doctor.v1's checks. */
enum doctor_state { DOCTOR_OK, DOCTOR_ADVICE, DOCTOR_MISSING };
/* `remedy` NULL where nothing is to be done. Texts may hold what others wrote. */
void doctor_add(struct json *checks, enum doctor_state state, const char *name,
		const char *found, const char *remedy);

/* -1 when the plan cannot be read; what is not there is a finding. */
int doctor_reach(const char *plan_path, const struct reach_options *options,
		 struct json *checks, struct err *err) MUST_CHECK;

#endif
