/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve.c: toy language models behind the wire formats of real providers, on the
 * loopback interface, with scripted faults. A simulation: no real model is asked.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/opt.h"
#include "sim/serve_http.h"

struct args {
	long port, families, seed, latency_ms, jitter_ms, rpm, tpm, threads;
	double dose;
	const char *port_file, *faults, *probes, *log, *key, *tls_cert, *tls_key;
};

#define AT(member) offsetof(struct args, member)
static const struct opt opts[] = {
	{"port", 0, OPT_INT, AT(port), "N", "0", "port on 127.0.0.1; 0: any free one"},
	{"port-file", 0, OPT_STRING, AT(port_file), "FILE", NULL,
	 "write the port there once it listens"},
	{"families", 0, OPT_INT, AT(families), "N", "40", "families of models"},
	{"seed", 0, OPT_INT, AT(seed), "N", "1", "another seed, another population"},
	{"dose", 0, OPT_NUMBER, AT(dose), "D", ".5",
	 "share of its choices the guilty suspect learned from its teacher"},
	{"latency-ms", 0, OPT_INT, AT(latency_ms), "MS", "0", "before every answer"},
	{"jitter-ms", 0, OPT_INT, AT(jitter_ms), "MS", "0", "and up to so much more"},
	{"faults", 0, OPT_STRING, AT(faults), "FILE", NULL,
	 "rules for faults, a JSON array"},
	{"probes", 0, OPT_STRING, AT(probes), "FILES", NULL,
	 "probe sets, parted by commas, to be answered after their kinds"},
	{"log", 0, OPT_STRING, AT(log), "FILE", NULL,
	 "append a line of JSON as each request begins and ends"},
	{"key", 0, OPT_STRING, AT(key), "NAME", NULL,
	 "environment variable that holds the key clients must send"},
	{"rpm", 0, OPT_INT, AT(rpm), "N", "0",
	 "requests a minute and model; 0: no limit"},
	{"tpm", 0, OPT_INT, AT(tpm), "N", "0", "tokens a minute and model; 0: no limit"},
	{"tls-cert", 0, OPT_STRING, AT(tls_cert), "FILE", NULL, "certificate, PEM"},
	{"tls-key", 0, OPT_STRING, AT(tls_key), "FILE", NULL, "its private key, PEM"},
	{"threads", 0, OPT_INT, AT(threads), "N", "1", "it has one"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

static const struct verb program = {
	.name = "assay-sim",
	.brief = "serve toy language models over the wire formats of real providers (a "
		 "simulation)",
	.usage = "",
	.examples =
		"assay-sim --port 8080 --latency-ms 200\n"
		"assay-sim --port-file port --faults rules.json --log requests.jsonl\n",
	.opts = opts,
	.args_size = sizeof(struct args),
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* Signals come in only while the server waits. */
static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int check(const struct args *args, int n_words, struct err *err)
{
	if (n_words > 0)
		return err_set(err, ERR_USAGE,
			       "assay-sim takes options only; see --help");
	if (args->port > 65535)
		return err_set(err, ERR_USAGE, "--port %ld: give 0 to 65535", args->port);
	if (args->families < TOYS_FAMILIES_MIN || args->families > TOYS_FAMILIES_MAX)
		return err_set(err, ERR_USAGE, "--families %ld: give %d to %d",
			       args->families, TOYS_FAMILIES_MIN, TOYS_FAMILIES_MAX);
	if (args->dose < 0 || args->dose > 1)
		return err_set(err, ERR_USAGE, "--dose %g: give 0 to 1", args->dose);
	if (!args->tls_cert != !args->tls_key)
		return err_set(err, ERR_USAGE, "--tls-cert and --tls-key go together");
	if (args->threads != 1)
		return err_set(err, ERR_USAGE, "--threads %ld: there is one",
			       args->threads);
	if (args->key && !getenv(args->key))
		return err_set(err, ERR_USAGE,
			       "--key names the variable %s, which is not set",
			       args->key);
	return 0;
}

static int read_rules(const char *path, struct rules *rules, struct err *err)
{
	struct json *doc = json_read_file(path, err);

	if (!doc)
		return -1;
	if (rules_set(rules, doc, err))
		return err_prefix(err, "%s", path);
	return 0;
}

static int announce(const struct args *args, const struct http *http, struct err *err)
{
	struct buf text = BUF_INIT;
	int rc = 0;

	buf_printf(&text, "%ld\n", http_port(http));
	if (args->port_file)
		rc = file_write(args->port_file, buf_str(&text), text.len, err);
	printf("assay-sim: %s://127.0.0.1:%ld (simulation: %s)\n",
	       args->tls_cert ? "https" : "http", http_port(http), SIMULATION_NOTE);
	fflush(stdout);
	buf_clear(&text);
	return rc;
}

static int serve(const struct args *args, struct sim *sim, struct err *err)
{
	struct buf cert = BUF_INIT, key = BUF_INIT;
	struct http_options options = {.port = args->port};
	struct http *http = NULL;
	int rc = -1;

	if (args->tls_cert) {
		if (file_read_raw(args->tls_cert, &cert, err) ||
		    file_read_raw(args->tls_key, &key, err))
			goto done;
		options.tls_cert = buf_str(&cert);
		options.tls_key = buf_str(&key);
	}
	http = http_open(sim, &options, err);
	if (http && !announce(args, http, err))
		rc = http_run(http, &stop, err);
done:
	http_close(http);
	buf_clear(&cert);
	buf_clear(&key);
	return rc;
}

static int simulate(const struct args *args, struct err *err)
{
	struct toys_plan plan = {TOYS_FAMILIES, (uint64_t)args->seed,
				 (size_t)args->families, args->dose, 0};
	struct sim sim = {
		.seed = (uint64_t)args->seed,
		.latency_ms = (double)args->latency_ms,
		.jitter_ms = (double)args->jitter_ms,
		.key = args->key ? getenv(args->key) : NULL,
		.stats.log = -1,
	};
	int rc = -1;

	if (args->faults && read_rules(args->faults, &sim.rules, err))
		goto done;
	if (args->probes) {
		sim.kinds = kinds_open(args->probes, err);
		if (!sim.kinds)
			goto done;
	}
	if (stats_open(&sim.stats, args->log, (double)args->rpm, (double)args->tpm, err))
		goto done;
	sim.toys = toys_new(&plan);
	catch_signals();
	raise_file_limit();
	rc = serve(args, &sim, err);
	toys_free(sim.toys);
done:
	kinds_free(sim.kinds);
	stats_close(&sim.stats);
	rules_clear(&sim.rules);
	return rc;
}

int main(int argc, char **argv)
{
	struct args args = {0};
	char **words = MEM_ARRAY((size_t)argc + 1, char *);
	struct err err = ERR_INIT;
	bool help = false;
	int n_words = 0;
	int rc = opt_parse(&program, argc, argv, &args, words, &n_words, &help, &err);

	if (!rc && help)
		opt_help_show(&program, stdout);
	else if (!rc)
		rc = check(&args, n_words, &err) ? -1 : simulate(&args, &err);
	if (rc)
		fprintf(stderr, "assay-sim: %s\n", err.text);
	opt_release(&program, &args);
	mem_free(words);
	return rc ? err_status(err.kind) : 0;
}
