/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/own_exhibits.h: the texts behind what a channel with a null of its own found, for a
 * reader to check by eye: where such a channel's object meets prompts and answers. Weighs
 * nothing.
 */
#ifndef CMD_OWN_EXHIBITS_H
#define CMD_OWN_EXHIBITS_H

#include "base/json.h"
#include "channel/own_null.h"

/*
 * Put texts to the exhibits of a channel's object, made by channel->examine:
 *   {prompt_id, ...}   gain "prompt"; where the channel shows answers (identity, refusal)
 *                      "suspect", "teacher" and "controls": [{model, text}], of clean
 *                      models of other families, at most four
 *   quiz               gains the wording of "answer" and "key" where the probe or its
 *                      prompt has it
 *   choice, genes      get exhibits of their own (cmd/own_shares.h)
 * Long texts are cut behind a word; one whose claim would be cut off is shown around it.
 * Reasoning is left out. Same answers, same exhibits.
 */
void own_exhibits_fill(const struct own_null_material *material, size_t suspect,
		       size_t teacher, struct json *channel);

#endif
