/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/yml.h: YAML as a tree with line numbers; the only door to libyaml. Tags are
 * passed over: every scalar is a text. An alias is the node it names, so that a tree may
 * hold itself: whoever walks it bounds the depth.
 */
#ifndef STORE_YML_H
#define STORE_YML_H

#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

struct yml; /* a document */

/* Nodes of a document are numbers; 0: none, of which every question below is answered
 * with nothing. */
enum yml_kind { YML_NONE, YML_TEXT, YML_LIST, YML_MAP };

/*
 * The first document of the bytes, as UTF-8. NULL and ERR_FAIL naming the line when it is
 * not YAML; an empty one has no root.
 */
struct yml *yml_parse(const char *data, size_t n, struct err *err);
void yml_free(struct yml *doc); /* NULL is fine */

int yml_root(struct yml *doc);
enum yml_kind yml_kind(struct yml *doc, int node);
/* From 1; 0 of no node. */
size_t yml_line(struct yml *doc, int node);
/* A text's bytes (data NULL: it is none), borrowed from the document. */
struct text yml_text(struct yml *doc, int node);
/* The value of a map's key, the first if it is there twice. */
int yml_get(struct yml *doc, int map, const char *key);
/* Children of a list or pairs of a map; of the latter yml_at is the value, yml_key the
 * key. */
size_t yml_count(struct yml *doc, int node);
int yml_at(struct yml *doc, int node, size_t i);
int yml_key(struct yml *doc, int map, size_t i);

#endif
