/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/section.h: the parts of a report in the order of DESIGN 8. A part says in words
 * and tables what the stored result holds; a part without data says why. One row here and
 * one function each. Nothing here computes evidence.
 */
#ifndef REPORT_SECTION_H
#define REPORT_SECTION_H

#include "report/doc.h"
#include "report/figure.h"
#include "report/view.h"

/* function, title; the function's name is the anchor */
#define SECTIONS(X)                                                                      \
	X(summary, "Summary")                                                            \
	X(items, "Items examined and their integrity")                                   \
	X(method, "Method")                                                              \
	X(quality, "Data quality")                                                       \
	X(evidence, "Evidence")                                                          \
	X(exhibits, "Exhibits to check by eye")                                          \
	X(validation, "Validation of the method, and where this case falls")             \
	X(alternatives, "Alternative explanations considered")                           \
	X(limitations, "Limitations")                                                    \
	X(reproducibility, "Reproducibility")                                            \
	X(glossary, "Glossary: every number and its formula")                            \
	X(appendix, "Appendix: parameters and hashes")

typedef void section_fn(struct doc *doc, const struct view *view,
			const struct figure figures[N_FIGURES]);
#define SECTION_DECLARE(name, title) section_fn section_##name;
SECTIONS(SECTION_DECLARE)
#undef SECTION_DECLARE

/* How the answers were collected, as a part of another section; nothing for a case that
 * was not. */
void section_collection(struct doc *doc, const struct view *view);
/* How often the data were looked at before all was asked, as a part of another section;
 * nothing for a case that was not. */
void section_sequential(struct doc *doc, const struct view *view);
/* The drift of each endpoint in words, for data quality. */
void section_drift(struct doc *doc, const struct view *view);

/* What channels with a null of their own found; nothing where none was asked. */
void section_own_null(struct doc *doc, const struct view *view);
/* Their exhibits: claims, refusals, shared wrong answers, choices. Each heading is the
 * anchor "ex-" and the channel's name; true when that channel has any to show. */
void section_exhibits_own(struct doc *doc, const struct view *view);
bool section_has_exhibits(const struct json *channel);
/* What stands under the two rankings: ranks by model and by vendor, the rate among
 * innocents, who was out in time, who else is near. */
void section_rank_suspect(struct doc *doc, const struct view *view);
void section_rank_teacher(struct doc *doc, const struct view *view);
/* The ratio with one thing left out: what matters of it, and all of it as the table of
 * data/sensitivity.tsv, owned by the caller. */
void section_sensitivity(struct doc *doc, const struct view *view);
struct table *section_sensitivity_data(const struct view *view);

/* Every part, one after the other. */
void sections_write(struct doc *doc, const struct view *view,
		    const struct figure figures[N_FIGURES]);

/*
 * A table without the columns in which no row knows anything; a line below names what was
 * left out. Nothing is lost: report.json has it all.
 */
void section_table(struct doc *doc, const struct table *table, const char *title);

/* A sentence of the result without its full stop, cut where it is very long. Owned by the
 * caller. */
char *section_sentence(const char *text);
/* The same with a small first letter, to stand behind a colon. */
char *section_clause(const char *text);

/* A list of the texts of an array; nothing when it is empty. */
void section_texts(struct doc *doc, const struct json *texts);

#endif
