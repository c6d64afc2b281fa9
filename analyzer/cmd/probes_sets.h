/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/probes_sets.h: which sets the words of a probes verb stand for, and their facts. */
#ifndef CMD_PROBES_SETS_H
#define CMD_PROBES_SETS_H

#include <stddef.h>

#include "base/json.h"
#include "probe/probe.h"

/* Paths of sets; zero-initialise, probes_paths_clear frees. */
struct probes_paths {
	char **v;
	size_t n, cap;
};
/* Add every set of a folder. */
int probes_paths_add_dir(struct probes_paths *paths, const char *dir,
			 struct err *err) MUST_CHECK;
/* Add those that ship. */
int probes_paths_add_shipped(struct probes_paths *paths, struct err *err) MUST_CHECK;
/* Add files and those of folders; no words: those that ship. */
int probes_paths_add(struct probes_paths *paths, int n, char **words,
		     struct err *err) MUST_CHECK;
void probes_paths_clear(struct probes_paths *paths);

/* A file, or a set that ships under that name. */
struct probe_set *probes_set_named(const char *word, struct err *err);
/* What is known of a set, into an object. */
void probes_set_facts(const struct probe_set *set, struct json *out);

#endif
