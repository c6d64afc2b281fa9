/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/redact.h: a result without the texts of prompts and answers, for a copy that
 * anybody may read. Scores, names of models and identifiers of prompts stay.
 */
#ifndef REPORT_REDACT_H
#define REPORT_REDACT_H

#include "base/json.h"

/*
 * A copy of a result of `compare` in which each text of its exhibits (prompts, answers,
 * claims, phrases, options) is the SHA-256 of that text in hex, and "redacted" says so.
 * Who holds the case can tell that a text is the one; nobody can read it, though a short
 * text can be guessed and tried. A result that is redacted stays as it is. Owned by the
 * caller.
 */
struct json *redact_texts(const struct json *result);

#endif
