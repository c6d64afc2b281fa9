/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/stat.h: what must be settled once before statistics are used. The folder is
 * the only door to GSL and BLAS and knows nothing of models, prompts or answers.
 */
#ifndef STAT_STAT_H
#define STAT_STAT_H

/*
 * Turn GSL's aborting error handler off and hold BLAS to one thread, so that digits
 * do not depend on the number of processors. main calls it before any thread starts;
 * calling it again does nothing new.
 */
void stat_init(void);

#endif
