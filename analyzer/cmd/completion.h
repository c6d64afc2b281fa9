/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/completion.h: what a shell asks to complete a command line, written from the tables
 * of verbs and options. Names of corpora and probe sets are asked of the program when
 * they are wanted.
 */
#ifndef CMD_COMPLETION_H
#define CMD_COMPLETION_H

#include "base/buf.h"

void completion_bash(struct buf *out);
void completion_zsh(struct buf *out);
void completion_fish(struct buf *out);

#endif
