/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay compare: the evidence for one suspect and one teacher, stored in the case. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/term.h"
#include "base/version.h"
#include "cmd/case_facts.h"
#include "cmd/casework.h"
#include "cmd/compare_text.h"
#include "cmd/comparing.h"
#include "cmd/looks.h"
#include "cmd/own_nulls.h"
#include "cmd/study_telling.h"
#include "cmd/topics.h"
#include "cmd/verbs.h"
#include "evidence/matrix.h"
#include "evidence/question_json.h"
#include "report/exhibit.h"
#include "stat/boot.h"

#define RNG_DRAW 3 /* stream of the draw of prompts */
#define N_OPENINGS 10
#define N_PHRASES 20
/* Fewer where the finding is against H1: any two models have some. */
#define N_OPENINGS_AGAINST 3
#define N_PHRASES_AGAINST 5
#define MATRIX_MAX 60
/* Below this share of the calibration's prompts it is learned anew on the case's own. */
#define RELEARN_BELOW .8
#define MIN_REPLICATES 20
#define MAX_REPLICATES 100000
#define MAX_SEED                                                                         \
	1000000000000000L /* the case keeps it as a JSON number, exact to 2^53           \
			   */

struct compare_args {
	const char *suspect, *teacher, *corpus, *data, *calibration, *channels;
	long replicates, seed;
	bool telling, json, quiet;
};

#define AT(field) offsetof(struct compare_args, field)
static const struct opt options[] = {
	{"suspect", 's', OPT_STRING, AT(suspect), "NAME", NULL,
	 "the model under suspicion; default: the only one of that role"},
	{"teacher", 't', OPT_STRING, AT(teacher), "NAME", NULL,
	 "the model it may have been trained on; default: the only one of that role"},
	{"corpus", 0, OPT_STRING, AT(corpus), "NAME", NULL,
	 "reference corpus: a folder or a shipped one (assay corpus list)"},
	{"data", 0, OPT_STRING, AT(data), "DIR", NULL,
	 "the corpus's answers: its independent models join those compared with"},
	{"calibration", 0, OPT_STRING, AT(calibration), "FILE", NULL,
	 "use this calibration instead of the corpus's"},
	SCORING_CHANNELS_OPTION(AT(channels)),
	{"telling", 0, OPT_FLAG, AT(telling), NULL, NULL,
	 "the prompts were chosen as most telling of the teacher (assay probes select): "
	 "learn from trials on prompts chosen likewise"},
	{"replicates", 0, OPT_INT, AT(replicates), "N", "400",
	 "draws of the bootstrap that gives the interval"},
	{"seed", 0, OPT_INT, AT(seed), "S", "1",
	 "where the bootstrap's draws begin: the same seed, the same draws"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print the whole result as JSON"},
	{"quiet", 'q', OPT_FLAG, AT(quiet), NULL, NULL, "print nothing but errors"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

/* All that one comparison holds. */
struct comparison {
	struct casefile *cf;
	struct casework work;
	struct channel_list channels;
	struct scoring *scoring;
	struct calibration *calibration;
	char calibration_sha256[SHA256_HEX]; /* "" when learned anew */
	bool relearned, told;                /* anew; of prompts chosen as telling */
	double *draws;
	struct topics topics;
	struct json *own_null; /* array; what channels with a null of their own found */
	struct finding_question question;
	struct finding *finding;
	const char *names[CHANNEL_MAX], *briefs[CHANNEL_MAX];
};

static void comparison_clear(struct comparison *c)
{
	finding_free(c->finding);
	calibration_free(c->calibration);
	scoring_free(c->scoring);
	casework_clear(&c->work);
	mem_free(c->draws);
	topics_clear(&c->topics);
	json_free(c->own_null);
}

static int read_calibration(struct comparison *c, const char *path, struct err *err)
{
	struct buf text = BUF_INIT;
	unsigned char hash[SHA256_BYTES];
	struct json *doc = NULL;

	if (!file_read(path, &text, NULL, err))
		doc = json_parse(buf_str(&text), text.len, NULL, err);
	if (doc) {
		sha256_of(text.data, text.len, hash);
		sha256_hex(hash, c->calibration_sha256);
		c->calibration =
			calibration_read(doc, path, c->names, c->channels.n, err);
	} else {
		err_prefix(err, "calibration %s", path);
	}
	buf_clear(&text);
	return c->calibration ? 0 : -1;
}

/*
 * The corpus's trials on the case's own prompts or, where these were chosen as telling of
 * the teacher, each on as many chosen for its own teacher. 1: there are too few.
 */
static int score_study(const struct comparison *c, const struct compare_args *args,
		       struct study *study, struct err *err)
{
	struct study_telling telling = {0};
	int rc;

	if (!args->telling)
		answers_keep_prompts_of(study->answers, c->work.answers);
	study_score(study);
	if (!args->telling)
		return study->scoring->features->n_prompts < FINDING_LEAST_PROMPTS;
	rc = study_tell(study, c->question.n_shared, (unsigned long)args->seed, &telling,
			err);
	study_telling_clear(&telling);
	return rc;
}

/*
 * Learn from the corpus on the case's own prompts, or on such. Where it has too few of
 * them, or too few trials, there is no calibration and the finding says so (I5).
 */
static int relearn(struct comparison *c, const struct compare_args *args, struct err *err)
{
	struct study study = {0};
	struct json *doc = NULL;
	int rc = -1;

	if (study_read(&study, args->corpus, NULL, args->data, err))
		goto done;
	study.channels = c->channels;
	calibration_free(c->calibration);
	c->calibration = NULL;
	c->calibration_sha256[0] = '\0';
	rc = score_study(c, args, &study, err);
	if (rc) {
		rc = rc < 0 ? -1 : 0;
		goto done;
	}
	rc = -1;
	study_learn(&study);
	doc = study_calibration(&study, err);
	if (!doc && err->kind == ERR_DATA) {
		*err = (struct err)ERR_INIT;
		rc = 0;
	}
	if (!doc)
		goto done;
	c->calibration = calibration_read(doc, "corpus learned anew", c->names,
					  c->channels.n, err);
	c->relearned = !args->telling;
	c->told = args->telling;
	rc = c->calibration ? 0 : -1;
done:
	study_clear(&study);
	return rc;
}

/* A channel that is off by default is in no shipped calibration. */
static bool knows_channels(const struct comparison *c)
{
	for (size_t k = 0; k < c->channels.n; k++) {
		if (!calibration_knows(c->calibration, k))
			return false;
	}
	return true;
}

static int get_calibration(struct comparison *c, const struct compare_args *args,
			   struct err *err)
{
	const char *path = args->calibration;
	size_t enough;

	if (!path && c->work.corpus && file_exists(c->work.corpus->calibration))
		path = c->work.corpus->calibration;
	if (path && read_calibration(c, path, err))
		return -1;
	if (args->calibration || !args->corpus || !args->data)
		return 0;
	enough = c->calibration
			 ? (size_t)(RELEARN_BELOW * (double)c->calibration->n_prompts)
			 : 0;
	if (c->calibration && c->question.n_shared >= enough && !args->telling &&
	    knows_channels(c))
		return 0;
	/* Too few prompts is a finding's business, not a failure of learning. */
	if (c->question.n_shared < FINDING_LEAST_PROMPTS)
		return 0;
	return relearn(c, args, err);
}

/* The pair's centred scores on one draw of prompts. */
static void centre_draw(const struct comparison *c, size_t r, double *const *score,
			double *x)
{
	unsigned char *without = MEM_ARRAY(c->work.pop->n, unsigned char);
	const struct centre_view view = {without, NULL};
	struct centring *centring =
		centring_new(c->work.pop, score, c->scoring->n_channels, &view);

	centre_leave_out(c->work.pop, c->question.suspect, c->question.teacher, r,
			 c->scoring->n_channels + 1, without);
	(void)centring_scores(centring, c->question.suspect, c->question.teacher, x);
	centring_free(centring);
	mem_free(without);
}

/* The same for every draw. */
static void draw_scores(struct comparison *c, size_t n_replicates, unsigned long seed)
{
	size_t n = c->scoring->n_models;
	size_t k = c->scoring->n_channels;

	c->draws = mem_alloc(n_replicates * k, sizeof(*c->draws));
#pragma omp parallel
	{
		double *score[CHANNEL_MAX];
		double *prompts =
			mem_alloc(c->scoring->features->n_prompts, sizeof(double));
		double *items = mem_alloc(c->scoring->features->n_items, sizeof(double));

		for (size_t i = 0; i < k; i++)
			score[i] = mem_alloc(n * n, sizeof(double));
#pragma omp for schedule(dynamic)
		for (size_t r = 0; r < n_replicates; r++) {
			struct rng rng = rng_stream(seed, RNG_DRAW, r, 0);

			boot_weights(&rng, c->scoring->features->n_prompts, prompts);
			scoring_item_weights(c->scoring, prompts, items);
			scoring_draw(c->scoring, items, score);
			centre_draw(c, r, score, c->draws + r * k);
		}
		for (size_t i = 0; i < k; i++)
			mem_free(score[i]);
		mem_free(prompts);
		mem_free(items);
	}
}

static int ask(struct comparison *c, const struct compare_args *args, struct err *err)
{
	struct finding_question *q = &c->question;

	if (casework_model(&c->work, args->suspect, ROLE_SUSPECT, &q->suspect, err) ||
	    casework_model(&c->work, args->teacher, ROLE_TEACHER, &q->teacher, err))
		return -1;
	if (q->suspect == q->teacher)
		return err_set(err, ERR_USAGE,
			       "suspect and teacher are the same model, '%.200s': name "
			       "two with --suspect and --teacher",
			       c->work.answers->models[q->suspect]);
	q->n_shared = casework_keep_shared(&c->work, q->suspect, q->teacher);
	casework_population(&c->work);
	if (get_calibration(c, args, err))
		return -1;
	c->scoring = scoring_new(c->work.answers, c->work.pop, &c->channels);
	q->pop = c->work.pop;
	q->score = c->scoring->score;
	q->n_channels = c->scoring->n_channels;
	q->genre = c->work.genre;
	q->calibration = c->calibration;
	q->seed = (unsigned long)args->seed;
	q->n_replicates = q->n_shared && q->calibration ? (size_t)args->replicates : 0;
	draw_scores(c, q->n_replicates, q->seed);
	q->draws = c->draws;
	if (topics_score(&c->topics, &c->work, c->scoring, q->suspect, q->teacher, err))
		return -1;
	q->topics = c->topics.v;
	q->n_topics = c->topics.n;
	c->own_null = json_new_array();
	if (own_nulls_examine(c->cf, args->corpus, q->pop->names[q->suspect],
			      q->pop->names[q->teacher], q->seed, c->own_null, err))
		return -1;
	q->own_null = c->own_null;
	c->finding = finding_new(q);
	return 0;
}

static int add_outcomes(const struct comparison *c, const char *model, struct json *out,
			struct err *err)
{
	size_t counts[N_OUTCOMES];

	if (casefile_outcomes(c->cf, model, counts, err))
		return -1;
	for (int i = 0; i < N_OUTCOMES; i++)
		json_add_int(out, outcome_name((enum outcome)i), (long long)counts[i]);
	return 0;
}

static const char *first_of(const char *said, const char *known)
{
	return said && *said ? said : known ? known : "";
}

/* What the case says of a model, else what the corpus's lineage knows. */
static void add_facts(const struct case_model *m, const struct lineage *l,
		      struct json *out)
{
	json_add_str(out, "vendor", first_of(m->vendor, l ? l->vendor : NULL));
	json_add_str(out, "family", first_of(m->family, l ? l->family : NULL));
	json_add_str(out, "base", first_of(m->base, l ? l->base : NULL));
	json_add_str(out, "released", first_of(m->released, l ? l->year_month : NULL));
	json_add_str(out, "taught_by", first_of(m->taught_by, l ? l->taught_by : NULL));
	json_add_str(out, "relation",
		     first_of(m->relation, l ? relation_name(l->relation) : NULL));
}

static int add_items(const struct comparison *c, struct json *out, struct err *err)
{
	const struct case_source *sources;
	size_t n_sources;

	if (casefile_sources(c->cf, &sources, &n_sources, err))
		return -1;
	for (size_t i = 0; i < c->work.n_models; i++) {
		const struct case_model *m = &c->work.models[i];
		size_t model = answers_find_model(c->work.answers, m->name);
		struct json *entry = json_add_object(out, NULL);
		struct json *list;

		json_add_str(entry, "model", m->name);
		json_add_str(entry, "role", role_name(m->role));
		add_facts(m, c->work.corpus ? corpus_find(c->work.corpus, m->name) : NULL,
			  entry);
		json_add_int(entry, "n_answers",
			     model == SIZE_MAX
				     ? 0
				     : (long long)answers_count(c->work.answers, model));
		if (add_outcomes(c, m->name, json_add_object(entry, "outcomes"), err))
			return -1;
		list = json_add_array(entry, "sources");
		for (size_t j = 0; j < n_sources; j++) {
			struct json *source;

			if (!sources[j].model || strcmp(sources[j].model, m->name) != 0)
				continue;
			source = json_add_object(list, NULL);
			json_add_str(source, "file", sources[j].file);
			json_add_str(source, "sha256", sources[j].sha256);
			json_add_str(source, "format", sources[j].format);
			json_add_str(source, "utc", sources[j].utc);
			json_add_int(source, "n_records", (long long)sources[j].n_good);
			json_add_int(source, "n_bad", (long long)sources[j].n_bad);
		}
	}
	return 0;
}

/* Models for the heat map: suspect, teacher, then candidate teachers from the best. */
static size_t matrix_models(const struct comparison *c, size_t *models)
{
	size_t n = 0;

	models[n++] = c->question.suspect;
	models[n++] = c->question.teacher;
	for (size_t i = 0; i < c->finding->n_teachers && n < MATRIX_MAX; i++) {
		if (c->finding->teachers[i].model != c->question.teacher)
			models[n++] = c->finding->teachers[i].model;
	}
	return n;
}

/*
 * How the answers of a live case came: what the last collection left in the case, but for
 * what is of its run alone.
 */
static int add_collection(const struct comparison *c, struct json *out, struct err *err)
{
	static const char *const kept[] = {"plan_sha256", "sets",       "complete",
					   "n_wanted",    "n_requests", "models",
					   "warnings"};
	struct buf text = BUF_INIT;
	struct json *stored = NULL;
	struct json *part;
	int rc = casefile_get_result(c->cf, "collect", &text, err);

	if (!rc && text.len) {
		stored = json_parse(buf_str(&text), text.len, NULL, err);
		rc = stored ? 0 : -1;
	}
	if (stored) {
		part = json_add_object(out, "collection");
		for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
			if (json_get(stored, kept[i]))
				json_add(part, kept[i],
					 json_copy(json_get(stored, kept[i])));
	}
	json_free(stored);
	buf_clear(&text);
	return rc;
}

static void add_exhibits(const struct comparison *c, struct json *out)
{
	const struct finding_question *q = &c->question;
	size_t *cohort = MEM_ARRAY(c->finding->n_cohort, size_t);
	bool against = c->finding->llr10 < 0; /* not where there is none */

	for (size_t i = 0; i < c->finding->n_cohort; i++)
		cohort[i] = c->finding->cohort[i].model;
	exhibit_openings(c->work.answers,
			 &(struct exhibit_models){q->suspect, q->teacher, cohort,
						  c->finding->n_cohort,
						  c->work.pop->family},
			 against ? N_OPENINGS_AGAINST : N_OPENINGS, out);
	exhibit_phrases(c->work.answers, q->suspect, q->teacher, cohort,
			c->finding->n_cohort, against ? N_PHRASES_AGAINST : N_PHRASES,
			json_add_array(out, "phrases"));
	mem_free(cohort);
}

static void add_hashes(const struct comparison *c, const struct json *question,
		       struct json *out)
{
	struct buf text = BUF_INIT;
	unsigned char hash[SHA256_BYTES];
	char hex[SHA256_HEX];

	json_print(question, false, &text);
	sha256_of(buf_str(&text), text.len, hash);
	sha256_hex(hash, hex);
	json_add_str(out, "scores_and_draws", hex);
	if (c->calibration_sha256[0])
		json_add_str(out, "calibration", c->calibration_sha256);
	if (c->work.corpus)
		json_add_str(out, "corpus", c->work.corpus->sha256);
	buf_clear(&text);
}

/* Whoever chooses channels is told of it: the error rates that are published are those
 * of the standard ones. */
static void add_channels(const struct channel_list *channels, struct json *out)
{
	struct buf names = BUF_INIT;

	for (size_t k = 0; k < channels->n; k++)
		buf_printf(&names, "%s%s", k ? "," : "", channels->v[k]->name);
	json_add_str(out, "channels_chosen", buf_str(&names));
	buf_clear(&names);
}

static void add_method(const struct comparison *c, struct json *out)
{
	struct json *part = json_add_object(out, "parameters");

	json_add_int(part, "bootstrap_replicates", (long long)c->question.n_replicates);
	json_add_int(part, "seed", (long long)c->question.seed);
	json_add_num(part, "interval", .9);
	json_add_int(part, "least_prompts", FINDING_LEAST_PROMPTS);
	json_add_num(part, "centre_floor", CENTRE_FLOOR);
	if (!channel_list_is_standard(&c->channels))
		add_channels(&c->channels, part);
	json_add_bool(part, "calibration_learned_on_the_case_prompts", c->relearned);
	if (c->told)
		json_add_bool(part, "calibration_learned_on_telling_prompts", true);
	json_add_int(part, "models_from_the_corpus", (long long)c->work.n_from_corpus);
	part = json_add_object(out, "versions");
	json_add_str(part, "assay", version_number());
	json_add_str(part, "commit", version_commit());
	json_add_str(part, "compiler", version_compiler());
	json_add_str(part, "libraries", version_libraries());
}

static struct json *result_json(const struct comparison *c, const char *path,
				const struct json *question, struct err *err)
{
	struct json *out = json_new_object();
	struct json *part;
	const char *simulation = casefile_note(c->cf, "simulation");
	size_t models[MATRIX_MAX];
	size_t n_models = matrix_models(c, models);

	json_add_str(out, "schema", "assay.compare.v1");
	json_add_str(out, "assay_version", version_number());
	json_add_str(out, "simulation", *simulation ? simulation : NULL);
	part = json_add_object(out, "case");
	finding_json(c->finding, &c->question, c->names, c->briefs, out);
	if (case_facts_json(c->cf, path, part, err) ||
	    add_items(c, json_add_array(out, "items"), err) ||
	    add_collection(c, out, err) || looks_tell(c->cf, out, err)) {
		json_free(out);
		return NULL;
	}
	json_add(out, "own_null", json_copy(c->own_null));
	matrix_json(c->work.pop, c->scoring->score, c->scoring->n_channels, models,
		    n_models, json_add_object(out, "matrix"));
	add_exhibits(c, json_add_object(out, "exhibits"));
	add_hashes(c, question, json_add_object(out, "hashes"));
	add_method(c, out);
	return out;
}

static int store(struct comparison *c, const char *kind, const struct json *value,
		 struct err *err)
{
	struct buf text = BUF_INIT;
	int rc;

	json_print(value, false, &text);
	rc = casefile_put_result(c->cf, kind, buf_str(&text), text.len, err);
	buf_clear(&text);
	return rc;
}

static void print_text(const struct json *result)
{
	struct screen screen = screen_of(stdout);
	struct buf text = BUF_INIT;

	compare_text(result, &screen, &text);
	(void)fwrite(text.data, 1, text.len, stdout);
	buf_clear(&text);
}

static int name_channels(struct comparison *c, const struct compare_args *args,
			 struct err *err)
{
	if (channel_list_read(args->channels, &c->channels, err))
		return -1;
	channel_list_names(&c->channels, c->names);
	for (size_t k = 0; k < c->channels.n; k++)
		c->briefs[k] = c->channels.v[k]->brief;
	return 0;
}

static int compare_case(struct comparison *c, const struct compare_args *args,
			const char *path, struct err *err)
{
	struct casework_source source = {args->corpus, args->data};
	struct json *question = NULL;
	struct json *result = NULL;
	int rc = -1;

	if (name_channels(c, args, err) || casework_read(&c->work, c->cf, &source, err) ||
	    ask(c, args, err))
		goto done;
	question = question_json(&c->question, c->names);
	result = result_json(c, path, question, err);
	if (!result || store(c, "question", question, err) ||
	    store(c, "compare", result, err))
		goto done;
	if (args->json)
		term_print_value(stdout, result);
	else if (!args->quiet)
		print_text(result);
	rc = 0;
done:
	json_free(question);
	json_free(result);
	return rc;
}

/* Was the ratio learned on about as many prompts as it is taken of? With fewer a score is
 * noisier than those it was learned on, and the ratio too large. */
static bool ratio_fits(const struct comparison *c)
{
	return c->calibration &&
	       (c->relearned ||
		(double)c->question.n_shared >=
			RELEARN_BELOW * (double)c->calibration->n_prompts);
}

static int look(struct comparison *c, const struct compare_args *args, struct json *out,
		struct err *err)
{
	const char *const *models;
	struct casework_source source = {args->corpus, args->data};

	if (name_channels(c, args, err) || casework_read(&c->work, c->cf, &source, err) ||
	    ask(c, args, err))
		return -1;
	models = (const char *const *)c->work.answers->models;
	finding_json(c->finding, &c->question, c->names, c->briefs, out);
	json_add_bool(out, "ratio_fits", ratio_fits(c));
	return own_nulls_examine(c->cf, args->corpus, models[c->question.suspect],
				 models[c->question.teacher], c->question.seed,
				 json_add_array(out, "own_null"), err);
}

struct json *comparing_look(const char *case_path, const struct comparing *wanted,
			    struct err *err)
{
	const struct compare_args args = {.suspect = wanted->suspect,
					  .teacher = wanted->teacher,
					  .corpus = wanted->corpus,
					  .data = wanted->data,
					  .replicates = wanted->replicates,
					  .seed = 1};
	struct comparison c = {.cf = casefile_open(case_path, CASEFILE_READ, err)};
	struct json *out = json_new_object();
	int rc = c.cf ? look(&c, &args, out, err) : -1;

	comparison_clear(&c);
	casefile_abandon(c.cf);
	if (!rc)
		return out;
	json_free(out);
	return NULL;
}

int comparing_check_replicates(long n, struct err *err)
{
	if (n >= MIN_REPLICATES && n <= MAX_REPLICATES)
		return 0;
	return err_set(err, ERR_USAGE,
		       "--replicates %ld: an interval needs %d to %d of them", n,
		       MIN_REPLICATES, MAX_REPLICATES);
}

static int check_args(const struct compare_args *args, int n, struct err *err)
{
	if (n != 1)
		return err_set(err, ERR_USAGE,
			       "compare takes one CASE, a file that assay import or "
			       "assay run made");
	if (args->data && !args->corpus)
		return err_set(
			err, ERR_USAGE,
			"--data needs --corpus NAME, to say whose answers they are");
	if (args->telling && (!args->data || args->calibration))
		return err_set(err, ERR_USAGE,
			       "--telling learns anew: it needs --corpus and --data, and "
			       "no --calibration");
	if (comparing_check_replicates(args->replicates, err))
		return -1;
	if (args->seed > MAX_SEED)
		return err_set(err, ERR_USAGE, "--seed %ld: the largest is %ld",
			       args->seed, MAX_SEED);
	return 0;
}

static int run_compare(const void *given, int n, char **words, struct err *err)
{
	const struct compare_args *args = given;
	struct comparison c = {0};
	int rc = -1;

	if (check_args(args, n, err))
		return -1;
	c.cf = casefile_open(words[0], CASEFILE_WRITE, err);
	if (!c.cf)
		return -1;
	rc = compare_case(&c, args, words[0], err);
	comparison_clear(&c);
	if (rc)
		casefile_abandon(c.cf);
	else
		rc = casefile_close(c.cf, err);
	return rc;
}

const struct verb verb_compare = {
	.name = "compare",
	.brief = "weigh the evidence for one suspect and one teacher",
	.usage = "CASE [--suspect S --teacher T] [--corpus NAME --data DIR]",
	.examples = "  assay compare case.assay --suspect alpaca-7b --teacher "
		    "text_davinci_003 \\\n"
		    "      --corpus alpaca_eval --data ~/alpaca_eval\n",
	.opts = options,
	.args_size = sizeof(struct compare_args),
	.run = run_compare,
};
