/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/fstat.h"

double fstat_f2(double aa, double bb, double ab)
{
	return aa + bb - 2 * ab;
}

double fstat_f3(double cc, double ca, double cb, double ab)
{
	return cc - ca - cb + ab;
}

double fstat_f4(double ac, double ad, double bc, double bd)
{
	return ac - ad - bc + bd;
}

double fstat_self(double mean_squared, size_t n)
{
	double count = (double)n;

	return (count * mean_squared - 1) / (count - 1);
}
