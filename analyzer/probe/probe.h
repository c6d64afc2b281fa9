/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/probe.h: probe sets. Reads a set from its JSON file (probes/README.md has the
 * format), says all that is wrong with it, and hashes what it asks. Knows nothing of
 * models, of sending, or of what answers mean.
 */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"

/* What a set is for; `quiz` needs a key for every probe, `choice` its options. */
#define PROBE_KINDS(X)                                                                   \
	X(OPEN, "open")                                                                  \
	X(CHOICE, "choice")                                                              \
	X(QUIZ, "quiz")                                                                  \
	X(CONTINUATION, "continuation")                                                  \
	X(IDENTITY, "identity")                                                          \
	X(IDENTITY_LEADING, "identity-leading")                                          \
	X(REFUSAL, "refusal")
#define PROBE_ENUM(id, name) PROBE_##id,
enum probe_kind { PROBE_KINDS(PROBE_ENUM) N_PROBE_KINDS };
#undef PROBE_ENUM

struct probe_message {
	const char *role; /* system, user or assistant */
	const char *content;
};

struct probe {
	const char *id;
	struct probe_message *messages; /* the last one is the user's */
	size_t n_messages;
	const char **options; /* of choice and quiz probes */
	size_t n_options;
	const char *key;      /* NULL: there is no right answer */
	const char *topic;    /* NULL: none */
	const char *language; /* NULL: the set's */
};

/* The code that ISO 639-2 gives to several languages. */
#define PROBE_MANY_LANGUAGES "mul"

/* Negative: the set leaves it to the plan. */
struct probe_defaults {
	double samples, max_tokens, temperature, top_p;
	const char *system; /* NULL: none */
};

/* All texts are UTF-8, owned by the set and never NULL unless said. */
struct probe_set {
	const char *file;
	const char *name, *version, *purpose, *genre, *licence;
	const char *language; /* a code; PROBE_MANY_LANGUAGES: its probes say theirs */
	enum probe_kind kind;
	struct probe_defaults defaults;
	struct probe *probes;
	size_t n;
	/* Over all of the above but `file`, in this order: layout and key order of the
	 * file change nothing, a changed character anywhere does. */
	unsigned char hash[SHA256_BYTES];
	struct arena arena;
};

struct probe_finding {
	bool fatal; /* the set cannot be used; else it is advice */
	char *file;
	char *id;     /* of the probe, or its place ("probe 3"); "" for the set itself */
	char *what;   /* hostile bytes possible, as in file and id */
	char *remedy; /* what to do */
};

struct probe_findings {
	struct probe_finding *v;
	size_t n, cap;
	size_t n_fatal;
};
#define PROBE_FINDINGS_INIT                                                              \
	{                                                                                \
		NULL, 0, 0, 0                                                            \
	}
/* Add that a file cannot be read at all, for the reason given. */
void probe_findings_add(struct probe_findings *findings, const char *file,
			const char *why);
void probe_findings_clear(struct probe_findings *findings);

/*
 * Read a set. With `findings` every fault and advice is added there; the set is returned
 * when none is fatal, else NULL with an error that counts them. Without, the first fatal
 * one is the error. `file` stands in findings.
 */
struct probe_set *probe_set_parse(const char *text, size_t n, const char *file,
				  struct probe_findings *findings, struct err *err);
struct probe_set *probe_set_open(const char *path, struct probe_findings *findings,
				 struct err *err);
void probe_set_free(struct probe_set *set); /* NULL is fine */

/* Do two conversations say the same, word for word? The hash is for tables. */
bool probe_messages_same(const struct probe_message *a, size_t n_a,
			 const struct probe_message *b, size_t n_b);
uint64_t probe_messages_hash(const struct probe_message *messages, size_t n);

/* Fill an object with a probe as a set's file would say it. */
void probe_json(const struct probe *probe, struct json *out);
/* The set as JSON that reads back as the same set, hash included. */
struct json *probe_set_json(const struct probe_set *set);

/* NULL when the set has no such probe. */
const struct probe *probe_set_find(const struct probe_set *set, const char *id);

/* The probe's own language, else the set's. */
const char *probe_language(const struct probe_set *set, const struct probe *probe);

const char *probe_kind_name(enum probe_kind kind);
bool probe_kind_parse(const char *name, enum probe_kind *out);
/* All of them, to find the one that was meant: N_PROBE_KINDS. */
const char *const *probe_kind_names(void);

#endif
