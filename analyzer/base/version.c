/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/version.h"

#define VERSION_NUMBER "0.1.0"
#define VERSION_DATE "2026-11-26"

/* The Makefile gives these to this one object, so that a commit rebuilds no other. */
#ifndef ASSAY_COMMIT
#define ASSAY_COMMIT "unknown"
#endif
#ifndef ASSAY_CFLAGS
#define ASSAY_CFLAGS "unknown"
#endif
#ifndef ASSAY_LIBS
#define ASSAY_LIBS "unknown"
#endif

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

const char *version_number(void)
{
	return VERSION_NUMBER;
}

const char *version_date(void)
{
	return VERSION_DATE;
}

const char *version_commit(void)
{
	return ASSAY_COMMIT;
}

const char *version_compiler(void)
{
	return COMPILER;
}

const char *version_flags(void)
{
	return ASSAY_CFLAGS;
}

const char *version_libraries(void)
{
	return ASSAY_LIBS;
}
