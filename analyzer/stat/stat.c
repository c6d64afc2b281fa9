/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/stat.c: see stat/stat.h. */
#include "stat/stat.h"

#include <gsl/gsl_errno.h>

/* Weak, so that the program also links with another BLAS. */
extern void openblas_set_num_threads(int n_threads) __attribute__((weak));

void stat_init(void)
{
	gsl_set_error_handler_off();
	if (openblas_set_num_threads)
		openblas_set_num_threads(1);
}
