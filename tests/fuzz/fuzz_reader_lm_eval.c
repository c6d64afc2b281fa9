/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz/fuzz_reader_lm_eval.c: see fuzz_reader.h. */
#include "fuzz/fuzz_reader.h"

FUZZ_READER("lm_eval")
