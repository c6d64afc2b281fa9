/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/stat.c: see stat/stat.h. */
#include "stat/stat.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_version.h>

/* Weak, so that the program also links with a BLAS that has neither. */
extern void openblas_set_num_threads(int n_threads) __attribute__((weak));
extern char *openblas_get_config(void) __attribute__((weak));

void stat_init(void)
{
	gsl_set_error_handler_off();
	if (openblas_set_num_threads)
		openblas_set_num_threads(1);
}

const char *stat_gsl_version(void)
{
	return gsl_version;
}

const char *stat_blas_version(void)
{
	return openblas_get_config ? openblas_get_config() : "not OpenBLAS";
}
