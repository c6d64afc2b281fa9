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
	{"independent model",
	 "A model on record as taught by no other vendor's model, where the record is "
	 "sure enough. Independent is said of teaching, not of the base: two independent "
	 "models may rest on one. Also called unrelated.",
	 "Relation independent with high or medium confidence, or a vendor that is named "
	 "and \"taught by none\".",
	 NULL},
	{"control, background",
	 "Models compared for reference: controls belong to the case, background models "
	 "were recorded earlier. Those of them that are independent serve as cohort and "
	 "placebo teachers.",
	 NULL, "control|background"},
	{"vendor", "Who makes or offers a model: its maker.", NULL, NULL},
	{"base",
	 "The model whose weights another was trained further from. A model trained from "
	 "nothing is its own base.",
	 NULL, NULL},
	{"family",
	 "What is counted as one independent unit, however many models it has: as a rule "
	 "one maker's line of models and what was tuned on the same data. Its models are "
	 "alike for reasons of their own. Two families may still rest on one base "
	 "(column Base).",
	 "As the column family of the corpus's lineage table or the case has it; a model "
	 "of which neither knows one is a family of its own.",
	 NULL},
	{"relation, taught by",
	 "How a model was taught, and by which models or vendors, as far as is "
	 "published. independent: by no model of another vendor; distilled: trained on "
	 "another's answers; distilled_mixed: on those and others; preference: by "
	 "another's judgement of answers; variant: a version of another; unknown. Of the "
	 "suspect it is shown for the reader and enters no ratio.",
	 NULL, "independent"},
	{"sibling version",
	 "Another version of the same model, of the same vendor and family. One that "
	 "stands near is not told from the teacher.",
	 "Near: its value before bounding is at most 1 below the teacher's, or both "
	 "reach the bound.",
	 NULL},
	{"cohort",
	 "The independent models that this case is measured against: what models that "
	 "did not learn from the teacher, as far as is known, look like.",
	 "Independent models of the case and the corpus, without the suspect's family, "
	 "the teacher's family and vendor, and models that vendor taught.",
	 NULL},
	{"placebo teacher",
	 "An independent model put in the teacher's place. If such models rank as high "
	 "as the teacher, the teacher's rank means nothing. Whether one of them taught "
	 "the suspect is not known.",
	 "An independent model of neither the teacher's vendor nor the suspect's family.",
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
	 "How far the value might be from what a much larger reference would give. In "
	 "simulations 326 of 360 such intervals held that (90.6 %, exact 95 % limits "
	 "87.1 to 93.4); for real models it was not measured.",
	 "Prompts and families are drawn anew with replacement, calibration and fusion "
	 "learned again, one channel and one vendor of the cohort in turn left out. The "
	 "5 % and 95 % points of the results, counted from their median, times 1.3, "
	 "about the value; cut at the bound. Simulated: cases of 40 families and 200 "
	 "prompts, held against 1880 families and 1000 prompts, both cut at the case's "
	 "bound (sim-coverage, tests/sim/README.md).",
	 "interval"},
	{"strength in words",
	 "The ratio's size as a word, taken from the interval's end nearer to 0. An "
	 "interval that holds 0 supports neither.",
	 "LR from 1 to 2 no support, to 10 weak, to 100 moderate, to 1 000 moderately "
	 "strong, to 10 000 strong, to 1 000 000 very strong, above that extremely "
	 "strong; an edge belongs to the lower band. Source: ENFSI guideline 2015.",
	 NULL},
	{"|LLR10| above, up to", "Edges of a band of that scale.", NULL, NULL},
	{"conclusion (verdict)",
	 "The finding in a phrase, after its strength: one of the six that follow. It "
	 "says no more than that strength.",
	 "The first rule that holds. First that of same weights. Then, if the whole "
	 "interval lies above 0: an alternative that does better (common source, "
	 "exposure only), one that does about as well (inconclusive), one vendor (common "
	 "source), dates (inconclusive), a finding that turns (inconclusive), else "
	 "distilled. Then: no LR (inconclusive), a claimed name (exposure only), the "
	 "whole interval below 0 (no evidence), one side alone (exposure only), else "
	 "inconclusive.",
	 NULL},
	{"conclusion: distilled from the teacher or its sibling",
	 "The ratio supports H1, and nothing that was weighed is shown to explain the "
	 "answers better.",
	 "The whole interval lies above 0, and none of the rules that stand before it "
	 "holds.",
	 NULL},
	{"conclusion: same weights or near copy", "The two answer as one model does.",
	 "Repeated answers of the two are drawn alike where those of independent models "
	 "are not, the teacher ranks first, and the mean z is 3 or more.",
	 NULL},
	{"conclusion: common source",
	 "The likeness is real, but something that both share explains it better than "
	 "teaching.",
	 "The whole interval lies above 0, and LLR10 of H1 against the shared base or "
	 "another teacher is at most log10 of 1/2; or suspect and teacher are of one "
	 "vendor or family.",
	 NULL},
	{"conclusion: exposure only",
	 "There are signs of the teacher, as the web or a claimed name leaves them, "
	 "without support that its outputs were trained on.",
	 "The whole interval lies above 0, and LLR10 of H1 against the web is at most "
	 "log10 of 1/2. Or it does not, and the suspect claims the teacher's name more "
	 "often than independent models do. Or the interval holds 0, with the mean of "
	 "the teacher's side over channels 2 or more and that of the suspect's side "
	 "below 1.",
	 NULL},
	{"conclusion: no evidence", "The ratio supports H2.",
	 "The whole interval lies below 0.", NULL},
	{"conclusion: inconclusive", "Neither can be said.",
	 "There is no LR or no interval; or the interval holds 0. Or it lies above 0, "
	 "but LLR10 of H1 against an alternative lies between log10 of 1/2 and 0, or the "
	 "teacher came out after the suspect and no earlier version is known, or the "
	 "finding turns without one vendor or one channel.",
	 NULL},
	{"bound, cut at the bound",
	 "The furthest that LLR10 may go, on either side. Beyond it the known families "
	 "support no statement, so the value is cut there: the answers may say more, but "
	 "no more can be claimed. That makes the value no more exact.",
	 "The tightest of ELUB, invariance and families, on each side. All three read "
	 "the LLR10 of all known pairs (not the matched values), before bounding, each "
	 "pair scored with its suspect's family left out, and without the family of this "
	 "case's suspect. A pair weighs 1/(pairs of its suspect's family in its class), "
	 "so that each family weighs one in each class: N1 and N2 are the numbers of "
	 "families of H1 and of H2 pairs, W1 and W2 sums of such weights.",
	 NULL},
	{"ELUB",
	 "A bound that asks: if one more misleading value of each kind turned up, would "
	 "ratios this large still do better than saying nothing? Few families make it "
	 "narrow: for H1 it cannot exceed log10(N2 + 1), however well the method parts "
	 "the pairs.",
	 "For t = 0, .01, .02 ... upwards to log10(N2 + 1), as long as (W1(LLR10 <= t) + "
	 "1)/(N1 + 1) + 10^t (W2(LLR10 > t) + 1)/(N2 + 1) <= min(1, 10^t); the last t "
	 "before the first that fails. Downwards likewise, to -log10(N1 + 1). The added "
	 "ones are the misleading values. Source: Vergeer and others 2016.",
	 "ELUB"},
	{"invariance bound",
	 "A bound that asks: do ratios above t really come from H1 that much more often?",
	 "In steps of .001 upwards from 0, as long as log10[(W1(LLR10 >= t) + .5)/(N1 + "
	 "1)] - log10[(W2(LLR10 >= t) + .5)/(N2 + 1)] >= t; the last t before the first "
	 "that fails. Downwards with LLR10 <= t and a difference of at most t. LLR10 is "
	 "cut at 20. Source: Alberink and others 2025.",
	 "invariance"},
	{"families bound",
	 "A bound that asks: could so many families show more than this? With 10 "
	 "families no more than 10 times.",
	 "log10 of the number of families with a known pair, those of H1 and of H2 "
	 "together.",
	 "families bound|families "},
	{"at most, upper limit",
	 "Said of a ratio that could not be measured by itself: the true value may be "
	 "lower.",
	 NULL, "at most|At most|upper limit"},
	{"95 % upper limit (of an error rate)",
	 "The largest true rate at which so few errors would still turn up once in "
	 "twenty times. 0 of 11 leaves 24 %.",
	 "Clopper and Pearson 1934, one-sided: the rate p with P(at most k of n | p) = "
	 ".05. For the matched equal error rate n is the smaller number of values and k "
	 "the whole number at or above n times the rate; for misleading pairs n counts "
	 "families and k those with such a pair.",
	 "95 % upper limit"},
	{"predicted and observed share of wrong pairs",
	 "Do ratios mean what they say? If fewer are wrong than the ratios say of "
	 "themselves, the ratios are too small, else too large.",
	 "Over known pairs on one side of 0, each class weighing a half: mean of 1/(1 + "
	 "10^|LLR10|), and the share of pairs of the other class. As large: within half "
	 "a per cent.",
	 "wrong at even odds"},
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
	 "How much more alike the two are than each is to independent models, in "
	 "standard deviations. 0: no more than usual; most independent models lie near "
	 "it.",
	 "The smaller of two, and at least 0 (centre_floor). (1) Raw score - suspect's "
	 "mean with the cohort - teacher's mean with the cohort + the cohort's own mean, "
	 "over the standard deviation of the same for pairs of cohort models of "
	 "different families. (2) The mean of suspect's side and teacher's side. Each is "
	 "a tail of Student's t, as a small cohort asks for, with the cohort's vendors "
	 "as observations, turned into a normal quantile. Less half of a rival's lead.",
	 "(z)|z = "},
	{"rival's lead",
	 "An independent model of another vendor that is clearly nearer to the suspect "
	 "than the teacher is. Its nearness may spill over to the teacher, so half of "
	 "its lead is taken off.",
	 "Lead = the largest mean z, over channels, of the suspect with a cohort model - "
	 "the mean z with the teacher - 0.5, at least 0. Each z is lowered by half of "
	 "it, not below 0.",
	 "rival's lead|Rival's lead"},
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
	 "In one channel: where known students, and known pairs without teaching, lie on "
	 "average.",
	 "Mean z of the calibration's H1 pairs, and of its H2 pairs, each family "
	 "weighing one.",
	 "H1 mean"},
	{"Suspect's rank, rank in a channel",
	 "The suspect's place, from the top, among the cohort and itself.",
	 "1 + the number of cohort models whose score with this teacher is as high or "
	 "higher: of equals the suspect comes last.",
	 "rank |"},
	{"placebo rank, p; rank of the suspect",
	 "The place of the teacher among the placebo teachers, and of the suspect among "
	 "the cohort; 1 is the nearest. p: how often chance alone ranks it so high.",
	 "Rank r = 1 + the number of the J others whose value before bounding is as high "
	 "or higher (of equals it comes last); p = r / (J + 1). Counting each vendor "
	 "once: "
	 "the same with the highest of each vendor's models, since models of one vendor "
	 "are not independent.",
	 "by chance|placebo"},
	{"null band",
	 "The middle 90 % of the population that the caption names. Of known H2 pairs it "
	 "is a null: it shows where values lie when nobody was taught. Of the cohort or "
	 "of placebo teachers it stands in for one: independent models, as far as is "
	 "known. Of all pairs of a map it is none: relatives are among them.",
	 "From the 5 % to the 95 % point, linear between values.", "null band|Null band"},
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
	{"suspect, teacher, of prompts (of a phrase); Independent, most; by; "
	 "Independent, mean; Beyond it",
	 "On how many prompts an answer holds the phrase: of the suspect, of the "
	 "teacher, of the cohort model that has it most, and of one on average. Beyond "
	 "it: on how many prompts more than that model has it both the suspect and the "
	 "teacher do, at least.",
	 NULL, "Independent, mean"},
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
	 "How much better H1 explains the findings than this one alternative. At most: "
	 "an upper limit, the true value may be lower.",
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
	 "1 + the number of other candidates that are as near to the suspect or nearer.",
	 "Rank of the teacher"},
	{"upper limit",
	 "Of the ratio of H1 against an alternative: too few models of known history "
	 "for a ratio, but it is not larger than this. The true one may be far smaller, "
	 "or speak for the alternative.",
	 NULL, "upper limit"},
	{"set weight",
	 "How much a release date or a claimed name counts as a sign of direction: a "
	 "number set beforehand, never beyond 1, and not measured.",
	 NULL, "set weight"},
	{"innocents; above 0, at or beyond the stated value",
	 "How often this teacher would be held against models that it did not teach, as "
	 "far as is known: the independent models, each put in the suspect's place.",
	 "Their shares, of models and of vendors (by the highest of each vendor), with "
	 "the exact one-sided 95 % limit (Clopper and Pearson 1934).",
	 "innocents"},
	{"direction; f3, f4",
	 "Who learned from whom, if either did: dates, names claimed and a test for "
	 "mixtures may say; likeness does not.",
	 "The strongest of the three signs, never beyond 1. f3(S; B, T) = <S - B, S - T> "
	 "of mean embeddings is below 0 only for a mixture of B and T; its p counts as 1 "
	 "/ (2 sqrt p). f4(S, S'; T, O): does S share with T what its sibling S' does "
	 "not? Source: Patterson and others 2012.",
	 "Direction"},
	{"trials, pairs; counted over",
	 "Pairs of suspect and teacher whose truth is known and that the corpus lists. "
	 "H1 pairs: the suspect learned from the teacher or a sibling; H2 pairs: it did "
	 "not. Counted over: how many a measure rests on.",
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
	 "what is lost because ratios are larger or smaller than the pairs bear. Which "
	 "of the two, Cllr_cal does not say; the section on validation does.",
	 "Cllr after the best monotone recalibration (PAV, pool adjacent violators), and "
	 "Cllr - Cllr_min.",
	 "Cllr"},
	{"Cllr without it; most alike",
	 "Cllr of a fusion of the other channels, and the channel whose scores rise and "
	 "fall most with this one's. Two that do so nearly always count as one.",
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
	 "How often a known student scores above a known model that was not taught. 0.5 "
	 "is chance, 1 is always.",
	 "Probability that a random H1 pair scores above a random H2 pair, ties half.",
	 "AUC"},
	{"rates of misleading evidence: H2 pairs with LLR10 above 0 or 1, H1 pairs with "
	 "LLR10 below 0; families with such a pair; value",
	 "How often the ratio pointed the wrong way, by sign or size. It is not how "
	 "often the conclusion is wrong, whose rule asks for more.",
	 "Shares of known pairs, or of families with at least one such pair; an honest "
	 "ratio exceeds 10 under H2 in at most a tenth.",
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
	 "The two kinds of error at every threshold: pairs without teaching taken for "
	 "teaching, and students not recognised.",
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
	 "no answer came. Files of recorded answers rarely tell more than ok and empty: "
	 "0 then means not recorded.",
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
