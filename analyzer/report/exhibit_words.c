/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/exhibit_words.h"

#include <string.h>

/* Articles, pronouns, prepositions, conjunctions, auxiliaries and their kin: the closed
 * classes of English, which every text is full of. */
static const char joining[] =
	"a an the this that these those some any no every each all both either neither "
	"much many more most few less least other another such same own "
	"i me my mine you your yours he him his she her hers it its we us our ours they "
	"them their theirs myself yourself itself themselves one's who whom whose which "
	"what when where why how "
	"of in on at by for from to with without within into onto over under up down out "
	"off about above below after before between behind during through across against "
	"around along among toward towards upon near per via "
	"and or but nor so yet if then than as because while although though unless "
	"until "
	"since whether "
	"am is are was were be been being do does did doing done have has had having can "
	"could may might must shall should will would not n't don't doesn't didn't isn't "
	"aren't wasn't can't won't it's that's there's you're i'm let's "
	"there too very also just only even again still now ever never";

bool exhibit_is_word(const struct token *token)
{
	return token->flags & (TOKEN_WORD | TOKEN_CJK) && !(token->flags & TOKEN_DIGIT);
}

void exhibit_keep_words(struct tokens *tokens)
{
	size_t n = 0;

	for (size_t i = 0; i < tokens->n; i++)
		if (exhibit_is_word(&tokens->v[i]))
			tokens->v[n++] = tokens->v[i];
	tokens->n = n;
}

void exhibit_words_read(const char *text, size_t len, size_t max, struct tokens *out)
{
	tokens_read(text, len, max, out);
	exhibit_keep_words(out);
}

void exhibit_joining_words(struct tokens *out)
{
	exhibit_words_read(joining, strlen(joining), sizeof(joining), out);
}

/* As far as both go on alike from here. */
static struct word_run run_from(const struct tokens *a, const bool *counts,
				const struct tokens *b, size_t i, size_t k)
{
	struct word_run run = {0, i, k, 0};

	while (i + run.n < a->n && k + run.n < b->n &&
	       a->v[i + run.n].hash == b->v[k + run.n].hash) {
		run.worth += !counts || counts[i + run.n];
		run.n++;
	}
	return run;
}

struct word_run exhibit_words_run(const struct tokens *a, const bool *counts,
				  const struct tokens *b)
{
	struct word_run best = {0, 0, 0, 0};

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++) {
			struct word_run run;

			if (a->v[i].hash != b->v[k].hash)
				continue;
			/* Only where a run begins, so that each is walked once. */
			if (i && k && a->v[i - 1].hash == b->v[k - 1].hash)
				continue;
			run = run_from(a, counts, b, i, k);
			if (run.worth > best.worth ||
			    (run.worth == best.worth && run.n > best.n))
				best = run;
		}
	return best;
}
