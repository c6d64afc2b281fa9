/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/put_answer.h: one more answer of a model to a prompt. Include after cmocka.h. */
#ifndef UNIT_PUT_ANSWER_H
#define UNIT_PUT_ANSWER_H

#include <string.h>

#include "store/answers.h"

static inline void put_answer(struct answers *answers, const char *model, const char *id,
			      const char *prompt, const char *text)
{
	struct err err = ERR_INIT;
	struct record record = {
		.prompt_id = {id, strlen(id)},
		.prompt = {prompt, strlen(prompt)},
		.answer = {text, strlen(text)},
	};
	bool moved;

	if (answers_add(answers, answers_model(answers, model), &record, &moved, &err))
		fail_msg("%s", err.text);
}

#endif
