/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz/fuzz_dialect_azure.c: see fuzz_dialect.h. */
#include "fuzz/fuzz_dialect.h"

FUZZ_DIALECT("azure")
