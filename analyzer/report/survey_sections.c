/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a survey says in words. */
#include <math.h>
#include <string.h>

#include "report/survey_parts.h"

static const struct column channel_columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"brief", "What it compares", COLUMN_TEXT, 0, false},
};
static const struct column term_columns[] = {
	{"term", "Term", COLUMN_TEXT, 0, false},
	{"meaning", "In plain words", COLUMN_TEXT, 0, false},
	{"formula", "Formula, and its source", COLUMN_TEXT, 0, false},
};

/* Of the models whose vendor has another one here: how many have such a one nearest? */
static void same_vendor(struct doc *doc, const struct square *square)
{
	size_t n_asked = 0, n_same = 0;

	for (size_t i = 0; i < square->n; i++) {
		bool other = false;
		size_t near;

		for (size_t j = 0; j < square->n && *square->vendors[i]; j++)
			other = other || (j != i && !strcmp(square->vendors[i],
							    square->vendors[j]));
		square_nearest(square, i, &near, 1);
		if (!other || near == square->n)
			continue;
		n_asked++;
		n_same += !strcmp(square->vendors[i], square->vendors[near]);
	}
	if (n_asked)
		doc_point(doc,
			  "Of %zu models whose vendor has another one here, %zu have a "
			  "model of the same vendor nearest: the more, the better the "
			  "picture agrees with what is known of the models.",
			  n_asked, n_same);
}

static void most_alike(struct doc *doc, const struct square *square)
{
	struct buf z = BUF_INIT;
	size_t a = square->n, b = a;

	for (size_t i = 0; i < square->n; i++) {
		size_t near;

		square_nearest(square, i, &near, 1);
		if (near < square->n &&
		    (a == square->n ||
		     square_at(square, i, near) > square_at(square, a, b))) {
			a = i;
			b = near;
		}
	}
	if (a == square->n)
		return;
	number_show(square_at(square, a, b), 2, true, &z);
	doc_item(doc);
	doc_text(doc, "The most alike pair is ");
	doc_name(doc, square->labels[a]);
	doc_text(doc, " and ");
	doc_name(doc, square->labels[b]);
	doc_textf(doc, ", at %s standard deviations (z).", buf_str(&z));
	doc_item_end(doc);
	buf_clear(&z);
}

static void summary(struct doc *doc, const struct survey *survey)
{
	size_t n = survey->square.n;

	doc_section(doc, "summary", "Summary");
	doc_para(doc, "question");
	doc_strong(doc, "Question. ");
	doc_textf(doc, "Which of %zu models answer more alike than is usual for the two?",
		  n);
	doc_para_end(doc);
	doc_list(doc);
	if (isfinite(survey->n_prompts))
		doc_point(doc,
			  "%zu models, %zu pairs, %.0f prompts; each pair is compared on "
			  "the prompts both answered. Likeness is given as z: 0 is as "
			  "alike as is usual for the two, and one unit is a standard "
			  "deviation over all pairs.",
			  n, n * (n - 1) / 2, survey->n_prompts);
	most_alike(doc, &survey->square);
	same_vendor(doc, &survey->square);
	doc_list_end(doc);
	doc_box(doc, "limitation");
	doc_para(doc, NULL);
	doc_strong(doc, "What this page is not. ");
	doc_text(
		doc,
		"Nothing here is a likelihood ratio, and no pair is accused of anything. "
		"Models are near each other when they share a vendor, a base, training "
		"data or a teacher, and the pictures do not tell these apart. Whether "
		"one "
		"was trained on another's outputs is a question for ");
	doc_code(doc, "assay compare");
	doc_text(doc, ", which weighs the pair against independent models and says how "
		      "often the method is wrong.");
	doc_para_end(doc);
	doc_box_end(doc);
	doc_section_end(doc);
}

static void method(struct doc *doc, const struct survey *survey)
{
	struct table *table = TABLE_NEW(channel_columns);

	doc_section(doc, "method", "Method and limits");
	doc_list(doc);
	doc_point(doc,
		  "Similarity. Each channel compares every pair of models. From its "
		  "score the means of both models are taken off, because some models "
		  "are near everybody; what remains is put into standard deviations "
		  "over all pairs, and the channels are averaged.");
	doc_point(doc, "Tree and map are two ways to draw the same distances; neither "
		       "adds anything. Teaching is no tree: a model can have several "
		       "teachers.");
	doc_point(doc,
		  "All is relative to the models that are here. A model added or left "
		  "out moves the others, and so does the choice of prompts; no "
		  "interval is given.");
	doc_point(doc, "The pictures do not say who learned from whom, and models far "
		       "apart here may still be teacher and student.");
	doc_list_end(doc);
	JSON_EACH(channel, json_get(survey->matrix, "channels")) {
		table_text(table, view_str(channel, "name"));
		table_text(table, view_str(channel, "brief"));
	}
	if (table_rows(table))
		doc_table(doc, table, "Channels, each weighing the same", 0, "");
	table_free(table);
	doc_section_end(doc);
}

static const struct {
	const char *term, *meaning, *formula;
} terms[] = {
	{"similarity, z",
	 "How alike the answers of two models are, beyond how alike each is to all "
	 "others. 0: as alike as is usual for the two; above 0: more.",
	 "Per channel the pair's score - mean of the one model - mean of the other + "
	 "mean of those means, over the root mean square of that over all "
	 "pairs; the mean of it over channels."},
	{"vendor", "Who makes or offers a model.", " "},
	{"channel", "One way to compare answers, such as how they open.", " "},
	{"distance", "How far apart two models are: 0 for the most alike pair.",
	 "The largest similarity of any pair minus the pair's own, in the same standard "
	 "deviations."},
	{"tree", "A drawing that joins the nearest first.",
	 "UPGMA (average linkage; Sokal and Michener 1958): the two nearest groups are "
	 "joined again and again; the distance of groups is the mean over their pairs."},
	{"map",
	 "A drawing in which what lies close together is alike, as far as a plane "
	 "can show it.",
	 "Classical scaling (Torgerson 1952): the two leading eigenvectors of -1/2 J D "
	 "J, D the squared distances and J = I - 1/n, each times the root of its "
	 "eigenvalue."},
	{"share of the spread", "How much of the differences the map can show.",
	 "The two leading eigenvalues over the sum of all in size."},
	{"r", "How well distances on the map agree with the real ones; 1: entirely.",
	 "Pearson's correlation of the distances on the map and in the matrix."},
	{"nine tenths", "Where nearly all of the values lie.",
	 "From the 5 % to the 95 % point of the values, linear between them."},
	{"mutual", "Each of the two is the other's nearest model.", " "},
};

static void glossary(struct doc *doc)
{
	struct table *table = TABLE_NEW(term_columns);

	doc_section(doc, "glossary", "Glossary: every number and its formula");
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		table_text(table, terms[i].term);
		table_text(table, terms[i].meaning);
		table_text(table, terms[i].formula);
	}
	doc_table(doc, table, "Terms", 0, "");
	table_free(table);
	doc_section_end(doc);
}

static void files(struct doc *doc)
{
	doc_section(doc, "files", "Files beside this page");
	doc_para(doc, NULL);
	doc_code(doc, "matrix.json");
	doc_text(doc, " holds all names in full, all similarities and the tree, ");
	doc_code(doc, "data/*.tsv");
	doc_text(doc, " what each picture shows, and ");
	doc_code(doc, "gnuplot plots/NAME.gp");
	doc_text(doc, ", run in this folder, draws a picture again. The same answers and "
		      "version give the same bytes.");
	doc_para_end(doc);
	doc_section_end(doc);
}

void survey_sections(struct doc *doc, const struct survey *survey,
		     const struct figure figures[N_SURVEY_FIGURES])
{
	summary(doc, survey);
	doc_section(doc, "similarity", "Heat map and tree");
	doc_figure(doc, &figures[SURVEY_matrix]);
	doc_section_end(doc);
	doc_section(doc, "map", "Map");
	doc_figure(doc, &figures[SURVEY_map]);
	doc_section_end(doc);
	doc_section(doc, "nearest", "Nearest models");
	doc_figure(doc, &figures[SURVEY_nearest]);
	doc_section_end(doc);
	method(doc, survey);
	glossary(doc);
	files(doc);
}
