/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How to get the same report again, what every number means, and what went in. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column pair_columns[] = {
	{"name", "Name", COLUMN_TEXT, 0, false},
	{"value", "Value", COLUMN_HASH, 0, false},
};
static const struct column term_columns[] = {
	{"term", "Term", COLUMN_TEXT, 0, false},
	{"meaning", "What it is", COLUMN_TEXT, 0, false},
};

/* A value of an object as one line of text. */
static void value_text(const struct json *value, struct buf *out)
{
	double number;

	if (json_text(value))
		buf_str_add(out, json_text(value));
	else if (json_number(value, &number))
		buf_printf(out, "%.10g", number);
	else
		json_print(value, false, out);
}

static void pairs(struct doc *doc, const struct json *object, const char *title)
{
	struct table *table = TABLE_NEW(pair_columns);
	struct buf value = BUF_INIT;

	JSON_EACH(child, object) {
		buf_reset(&value);
		value_text(child, &value);
		table_text(table, json_key(child));
		table_text(table, buf_str(&value));
	}
	if (table_rows(table))
		doc_table(doc, table, title, 0, "");
	else
		doc_say(doc, "%s: the result holds none.", title);
	buf_clear(&value);
	table_free(table);
}

void section_reproducibility(struct doc *doc, const struct view *view,
			     const struct figure figures[N_FIGURES])
{
	struct buf commands = BUF_INIT;

	(void)figures;
	doc_para(doc, NULL);
	doc_text(doc,
		 "The analysis is repeatable: the same case file, version and machine "
		 "type give the same report.json byte for byte, for any number of "
		 "threads; on another processor ");
	doc_code(doc, "assay verify");
	doc_text(doc,
		 " compares to nine digits. The collection of answers is not repeatable, "
		 "because hosted models change; the case file keeps what was received.");
	doc_para_end(doc);
	JSON_EACH(command, json_get(view->result, "commands")) {
		if (json_text(command))
			buf_printf(&commands, "%s\n", json_text(command));
	}
	if (commands.len)
		doc_listing(doc, buf_str(&commands));
	doc_para(doc, NULL);
	doc_text(doc, "Every picture can be drawn again in the folder of this report, "
		      "for example by ");
	doc_code(doc, "gnuplot plots/forest.gp");
	doc_text(doc, "; its numbers are in the folder data.");
	doc_para_end(doc);
	pairs(doc, json_get(view->result, "versions"), "Versions");
	buf_clear(&commands);
}

static const struct {
	const char *term, *meaning;
} terms[] = {
	{"H1, H2", "The two propositions that are weighed, both printed in the summary: "
		   "suspect taught by this teacher or a sibling of it, and not."},
	{"suspect, teacher",
	 "The model in question, and the one whose outputs it may have been trained on."},
	{"control, background",
	 "Models compared for reference: asked beside the two, or recorded earlier."},
	{"cohort",
	 "Independent models, taught by nobody as far as is known, that the case is "
	 "measured against; without the suspect's family and the teacher's vendor."},
	{"placebo teacher",
	 "A clean model of another vendor put in the teacher's place: the suspect cannot "
	 "owe anything to it by what is known."},
	{"channel",
	 "One kind of evidence; what each compares is in the section on method."},
	{"genre", "Kind of prompts: assistant, essay, fiction, choice, quiz, ..."},
	{"calibration, fusion", "What a score is worth, channel by channel, and how the "
				"channels are joined; both "
				"learned on pairs of known truth."},
	{"LR", "Likelihood ratio: P(findings | H1) / P(findings | H2)."},
	{"LLR10", "log10 of LR. +1: ten times more probable under H1; -1: ten times more "
		  "probable under H2; 0: no support either way."},
	{"about N times", "10 to the power of |LLR10|, in two digits."},
	{"interval",
	 "5 % and 95 % points of LLR10 over bootstrap replicates: prompts and families "
	 "are drawn anew with replacement, calibration, fusion and bound learned again, "
	 "and each of the k channels in turn is left out (in one replicate of k + 1 "
	 "none); cut at the bound."},
	{"strength in words",
	 "ENFSI 2015, of the end of the interval nearer to 0; LR from 1 to 2 no support, "
	 "to 10 weak, to 100 moderate, to 1 000 moderately strong, to 10 000 strong, to "
	 "1 000 000 very strong, above that extremely strong; an edge belongs to the "
	 "lower band. An interval that holds 0 is inconclusive."},
	{"verdict",
	 "Same weights or near copy: repeated answers of the two are drawn alike where "
	 "clean models' are not, and the style is one model's own. Distilled from the "
	 "teacher or its sibling: the whole interval lies above 0, and no alternative "
	 "has an LLR10 below 0. Common source: it lies above 0, but the shared base or "
	 "another teacher explains the answers at least twice as well as H1. Exposure "
	 "only: the same of the web of its time; or the style supports nothing, but the "
	 "suspect claims the teacher's name. No evidence: the whole interval lies below "
	 "0. Inconclusive: anything else, or no LR is given."},
	{"LLR10 against an alternative",
	 "Unrelated: the case's LLR10. Another teacher U: LLR10(S, T) - LLR10(S, U) "
	 "before bounding, then cut at the bound. At most (shared base, web): the fused "
	 "LLR10 with each channel's z replaced by the smaller of itself and the z "
	 "measured anew, against models of the suspect's base or of the teacher's time. "
	 "The other direction: that of direction."},
	{"effect of an alternative",
	 "Mean over the used channels. Shared base: f4(S, S'; T, O) = K_ST - K_SO - "
	 "K_S'T "
	 "+ K_S'O of the raw scores K, mean over models S' of the suspect's base and "
	 "cohort models O, as a normal quantile of Student's t among pairs of cohort "
	 "models; 0 is expected when the base explains all. Web: z with a cohort that "
	 "came out within a year of the teacher. Another teacher: by how much z with the "
	 "teacher exceeds z with it."},
	{"direction, LLR10 of",
	 "Who learned from whom: the strongest of three signs (dates, names claimed, "
	 "f3), never beyond 1. f3(S; B, T) = <S - B, S - T> of mean embeddings is below "
	 "0 only for a mixture of B and T; its p counts as 1 / (2 sqrt p)."},
	{"bound",
	 "The tightest of ELUB, invariance and families, on each side; LLR10 is cut "
	 "there."},
	{"ELUB",
	 "Empirical lower and upper bound (Vergeer 2016): the largest |LLR10| t at which "
	 "P(LR <= t | H1) + t P(LR > t | H2), one misleading case added on each side, is "
	 "still below what LR = 1 would cost."},
	{"invariance bound",
	 "Largest t at which log10 of the share of H1 pairs above t over that of H2 "
	 "pairs above t is still at least t (Alberink 2025)."},
	{"families bound",
	 "log10 of the number of independent families in the reference."},
	{"family",
	 "Models that share maker, base or fine-tuning data: the independent unit."},
	{"n, prompts",
	 "Prompts with an answer of both models that the channel could use."},
	{"raw score", "The channel's own similarity of the two models' answers."},
	{"z, centred score",
	 "The smaller of two, and at least 0 (centre_floor). (1) Raw score - suspect's "
	 "mean with the cohort - teacher's mean with the cohort + the cohort's own mean, "
	 "over the standard deviation of the same for pairs of cohort models of "
	 "different families. (2) The mean of suspect's side and teacher's side. Each is "
	 "a tail of Student's t, as a small cohort asks for, with the cohort's vendors "
	 "as observations, turned into a normal quantile."},
	{"suspect's side",
	 "Normal quantile of the raw score among those of the suspect with the cohort: "
	 "how near is the teacher, compared with others in the teacher's place?"},
	{"teacher's side",
	 "The same among those of the cohort with the teacher: how near is the suspect, "
	 "compared with others in the suspect's place?"},
	{"LLR10 of a channel",
	 "a + b z, b >= 0, fitted by logistic regression on known pairs, each class "
	 "weighing one, with pseudo-weight 1/(number of H1 families); cut at the bound."},
	{"weight",
	 "b_k >= 0 of the fusion LLR = a + sum over channels of b_k LLR_k, ridge "
	 "logistic regression learned on left-out families. Weights do not add up to "
	 "one."},
	{"before bounding, score",
	 "The fused LLR10 before it was cut at the bound; where no ratio is given, the "
	 "mean of the used channels' z."},
	{"rank in a channel",
	 "1 + the number of cohort models with a higher score against this teacher; of "
	 "the cohort and the suspect together."},
	{"null band",
	 "Where values lie when there is nothing to find: the central 90 % (5 % to 95 % "
	 "points, linear between values) of the population the caption names."},
	{"placebo rank, p",
	 "Rank r of the named teacher among itself and J placebo teachers by the value "
	 "before bounding, ties counted against it; p = r / (J + 1)."},
	{"mean of known H1 pairs", "Mean centred score of the calibration's H1 pairs."},
	{"Cllr", "1/2 [mean over H1 pairs of log2(1 + 1/LR) + mean over H2 pairs of "
		 "log2(1 + LR)]: bits lost; 1 for LR = 1 always."},
	{"Cllr_min, Cllr_cal",
	 "Cllr after the best monotone recalibration (PAV: pool adjacent violators), and "
	 "Cllr - Cllr_min."},
	{"matched",
	 "Said of Cllr, EER and AUC in the table of measures: pairs are compared within "
	 "one teacher vendor only, one value per suspect (its mean over that vendor's "
	 "teachers), so that knowing the vendor alone wins nothing. Tippett, ECE, DET "
	 "and the rates are over all pairs."},
	{"EER", "Error rate where false alarms equal misses, on the ROC's convex hull."},
	{"AUC",
	 "Probability that a random H1 pair scores above a random H2 pair, ties half."},
	{"rates of misleading evidence",
	 "Shares of H2 pairs with LLR10 above 0 or 1, of H1 pairs with LLR10 below 0."},
	{"Tippett plot",
	 "For each x the share of known H1 and of known H2 pairs with LLR10 >= x."},
	{"ECE",
	 "Empirical cross-entropy at prior P: P mean over H1 of log2(1 + (1-P)/(P LR)) + "
	 "(1-P) mean over H2 of log2(1 + P LR/(1-P)); at P = 1/2 it is Cllr."},
	{"prior log10 odds",
	 "log10 of P(H1) / P(H2) before the findings. Assay has no opinion on them."},
	{"DET plot",
	 "Misses against false alarms for every threshold, on normal-deviate axes."},
	{"similarity in the map",
	 "Per channel, raw score with the means of both models taken off, in standard "
	 "deviations over all pairs; the mean of that over channels."},
	{"tree", "UPGMA: the two nearest groups are joined again and again; distance is "
		 "the largest similarity minus theirs, of groups the mean over their "
		 "pairs."},
	{"shared words and signs",
	 "Leading tokens two answers have in common, case folded, punctuation counted."},
	{"log-odds, z of a phrase",
	 "log[(y+a)/(n+a0-y-a)] - log[(y'+a)/(n'+a0-y'-a)], y of n counts of the model "
	 "and y' of n' of the cohort, a0 = 500, a = a0 times the phrase's share in all; "
	 "z = that / sqrt(1/(y+a) + 1/(y'+a)). The smaller of suspect's and teacher's."},
	{"cohort, mean and most",
	 "Prompts on which a cohort model's answer holds the phrase: mean over the "
	 "models, and the largest."},
	{"outcomes",
	 "ok, empty, truncated, refused, filtered, failed: what came of each request; "
	 "bad: records that could not be read."},
	{"statistic, effect and p of a channel with a null of its own",
	 "The channel's own measure of likeness; how far it is from what chance gives; "
	 "and the share of chance results (permutations, or placebo teachers) that are "
	 "as extreme. Rank: of the teacher among placebo teachers, 1 is the nearest."},
	{"mean likeness, p of drift",
	 "Of the answers to the repeated prompt: mean over all pairs of shared words / "
	 "words of either (Jaccard); p: share of splits of these answers into two "
	 "halves, by chance, that lie as far apart as before and after do."},
	{"SHA-256",
	 "Hash of bytes: the same bytes always give it, and no others are known to."},
};

void section_glossary(struct doc *doc, const struct view *view,
		      const struct figure figures[N_FIGURES])
{
	struct table *table = TABLE_NEW(term_columns);

	(void)view;
	(void)figures;
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		table_text(table, terms[i].term);
		table_text(table, terms[i].meaning);
	}
	doc_table(doc, table, "Terms", 0, "");
	table_free(table);
}

void section_appendix(struct doc *doc, const struct view *view,
		      const struct figure figures[N_FIGURES])
{
	(void)figures;
	pairs(doc, json_get(view->result, "parameters"), "Parameters");
	pairs(doc, json_get(view->result, "hashes"), "Hashes");
	if (*view_str(json_get(view->result, "calibration"), "path_sha256")) {
		doc_para(doc, NULL);
		doc_text(doc, "Calibration file: SHA-256 ");
		doc_name(doc,
			 view_str(json_get(view->result, "calibration"), "path_sha256"));
		doc_text(doc, ".");
		doc_para_end(doc);
	}
	if (isfinite(view_num(view->result, "seed")))
		doc_say(doc, "Seed: %.0f.", view_num(view->result, "seed"));
}
