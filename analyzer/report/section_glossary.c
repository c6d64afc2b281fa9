/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every number of a report means: in plain words, then its formula and source. */
#include <string.h>

#include "report/section.h"

static const struct column term_columns[] = {
	{"term", "Term", COLUMN_TEXT, 0, false},
	{"meaning", "What it is", COLUMN_TEXT, 0, false},
};

/* `where`: words of which the report holds one when it shows the term, parted by bars;
 * NULL: every report does. */
static const struct {
	const char *term, *meaning, *formula, *where;
} terms[] = {
	{"H1, H2",
	 "The two statements that are weighed against each other; both stand in the "
	 "summary. H1: the suspect was trained on outputs of this teacher, or of a "
	 "sibling version of it. H2: it was not.",
	 NULL, NULL},
	{"suspect, teacher",
	 "The model in question, and the one whose answers it may have been trained on.",
	 NULL, NULL},
	{"control, background",
	 "Models compared for reference: controls are asked beside the two, background "
	 "models were recorded earlier.",
	 NULL, NULL},
	{"vendor", "Who makes or offers a model: its maker.", NULL, NULL},
	{"base",
	 "The model whose weights another was trained further from. A model trained from "
	 "nothing is its own base.",
	 NULL, NULL},
	{"family",
	 "Models that share vendor, base or training data. They are alike for reasons of "
	 "their own, so a family counts as one, however many models it has: the "
	 "independent unit.",
	 NULL, NULL},
	{"relation, taught by",
	 "How a model was taught, and by which models or vendors, as far as is known. "
	 "independent: by no other model; distilled: trained on another's answers; "
	 "distilled_mixed: on those and others; preference: by another's judgement of "
	 "answers; variant: a version of another; unknown.",
	 NULL, "independent"},
	{"sibling version",
	 "Another version of the same model, of the same vendor and family. One that "
	 "stands near is not told from the teacher.",
	 "Near: its value before bounding is at most 1 below the teacher's.", NULL},
	{"cohort",
	 "Independent models, taught by nobody as far as is known, that the case is "
	 "measured against: what unrelated models look like.",
	 "Clean models of the case and the corpus, without the suspect's family, the "
	 "teacher's vendor and models that vendor taught.",
	 NULL},
	{"placebo teacher",
	 "A model put in the teacher's place of which nothing says that it taught the "
	 "suspect. If such models rank as high as the teacher, the teacher's rank means "
	 "nothing.",
	 "A clean model of neither the teacher's vendor nor the suspect's family. "
	 "Whether "
	 "one of them taught the suspect is not known.",
	 "placebo|Placebo"},
	{"genre",
	 "The kind of prompts: assistant, essay, fiction, choice, quiz and so on. A "
	 "ratio holds only for the genre it was learned on.",
	 NULL, NULL},
	{"channel",
	 "One kind of evidence, such as how answers open. What each compares is in the "
	 "section on method.",
	 NULL, NULL},
	{"LR (likelihood ratio)",
	 "How many times more probable the findings are if H1 holds than if H2 holds. It "
	 "is not the probability of H1.",
	 "LR = P(findings | H1) / P(findings | H2).", NULL},
	{"LLR10",
	 "The same on a scale of tens. +1: ten times more probable under H1; -1: ten "
	 "times more probable under H2; 0: no support either way.",
	 "log10 of LR.", NULL},
	{"about N times", "The ratio in plain numbers, in two digits.",
	 "10 to the power of |LLR10|.", "times"},
	{"interval; 5 %, 95 %; from, to",
	 "How far the value might be from what a much larger reference would give: it "
	 "holds that in about nine cases of ten, by simulation.",
	 "Prompts and families are drawn anew with replacement, calibration and fusion "
	 "learned again, one channel and one vendor of the cohort in turn left out. The "
	 "5 % and 95 % points of the results, counted from their median, times 1.3, "
	 "about the value; cut at the bound.",
	 "interval"},
	{"strength in words",
	 "The ratio's size as a word, taken from the interval's end nearer to 0. An "
	 "interval that holds 0 supports neither.",
	 "LR from 1 to 2 no support, to 10 weak, to 100 moderate, to 1 000 moderately "
	 "strong, to 10 000 strong, to 1 000 000 very strong, above that extremely "
	 "strong; an edge belongs to the lower band. Source: ENFSI guideline 2015.",
	 NULL},
	{"|LLR10| above, up to", "Edges of a band of that scale.", NULL, NULL},
	{"verdict",
	 "The finding in one phrase. Same weights or near copy; distilled from the "
	 "teacher or its sibling; common source; exposure only; no evidence; "
	 "inconclusive.",
	 "Same weights or near copy: repeated answers of the two are drawn alike where "
	 "clean models' are not, and the style is one model's own. Distilled: the whole "
	 "interval lies above 0, and no alternative has an LLR10 below 0. Common source: "
	 "it lies above 0, but the shared base or another teacher explains the answers "
	 "at least twice as well as H1. Exposure only: the same of the web of its time; "
	 "or the style supports nothing, but the suspect claims the teacher's name. No "
	 "evidence: the whole interval lies below 0. Inconclusive: anything else, or no "
	 "LR is given.",
	 NULL},
	{"bound",
	 "The furthest that LLR10 may go, on either side. Beyond it the known families "
	 "support no statement, so the value is cut there.",
	 "The tightest of ELUB, invariance and families, on each side.", NULL},
	{"ELUB",
	 "A bound that asks: if one more misleading case turned up, would ratios this "
	 "large still do better than saying nothing?",
	 "The largest |LLR10| t at which P(LR <= t | H1) + t P(LR > t | H2), one "
	 "misleading case added on each side, is still below what LR = 1 would cost. "
	 "Source: Vergeer and others 2016.",
	 "ELUB"},
	{"invariance bound",
	 "A bound that asks: do ratios above t really come from H1 that much more often?",
	 "The largest t at which log10 of the share of H1 pairs above t over that of H2 "
	 "pairs above t is still at least t. Source: Alberink and others 2025.",
	 "invariance"},
	{"families bound",
	 "A bound that asks: could so many families show more than this? With 10 "
	 "families no more than 10 times.",
	 "log10 of the number of families with a known pair, those of H1 and of H2 "
	 "together.",
	 "families bound|families "},
	{"ceiling",
	 "A value at the bound: the answers may say more, but with so few known families "
	 "nothing beyond it can be claimed. It makes a value no more exact.",
	 NULL, "ceiling"},
	{"before bounding, score",
	 "The value before it was cut. It orders models that would stand together at the "
	 "bound; as evidence it carries no weight.",
	 "The fused LLR10 before cutting; where no ratio is given, the mean of the used "
	 "channels' z.",
	 "before bounding|Before bounding|Score"},
	{"LLR10 of a channel", "What one channel by itself would say.",
	 "a + b z, b >= 0, by logistic regression on known pairs, each class weighing "
	 "one, with pseudo-weight 1/(number of H1 families); cut at the bound.",
	 "Used"},
	{"weight; weight in this case, weight on the corpus",
	 "How much the joined ratio makes of a channel. Weights need not add up to one.",
	 "b_k >= 0 in LLR = a + sum over channels of b_k LLR_k, by ridge logistic "
	 "regression with families left out; learned for this case, or on the whole "
	 "corpus.",
	 "Weight"},
	{"calibration, fusion",
	 "Learning from pairs of known truth what a score is worth, channel by channel, "
	 "and how the channels are joined.",
	 "LLR10 of a channel, and weight.", NULL},
	{"prompts, n",
	 "How many prompts a number rests on: those that both models answered and the "
	 "channel could use.",
	 NULL, "Prompts"},
	{"raw score",
	 "The channel's own measure of how alike the answers of two models are.", NULL,
	 "Raw score"},
	{"z; centred score; in tables: Centred (z), Suspect's score (z)",
	 "How much more alike the two are than each is to unrelated models, in standard "
	 "deviations. 0: no more than usual; most unrelated models lie near it.",
	 "The smaller of two, and at least 0 (centre_floor). (1) Raw score - suspect's "
	 "mean with the cohort - teacher's mean with the cohort + the cohort's own mean, "
	 "over the standard deviation of the same for pairs of cohort models of "
	 "different families. (2) The mean of suspect's side and teacher's side. Each is "
	 "a tail of Student's t, as a small cohort asks for, with the cohort's vendors "
	 "as observations, turned into a normal quantile.",
	 "(z)|z = "},
	{"suspect's side",
	 "How near is the teacher to the suspect, compared with other models in the "
	 "teacher's place?",
	 "Normal quantile of the raw score among those of the suspect with the cohort.",
	 "side |"},
	{"teacher's side",
	 "How near is the suspect to the teacher, compared with other models in the "
	 "suspect's place?",
	 "Normal quantile of the raw score among those of the cohort with the teacher.",
	 "side |"},
	{"Cohort 5 %, Cohort 95 %, highest of the cohort and its score; Cohort models",
	 "In one channel: where nearly all of the cohort lies, the cohort model that "
	 "comes nearest to this teacher, and how many models have a score.",
	 "5 % and 95 % points, and the largest, of the cohort models' z with this "
	 "teacher.",
	 "Cohort 5 %"},
	{"H1 mean, H2 mean",
	 "In one channel: where known students, and known strangers, lie on average.",
	 "Mean z of the calibration's H1 pairs, and of its H2 pairs.", "H1 mean"},
	{"Suspect's rank, rank in a channel",
	 "The suspect's place, from the top, among the cohort and itself.",
	 "1 + the number of cohort models with a higher score against this teacher.",
	 "rank |"},
	{"placebo rank, p; rank of the suspect",
	 "The place of the teacher among the placebo teachers, and of the suspect among "
	 "independent models; 1 is the nearest. p: how often chance alone ranks it so "
	 "high.",
	 "Rank r among itself and J others by the value before bounding, ties counted "
	 "against it; p = r / (J + 1).",
	 "by chance|placebo"},
	{"null band", "Where values lie when there is nothing to find.",
	 "The central 90 % (5 % to 95 % points, linear between values) of the population "
	 "that the caption names.",
	 "null band"},
	{"change of the value before bounding, change of it, change of the mean score; "
	 "turns the "
	 "finding",
	 "What happens to the ratio with one thing left out. A finding that one vendor "
	 "or channel turns rests on it.",
	 "LLR10 computed anew on the same calibration, cut at the bound; by how much the "
	 "value before bounding and the mean z of the used channels rise. Turns: the new "
	 "LLR10 lies on the other side "
	 "of 0.",
	 "Turns the finding"},
	{"best rival, open set",
	 "The model that the suspect is nearest to among those that did not teach it, as "
	 "far as is known.",
	 "Without its vendor's models in the cohort z is measured anew; a z that rises "
	 "by more than 1 is evidence of rank only.",
	 "rival"},
	{"its similarity (z), To the suspect (z), To the teacher (z)",
	 "How alike two models are, beyond how alike each is to all others, in standard "
	 "deviations.",
	 "Per channel, raw score with the means of both models taken off, over the "
	 "standard deviation of all pairs; the mean of that over channels.",
	 "To the suspect (z)"},
	{"tree; place",
	 "A drawing that joins the nearest first. Place: the order of rows in the "
	 "picture.",
	 "UPGMA (average linkage; Sokal and Michener 1958): the two nearest groups are "
	 "joined again and again; distance is the largest similarity minus theirs, of "
	 "groups the mean over their pairs.",
	 "To the suspect (z)"},
	{"the same words and marks",
	 "How many words two answers have in common from their start on; and the most "
	 "that any control shares with either.",
	 "Leading tokens in common, case folded, punctuation counted.", NULL},
	{"suspect, teacher, of prompts (of a phrase); Clean, most; Clean, mean",
	 "On how many prompts an answer holds the phrase: of the suspect, of the "
	 "teacher, of the cohort model that has it most, and of one on average.",
	 NULL, "Clean, mean"},
	{"log-odds, z (of a phrase)",
	 "How over-used a phrase is, compared with the cohort, and how sure that is.",
	 "log[(y+a)/(n+a0-y-a)] - log[(y'+a)/(n'+a0-y'-a)], y of n counts of the model "
	 "and y' of n' of the cohort, a0 = 500, a = a0 times the phrase's share in all; "
	 "z = that / sqrt(1/(y+a) + 1/(y'+a)). The smaller of suspect's and teacher's. "
	 "Source: Monroe and others 2008.",
	 "Log-odds"},
	{"claims of the teacher's name; controls",
	 "Prompts on which a model said that it is, or was made by, the teacher's brand, "
	 "of those asked.",
	 "p: the largest of a beta-binomial, a predictive and Fisher's exact p-value. "
	 "Effect: the suspect's rate - the controls'.",
	 "Claims of the teacher"},
	{"others asked, others so, others right; chance",
	 "Of models outside both families: how many were asked, chose that wrong option, "
	 "or chose the right one; and how often two models that are both wrong would "
	 "choose it together by chance.",
	 "P(both choose o | both wrong), with popularity p(o) ~ pop(o)^slope exp(bias of "
	 "its letter) for either model, from these others.",
	 "Others so"},
	{"contrast",
	 "Are the suspect's choices nearer to the teacher's than the controls' are? "
	 "Positive: yes.",
	 "TV(teacher, controls) - TV(teacher, suspect), TV = 1/2 sum over answers of "
	 "|share - share'|; from -1 to 1.",
	 "; contrast "},
	{"counts of choices; Controls",
	 "How often an answer was given (the option it picks, else its words).",
	 "The bar is its share in that model's answers, or in those of all controls.",
	 "Choices"},
	{"statistic, effect, p and rank of a channel with a null of its own",
	 "The channel's own measure of likeness; how far that is from what chance gives; "
	 "how often chance gives as much; and the teacher's place among placebo "
	 "teachers, 1 the nearest.",
	 "p: share of chance results (permutations, or placebo teachers) that are as "
	 "extreme.",
	 "null of their own"},
	{"LLR10 of H1 against it (an alternative); at most",
	 "How much better H1 explains the findings than this one alternative. At most: a "
	 "ceiling, the true value may be lower.",
	 "Unrelated: the case's LLR10. Another teacher U: LLR10(S, T) - LLR10(S, U) "
	 "before bounding, then cut. At most (shared base, web): the fused LLR10 with "
	 "each channel's z replaced by the smaller of itself and the z measured anew, "
	 "against models of the suspect's base or of the teacher's time. The other "
	 "direction: that of direction.",
	 "LLR10 of H1 against it"},
	{"effect (of an alternative)",
	 "How strongly the answers speak against this alternative, in standard "
	 "deviations.",
	 "Mean over the used channels. Unrelated: z. Shared base: f4(S, S'; T, O) = K_ST "
	 "- K_SO - K_S'T + K_S'O of the raw scores K, mean over models S' of the "
	 "suspect's base and cohort models O, as a normal quantile of Student's t among "
	 "pairs of cohort models; 0 is expected when the base explains all. Web: z with "
	 "a cohort that came out within a year of the teacher. Another teacher: by how "
	 "much z with the teacher exceeds z with it.",
	 "LLR10 of H1 against it"},
	{"rank of the teacher, of candidates, models it was measured with",
	 "The teacher's place among candidates that this alternative allows, and how "
	 "many models the alternative was measured with.",
	 "1 + the number of other candidates nearer to the suspect.",
	 "Rank of the teacher"},
	{"cautious reading",
	 "The smallest ratio of H1 against any alternative that was weighed "
	 "(llr10_least).",
	 "The least of the LLR10 of H1 against them, \"unrelated\" among them.",
	 "cautious reading"},
	{"direction; f3, f4",
	 "Who learned from whom, if either did: dates, names claimed and a test for "
	 "mixtures may say; likeness does not.",
	 "The strongest of the three signs, never beyond 1. f3(S; B, T) = <S - B, S - T> "
	 "of mean embeddings is below 0 only for a mixture of B and T; its p counts as 1 "
	 "/ (2 sqrt p). f4(S, S'; T, O): does S share with T what its sibling S' does "
	 "not? Source: Patterson and others 2012.",
	 "Direction"},
	{"trials, pairs; counted over",
	 "Pairs of suspect and teacher whose truth is known. H1 pairs: the suspect "
	 "learned from the teacher or a sibling; H2 pairs: it did not. Counted over: how "
	 "many a measure rests on.",
	 NULL, "Counted over"},
	{"matched, all pairs",
	 "Two ways to count. All pairs: each pair once. Matched: only within one teacher "
	 "vendor, so that knowing the vendor wins nothing. Judge the method by the "
	 "matched measures.",
	 "Within each vendor that has H1 suspects of two families and at least five H2 "
	 "suspects: one value per suspect, its mean over the vendor's teachers; then "
	 "averaged over vendors by H1 suspects.",
	 "matched"},
	{"Cllr",
	 "How many bits of information the method's ratios lose, on average. 0 is "
	 "perfect; 1 is no better than saying nothing; above 1 does harm.",
	 "1/2 [mean over H1 pairs of log2(1 + 1/LR) + mean over H2 pairs of log2(1 + "
	 "LR)]. Source: Brümmer and du Preez 2006.",
	 "Cllr"},
	{"Cllr_min, Cllr_cal",
	 "The two parts of Cllr: what is lost because H1 and H2 do not part well, and "
	 "what is lost because ratios do not mean what they say.",
	 "Cllr after the best monotone recalibration (PAV, pool adjacent violators), and "
	 "Cllr - Cllr_min.",
	 "Cllr"},
	{"Cllr without it; most alike",
	 "Cllr of a fusion of the other channels, and the channel whose scores rise and "
	 "fall most with this one's.",
	 "Pearson's r of the centred scores of two channels over the corpus's H1 or H2 "
	 "pairs: sum (x - mx)(y - my) / sqrt(sum (x - mx)^2 sum (y - my)^2).",
	 "Cllr without it"},
	{"EER (equal error rate)",
	 "The share of errors at the threshold where false alarms and misses are equally "
	 "frequent. 0.5 is chance.",
	 "Matched: on the convex hull of the ROC. In the DET figure: where the curve "
	 "over all pairs crosses the line of equal errors.",
	 "qual error rate"},
	{"AUC",
	 "How often a known student scores above a known stranger. 0.5 is chance, 1 is "
	 "always.",
	 "Probability that a random H1 pair scores above a random H2 pair, ties half.",
	 "AUC"},
	{"rates of misleading evidence: H2 pairs with LLR10 above 0 or 1, H1 pairs with "
	 "LLR10 below 0; value",
	 "How often the method pointed the wrong way.",
	 "Shares of known pairs; an honest ratio exceeds 10 under H2 in at most a tenth.",
	 "with LLR10 above 0"},
	{"Tippett plot: H1 pairs at or above (%), H2 pairs at or above (%)",
	 "For every value, how many of the known H1 pairs and H2 pairs reach it. The two "
	 "curves should be far apart.",
	 "Share of pairs with LLR10 >= x, in per cent.", "at or above (%)"},
	{"ECE: This method (bits), After PAV (bits), No evidence, LR = 1 (bits)",
	 "What it costs to trust the ratios, for readers who begin with different odds. "
	 "Below the dotted line the method helps.",
	 "Empirical cross-entropy at prior P: P mean over H1 of log2(1 + (1-P)/(P LR)) + "
	 "(1-P) mean over H2 of log2(1 + P LR/(1-P)); at P = 1/2 it is Cllr. Source: "
	 "Ramos and Gonzalez-Rodriguez 2013.",
	 "This method (bits)"},
	{"prior log10 odds",
	 "What somebody held before the findings. This program has no opinion on them.",
	 "log10 of P(H1) / P(H2).", "Prior log10 odds"},
	{"DET plot: False alarms (%), Misses (%)",
	 "The two kinds of error at every threshold: strangers taken for students, and "
	 "students not recognised.",
	 "Shares of H2 pairs above the threshold and of H1 pairs below it, in per cent, "
	 "on normal-deviate axes. Source: Martin and others 1997.",
	 "False alarms (%)"},
	{"look, prompts asked, compared",
	 "One examination of the data during collection: prompts asked by then, and "
	 "those with an answer of both sides.",
	 "5 % and 95 %: the interval of its LLR10.", "e for H1"},
	{"e for H1, e for H2 (e-value)",
	 "A running balance of evidence that may be looked at as often as one likes "
	 "without being fooled.",
	 "Sum over looks t of w_t LR_t over the looks whose interval lies above 0 (for "
	 "H2: of 1 / LR_t, below 0), weights w_t falling and summing to 1. Under the "
	 "other hypothesis its mean is at most 1, so that P(it ever reaches 1/alpha) <= "
	 "alpha. e-values of channels: product over prompts of bets against their own "
	 "null. Source: Vovk and Wang 2021.",
	 "e for H1"},
	{"alpha, beta",
	 "The most often that a suspect which learned from nobody is decided for H1, and "
	 "one which learned from the teacher for H2, over all looks together.",
	 NULL, "e for H1"},
	{"probes asked, answers of each",
	 "Prompts of the set that the plan took, and how many answers to each of them it "
	 "wants of every model.",
	 NULL, "Answers of each"},
	{"answers compared, compared",
	 "Answers that entered the comparison: those to prompts that suspect and teacher "
	 "both answered with some text.",
	 NULL, NULL},
	{"wanted, in the case, requests",
	 "Answers that the plan asks for; that were received; HTTP requests made for "
	 "them.",
	 NULL, "In the case"},
	{"API format",
	 "The form in which a question is put to an endpoint. openai-compatible: the "
	 "form that OpenAI made known and many servers use. It does not say who made the "
	 "model.",
	 NULL, "API format"},
	{"outcomes: ok, empty, truncated, refused, filtered, failed",
	 "What came of each request. ok: a plain answer; truncated: cut at a length "
	 "limit; refused: the model declined; filtered: the service stopped it; failed: "
	 "no answer came.",
	 NULL, NULL},
	{"asked again, distinct answers, mean likeness, p (of drift)",
	 "Answers to the repeated prompt, how many different ones, how alike they are, "
	 "and how often chance alone parts them so.",
	 "Mean over all pairs of shared words / words of either (Jaccard); p: share of "
	 "splits of these answers into two halves, by chance, that lie as far apart as "
	 "before and after do.",
	 "Asked again"},
	{"records, unreadable",
	 "Records of a source file, and those that could not be read.", NULL, "Records"},
	{"SHA-256",
	 "A fingerprint of bytes: the same bytes always give it, and no others are known "
	 "to.",
	 "Source: FIPS 180-4.", NULL},
};

/* Does the text so far hold any of the words? */
static bool is_shown(const struct buf *text, const char *where)
{
	struct buf word = BUF_INIT;
	bool found = false;

	while (!found && *where) {
		size_t len = strcspn(where, "|");

		buf_reset(&word);
		buf_add(&word, where, len);
		found = len && strstr(buf_str(text), buf_str(&word));
		where += len + (where[len] != '\0');
	}
	buf_clear(&word);
	return found;
}

void section_glossary(struct doc *doc, const struct view *view,
		      const struct figure figures[N_FIGURES])
{
	struct table *table = TABLE_NEW(term_columns);
	struct buf text = BUF_INIT;

	(void)view;
	(void)figures;
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		if (terms[i].where && !is_shown(&doc->markdown, terms[i].where))
			continue;
		buf_reset(&text);
		buf_str_add(&text, terms[i].meaning);
		if (terms[i].formula)
			buf_printf(&text, " %s%s",
				   strncmp(terms[i].formula, "Source:", 7) != 0
					   ? "Exactly: "
					   : "",
				   terms[i].formula);
		table_text(table, terms[i].term);
		table_text(table, buf_str(&text));
	}
	doc_say(doc, "Only what this report shows is listed: first in plain words, then "
		     "exactly, then where that comes from.");
	doc_fold(doc, "Terms and formulas");
	doc_table(doc, table, "Terms", 0, "");
	doc_fold_end(doc);
	table_free(table);
	buf_clear(&text);
}
