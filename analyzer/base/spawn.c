/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

enum { MAX_STDERR = 400, POLL_NS = 2000000 };

struct running {
	pid_t pid;          /* 0: not started or reaped */
	int err_fd, out_fd; /* out_fd -1: standard output is dropped */
	double deadline;
};

static double monotonic_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static char *env_line(const char *name, const char *otherwise)
{
	const char *value = getenv(name);
	struct buf line = BUF_INIT;

	buf_printf(&line, "%s=%s", name, value ? value : otherwise);
	return buf_take(&line, NULL);
}

/* posix_spawnp wants words that it may change. */
static int spawn_words(pid_t *pid, const char *const *words, char *const *env,
		       const posix_spawn_file_actions_t *actions,
		       const posix_spawnattr_t *attr)
{
	size_t n = 0;
	char **argv;
	int rc;

	while (words[n])
		n++;
	argv = MEM_ARRAY(n + 1, char *);
	for (size_t i = 0; i < n; i++)
		argv[i] = mem_strdup(words[i]);
	rc = posix_spawnp(pid, argv[0], actions, attr, argv, env);
	for (size_t i = 0; i < n; i++)
		mem_free(argv[i]);
	mem_free(argv);
	return rc;
}

/*
 * Keys of model providers live in our environment: none is handed on (I6), but to a
 * program that is there to fetch one. The last rows are for a pager: git's own defaults.
 */
static int spawn_in_env(pid_t *pid, const char *const *words, bool whole_env,
			const posix_spawn_file_actions_t *actions,
			const posix_spawnattr_t *attr)
{
	static const char *const kept[][2] = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
					      {"HOME", "/"},
					      {"TMPDIR", "/tmp"},
					      {"TERM", "dumb"},
					      {"LESS", "FRX"},
					      {"LV", "-c"}};
	enum { N_KEPT = sizeof(kept) / sizeof(*kept) };
	char locale[] = "LC_ALL=C.UTF-8";
	char *env[N_KEPT + 2] = {NULL};
	int rc;

	for (size_t i = 0; i < N_KEPT; i++)
		env[i] = env_line(kept[i][0], kept[i][1]);
	env[N_KEPT] = locale;
	rc = spawn_words(pid, words, whole_env ? environ : env, actions, attr);
	for (size_t i = 0; i < N_KEPT; i++)
		mem_free(env[i]);
	return rc;
}

static int start_with(struct running *running, const struct spawn_job *job,
		      posix_spawn_file_actions_t *actions, posix_spawnattr_t *attr)
{
	int rc;

	rc = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
	if (!rc)
		rc = running->out_fd < 0
			     ? posix_spawn_file_actions_addopen(actions, 1, "/dev/null",
								O_WRONLY, 0)
			     : posix_spawn_file_actions_adddup2(actions, running->out_fd,
								1);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(actions, running->err_fd, 2);
	if (!rc)
		rc = posix_spawn_file_actions_addchdir_np(actions, job->dir);
	if (!rc)
		rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP);
	if (!rc)
		rc = spawn_in_env(&running->pid, job->argv, job->whole_env, actions,
				  attr);
	return rc;
}

static bool open_outputs(struct running *running, const struct spawn_job *job)
{
	running->out_fd = job->out ? memfd_create("stdout", MFD_CLOEXEC) : -1;
	running->err_fd = memfd_create("stderr", MFD_CLOEXEC);
	return running->err_fd >= 0 && (!job->out || running->out_fd >= 0);
}

static void close_outputs(struct running *running)
{
	if (running->out_fd >= 0)
		(void)close(running->out_fd);
	if (running->err_fd >= 0)
		(void)close(running->err_fd);
}

static void start(struct running *running, struct spawn_job *job)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int rc = ENOMEM;

	if (!open_outputs(running, job)) {
		rc = errno;
	} else if (!posix_spawn_file_actions_init(&actions)) {
		if (!posix_spawnattr_init(&attr)) {
			rc = start_with(running, job, &actions, &attr);
			(void)posix_spawnattr_destroy(&attr);
		}
		(void)posix_spawn_file_actions_destroy(&actions);
	}
	running->deadline = monotonic_s() + job->limit_s;
	if (!rc)
		return;
	running->pid = 0;
	job->absent = rc == ENOENT;
	buf_printf(&job->why, "cannot run %s: %s", job->argv[0], strerror(rc));
	close_outputs(running);
}

static size_t written(int fd)
{
	struct stat info;

	return fd < 0 || fstat(fd, &info) || info.st_size < 0 ? 0 : (size_t)info.st_size;
}

static bool wrote_too_much(const struct running *running, const struct spawn_job *job)
{
	return written(running->out_fd) > job->out_max;
}

/* In one piece: growing would leave copies behind, and it may be a secret. */
static bool read_stdout(int fd, struct buf *out)
{
	size_t n = written(fd);
	char *to = buf_reserve(out, n);
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, to + done, n - done, (off_t)done);

		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	out->len += n;
	out->data[out->len] = '\0';
	return true;
}

/* What it said last, in one piece; only the beginning of a long complaint. */
static void read_stderr(int fd, struct buf *out)
{
	char text[MAX_STDERR];
	ssize_t n = pread(fd, text, sizeof(text), 0);

	if (n <= 0)
		return;
	buf_str_add(out, ": ");
	for (ssize_t i = 0; i < n; i++)
		buf_char_add(out, (unsigned char)text[i] < ' ' ? ' ' : text[i]);
}

static void add_too_much(struct spawn_job *job)
{
	buf_printf(&job->why, "%s wrote more than %zu bytes", job->argv[0], job->out_max);
}

static void reap(struct running *running, struct spawn_job *job, int status)
{
	job->ok = WIFEXITED(status) && WEXITSTATUS(status) == 0 && !job->why.len;
	if (job->ok && wrote_too_much(running, job)) {
		job->ok = false;
		add_too_much(job);
	}
	if (job->ok && job->out && !read_stdout(running->out_fd, job->out)) {
		job->ok = false;
		buf_printf(&job->why, "cannot read what %s wrote", job->argv[0]);
	}
	if (!job->ok && !job->why.len) {
		if (WIFSIGNALED(status))
			buf_printf(&job->why, "%s was killed by signal %d", job->argv[0],
				   WTERMSIG(status));
		else
			buf_printf(&job->why, "%s ended with status %d", job->argv[0],
				   WEXITSTATUS(status));
	}
	if (!job->ok)
		read_stderr(running->err_fd, &job->why);
	close_outputs(running);
	running->pid = 0;
}

/* Is it still at work? One past its time, or its paper, is killed and reaped. */
static bool check(struct running *running, struct spawn_job *job)
{
	int status;
	pid_t got = waitpid(running->pid, &status, WNOHANG);

	if (got == 0 && monotonic_s() > running->deadline)
		buf_printf(&job->why, "%s took longer than %u s", job->argv[0],
			   job->limit_s);
	else if (got == 0 && wrote_too_much(running, job))
		add_too_much(job);
	if (got == 0 && job->why.len) {
		(void)kill(-running->pid, SIGKILL);
		got = waitpid(running->pid, &status, 0);
	}
	if (got == 0)
		return true;
	reap(running, job, got == running->pid ? status : -1);
	return false;
}

void spawn_all(struct spawn_job *jobs, size_t n, size_t parallel)
{
	const struct timespec nap = {0, POLL_NS};
	struct running *running = MEM_ARRAY(n + 1, struct running);
	size_t next = 0, active = 0;

	while (next < n || active) {
		while (next < n && active < parallel) {
			start(&running[next], &jobs[next]);
			active += running[next].pid > 0;
			next++;
		}
		for (size_t i = 0; i < next; i++)
			if (running[i].pid > 0 && !check(&running[i], &jobs[i]))
				active--;
		if (active)
			(void)nanosleep(&nap, NULL);
	}
	mem_free(running);
}

static int show_with(pid_t *pid, const char *const *argv, int fd,
		     posix_spawn_file_actions_t *actions, posix_spawnattr_t *attr)
{
	sigset_t interrupts;
	int rc;

	(void)sigemptyset(&interrupts);
	(void)sigaddset(&interrupts, SIGINT);
	(void)sigaddset(&interrupts, SIGQUIT);
	rc = posix_spawn_file_actions_adddup2(actions, fd, 0);
	if (!rc)
		rc = posix_spawnattr_setsigdefault(attr, &interrupts);
	if (!rc)
		rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGDEF);
	if (!rc)
		rc = spawn_in_env(pid, argv, false, actions, attr);
	return rc;
}

static int show(pid_t *pid, const char *const *argv, int fd)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int rc = ENOMEM;

	if (posix_spawn_file_actions_init(&actions))
		return rc;
	if (!posix_spawnattr_init(&attr)) {
		rc = show_with(pid, argv, fd, &actions, &attr);
		(void)posix_spawnattr_destroy(&attr);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* A file without a name for input: nobody has to be fed, and none breaks a pipe. */
bool spawn_show(const char *const *argv, const char *text, size_t n)
{
	const struct sigaction ignored = {.sa_handler = SIG_IGN};
	struct sigaction before[2];
	int fd = memfd_create("shown", MFD_CLOEXEC);
	int rc = -1;
	int status;
	pid_t pid;

	if (fd < 0)
		return false;
	(void)sigaction(SIGINT, &ignored, &before[0]);
	(void)sigaction(SIGQUIT, &ignored, &before[1]);
	if (pwrite(fd, text, n, 0) == (ssize_t)n)
		rc = show(&pid, argv, fd);
	while (!rc && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	(void)sigaction(SIGINT, &before[0], NULL);
	(void)sigaction(SIGQUIT, &before[1], NULL);
	(void)close(fd);
	return !rc;
}
