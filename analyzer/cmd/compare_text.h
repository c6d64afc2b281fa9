/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/compare_text.h: a comparison as a person reads it on one screen. What does not fit
 * is left to the report, and how much that is is said. Reads assay.compare.v1, computes
 * nothing.
 */
#ifndef CMD_COMPARE_TEXT_H
#define CMD_COMPARE_TEXT_H

#include "base/json.h"
#include "base/screen.h"

/*
 * Append as many lines as the screen has without one, the prompt's, in its width. A
 * screen is taken to have 24 lines of 40 columns or more; in 80 columns names and texts
 * of any length do not make it longer.
 */
void compare_text(const struct json *result, const struct screen *screen,
		  struct buf *out);

#endif
