/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/nei.c: see stat/nei.h. */
#include "stat/nei.h"

#include <math.h>

static double homozygosity(double squares, double n, enum nei_kind kind)
{
	double plain = squares / (n * n);

	return kind == NEI_HAPLOID ? (n * plain - 1.0) / (n - 1.0) : plain;
}

bool nei_gene(const size_t *x, const size_t *y, size_t k, enum nei_kind kind,
	      struct nei *out)
{
	double n_x = 0.0, n_y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
	double least = kind == NEI_HAPLOID ? 2.0 : 1.0;

	*out = (struct nei)NEI_INIT;
	for (size_t i = 0; i < k; i++) {
		double a = (double)x[i], b = (double)y[i];

		n_x += a;
		n_y += b;
		xx += a * a;
		yy += b * b;
		xy += a * b;
	}
	if (n_x < least || n_y < least)
		return false;
	out->jxy = xy / (n_x * n_y);
	out->jx = homozygosity(xx, n_x, kind);
	out->jy = homozygosity(yy, n_y, kind);
	return true;
}

void nei_add(struct nei *total, const struct nei *gene, double weight)
{
	total->jxy += weight * gene->jxy;
	total->jx += weight * gene->jx;
	total->jy += weight * gene->jy;
}

int nei_distance(const struct nei *total, double *similarity, double *distance,
		 struct err *err)
{
	double s;

	if (!(total->jx > 0.0 && total->jy > 0.0))
		return err_set(err, ERR_DATA,
			       "Nei's distance needs alleles that were seen twice: more "
			       "genes, or more samples of each");
	s = total->jxy / sqrt(total->jx * total->jy);
	if (similarity)
		*similarity = s;
	if (distance)
		*distance = -log(fmax(s, NEI_FLOOR));
	return 0;
}
