/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/claim.h: does an answer claim to be, or to be made by, a brand? By a few rules
 * for several languages, the same for every model, so that what they miss they miss of
 * all. Knows nothing of which brand is whose.
 *
 * A sentence is a clean claim when it names the brand by itself and
 * - speaks of its own speaker before it ("I am", "my name is", "我是"...), or behind it
 * in the same clause ("... created me"), or is how the answer begins and hardly more than
 * the name ("ChatGPT.");
 * - nothing in between denies it ("not", "不是"...), sets it apart ("like", "unlike",
 *   "compared"...) or names the model's own brand;
 * - it is no question, and the name is no label ("[ChatGPT]:", as role play has it).
 *
 * A denial stands until a turn ("not Llama but ChatGPT") or the next clause that speaks
 * of the speaker anew ("I am not Llama, I am ChatGPT").
 */
#ifndef CHANNEL_CLAIM_H
#define CHANNEL_CLAIM_H

#include "channel/phrase.h"
#include "text/sentence.h"

struct claim_rules; /* read once; may be shared by threads */
struct claim_rules *claim_rules_new(void);
void claim_rules_free(struct claim_rules *rules);

/*
 * Find the first sentence of the answer (what it thinks aloud ahead is left out) that
 * claims `brand`; `own` is the model's own brand, NULL when not known. `scratch` is used
 * for the words. False when there is none.
 */
bool claim_find(const struct claim_rules *rules, const struct phrases *brand,
		const struct phrases *own, const char *text, size_t len,
		struct word_list *scratch, struct sentence *out);

#endif
