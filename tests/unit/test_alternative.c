/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What else could explain a likeness: the shared base, another teacher, the web. */
#include <unistd.h>

#include "cmd/recompute.h"
#include "evidence/contrast.h"
#include "stat/dist.h"
#include "unit/scene.h"
#include "unit/stat_near.h"

#define PEER (COHORT + 8) /* a clean model put on the suspect's base */

static void put_facts(struct scene *s, size_t model, const char *vendor, const char *base,
		      const char *taught_by, const char *released)
{
	population_set(s->pop, model,
		       &(struct model_facts){
			       .family = names[model],
			       .vendor = vendor,
			       .base = base,
			       .taught_by = taught_by,
			       .relation = *taught_by ? "distilled" : "independent",
			       .confidence = "high",
			       .released = released,
		       });
}

static void put_base(struct scene *s, size_t model, const char *base)
{
	put_facts(s, model, names[model], base, "", "");
}

/* Suspect of base "b"; independent models 0 alike to all, but c0..c3 .1 x {0, 1, 2, 3} to
 * the teacher; PEER of base "b". */
static void plain_scene(struct scene *s)
{
	scene_init(s, .5, NULL);
	for (size_t k = 0; k < N_CHANNELS; k++)
		for (size_t i = 0; i < N_MODELS * N_MODELS; i++)
			s->matrix[k][i] = 0;
	for (size_t i = COHORT; i < N_MODELS; i++)
		put_facts(s, i, names[i], "", i < COHORT + 4 || i == PEER ? "" : "x", "");
	for (size_t i = 0; i < 4; i++)
		put_score(s, COHORT + i, TEACHER, .1 * (double)i);
	put_facts(s, SUSPECT, "somebody", "b", "unknown", "");
	put_base(s, PEER, "b");
	put_score(s, SUSPECT, TEACHER, .5);
}

/*
 * f4 = K_ST - K_S'T = 1/2. Among c0..c3 the six contrasts are .1 x {1, 1, 1, 2, 2, 3}:
 * mean square .2 / 6. P(T3 > t) = 1/2 - (atan u + u / (1 + u^2)) / pi, u = t / sqrt 3.
 */
static void the_contrast_is_a_t_quantile_among_clean_pairs(void **state)
{
	struct scene s;
	struct contrast c;
	double u = .5 / sqrt(.2 / 6) / sqrt(3);

	(void)state;
	plain_scene(&s);
	c = contrast_pair(s.pop, s.score[0], SUSPECT, TEACHER);
	NEAR(c.f4, .5, 1e-12);
	NEAR(c.sd, sqrt(.2 / 6), 1e-12);
	assert_int_equal(c.n_siblings, 1);
	assert_int_equal(c.n_outgroups, 4);
	assert_int_equal(c.n_families, 4);
	NEAR(exp(dist_normal_ln_q(c.z)), .5 - (atan(u) + u / (1 + u * u)) / acos(-1),
	     1e-9);
	/* Their common base gives both the same likeness to the teacher. */
	put_score(&s, PEER, TEACHER, .5);
	c = contrast_pair(s.pop, s.score[0], SUSPECT, TEACHER);
	NEAR(c.f4, 0, 1e-12);
	NEAR(c.z, 0, 1e-9);
	/* So does a suspect that is near to everybody. */
	put_score(&s, PEER, TEACHER, 0);
	for (size_t i = COHORT; i < COHORT + 4; i++)
		put_score(&s, SUSPECT, i, .5);
	NEAR(contrast_pair(s.pop, s.score[0], SUSPECT, TEACHER).f4, 0, 1e-12);
	scene_clear(&s);
}

static void a_sibling_is_of_that_base_and_was_not_taught(void **state)
{
	struct scene s;

	(void)state;
	plain_scene(&s);
	assert_true(contrast_is_sibling(s.pop, PEER, SUSPECT, TEACHER));
	put_base(&s, PEER, "other");
	assert_false(contrast_is_sibling(s.pop, PEER, SUSPECT, TEACHER));
	put_facts(&s, PEER, names[PEER], "b", "acme", "");
	assert_false(contrast_is_sibling(s.pop, PEER, SUSPECT, TEACHER));
	put_facts(&s, PEER, names[PEER], "b", "c0", "");
	assert_true(contrast_is_sibling(s.pop, PEER, SUSPECT, TEACHER));
	put_facts(&s, PEER, names[PEER], "b", "c0;unknown", "");
	assert_false(contrast_is_sibling(s.pop, PEER, SUSPECT, TEACHER));
	scene_clear(&s);
	/* Two unknown bases are not the same. */
	scene_init(&s, .5, NULL);
	assert_true(isnan(contrast_pair(s.pop, s.score[0], SUSPECT, TEACHER).f4));
	scene_clear(&s);
}

static void assert_verdict(const struct scene *s, const char *words, double least,
			   enum alternative_kind which)
{
	struct finding *f = finding_new(&s->question);

	assert_null(f->no_lr);
	assert_string_equal(verdict_words(f->verdict), words);
	assert_int_equal(f->least, which);
	if (isnan(least))
		assert_true(f->alternative[which].llr10 < 0);
	else
		NEAR(f->alternative[which].llr10, least, 1e-12);
	for (size_t i = 0; i < N_ALTERNATIVES; i++)
		assert_true(isnan(f->alternative[i].llr10) ||
			    (f->alternative[i].llr10 >= f->bound.lo &&
			     f->alternative[i].llr10 <= fmax(f->bound.hi, 1)));
	finding_free(f);
}

/* Without bases, dates or a rival there is the ratio against an unrelated model alone. */
static void alone_the_ratio_is_the_least(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	f = finding_new(&s.question);
	assert_true(isnan(f->alternative[ALTERNATIVE_BASE].llr10));
	assert_non_null(strstr(f->alternative[ALTERNATIVE_BASE].why_not, "base"));
	assert_true(isnan(f->alternative[ALTERNATIVE_WEB].llr10));
	assert_true(isnan(f->alternative[ALTERNATIVE_REVERSE].llr10));
	NEAR(f->alternative[ALTERNATIVE_UNRELATED].llr10, f->llr10, 0);
	assert_string_equal(verdict_words(f->verdict),
			    "distilled from the teacher or its sibling");
	finding_free(f);
	scene_clear(&s);
}

static void what_the_base_explains_is_a_common_source(void **state)
{
	struct scene s;

	(void)state;
	scene_init(&s, .6, made(&enough));
	put_facts(&s, SUSPECT, "somebody", "b", "unknown", "");
	put_base(&s, PEER, "b");
	put_score(&s, PEER, TEACHER, .6);
	assert_verdict(&s, "common source", NAN, ALTERNATIVE_BASE);
	put_score(&s, PEER, TEACHER, -.6);
	{
		struct finding *f = finding_new(&s.question);

		assert_int_equal(f->verdict, VERDICT_DISTILLED);
		assert_true(f->alternative[ALTERNATIVE_BASE].is_at_most);
		assert_true(f->alternative[ALTERNATIVE_BASE].llr10 <= f->llr10);
		assert_int_equal(f->alternative[ALTERNATIVE_BASE].rank, 1);
		finding_free(f);
	}
	scene_clear(&s);
}

static void who_is_explained_better_by_another_has_a_common_source(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .5, made(&enough));
	put_score(&s, SUSPECT, COHORT, 1.5);
	put_score(&s, COHORT, TEACHER, .1);
	put_facts(&s, SUSPECT, "somebody", "", "unknown", "2023-04");
	f = finding_new(&s.question);
	assert_int_equal(f->alternative[ALTERNATIVE_RIVAL].model, COHORT);
	assert_true(f->alternative[ALTERNATIVE_RIVAL].llr10 < 0);
	assert_true(f->verdict != VERDICT_DISTILLED);
	finding_free(f);
	/* A pupil of the teacher's maker is no rival, nor is who came later. */
	put_facts(&s, COHORT, names[COHORT], "", "acme", "");
	f = finding_new(&s.question);
	assert_int_not_equal(f->alternative[ALTERNATIVE_RIVAL].model, COHORT);
	finding_free(f);
	put_facts(&s, COHORT, names[COHORT], "", "", "2023-05");
	f = finding_new(&s.question);
	assert_int_not_equal(f->alternative[ALTERNATIVE_RIVAL].model, COHORT);
	finding_free(f);
	scene_clear(&s);
}

/* All who came out with the teacher are as near to it as the suspect. */
static void what_its_time_explains_is_exposure(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	put_facts(&s, TEACHER, "acme", "", "", "2023-03");
	for (size_t i = COHORT; i < N_MODELS; i++) {
		bool is_then = i < COHORT + 4;

		put_facts(&s, i, names[i], "", "", is_then ? "2023-06" : "2020-01");
		if (is_then)
			put_score(&s, i, TEACHER, .5 + .05 * (double)(i - COHORT));
	}
	f = finding_new(&s.question);
	assert_int_equal(f->alternative[ALTERNATIVE_WEB].n_models, 4);
	assert_true(f->alternative[ALTERNATIVE_WEB].llr10 < 0);
	assert_true(f->verdict != VERDICT_DISTILLED);
	finding_free(f);
	scene_clear(&s);
}

/* The teacher's sibling has an earlier date, or none has. */
static void a_teacher_that_came_later_needs_an_earlier_version(void **state)
{
	struct scene s;
	struct finding *f;

	(void)state;
	scene_init(&s, .6, made(&enough));
	put_facts(&s, SUSPECT, "somebody", "", "unknown", "2023-04");
	put_facts(&s, TEACHER, "acme", "", "", "2023-11");
	f = finding_new(&s.question);
	assert_int_equal(f->verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(f->given.ground, GROUND_TOO_LATE);
	finding_free(f);
	put_facts(&s, SIBLING, "acme", "", "", "2023-03");
	f = finding_new(&s.question);
	assert_int_equal(f->verdict, VERDICT_DISTILLED);
	assert_int_equal(f->direction.earlier, SIBLING);
	{
		const char *briefs[N_CHANNELS] = {"", ""};
		struct json *out = json_new_object();
		bool is_said = false;

		finding_json(f, &s.question, channels, briefs, out);
		JSON_EACH(reason, json_get(out, "reasons"))
			is_said = is_said ||
				  strstr(json_text(reason), "earlier one, teacher-2,");
		assert_true(is_said);
		json_free(out);
	}
	finding_free(f);
	scene_clear(&s);
}

static struct json *own_null_of(const char *text)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(text, strlen(text), NULL, &err);

	assert_non_null(value);
	return value;
}

static void a_gate_needs_models_that_it_tells_apart(void **state)
{
	struct gate_equality g = {true, 40, .6, .0, .5, 1, 5};

	(void)state;
	assert_true(gate_is_equal(&g));
	g.effect = .04; /* of .54 */
	assert_true(gate_is_equal(&g));
	g.effect = .06; /* of .56 */
	assert_false(gate_is_equal(&g));
	g = (struct gate_equality){true, 40, .6, .0, NAN, 1, 5};
	assert_false(gate_is_equal(&g));
	g = (struct gate_equality){true, 19, .6, .0, .5, 1, 5};
	assert_false(gate_is_equal(&g));
}

/* I3: bases, dates and own nulls are part of what is stored. */
static void the_question_read_back_gives_the_same_finding(void **state)
{
	static const char *const briefs[] = {"", ""};
	struct scene s;
	struct stored_question stored;
	struct err err = ERR_INIT;
	struct finding *f[2];
	struct buf text[2] = {BUF_INIT, BUF_INIT};
	struct json *own_null = own_null_of(
		"[{\"name\":\"identity\",\"n_prompts\":40,\"n_prompts_claiming\":9,"
		"\"p\":0.001,\"log10_lr_exposure\":0.6,\"teacher_claims_suspect\":"
		"{\"n_prompts\":40,\"n_prompts_claiming\":0}},{\"name\":\"equality\","
		"\"n_prompts\":40,\"p\":0.6,\"effect\":0.001,\"excess\":0.4}]");

	(void)state;
	scene_init(&s, 2, made(&enough));
	put_facts(&s, SUSPECT, "somebody", "b", "unknown", "2023-04");
	put_facts(&s, TEACHER, "acme", "", "", "2023-03");
	put_base(&s, PEER, "b");
	s.question.own_null = own_null;
	assert_int_equal(
		question_read(question_json(&s.question, channels), &stored, &err), 0);
	f[0] = finding_new(&s.question);
	f[1] = finding_new(&stored.question);
	assert_int_equal(f[0]->verdict, VERDICT_SAME_WEIGHTS);
	for (size_t i = 0; i < 2; i++) {
		struct json *out = json_new_object();

		finding_json(f[i], i ? &stored.question : &s.question, channels, briefs,
			     out);
		assert_int_equal(json_count(json_get(out, "alternatives")),
				 N_ALTERNATIVES);
		assert_string_equal(json_str(json_get(out, "direction"), "kind"),
				    "forward");
		json_print(out, false, &text[i]);
		json_free(out);
		finding_free(f[i]);
	}
	assert_string_equal(buf_str(&text[0]), buf_str(&text[1]));
	buf_clear(&text[0]);
	buf_clear(&text[1]);
	question_clear(&stored);
	json_free(own_null);
	scene_clear(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_contrast_is_a_t_quantile_among_clean_pairs),
		cmocka_unit_test(a_sibling_is_of_that_base_and_was_not_taught),
		cmocka_unit_test(alone_the_ratio_is_the_least),
		cmocka_unit_test(what_the_base_explains_is_a_common_source),
		cmocka_unit_test(who_is_explained_better_by_another_has_a_common_source),
		cmocka_unit_test(what_its_time_explains_is_exposure),
		cmocka_unit_test(a_teacher_that_came_later_needs_an_earlier_version),
		cmocka_unit_test(a_gate_needs_models_that_it_tells_apart),
		cmocka_unit_test(the_question_read_back_gives_the_same_finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
