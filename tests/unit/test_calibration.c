/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was learned goes into a file and comes back the same, or says why not. */
#include "unit/made_calibration.h"
#include "unit/stat_near.h"

static const char *const channels[] = {"opening", "overlap", "style"};

/* Models "s0".. of the families of `rows`, the teacher last. */
struct study_by_hand {
	struct population *pop;
	struct trial trial[64];
	const struct trial *pointer[64];
	size_t suspect[64];
	char name[64][32];
	const char *names[64];
	struct trials trials;
	double weight[64], llr10[64], channel_llr10[64 * 3];
	struct validation validation;
};

static void study_init(struct study_by_hand *s)
{
	struct learn_rows rows = rows_drawn(9, 9, 3, 3, 1.5, 5);

	for (size_t i = 0; i <= rows.n; i++) {
		(void)snprintf(s->name[i], sizeof(s->name[i]), "s%zu", i);
		s->names[i] = s->name[i];
	}
	s->pop = population_new(s->names, rows.n + 1);
	for (size_t i = 0; i <= rows.n; i++) {
		char family[32];
		struct model_facts facts = {.family = family, .vendor = family};

		(void)snprintf(family, sizeof(family), "f%zu", i / 3);
		population_set(s->pop, i, &facts);
	}
	for (size_t i = 0; i < rows.n; i++) {
		s->trial[i] = (struct trial){s->name[i], "s54",
					     rows.h1[i], "f",
					     "v",        rows.h1[i] ? "direct" : "clean"};
		s->pointer[i] = &s->trial[i];
		s->suspect[i] = i;
		rows.family[i] = s->pop->family[i];
		rows.teacher_family[i] = s->pop->family[rows.n];
		/* Silent here and there, and numbers that need all their digits. */
		if (i % 7 == 0)
			rows.x[3 * i + 2] = NAN;
		rows.x[3 * i] /= 3;
	}
	rows.n_families = s->pop->n_families;
	s->trials = (struct trials){rows, s->pointer, s->suspect, NULL, 0};
	learn_weights(&rows, NULL, s->weight);
	learn_cross(&rows, s->weight, s->llr10, s->channel_llr10);
	s->validation = (struct validation){&s->trials,
					    s->llr10,
					    s->channel_llr10,
					    channels,
					    bound_of(&rows, s->weight, s->llr10),
					    NULL};
}

static void study_free(struct study_by_hand *s)
{
	rows_free(&s->trials.rows);
	population_free(s->pop);
}

/* Through text, as a file would carry it. */
static struct json *calibration_text(const struct study_by_hand *s)
{
	struct calibration_origin origin = {"corpus", "assistant", NULL, "00",
					    "1",      55,          805};
	struct err err = ERR_INIT;
	struct json *doc =
		calibration_json(&origin, s->pop, &s->validation, s->weight, &err);
	struct buf text = BUF_INIT;

	assert_non_null(doc);
	json_print(doc, true, &text);
	json_free(doc);
	doc = json_parse(buf_str(&text), text.len, NULL, &err);
	assert_non_null(doc);
	buf_clear(&text);
	return doc;
}

static void what_is_read_back_gives_the_same_ratios(void **state)
{
	struct study_by_hand s;
	struct calibration *c;
	double weight[64];
	double llr10[64];

	(void)state;
	study_init(&s);
	c = made_read(calibration_text(&s), channels, 3);
	assert_int_equal(c->rows.n, s.trials.rows.n);
	assert_int_equal(c->n_prompts, 805);
	assert_string_equal(c->genre, "assistant");
	assert_null(c->simulation);
	learn_weights(&c->rows, NULL, weight);
	learn_cross(&c->rows, weight, llr10, NULL);
	for (size_t i = 0; i < c->rows.n; i++) {
		assert_string_equal(c->suspect[i], s.name[i]);
		assert_string_equal(c->family_name[c->rows.family[i]],
				    s.pop->family_name[s.trials.rows.family[i]]);
		assert_int_equal(c->rows.h1[i], s.trials.rows.h1[i]);
		for (size_t k = 0; k < 3; k++)
			NEAR(c->rows.x[3 * i + k], s.trials.rows.x[3 * i + k], 0);
		NEAR(c->llr10[i], s.llr10[i], 0);
		NEAR(llr10[i], s.llr10[i], 0);
	}
	calibration_free(c);
	study_free(&s);
}

static void families_are_found_by_name(void **state)
{
	struct study_by_hand s;
	struct calibration *c;
	unsigned family;

	(void)state;
	study_init(&s);
	c = made_read(calibration_text(&s), channels, 3);
	family = calibration_family(c, "f4");
	assert_int_equal(family, c->rows.family[12]);
	assert_int_not_equal(calibration_family(c, "f18"), LEARN_ALL); /* the teacher's */
	assert_int_equal(calibration_family(c, "f99"), LEARN_ALL);
	calibration_free(c);
	study_free(&s);
}

/* A later program has its channels in another order, one more and one fewer. */
static void scores_go_to_the_channel_of_their_name(void **state)
{
	static const char *const now[] = {"style", "genes", "opening"};
	struct study_by_hand s;
	struct calibration *c;

	(void)state;
	study_init(&s);
	c = made_read(calibration_text(&s), now, 3);
	for (size_t i = 0; i < c->rows.n; i++) {
		NEAR(c->rows.x[3 * i + 0], s.trials.rows.x[3 * i + 2], 0);
		assert_true(isnan(c->rows.x[3 * i + 1]));
		NEAR(c->rows.x[3 * i + 2], s.trials.rows.x[3 * i + 0], 0);
	}
	calibration_free(c);
	study_free(&s);
}

/* For readers: coefficients per channel, error rates, the hash of what it came from. */
static void the_file_tells_readers_what_was_learned(void **state)
{
	struct study_by_hand s;
	struct json *doc;
	struct err err = ERR_INIT;
	const bool used[LEARN_MAX_CHANNELS] = {true, true, true};
	struct learn_model model;
	size_t k = 0;

	(void)state;
	study_init(&s);
	doc = calibration_text(&s);
	assert_int_equal(
		learn_fit(&s.trials.rows, s.weight, LEARN_ALL, used, &model, &err), 0);
	NEAR(json_num(doc, "fusion_intercept", 9), model.fusion[0], 0);
	JSON_EACH(channel, json_get(doc, "channels")) {
		assert_string_equal(json_str(channel, "name"), channels[k]);
		NEAR(json_num(channel, "slope", 9), model.channel[k][1], 0);
		NEAR(json_num(channel, "fusion_slope", 9), model.fusion[k + 1], 0);
		k++;
	}
	assert_int_equal(k, 3);
	assert_string_equal(json_str(doc, "corpus_sha256"), "00");
	assert_non_null(json_get(json_get(doc, "validation"), "bounds"));
	json_free(doc);
	study_free(&s);
}

static void refuse(const char *text, const char *saying)
{
	struct err err = ERR_INIT;
	struct json *doc = json_parse(text, strlen(text), NULL, &err);

	assert_non_null(doc);
	assert_null(calibration_read(doc, "given.json", channels, 3, &err));
	assert_int_equal(err.kind, ERR_FAIL);
	assert_non_null(strstr(err.text, "given.json"));
	assert_non_null(strstr(err.text, saying));
}

#define HEAD "{\"schema\":\"assay.calibration.v1\",\"corpus\":\"c\",\"genre\":\"g\""
#define ROW                                                                              \
	"{\"suspect\":\"s\",\"teacher\":\"t\",\"h1\":1,\"family\":\"f\","                \
	"\"teacher_family\":\"g\",\"vendor\":\"v\",\"kind\":\"k\",\"scores\":[1]}"

static void what_is_no_calibration_is_refused_by_name(void **state)
{
	(void)state;
	refuse("{}", "not a calibration");
	refuse("[]", "not a calibration");
	refuse("7", "not a calibration");
	refuse("{\"schema\":\"assay.calibration.v2\",\"corpus\":\"c\",\"genre\":\"g\"}",
	       "not a calibration");
	refuse("{\"schema\":\"assay.calibration.v1\",\"genre\":\"g\"}",
	       "not a calibration");
	refuse("{\"schema\":\"assay.calibration.v1\",\"corpus\":\"c\"}",
	       "not a calibration");
	refuse(HEAD ",\"rows\":[{}]}", "row 1");
	refuse(HEAD ",\"rows\":[" ROW ",{\"suspect\":\"s\"}]}", "row 2");
	refuse(HEAD ",\"rows\":[" ROW ",7]}", "row 2");
	/* A trial without its label is no H2 trial. */
	refuse(HEAD ",\"rows\":[{\"suspect\":\"s\",\"teacher\":\"t\",\"family\":\"f\","
		    "\"teacher_family\":\"g\",\"vendor\":\"v\",\"kind\":\"k\"}]}",
	       "label");
}

/* Fewer scores than channels are silent channels; more, and channels unknown, are not
 * read. */
static void odd_shapes_are_read_as_silence(void **state)
{
	static const char *const texts[] = {
		HEAD "}",
		HEAD ",\"rows\":[]}",
		HEAD ",\"rows\":{\"a\":" ROW "}}",
		HEAD ",\"channels\":[{},7,{\"name\":\"opening\"}],\"rows\":[" ROW "]}",
		HEAD
		",\"channels\":[{\"name\":\"genes\"}],\"n_prompts\":-3,\"rows\":[" ROW
		"]}",
		HEAD ",\"channels\":[{\"name\":\"style\"},{\"name\":\"style\"},1,2,3,4,5,"
		     "6,7,8,"
		     "9,10,11,12,13,14,15,16,17,18],\"rows\":[" ROW "]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct err err = ERR_INIT;
		struct json *doc = json_parse(texts[i], strlen(texts[i]), NULL, &err);
		struct calibration *c;

		assert_non_null(doc);
		c = made_read(doc, channels, 3);
		for (size_t j = 0; j < c->rows.n; j++) {
			assert_true(isnan(c->rows.x[3 * j]));
			assert_int_equal(!isnan(c->rows.x[3 * j + 2]), i == 5);
		}
		calibration_free(c);
	}
	calibration_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_back_gives_the_same_ratios),
		cmocka_unit_test(families_are_found_by_name),
		cmocka_unit_test(scores_go_to_the_channel_of_their_name),
		cmocka_unit_test(the_file_tells_readers_what_was_learned),
		cmocka_unit_test(what_is_no_calibration_is_refused_by_name),
		cmocka_unit_test(odd_shapes_are_read_as_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
