/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Skeleton: runs of four tokens in which function words and marks stand as they are and
 * every other word is one and the same: how sentences are built, whatever they are about.
 * Rates of the most frequent, z over the clean models, cosine delta (PEERS S3, S11, after
 * Argamon and Levitan 2005 and the part-of-speech templates of Shaib et al. 2024).
 */
#include "base/hash.h"
#include "channel/rates.h"

#define SKELETON_MIN_ANSWERS 50
#define SKELETON_LENGTH 4

/* Function words of English, and the marks. Other languages have their marks left. */
static const char function_words[] =
	"a an the this that these those some any each every all both either neither no "
	"another such other many much more most few several one "
	"i you he she it we they me him her us them my your his its our their mine yours "
	"myself yourself himself herself itself ourselves themselves "
	"who whom whose which what when where why how whether "
	"am is are was were be been being have has had having do does did doing done "
	"can could may might must shall should will would ought need let "
	"and or but nor so yet if then else than as because since although though while "
	"unless until once "
	"of in on at by for with about against between into through during before after "
	"above below to from up down out off over under around among across along within "
	"without upon toward towards despite like per via "
	"not never also too very just only even still again already always often "
	"sometimes however therefore thus here there now well rather quite perhaps "
	"it's that's i'm don't can't you're let's there's isn't doesn't won't "
	". , ; : ? ! ( ) [ ] - \xe2\x80\x93 \xe2\x80\x94 / * # \" ' ` "
	"\xe2\x80\x9c \xe2\x80\x9d \xe2\x80\x99 | > = + % $ & "
	"\xe3\x80\x82 \xe3\x80\x81 \xef\xbc\x8c \xef\xbc\x9a \xef\xbc\x9b \xef\xbc\x9f "
	"\xef\xbc\x81";

static size_t skeleton_events(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	size_t n_keys = 0;

	for (size_t i = 0; i + SKELETON_LENGTH <= n; i++) {
		uint64_t hash = 0;

		for (size_t j = i; j < i + SKELETON_LENGTH; j++)
			hash = hash_pair(hash, tokens[j]);
		keys[n_keys++] = hash;
	}
	return n_keys;
}

static void *skeleton_prepare(const struct features *f,
			      const struct channel_cohort *cohort)
{
	static const struct rates_plan plan = {
		.counts = {.events = skeleton_events,
			   .common = function_words,
			   .n_features = 500,
			   .min_models = 3},
		.scale = RATES_RELATIVE,
		.min_answers = SKELETON_MIN_ANSWERS,
	};

	return rates_prepare(f, cohort, &plan);
}

const struct channel channel_skeleton = {
	.name = "skeleton",
	.brief = "rates of runs of four words, all but function words being one",
	.min_answers = SKELETON_MIN_ANSWERS,
	.prepare = skeleton_prepare,
	.score = rates_score,
	.release = rates_release,
};
