/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve_ask.h: the wire formats of real providers, a row each, and how strictly a
 * request is read: what an API does not document, it refuses.
 */
#ifndef SIM_SERVE_ASK_H
#define SIM_SERVE_ASK_H

#include "sim/serve.h"

enum field_kind {
	FIELD_STRING,
	FIELD_WHOLE, /* a number without fraction, lo..hi */
	FIELD_NUMBER,
	FIELD_BOOL,
	FIELD_LIST,
	FIELD_OBJECT,
	FIELD_TEXTS, /* a string or a list */
	FIELD_ANY
};

struct field {
	const char *name;
	enum field_kind kind;
	double lo, hi;  /* of numbers; both 0: any */
	bool required;  /* of all APIs that know the field */
	unsigned known; /* bits of the APIs; 0: all that share the table */
};

struct limit_state { /* of one model, for the headers */
	double limit, remaining, reset_s;
};

struct api {
	const char *name;
	const char *prefix, *suffix; /* path; the model's name stands between, if any */
	const char *key_header;      /* besides Authorization: Bearer; NULL: none */
	bool needs_key;              /* even when any will do */
	const char *needs_header;    /* another one that must be there; NULL: none */
	const char *needs_query[2];  /* a name and its value (NULL: any); NULL: none */
	unsigned bit;                /* in struct field */
	const struct field *fields;  /* of the body; a NULL name ends them */
	const char *stream_type;     /* Content-Type */
	/* Fill the rest of `ask` from ask->doc, which has passed `fields`; a problem when
	   something deeper is wrong. */
	void (*read)(struct ask *ask, struct problem *problem);
	void (*write)(const struct ask *ask, const struct answer *answer,
		      struct buf *out);
	void (*stream)(const struct ask *ask, const struct answer *answer,
		       struct buf *out);
	void (*refuse)(const struct problem *problem, struct reply *reply);
	/* Rate headers; NULL: it sends none. */
	void (*limits)(const struct limit_state *requests,
		       const struct limit_state *tokens, struct reply *reply);
	/* An error event in the middle of a stream. */
	void (*stream_error)(struct buf *out);
};

extern const struct field no_fields[];
/* The API at a path, and the model's name when the path holds it (owned by the caller,
 * else NULL). NULL: no API there. */
const struct api *api_find(const char *path, char **model_name);

/* Every field of `object` is known and of its kind, none that is required is missing;
 * `where` stands before its name in messages ("" at the top). */
void fields_check(const struct json *object, const struct field *fields, unsigned bit,
		  const char *where, struct problem *problem);
/* Read and check a body. Sets the problem when there is any. */
void ask_read(struct ask *ask, const struct toys *toys, const char *body, size_t len,
	      struct problem *problem);
/* The text of a message's content: a string or parts of kind text; false: neither. */
bool ask_text(const struct json *content, struct buf *out);
/* Messages with roles; the last of role `user` becomes the prompt. */
void ask_messages(struct ask *ask, const struct json *messages, const char *const *roles,
		  struct problem *problem);
/* A whole number, or `otherwise` when absent. */
int64_t ask_whole(const struct json *object, const char *key, int64_t otherwise);
void ask_seed(struct ask *ask, const struct json *object, const char *key);

/* HTTP status and the words of a problem. */
struct problem_row {
	int status;
	const char *openai_type, *openai_code, *anthropic_type, *gemini_status;
	const char *message; /* when nothing better is known */
};
const struct problem_row *problem_row(enum problem_kind kind);

extern const struct api openai_apis[]; /* a NULL name ends each */
extern const struct api anthropic_apis[];
extern const struct api gemini_apis[];
extern const struct api ollama_apis[];

#endif
