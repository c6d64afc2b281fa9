/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz/fuzz_reader_alpaca_eval.c: see fuzz_reader.h. */
#include "fuzz/fuzz_reader.h"

FUZZ_READER("alpaca_eval")
