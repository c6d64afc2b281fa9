/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/version.h: what was built, by which compiler, from which libraries. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* "X.Y.Z" */
const char *version_number(void);
/* The day this number began, YYYY-MM-DD: the same from every build of it. */
const char *version_date(void);
/* `git describe` of the source tree, "unknown" outside one. */
const char *version_commit(void);
/* Name and version of the compiler. */
const char *version_compiler(void);
/* Optimisation and code generation flags. */
const char *version_flags(void);
/* "name version, name version, ...": the libraries at build time. */
const char *version_libraries(void);

#endif
