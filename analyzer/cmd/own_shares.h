/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/own_shares.h: exhibits of repeated answers: how often suspect, teacher and controls
 * gave each answer to one prompt, or began each continuation. Weighs nothing.
 */
#ifndef CMD_OWN_SHARES_H
#define CMD_OWN_SHARES_H

#include "base/json.h"
#include "channel/own_null.h"

/* Counts as a control: clean, and of neither's family. */
bool own_is_control(const struct own_null_material *material, size_t suspect,
		    size_t teacher, size_t model);

/*
 * Append exhibits {prompt_id, prompt, n_suspect, n_teacher, n_controls, n_control_models,
 * excess, answers: [{text, suspect, teacher, controls}]} of the prompts (eight at most)
 * on which the teacher is furthest from the controls beyond its distance from the suspect
 * (both as total variation, which is "excess"), largest first. Answers are the same when
 * they pick one option or have the same words; with `by_beginning`, when their first
 * characters are the same (channel/genes.h): the text is then an example's.
 */
void own_shares_add(const struct own_null_material *material, size_t suspect,
		    size_t teacher, bool by_beginning, struct json *list);

/* Append a text under a key, cut behind a word to `max_chars`; NULL is an empty one. */
void own_add_cut(struct json *out, const char *key, const char *text, size_t len,
		 size_t max_chars);
enum { OWN_PROMPT_CHARS = 6000 };

#endif
