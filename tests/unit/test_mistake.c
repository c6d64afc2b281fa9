/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every pair on the wrong side is listed, with the causes that the rules give it. */
#include "unit/stat_near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "evidence/mistake.h"
#include "unit/rows.h"

enum { N_CHANNELS = 2, MAX_ROWS = 12 };

/* Sorted by model, as corpus_find expects: model, organisation, base, family, vendor,
 * relation, teachers, teachers here, taught by, released, confidence, evidence. */
static struct lineage models[] = {
	{"big-1", "", "big", "big", "big", RELATION_INDEPENDENT, "-", "", "", "2022-01",
	 "high", ""},
	{"big-2", "", "big", "big", "big", RELATION_INDEPENDENT, "-", "", "", "2024-01",
	 "high", ""},
	{"mixed", "", "clay", "mixed", "mixed", RELATION_DISTILLED_MIXED, "big-1",
	 "big-1", "big", "2023-01", "high", ""},
	{"other-1", "", "clay", "other", "other", RELATION_DISTILLED, "big-1", "", "big",
	 "2022-06", "high", ""},
	{"pupil", "", "clay", "pupil", "pupil", RELATION_DISTILLED, "big-1", "big-1",
	 "big", "2023-01", "high", ""},
	{"quiet", "", "loam", "quiet", "quiet", RELATION_INDEPENDENT, "-", "", "",
	 "2023-01", "low", ""},
	{"quiet-b", "", "loam", "quiet", "quiet", RELATION_INDEPENDENT, "-", "", "",
	 "2023-01", "high", ""},
	{"solo", "", "sand", "solo", "solo", RELATION_INDEPENDENT, "-", "", "", "2023-01",
	 "high", ""},
};

struct row {
	const char *suspect, *teacher;
	unsigned family;
	unsigned char h1;
	const char *family_name, *vendor, *kind;
	double llr10, channel[N_CHANNELS];
};

struct scene {
	struct trial trial[MAX_ROWS];
	const struct trial *pointer[MAX_ROWS];
	size_t suspect[MAX_ROWS];
	double llr10[MAX_ROWS], channel[MAX_ROWS * N_CHANNELS];
	double without[MAX_ROWS * N_CHANNELS];
	struct trials trials;
	struct corpus corpus;
	struct worth worth;
	struct validation v;
	struct json *out;
};

static const char *const channel_names[N_CHANNELS] = {"ear", "eye"};

/* `without`: LLR10 of row 0 without the one and the other channel. */
static void scene_init(struct scene *s, const struct row *row, size_t n,
		       const double without[N_CHANNELS], const struct causes *causes)
{
	static const struct causes none;

	memset(s, 0, sizeof(*s));
	s->trials = (struct trials){.rows = rows_new(n, N_CHANNELS, 8),
				    .trial = s->pointer,
				    .suspect = s->suspect};
	for (size_t i = 0; i < n; i++) {
		s->trial[i] =
			(struct trial){row[i].suspect,     row[i].teacher, row[i].h1,
				       row[i].family_name, row[i].vendor,  row[i].kind};
		s->pointer[i] = &s->trial[i];
		s->llr10[i] = row[i].llr10;
		s->trials.rows.h1[i] = row[i].h1;
		s->trials.rows.family[i] = row[i].family;
		memcpy(s->channel + i * N_CHANNELS, row[i].channel,
		       sizeof(row[i].channel));
		for (size_t k = 0; k < N_CHANNELS; k++)
			s->without[k * n + i] = i ? row[i].llr10 : without[k];
	}
	s->corpus.models = models;
	s->corpus.n_models = sizeof(models) / sizeof(*models);
	s->worth =
		(struct worth){.n = n, .n_channels = N_CHANNELS, .without = s->without};
	s->v = (struct validation){.trials = &s->trials,
				   .llr10 = s->llr10,
				   .channel_llr10 = s->channel,
				   .channel_names = channel_names,
				   .worth = &s->worth};
	s->out = json_new_array();
	mistakes_json(&s->v, &s->corpus, causes ? causes : &none, s->out);
}

static void scene_clear(struct scene *s)
{
	rows_free(&s->trials.rows);
	json_free(s->out);
}

static const struct json *cause(const struct json *mistake, const char *rule)
{
	JSON_EACH(c, json_get(mistake, "causes")) {
		if (!strcmp(json_str(c, "rule"), rule))
			return c;
	}
	return NULL;
}

/* The rules that hold for the first mistake, in order, parted by "; ". */
static void assert_rules(const struct scene *s, const char *want)
{
	struct buf got = BUF_INIT;

	JSON_EACH(c, json_get(json_first(s->out), "causes"))
		buf_printf(&got, "%s%s", got.len ? "; " : "", json_str(c, "rule"));
	assert_string_equal(buf_str(&got), want);
	buf_clear(&got);
}

static void assert_told(const struct scene *s, const char *rule, const char *word)
{
	const struct json *c = cause(json_first(s->out), rule);

	assert_non_null(c);
	assert_non_null(strstr(json_str(c, "text"), word));
}

static const double carried_by_none[N_CHANNELS] = {9, 9}, kept[N_CHANNELS] = {-9, -9};

static void only_the_wrong_side_beyond_half_is_listed(void **state)
{
	static const struct row rows[] = {
		{"solo", "big-1", 0, 0, "solo", "big", "clean-negative", .51, {1, -1}},
		{"solo", "big-2", 0, 0, "solo", "big", "clean-negative", .5, {1, -1}},
		{"pupil", "big-1", 1, 1, "pupil", "big", "direct/exact", -.51, {1, -1}},
		{"pupil", "big-2", 1, 1, "pupil", "big", "direct/near", -.5, {1, -1}},
		{"mixed", "big-1", 2, 1, "mixed", "big", "direct/exact", 2, {1, -1}},
		{"mixed",
		 "other-1",
		 2,
		 0,
		 "mixed",
		 "other",
		 "clean-negative",
		 NAN,
		 {1, 1}},
	};
	struct scene s;

	(void)state;
	scene_init(&s, rows, 6, carried_by_none, NULL);
	assert_int_equal(json_count(s.out), 2);
	assert_string_equal(json_str(json_first(s.out), "teacher"), "big-1");
	assert_false(json_true(json_first(s.out), "h1"));
	NEAR(json_num(json_first(s.out), "llr10", 0), .51, 0);
	NEAR(json_num(json_get(json_first(s.out), "channels"), "eye", 0), -1, 0);
	assert_true(json_true(json_next(json_first(s.out)), "h1"));
	scene_clear(&s);
}

/* What nothing explains has no cause rather than a made-up one. */
static void no_rule_no_cause(void **state)
{
	static const struct row rows[] = {
		{"solo", "big-1", 0, 0, "solo", "big", "clean-negative", 1, {1, -1}},
	};
	struct scene s;

	(void)state;
	scene_init(&s, rows, 1, carried_by_none, NULL);
	assert_rules(&s, "");
	scene_clear(&s);
}

static void a_doubtful_truth_comes_first(void **state)
{
	static const struct row unsure[] = {
		{"solo", "big-1", 0, 0, "solo", "big", TRIAL_UNSURE, 1, {1, 1}},
	};
	static const struct row low[] = {
		{"quiet", "big-1", 0, 0, "quiet", "big", "clean-negative", 1, {1, -1}},
	};
	struct scene s;

	(void)state;
	scene_init(&s, unsure, 1, carried_by_none, NULL);
	assert_rules(&s, "truth in doubt; all channels");
	assert_true(json_true(json_first(s.out), "doubtful"));
	scene_clear(&s);
	scene_init(&s, low, 1, carried_by_none, NULL);
	assert_rules(&s, "truth in doubt");
	assert_false(json_true(json_first(s.out), "doubtful"));
	scene_clear(&s);
}

/* mixed and other-1: one base, one teacher. */
static void shared_bases_and_teachers_are_told(void **state)
{
	static const struct row rows[] = {
		{"mixed",
		 "other-1",
		 0,
		 0,
		 "mixed",
		 "other",
		 "hard-shared-base",
		 1,
		 {1, -1}},
		{"mixed", "big-1", 0, 1, "mixed", "big", "direct/exact", 1.4, {1, 1}},
	};
	struct scene s;

	(void)state;
	scene_init(&s, rows, 2, carried_by_none, NULL);
	assert_rules(&s, "same base; behind its teacher; common teacher");
	assert_told(&s, "same base", "clay");
	assert_told(&s, "behind its teacher", "big-1");
	assert_told(&s, "behind its teacher", "+1.40");
	assert_told(&s, "common teacher", "big");
	scene_clear(&s);
}

/* A teacher that came out later cannot have taught; its maker's older model can. */
static void a_later_teacher_is_told_with_its_older_sibling(void **state)
{
	static const struct row rows[] = {
		{"pupil", "big-2", 0, 0, "pupil", "big", "time-impossible", 1, {1, -1}},
	};
	struct scene s;

	(void)state;
	scene_init(&s, rows, 1, carried_by_none, NULL);
	assert_rules(&s, "taught by this vendor; later teacher");
	assert_told(&s, "later teacher", "2024-01");
	assert_told(&s, "later teacher", "big-1");
	scene_clear(&s);
}

static void a_label_against_the_lineage_is_told(void **state)
{
	static const struct row rows[] = {
		{"pupil", "big-1", 0, 0, "pupil", "big", "clean-negative", 2, {1, 1}},
	};
	struct scene s;

	(void)state;
	scene_init(&s, rows, 1, carried_by_none, NULL);
	assert_rules(&s, "taught by this vendor; all channels");
	assert_told(&s, "taught by this vendor", "at odds");
	scene_clear(&s);
}

/* Of two other families one is misled as well; the quiet family's other model is above
 * 0; unsure pairs say nothing. */
static void others_of_the_teacher_and_the_family_are_counted(void **state)
{
	static const struct row rows[] = {
		{"quiet-b", "big-1", 0, 0, "quiet", "big", "clean-negative", 1, {1, -1}},
		{"quiet", "big-1", 0, 0, "quiet", "big", "clean-negative", .1, {1, -1}},
		{"solo", "big-1", 1, 0, "solo", "big", "clean-negative", .6, {1, -1}},
		{"mixed", "big-1", 2, 0, "mixed", "big", "clean-negative", -1, {1, -1}},
		{"other-1", "big-1", 3, 0, "other", "big", TRIAL_UNSURE, 3, {1, -1}},
	};
	struct scene s;

	(void)state;
	scene_init(&s, rows, 5, carried_by_none, NULL);
	assert_rules(&s, "common to others; runs in the family");
	assert_told(&s, "common to others", "1 of 2 other families");
	assert_told(&s, "runs in the family", "1 of 1 other models of the family quiet");
	scene_clear(&s);
}

static void a_missed_student_has_causes_of_its_own(void **state)
{
	static const struct row rows[] = {
		{"mixed", "big-2", 0, 1, "mixed", "big", "inherited/near", -1, {-1, -.1}},
		{"mixed", "big-1", 0, 1, "mixed", "big", "inherited/exact", .8, {1, 1}},
	};
	struct scene s;

	(void)state;
	scene_init(&s, rows, 2, kept, NULL);
	assert_rules(&s,
		     "later teacher; another teacher; inherited; diluted; all channels");
	assert_told(&s, "another teacher", "big-1");
	scene_clear(&s);
}

/* One channel: without it the pair would be no mistake; below 0 it carries it alone. */
static void a_channel_that_carries_it_is_named(void **state)
{
	static const struct row rows[] = {
		{"solo", "big-1", 0, 0, "solo", "big", "clean-negative", .9, {2, -1}},
	};
	static const double alone[N_CHANNELS] = {-.25, .8}, tips[N_CHANNELS] = {.7, .4},
			    neither[N_CHANNELS] = {.6, .7};
	struct scene s;

	(void)state;
	scene_init(&s, rows, 1, alone, NULL);
	assert_rules(&s, "one channel");
	assert_told(&s, "one channel", "ear alone");
	assert_told(&s, "one channel", "-0.25");
	scene_clear(&s);
	scene_init(&s, rows, 1, tips, NULL);
	assert_told(&s, "one channel", "eye tips it");
	scene_clear(&s);
	scene_init(&s, rows, 1, neither, NULL);
	assert_rules(&s, "");
	scene_clear(&s);
}

/* ---- notes of a person ---- */

static int open_notes(const char *text, struct causes *out, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	char dir[400];
	char *path;
	int rc;

	(void)snprintf(dir, sizeof(dir), "%s/causes-%ld", tmp ? tmp : "/tmp",
		       (long)getpid());
	path = file_join(dir, "causes.tsv");
	assert_int_equal(file_mkdirs(dir, err), 0);
	assert_int_equal(file_write(path, text, strlen(text), err), 0);
	rc = causes_open(dir, out, err);
	(void)unlink(path);
	(void)rmdir(dir);
	mem_free(path);
	return rc;
}

static void notes_stand_first_and_for_their_pairs_alone(void **state)
{
	static const struct row rows[] = {
		{"pupil", "big-1", 0, 0, "pupil", "big", "clean-negative", 2, {1, -1}},
		{"pupil", "big-2", 0, 0, "pupil", "big", "clean-negative", 2, {1, -1}},
		{"solo", "big-1", 1, 0, "solo", "big", "clean-negative", -1, {1, -1}},
	};
	struct causes causes = {0};
	struct err err = ERR_INIT;
	struct scene s;

	(void)state;
	assert_int_equal(open_notes("suspect\tteacher\tnote\n"
				    "pupil\tbig-1\tof this pair\n"
				    "pupil\t*\tof any teacher\n"
				    "solo\t*\tof another suspect\n",
				    &causes, &err),
			 0);
	assert_int_equal(causes.n, 3);
	scene_init(&s, rows, 3, carried_by_none, &causes);
	assert_rules(&s, "note; note; taught by this vendor");
	assert_string_equal(json_str(cause(json_first(s.out), "note"), "text"),
			    "of this pair");
	assert_string_equal(json_str(cause(json_next(json_first(s.out)), "note"), "text"),
			    "of any teacher");
	scene_clear(&s);
	causes_clear(&causes);
}

static void a_note_without_its_pair_is_named_by_line(void **state)
{
	struct causes causes = {0};
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(
		open_notes("suspect\tteacher\tnote\na\tb\tc\n\nd\t\te\n", &causes, &err),
		-1);
	assert_non_null(strstr(err.text, "causes.tsv:4: no teacher"));
	causes_clear(&causes);
	err = (struct err)ERR_INIT;
	assert_int_equal(causes_open("/nowhere/at/all", &causes, &err), 0);
	assert_int_equal(causes.n, 0);
	causes_clear(&causes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_wrong_side_beyond_half_is_listed),
		cmocka_unit_test(no_rule_no_cause),
		cmocka_unit_test(a_doubtful_truth_comes_first),
		cmocka_unit_test(shared_bases_and_teachers_are_told),
		cmocka_unit_test(a_later_teacher_is_told_with_its_older_sibling),
		cmocka_unit_test(a_label_against_the_lineage_is_told),
		cmocka_unit_test(others_of_the_teacher_and_the_family_are_counted),
		cmocka_unit_test(a_missed_student_has_causes_of_its_own),
		cmocka_unit_test(a_channel_that_carries_it_is_named),
		cmocka_unit_test(notes_stand_first_and_for_their_pairs_alone),
		cmocka_unit_test(a_note_without_its_pair_is_named_by_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
