/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/stat_near.h: comparing floating-point values in tests, with a tolerance that is
 * always said. Knows nothing of what is compared. */
#ifndef UNIT_STAT_NEAR_H
#define UNIT_STAT_NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline void near_at(double got, double want, double tolerance, const char *what,
			   const char *file, int line)
{
	if (got == want || (isnan(got) && isnan(want)) || fabs(got - want) <= tolerance)
		return;
	print_error("%s is %.17g, not %.17g within %g\n", what, got, want, tolerance);
	_fail(file, line);
}

/* Equal within an absolute tolerance; infinities and NaN equal themselves. */
#define NEAR(got, want, tolerance)                                                       \
	near_at((got), (want), (tolerance), #got, __FILE__, __LINE__)

/* Equal within a relative tolerance. */
#define CLOSE(got, want, tolerance)                                                      \
	near_at((got), (want), (tolerance)*fabs(want), #got, __FILE__, __LINE__)

#endif
