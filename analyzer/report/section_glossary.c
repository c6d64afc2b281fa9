/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every number of a report means, with its formula. */
#include "report/section.h"

static const struct column term_columns[] = {
	{"term", "Term", COLUMN_TEXT, 0, false},
	{"meaning", "What it is", COLUMN_TEXT, 0, false},
};

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
	 "Where the value would fall in about nine cases of ten: prompts and families "
	 "are "
	 "drawn anew with replacement, calibration and fusion learned again, one channel "
	 "and one maker of the cohort in turn left out; 5 % and 95 % of the results, "
	 "counted from their median, times 1.3, about the value, cut at the bound."},
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
	{"LLR10 of H1 against it (an alternative)",
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
	{"z, centred score; in tables: Centred (z), Suspect's score (z)",
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
	{"rank in a channel, Suspect's rank",
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
	{"ECE: This method (bits), After PAV (bits), No evidence, LR = 1 (bits)",
	 "Empirical cross-entropy at prior P: P mean over H1 of log2(1 + (1-P)/(P LR)) + "
	 "(1-P) mean over H2 of log2(1 + P LR/(1-P)); at P = 1/2 it is Cllr."},
	{"prior log10 odds",
	 "log10 of P(H1) / P(H2) before the findings. Assay has no opinion on them."},
	{"DET plot",
	 "Misses against false alarms for every threshold, on normal-deviate axes."},
	{"similarity in the map: its similarity (z), To the suspect (z), To the teacher "
	 "(z)",
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
	{"Cohort, mean; Cohort, most",
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
	{"llr10_least, cautious reading",
	 "The smallest LLR10 of H1 against any of the alternatives that were weighed, "
	 "\"unrelated\" among them; where that is a ceiling, the true value may be "
	 "lower."},
	{"f4, f3",
	 "From population genetics, on mean embeddings or similarities of answers. f4(S, "
	 "S'; T, O): does S share with T what its sibling S' does not? f3(S; B, T): is S "
	 "a mixture of B and T? Formulas: effect of an alternative, and direction."},
	{"rank of the teacher, of candidates, models it was measured with",
	 "1 + the number of other candidates nearer to the suspect, of all candidates; "
	 "and the models that the alternative's value was measured against."},
	{"sensitivity: LLR10, before bounding, change of it, change of the mean score",
	 "LLR10 computed anew with one thing left out (or on the prompts of one topic), "
	 "same calibration, cut at the bound; and by how much the mean z of the used "
	 "channels rises. Turns the finding: the new LLR10 lies on the other side of 0. "
	 "The range is the least and largest."},
	{"best rival, open set",
	 "The model that the suspect is nearest to among those that did not teach it, as "
	 "far as is known. Without its maker's models in the cohort z is measured anew; "
	 "a "
	 "z that rises by more than 1 is evidence of rank only."},
	{"rank of the suspect (placebo suspects)",
	 "1 + the number of independent cohort models whose value against this teacher "
	 "is "
	 "at least the suspect's, of the cohort and the suspect together; under H2 each "
	 "rank has probability 1 / (n + 1)."},
	{"look, prompts asked, compared",
	 "One examination of the data during collection: prompts asked by then, and "
	 "those "
	 "with an answer of both sides. 5 % and 95 %: the interval of its LLR10."},
	{"e for H1, e for H2 (e-value)",
	 "Sum over looks t of w_t LR_t over the looks whose interval lies above 0 (for "
	 "H2: "
	 "of 1 / LR_t, below 0), weights w_t falling and summing to 1. Under the other "
	 "hypothesis its mean is at most 1, so that P(it ever reaches 1/alpha) <= alpha. "
	 "e-values of channels: product over prompts of bets against their own null."},
	{"alpha, beta",
	 "Most often a suspect that learned from nobody is decided for H1, and one that "
	 "learned from the teacher for H2, over all looks together."},
	{"weight in this case, weight on the corpus, Cllr without it",
	 "The fusion's weight b_k learned for this case, or on the whole corpus; and "
	 "Cllr "
	 "of a fusion learned from the other channels alone."},
	{"most alike (correlation of channels)",
	 "Pearson's r of the centred scores of two channels over the corpus's H1 or H2 "
	 "pairs: sum (x - mx)(y - my) / sqrt(sum (x - mx)^2 sum (y - my)^2); the channel "
	 "with the largest r is named."},
	{"trials, pairs",
	 "Suspect-teacher pairs of known truth. Pairs: how many of them a measure is of; "
	 "an en dash where it has one value a suspect."},
	{"Cohort 5 %, Cohort 95 %, highest of the cohort and its score, H1 mean, H2 mean",
	 "Of z in one channel: points of the cohort models' scores with this teacher, "
	 "the "
	 "largest of them with its model, and the means of the calibration's H1 and H2 "
	 "pairs. Cohort models: how many have a score."},
	{"from, to; |LLR10| above", "Ends of the interval, or of a band of the scale."},
	{"H1 pairs at or above (%), H2 pairs at or above (%), False alarms (%), Misses "
	 "(%)",
	 "Shares of known pairs, in per cent: above a threshold (Tippett), of H2 pairs "
	 "above it and of H1 pairs below it (DET)."},
	{"claims of the teacher's name",
	 "Prompts with a clean claim to be, or be made by, the teacher's brand, of those "
	 "asked; the same of clean controls. p: the largest of a beta-binomial, a "
	 "predictive and Fisher's exact p-value. Effect: the suspect's rate - the "
	 "controls'."},
	{"others that answered so, others that were right, others asked; chance",
	 "Of models outside both families: how many chose that wrong option, the right "
	 "one, any. Chance: P(both choose o | both wrong), with popularity p(o) ~ "
	 "pop(o)^slope exp(bias of its letter) for either model, from these others."},
	{"contrast",
	 "TV(teacher, controls) - TV(teacher, suspect), TV = 1/2 sum over answers of "
	 "|share "
	 "- share'|; from -1 to 1. Positive: the suspect's choices are nearer to the "
	 "teacher's than the controls' are."},
	{"counts of choices",
	 "How often an answer was given (the option it picks, else its words); the bar "
	 "is "
	 "its share in that model's answers, or in those of all controls."},
	{"probes asked, answers of each",
	 "Probes of the set that the plan took, and how many answers to each of them it "
	 "wants of every model."},
	{"wanted, in the case, requests, compared, asked again, distinct answers",
	 "Answers that the plan asks for, that were received, HTTP requests made for "
	 "them, "
	 "answers with text that entered the comparison; answers to the repeated prompt, "
	 "and how many different ones."},
	{"records, bad", "Records of a source file, and those that could not be read."},
	{"controls sharing words",
	 "The longest run of leading words that any control shares with suspect or "
	 "teacher on that prompt."},
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
