/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the evidence says of a suspect and a teacher, and when it says nothing (I4, I5).
 */
#include <omp.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "channel/channel.h"
#include "cmd/recompute.h"
#include "unit/scene.h"
#include "unit/stat_near.h"

/* The finding as its JSON object. */
static struct json *as_json(const struct finding_question *question)
{
	const char *briefs[N_CHANNELS] = {channel_find(channels[0])->brief,
					  channel_find(channels[1])->brief};
	struct finding *f = finding_new(question);
	struct json *out = json_new_object();

	finding_json(f, question, channels, briefs, out);
	finding_free(f);
	return out;
}

static char *as_text(const struct finding_question *question)
{
	struct json *value = as_json(question);
	struct buf text = BUF_INIT;

	json_print(value, true, &text);
	json_free(value);
	return text.data;
}

static bool has_reason(const struct json *value, const char *words)
{
	JSON_EACH(reason, json_get(value, "reasons")) {
		if (strstr(json_text(reason), words))
			return true;
	}
	return false;
}

/* I5: a reason in words, the verdict "inconclusive", and no number anywhere. */
static void assert_no_lr(const struct finding_question *question, const char *why)
{
	struct finding *f = finding_new(question);
	struct json *value = as_json(question);

	assert_non_null(f->no_lr);
	assert_non_null(strstr(f->no_lr, why));
	assert_true(isnan(f->llr10) && isnan(f->unbounded) && isnan(f->interval[0]));
	assert_int_equal(f->verdict, VERDICT_INCONCLUSIVE);
	assert_true(json_is_null(json_get(value, "llr10")));
	assert_true(json_is_null(json_get(value, "llr10_interval")));
	assert_string_equal(json_str(value, "verdict"), "inconclusive");
	assert_string_equal(json_str(value, "verbal"), "no likelihood ratio");
	assert_true(has_reason(value, why));
	assert_true(json_count(json_get(value, "would_change")) > 0);
	JSON_EACH(channel, json_get(value, "channels"))
		assert_true(json_is_null(json_get(channel, "llr10")));
	JSON_EACH(teacher, json_get(value, "teachers"))
		assert_true(json_is_null(json_get(teacher, "llr10_unbounded")));
	json_free(value);
	finding_free(f);
}

static void likeness_far_beyond_the_cohorts_is_support(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	f = finding_new(&s.question);
	assert_null(f->no_lr);
	assert_true(f->llr10 > 0 && f->interval[0] > 0);
	assert_int_equal(f->verdict, VERDICT_DISTILLED);
	assert_int_equal(f->rank, 1);
	assert_int_equal(f->n_cohort, N_MODELS - COHORT);
	assert_int_equal(f->n_cohort_vendors, N_MODELS - COHORT);
	assert_int_equal(f->left_out, LEARN_ALL);
	assert_int_equal(f->families_h1, 12);
	assert_int_equal(f->families_h2, 12);
	finding_free(f);
	scene_clear(&s);
}

static void likeness_below_the_cohorts_is_no_evidence(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, -.3, made(&enough));
	f = finding_new(&s.question);
	assert_null(f->no_lr);
	assert_true(f->llr10 < 0 && f->interval[1] < 0);
	assert_int_equal(f->verdict, VERDICT_NO_EVIDENCE);
	finding_free(f);
	scene_clear(&s);
}

/* I4: whatever the score, neither the ratio nor an end of its interval passes the bound.
 */
static void no_ratio_passes_the_bound(void **state)
{
	(void)state;
	for (int likeness = -20; likeness <= 20; likeness += 4) {
		struct scene s;
		struct finding *f;

		scene_init(&s, likeness, made(&enough));
		f = finding_new(&s.question);
		assert_null(f->no_lr);
		assert_true(f->bound.lo < 0 && f->bound.hi > 0);
		assert_true(f->bound.hi <= log10(24) && f->bound.lo >= -log10(24));
		assert_true(f->llr10 <= f->bound.hi && f->llr10 >= f->bound.lo);
		assert_true(f->interval[0] <= f->interval[1]);
		assert_true(f->interval[1] <= f->bound.hi &&
			    f->interval[0] >= f->bound.lo);
		/* Beyond it, that is said; the score itself is kept. */
		if (likeness >= 4) {
			assert_string_equal(f->at, "hi");
			NEAR(f->llr10, f->bound.hi, 0);
			assert_true(f->unbounded >= f->bound.hi);
		}
		finding_free(f);
		scene_clear(&s);
	}
}

static void forty_nine_prompts_are_too_few(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	s.question.n_shared = 49;
	assert_no_lr(&s.question, "fewer than 50 prompts");
	s.question.n_shared = 0;
	assert_no_lr(&s.question, "fewer than 50 prompts");
	s.question.n_shared = 50;
	f = finding_new(&s.question);
	assert_null(f->no_lr);
	finding_free(f);
	scene_clear(&s);
}

/* I4: without a reference population there are scores and ranks, and no ratio. */
static void without_a_calibration_there_are_ranks_alone(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, NULL);
	s.question.n_replicates = 0;
	assert_no_lr(&s.question, "no reference population");
	f = finding_new(&s.question);
	assert_true(f->channel[0].centred.score > 2);
	assert_int_equal(f->rank, 1);
	assert_int_equal(f->n_ranked, 1 + N_MODELS - COHORT);
	finding_free(f);
	scene_clear(&s);
}

static void another_genre_gives_no_ratio(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, .6, made(&enough));
	s.question.genre = "fiction";
	assert_no_lr(&s.question, "another genre");
	s.question.genre = NULL;
	assert_no_lr(&s.question, "genre");
	scene_clear(&s);
}

/* I4: eight families a class. */
static void seven_families_give_no_ratio(void **state)
{
	static const struct made_plan seven_h1 = {7, 12, 2, N_CHANNELS, 3, 21};
	static const struct made_plan seven_h2 = {12, 7, 2, N_CHANNELS, 3, 21};
	struct scene s;

	(void)state;
	scene_init(&s, .6, made(&seven_h1));
	assert_no_lr(&s.question, "fewer than 8 families of models that learned");
	scene_clear(&s);
	scene_init(&s, .6, made(&seven_h2));
	assert_no_lr(&s.question, "fewer than 8 families of models that did not");
	scene_clear(&s);
}

/* Eight families, of which the suspect's is one: seven are left to learn from. */
static void the_suspects_family_does_not_count_for_it(void **state)
{
	static const struct made_plan eight = {8, 9, 2, N_CHANNELS, 3, 21};
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&eight));
	f = finding_new(&s.question);
	assert_null(f->no_lr);
	finding_free(f);
	know(&s, SUSPECT, "h1-3", "somebody", "acme");
	assert_no_lr(&s.question, "fewer than 8 families of models that learned");
	know(&s, SUSPECT, "h2-3", "somebody", "");
	f = finding_new(&s.question);
	assert_null(f->no_lr);
	assert_int_equal(f->families_h1, 8);
	assert_int_equal(f->families_h2, 8);
	finding_free(f);
	scene_clear(&s);
}

/* A calibration that tells nothing apart has a Cllr of about 1. */
static void a_calibration_that_informs_nothing_gives_no_ratio(void **state)
{
	static const struct made_plan nothing = {12, 12, 2, N_CHANNELS, -1, 3};
	struct scene s;

	(void)state;
	scene_init(&s, .6, made(&nothing));
	assert_no_lr(&s.question, "Cllr is not below 1");
	scene_clear(&s);
}

/* The suspect's family may say anything in the calibration, on either side. */
static void nothing_is_learned_from_the_suspects_family(void **state)
{
	char *text[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct scene s;
		struct calibration *c = made(&enough);
		unsigned family = calibration_family(c, "h1-3");

		c->rows.teacher_family[30] = family;
		for (size_t row = 0; row < c->rows.n && i; row++) {
			if (c->rows.family[row] != family &&
			    c->rows.teacher_family[row] != family)
				continue;
			c->rows.x[2 * row] = -9;
			c->rows.x[2 * row + 1] = 9;
		}
		scene_init(&s, .3, c);
		know(&s, SUSPECT, "h1-3", "somebody", "acme");
		draw(&s);
		text[i] = as_text(&s.question);
		assert_non_null(strstr(text[i], "\"h1-3\""));
		scene_clear(&s);
	}
	assert_string_equal(text[0], text[1]);
	free(text[0]);
	free(text[1]);
}

static void two_clean_models_are_no_cohort(void **state)
{
	struct scene s;
	struct json *value;

	(void)state;
	scene_init(&s, .6, made(&enough));
	for (size_t i = COHORT + 2; i < N_MODELS; i++)
		know(&s, i, names[i], "", "acme");
	assert_no_lr(&s.question, "independent models");
	value = as_json(&s.question);
	assert_string_equal(json_str(json_first(json_get(value, "channels")), "why_not"),
			    "fewer than 3 independent models to centre on");
	assert_true(json_count(json_get(value, "warnings")) > 0);
	json_free(value);
	scene_clear(&s);
}

/* A channel that is silent, or that the calibration does not know, is left out. */
static void silent_channels_are_left_out_and_named(void **state)
{
	static const char *const other[] = {"genes", "overlap"};
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	s.matrix[1][SUSPECT * N_MODELS + TEACHER] = NAN;
	s.matrix[1][TEACHER * N_MODELS + SUSPECT] = NAN;
	f = finding_new(&s.question);
	assert_null(f->no_lr);
	assert_true(f->channel[0].used && !f->channel[1].used);
	assert_string_equal(f->channel[1].why_not, "too few shared answers");
	assert_true(isfinite(f->llr10) && isnan(f->channel[1].llr10));
	finding_free(f);
	scene_clear(&s);
	scene_init(&s, .6, made_read(made_json(&enough, other), channels, N_CHANNELS));
	f = finding_new(&s.question);
	assert_false(f->channel[0].used);
	assert_string_equal(f->channel[0].why_not,
			    "the calibration does not know this channel");
	assert_true(f->channel[1].used && isfinite(f->llr10));
	finding_free(f);
	scene_clear(&s);
}

/*
 * Placebo teachers are clean models of other vendors and families than the suspect's: the
 * nine of the cohort, neither the sibling nor the pupil.
 */
static void the_rank_counts_clean_placebos_at_least_as_alike(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	put_score(&s, SUSPECT, SIBLING, 3);
	put_score(&s, SUSPECT, PUPIL, 3);
	f = finding_new(&s.question);
	assert_int_equal(f->rank, 1);
	assert_int_equal(f->n_ranked, 10);
	NEAR(f->rank_p, .1, 1e-12);
	assert_int_equal(f->n_teachers, N_MODELS - 1);
	for (size_t i = 0; i < f->n_teachers; i++)
		assert_int_equal(f->teachers[i].placebo, f->teachers[i].model >= COHORT);
	finding_free(f);
	put_score(&s, SUSPECT, TEACHER, 2);
	put_score(&s, SUSPECT, COHORT + 2, 3);
	put_score(&s, SUSPECT, COHORT + 5, 4);
	f = finding_new(&s.question);
	assert_int_equal(f->rank, 3);
	NEAR(f->rank_p, .3, 1e-12);
	finding_free(f);
	scene_clear(&s);
}

/* A tie is no evidence for the teacher: it ranks behind. Floored scores tie. */
static void ties_count_against_the_teacher(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, -9, made(&enough));
	for (size_t i = COHORT; i < COHORT + 3; i++)
		put_score(&s, SUSPECT, i, -9);
	f = finding_new(&s.question);
	assert_int_equal(f->rank, f->n_ranked);
	finding_free(f);
	scene_clear(&s);
}

static void the_same_seed_gives_the_same_interval(void **state)
{
	struct scene s;
	char *text[3];

	(void)state;
	scene_init(&s, .2, made(&enough));
	for (unsigned i = 0; i < 3; i++) {
		s.question.seed = i == 2 ? 8 : 7;
		text[i] = as_text(&s.question);
	}
	assert_string_equal(text[0], text[1]);
	assert_string_not_equal(text[0], text[2]);
	for (int i = 0; i < 3; i++)
		free(text[i]);
	scene_clear(&s);
}

/* I3: byte for byte. */
static void any_number_of_threads_finds_the_same(void **state)
{
	struct scene s;
	char *one;

	(void)state;
	scene_init(&s, .25, made(&enough));
	omp_set_num_threads(1);
	one = as_text(&s.question);
	for (int threads = 2; threads <= 3; threads++) {
		char *many;

		omp_set_num_threads(threads);
		many = as_text(&s.question);
		assert_string_equal(one, many);
		free(many);
	}
	free(one);
	scene_clear(&s);
}

/* The question as text and back. */
static struct json *question_text(const struct finding_question *question)
{
	struct json *doc = question_json(question, channels);
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	json_print(doc, false, &text);
	json_free(doc);
	doc = json_parse(buf_str(&text), text.len, NULL, &err);
	assert_non_null(doc);
	buf_clear(&text);
	return doc;
}

/* I3: what a case keeps is all that its finding is made of. */
static void a_question_read_back_has_the_same_answer(void **state)
{
	static const double likeness[] = {.6, .1, -.3};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct stored_question stored;
		struct err err = ERR_INIT;
		struct scene s;
		char *before;
		char *after;

		scene_init(&s, likeness[i], i < 2 ? made(&enough) : NULL);
		s.question.n_replicates = i < 2 ? N_REPLICATES : 0;
		know(&s, SUSPECT, "h1-3", "somebody", "acme");
		s.matrix[0][5] = s.matrix[0][5 * N_MODELS] = NAN;
		draw(&s);
		s.draws[7] = NAN;
		before = as_text(&s.question);
		assert_int_equal(question_read(question_text(&s.question), &stored, &err),
				 0);
		assert_string_equal(stored.channel_names[1], "overlap");
		after = as_text(&stored.question);
		assert_string_equal(before, after);
		free(before);
		free(after);
		question_clear(&stored);
		scene_clear(&s);
	}
}

static void damage(struct json *doc, const char *key, const char *value)
{
	struct err err = ERR_INIT;

	json_free(json_detach(doc, key));
	if (*value)
		json_add(doc, key, json_parse(value, strlen(value), NULL, &err));
}

/* A stored question that somebody edited is an integrity failure, never a crash. */
static void a_damaged_question_is_refused(void **state)
{
	static const struct {
		const char *key, *value;
	} damages[] = {
		{"suspect", "13"},
		{"suspect", "-1"},
		{"suspect", "1e300"},
		{"teacher", ""},
		{"teacher", "\"x\""},
		{"models", "[]"},
		{"models", ""},
		{"models", "[{}]"},
		{"channels", "[]"},
		{"channels", "[{}]"},
		{"channels", "7"},
		{"draws", "[1]"},
		{"n_shared", "-5"},
		{"seed", "-5"},
		{"channels", "[{\"name\":\"opening\",\"score\":[1,2]}]"},
		{"calibration", "{}"},
	};
	struct scene s;

	(void)state;
	scene_init(&s, .6, made(&enough));
	for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
		struct json *doc = question_text(&s.question);
		struct stored_question stored;
		struct err err = ERR_INIT;

		damage(doc, damages[i].key, damages[i].value);
		assert_int_equal(question_read(doc, &stored, &err), -1);
		assert_true(err.kind == ERR_INTEGRITY || err.kind == ERR_FAIL);
		assert_true(*err.text);
		question_clear(&stored);
	}
	scene_clear(&s);
}

static void put_result(struct casefile *cf, const char *kind, const struct json *value)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	json_print(value, false, &text);
	assert_int_equal(casefile_put_result(cf, kind, buf_str(&text), text.len, &err),
			 0);
	buf_clear(&text);
}

static struct casefile *new_case(char *path, size_t n)
{
	const char *dir = getenv("TMPDIR");
	struct err err = ERR_INIT;
	struct casefile *cf;

	(void)snprintf(path, n, "%s/finding-%ld.assay", dir ? dir : "/tmp",
		       (long)getpid());
	(void)unlink(path);
	cf = casefile_open(path, CASEFILE_CREATE, &err);
	assert_non_null(cf);
	return cf;
}

/* The first score of the first channel that is a number, moved by `by`. */
static struct json *moved_question(const struct scene *s, double by)
{
	struct scene copy = *s;

	for (size_t k = 0; k < N_CHANNELS; k++)
		copy.score[k] = copy.matrix[k];
	copy.question.score = copy.score;
	copy.question.draws = copy.draws;
	copy.matrix[0][SUSPECT * N_MODELS + TEACHER] += by;
	copy.matrix[0][TEACHER * N_MODELS + SUSPECT] += by;
	return question_json(&copy.question, channels);
}

static void assert_recomputes(struct casefile *cf, bool holds)
{
	struct err err = ERR_INIT;
	bool checked;

	assert_int_equal(recompute_check(cf, &checked, &err), holds ? 0 : -1);
	assert_int_equal(checked, holds);
	if (!holds)
		assert_int_equal(err.kind, ERR_INTEGRITY);
}

/* A case that holds a question and its finding. */
struct stored {
	struct scene scene;
	struct casefile *cf;
	struct json *result;
	char path[512];
};

static void put_question(struct stored *s, double by)
{
	struct json *question = moved_question(&s->scene, by);

	put_result(s->cf, "question", question);
	json_free(question);
}

static void stored_init(struct stored *s)
{
	scene_init(&s->scene, .2, made(&enough));
	s->cf = new_case(s->path, sizeof(s->path));
	s->result = as_json(&s->scene.question);
	put_question(s, 0);
	put_result(s->cf, "compare", s->result);
}

static void stored_clear(struct stored *s)
{
	json_free(s->result);
	casefile_abandon(s->cf);
	(void)unlink(s->path);
	scene_clear(&s->scene);
}

/* I3: a result must follow from the scores that are stored beside it. */
static void a_result_follows_from_the_stored_scores(void **state)
{
	struct stored s;

	(void)state;
	stored_init(&s);
	assert_recomputes(s.cf, true);
	put_question(&s, 1e-6); /* a score altered in its sixth digit */
	assert_recomputes(s.cf, false);
	put_question(&s, 0);
	assert_recomputes(s.cf, true);
	stored_clear(&s);
}

static void a_result_needs_its_question(void **state)
{
	struct err err = ERR_INIT;
	struct scene scene;
	struct casefile *cf;
	struct json *result;
	char path[512];
	bool checked;

	(void)state;
	scene_init(&scene, .2, made(&enough));
	cf = new_case(path, sizeof(path));
	assert_int_equal(recompute_check(cf, &checked, &err), 0);
	assert_false(checked); /* nothing is stored yet */
	result = as_json(&scene.question);
	put_result(cf, "compare", result);
	assert_recomputes(cf, false);
	json_free(result);
	casefile_abandon(cf);
	(void)unlink(path);
	scene_clear(&scene);
}

static void put_llr10(struct stored *s, double llr10)
{
	json_free(json_detach(s->result, "llr10"));
	json_add_num(s->result, "llr10", llr10);
	put_result(s->cf, "compare", s->result);
}

/* By less than processors differ, by more, and gone. */
static void an_altered_ratio_is_found(void **state)
{
	struct stored s;
	double llr10;

	(void)state;
	stored_init(&s);
	llr10 = json_num(s.result, "llr10", 0);
	put_llr10(&s, llr10 + 1e-12);
	assert_recomputes(s.cf, true);
	put_llr10(&s, llr10 + 1e-6);
	assert_recomputes(s.cf, false);
	json_free(json_detach(s.result, "llr10"));
	put_result(s.cf, "compare", s.result);
	assert_recomputes(s.cf, false);
	put_llr10(&s, llr10);
	assert_recomputes(s.cf, true);
	stored_clear(&s);
}

/* What an older program found is named as such, not as a forgery. */
static void another_versions_result_is_told_from_an_altered_one(void **state)
{
	struct err err = ERR_INIT;
	struct stored s;
	struct json *versions;
	bool checked;

	(void)state;
	stored_init(&s);
	versions = json_add_object(s.result, "versions");
	json_add_str(versions, "assay", "0.0.9");
	json_add_str(versions, "commit", "0ld0ld0");
	put_llr10(&s, 9);
	assert_int_equal(recompute_check(s.cf, &checked, &err), -1);
	assert_int_equal(err.kind, ERR_INTEGRITY);
	assert_non_null(strstr(err.text, "assay 0.0.9 (commit 0ld0ld0) computed"));
	stored_clear(&s);
}

static void an_altered_word_is_found(void **state)
{
	struct stored s;

	(void)state;
	stored_init(&s);
	json_free(json_detach(s.result, "verdict"));
	json_add_str(s.result, "verdict", "same weights or near copy");
	put_result(s.cf, "compare", s.result);
	assert_recomputes(s.cf, false);
	stored_clear(&s);
}

/* The bound's ends under each other's names. */
static void altered_names_of_numbers_are_found(void **state)
{
	struct stored s;
	struct json *bound;
	struct json *turned;

	(void)state;
	stored_init(&s);
	bound = json_detach(s.result, "bound");
	turned = json_add_object(s.result, "bound");
	JSON_EACH(end, bound) {
		const char *key = json_key(end);

		if (!strcmp(key, "lo"))
			key = "hi";
		else if (!strcmp(key, "hi"))
			key = "lo";
		json_add(turned, key, json_copy(end));
	}
	json_free(bound);
	put_result(s.cf, "compare", s.result);
	assert_recomputes(s.cf, false);
	stored_clear(&s);
}

static void assert_verbal(double lo, double hi, const char *words)
{
	struct finding f = {.interval = {lo, hi}};
	struct buf text = BUF_INIT;

	finding_verbal(&f, &text);
	assert_string_equal(buf_str(&text), words);
	buf_clear(&text);
}

/* ENFSI 2015 (METHODS 1), from the end of the interval that is nearer to 0. */
static void the_label_comes_from_the_conservative_end(void **state)
{
	(void)state;
	assert_verbal(.5, 9, "weak support for H1");
	assert_verbal(1.5, 9, "moderate support for H1");
	assert_verbal(2.5, 9, "moderately strong support for H1");
	assert_verbal(3.5, 9, "strong support for H1");
	assert_verbal(5, 9, "very strong support for H1");
	assert_verbal(7, 9, "extremely strong support for H1");
	assert_verbal(-9, -.5, "weak support for H2");
	assert_verbal(-9, -1.5, "moderate support for H2");
	assert_verbal(-.1, 3, "no support either way");
	assert_verbal(0, 3, "no support either way");
	assert_verbal(NAN, NAN, "no support either way");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likeness_far_beyond_the_cohorts_is_support),
		cmocka_unit_test(likeness_below_the_cohorts_is_no_evidence),
		cmocka_unit_test(no_ratio_passes_the_bound),
		cmocka_unit_test(forty_nine_prompts_are_too_few),
		cmocka_unit_test(without_a_calibration_there_are_ranks_alone),
		cmocka_unit_test(another_genre_gives_no_ratio),
		cmocka_unit_test(seven_families_give_no_ratio),
		cmocka_unit_test(the_suspects_family_does_not_count_for_it),
		cmocka_unit_test(a_calibration_that_informs_nothing_gives_no_ratio),
		cmocka_unit_test(nothing_is_learned_from_the_suspects_family),
		cmocka_unit_test(two_clean_models_are_no_cohort),
		cmocka_unit_test(silent_channels_are_left_out_and_named),
		cmocka_unit_test(the_rank_counts_clean_placebos_at_least_as_alike),
		cmocka_unit_test(ties_count_against_the_teacher),
		cmocka_unit_test(the_same_seed_gives_the_same_interval),
		cmocka_unit_test(any_number_of_threads_finds_the_same),
		cmocka_unit_test(a_question_read_back_has_the_same_answer),
		cmocka_unit_test(a_damaged_question_is_refused),
		cmocka_unit_test(a_result_follows_from_the_stored_scores),
		cmocka_unit_test(a_result_needs_its_question),
		cmocka_unit_test(an_altered_ratio_is_found),
		cmocka_unit_test(another_versions_result_is_told_from_an_altered_one),
		cmocka_unit_test(an_altered_word_is_found),
		cmocka_unit_test(altered_names_of_numbers_are_found),
		cmocka_unit_test(the_label_comes_from_the_conservative_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
