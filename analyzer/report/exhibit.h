/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/exhibit.h: what a reader can check by eye: answers that open alike, and
 * phrases that suspect and teacher both over-use. Chooses and cuts texts, weighs
 * nothing: an exhibit illustrates a score that a channel computed. Knows nothing of
 * lineage or of how a page looks. Same answers, same exhibits, for any thread count.
 */
#ifndef REPORT_EXHIBIT_H
#define REPORT_EXHIBIT_H

#include <stddef.h>

#include "base/json.h"
#include "store/answers.h"

/* Who is compared: indices into the answers. */
struct exhibit_models {
	size_t suspect, teacher;
	const size_t *controls; /* independent models; may be none */
	size_t n_controls;
	const unsigned *family; /* [model]: NULL: each its own */
};

/*
 * Add to the object `out`:
 *   openings        at most `max` objects {prompt_id, prompt, n_shared_words,
 *                   n_control_words, n_fresh_words, suspect, teacher, controls: [{model,
 *                   n_shared_words, n_run_words, text, run_start, run_end}]}, one a
 *                   prompt: most fresh words first. Of openings that are the same for
 *                   more than half of their length the first is there.
 *   n_openings      on how many prompts that is so, shown or not
 *   opening_counts  {n_shown, n_same, n_more, n_held_elsewhere}: the first three add up
 *                   to n_openings: shown, the same as one shown, beyond `max`. The last
 *                   are further prompts, left out since a control holds the words.
 *   placebo_openings  {n_models, mean, max, max_model, n_reach}: n_openings for each
 *                   control in the suspect's place, without its family, and how many
 *                   have as many as the suspect; not without controls
 *
 * Two answers open alike as far as their leading tokens are the same. The words of such
 * an opening are held against every answer of every control to the prompt, in whatever
 * place and with whatever marks between them: n_control_words of them stand in one row
 * there, at most; n_fresh_words, at least four, are neither the prompt's nor in any one
 * such row. Of the controls the three are there that share the longest row of words with
 * the suspect's answer anywhere (n_run_words, at bytes run_start to run_end of the text),
 * those that speak most against the finding; none that shares no word. The answers must
 * be sorted.
 */
void exhibit_openings(const struct answers *answers, const struct exhibit_models *models,
		      size_t max, struct json *out);

/*
 * Append at most `max` objects {phrase, n_words, suspect, teacher, cohort_mean,
 * cohort_max, cohort_max_model, n_beyond, n_cohort, log_odds, z, n_prompts, examples:
 * [{prompt_id, side, text}]} to the array `out`: runs of 2 to 12 words that suspect
 * and teacher each use on at least three prompts, on more than any model of the cohort,
 * and more than the cohort for the amount they write, by log-odds with an informative
 * Dirichlet prior (METHODS 5.2) on the number of prompts whose answer holds the phrase;
 * log_odds and z (at least 4) are the smaller of the two sides'. At least two
 * words of it are no article, pronoun, auxiliary or the like. Of the
 * largest z those first that both use on most prompts (n_beyond) beyond any model of the
 * cohort. Phrases
 * that share three words in a row are one habit, shown once: in the longest form that
 * both use at least .8 times as often as its heaviest piece. A phrase does not count on a
 * prompt that holds all of its words or one of its longer ones. Without a cohort nothing
 * is appended.
 */
void exhibit_phrases(const struct answers *answers, size_t suspect, size_t teacher,
		     const size_t *cohort, size_t n_cohort, size_t max, struct json *out);

/*
 * The log-odds of one word against another pool and its z: y of n counts in the first,
 * y_other of n_other in the second, prior counts `a` for this word of `a0` in all.
 */
double exhibit_log_odds(double y, double n, double y_other, double n_other, double a,
			double a0, double *z);

#endif
