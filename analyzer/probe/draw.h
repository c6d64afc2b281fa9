/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/draw.h: so many of a set's probes, drawn by a seed and their ids alone: more
 * taken are those taken before and others, and the order of the file does not matter.
 */
#ifndef PROBE_DRAW_H
#define PROBE_DRAW_H

#include <stddef.h>

/* The places of n_take of n ids (at most n), ascending, into out. */
void draw_take(const char *const *ids, size_t n, size_t n_take, unsigned long seed,
	       size_t *out);

#endif
