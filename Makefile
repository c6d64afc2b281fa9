# SPDX-License-Identifier: GPL-3.0-or-later
#
#   make            build/assay                make check       set-up, then all quick tests
#   make setup      install what is missing    make check-long  slow properties, fuzzing, valgrind
#   make demo       the whole chain, simulated make lint        floors, homes, style, analyzers
#   make validation DATA=DIR                   the corpora's pages of error rates anew
#   make check-chaos RUNS=200                  kill -9 at random instants of a collection
#
# MODE=release|asan|cover|fuzz: objects live in build/MODE and never mix.
# WERROR=-Werror, CC, CPPFLAGS, CFLAGS, LDFLAGS, PREFIX, DESTDIR and OUT (for build/) are honoured.

MODE    ?= release
OUT     ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
WERROR  ?=
B       := $(OUT)/$(MODE)
DATADIR := $(PREFIX)/share/assay

ifeq ($(origin CC),default)
CC := $(if $(filter fuzz,$(MODE)),clang,gcc)
endif

# OpenMP is left out where only clang's fuzzer runs: one thread finds a crash as well.
ifeq ($(MODE),release)
CFLAGS     ?= -O2 -g
MODE_FLAGS := -fopenmp
else ifeq ($(MODE),asan)
CFLAGS     ?= -O1 -g
MODE_FLAGS := -fopenmp -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
else ifeq ($(MODE),cover)
CFLAGS     ?= -O0 -g
MODE_FLAGS := -fopenmp --coverage
else ifeq ($(MODE),fuzz)
CFLAGS     ?= -O1 -g
MODE_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -Wno-unknown-pragmas
FUZZ_OBJ   := -fsanitize=fuzzer-no-link
else
$(error MODE is release, asan, cover or fuzz, not "$(MODE)")
endif

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wvla \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wundef
# clang takes every use of INFINITY for a promotion.
ifneq ($(findstring clang,$(CC)),)
WARN += -Wno-double-promotion
endif

# libunistring has no .pc file. OpenBLAS stands ahead of GSL in place of gslcblas.
PKGS      := libcurl libcjson sqlite3 libcrypto md4c libzstd zlib yaml-0.1
PKG_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PKGS) openblas gsl 2>/dev/null))
PKG_LIBS   := $(filter-out -lgslcblas,$(shell pkg-config --libs $(PKGS) openblas gsl 2>/dev/null))
LIBS       := $(PKG_LIBS) -lunistring -lm
LIB_VERSIONS := $(shell for p in $(PKGS) openblas gsl; do \
	printf '%s %s, ' $$p "$$(pkg-config --modversion $$p 2>/dev/null)"; done)libunistring

# -ffp-contract=off, never -ffast-math: the same digits from every compiler.
DEFINE   := -D_GNU_SOURCE -Ianalyzer $(PKG_CFLAGS)
BASE     := -std=c11 -ffp-contract=off $(WARN) $(WERROR)
COMPILE   = $(CC) $(DEFINE) $(CPPFLAGS) $(BASE) $(CFLAGS) $(MODE_FLAGS) $(FUZZ_OBJ)
LINK      = $(CC) $(CFLAGS) $(MODE_FLAGS) $(LDFLAGS)
COMMIT   := $(shell git describe --always --dirty 2>/dev/null || echo unknown)

LIB_SRC  := $(sort $(wildcard analyzer/*/*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$B/%.o)
SIM_MAIN := $(sort $(wildcard tests/sim/generate.c tests/sim/study.c tests/sim/coverage.c))
SERVE_SRC := $(sort $(wildcard tests/sim/serve*.c))
SERVE_OBJ := $(SERVE_SRC:%.c=$B/%.o)
SIM_SRC  := $(sort $(filter-out $(SIM_MAIN) $(SERVE_SRC),$(wildcard tests/sim/*.c)))
SIM_OBJ  := $(SIM_SRC:%.c=$B/%.o)
UNIT     := $(patsubst tests/%.c,$B/%,$(sort $(wildcard tests/unit/test_*.c)))
PROPS    := $(patsubst tests/%.c,$B/%,$(sort $(wildcard tests/props/prop_*.c)))
REPLAYS  := $(patsubst tests/fuzz/%.c,$B/replay/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
LONG     := $(sort $(wildcard tests/long/*.sh))
CLI      := $(sort $(wildcard tests/cli/*.sh))
FUZZERS  := $(patsubst tests/%.c,$B/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
SIM_BIN  := $(SIM_MAIN:tests/sim/%.c=$B/bin/sim-%)
SIM      := $(SIM_BIN) $(if $(SIM_MAIN),$B/bin/assay-sim)
DEPS     := $(LIB_OBJ:.o=.d) $(SIM_OBJ:.o=.d) $(SERVE_OBJ:.o=.d) $B/analyzer/main.d \
	$(SIM_MAIN:%.c=$B/%.d) \
	$(patsubst $B/%,$B/tests/%.d,$(UNIT) $(PROPS) $(FUZZERS)) $B/tests/fuzz/replay.d

# What the program writes of itself: its manual page, and completions for shells.
COMPLETIONS := $(OUT)/completion/assay.bash $(OUT)/completion/_assay $(OUT)/completion/assay.fish
WRITTEN  := $(OUT)/assay.1 $(COMPLETIONS)

.PHONY: all unit check validation check-chaos check-long asan cover fuzz lint format setup demo install \
	uninstall clean tests quick fuzz-targets always
.DELETE_ON_ERROR:
.SECONDARY:

ifeq ($(MODE),release)
all: $(OUT)/assay $(SIM:$B/bin/%=$(OUT)/%) $(WRITTEN)
else
all: $B/bin/assay $(SIM)
endif

# A copy, not a link: a running program is replaced, never written into.
$(OUT)/assay $(SIM:$B/bin/%=$(OUT)/%): $(OUT)/%: $B/bin/%
	@cp -f $< $@.new && mv -f $@.new $@

$(OUT)/assay.1: FORMAT = man
$(OUT)/completion/assay.bash: FORMAT = bash
$(OUT)/completion/_assay: FORMAT = zsh
$(OUT)/completion/assay.fish: FORMAT = fish

unit: $(UNIT) $(PROPS) $(REPLAYS)
fuzz-targets: $(FUZZERS)

# One line a step; V=1 shows the commands.
say = $(if $(V),,@printf '  %-3s %s\n' '$(1)' '$(2)';)

# What objects depend on besides their sources: rewritten only when it differs.
define stamp
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' >$@
endef
$B/flags: always
	$(if $(PKG_LIBS),,$(error Libraries are missing: run "make setup"))
	$(call stamp,$(COMPILE) -- $(LINK) -- $(LIBS))
$B/members: always
	$(call stamp,$(LIB_OBJ) $(SIM_OBJ))
$B/commit: always
	$(call stamp,$(COMMIT))
$B/datadir: always
	$(call stamp,$(DATADIR))

VERSION_DEFS := -DASSAY_COMMIT='"$(COMMIT)"' -DASSAY_CFLAGS='"$(strip $(CFLAGS) $(MODE_FLAGS) -ffp-contract=off)"' \
	-DASSAY_LIBS='"$(strip $(LIB_VERSIONS))"'
$B/analyzer/base/version.o: EXTRA = $(VERSION_DEFS)
$B/analyzer/base/version.o: $B/commit
$B/analyzer/base/file.o: EXTRA = -DASSAY_DATADIR='"$(DATADIR)"'
$B/analyzer/base/file.o: $B/datadir

$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(COMPILE) $(EXTRA) $(if $(filter tests/%,$<),-Itests) -MMD -MP -c -o $@ $<

$B/libassay.a: $(LIB_OBJ) $B/members
	$(call say,AR,$@)rm -f $@ && ar rcs $@ $(LIB_OBJ)
$B/libsim.a: $(SIM_OBJ) $B/members
	$(call say,AR,$@)rm -f $@ && ar rcs $@ $(SIM_OBJ)

$B/bin/assay: $B/analyzer/main.o $B/libassay.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(LINK) -o $@ $^ $(LIBS)
$(SIM_BIN): $B/bin/sim-%: $B/tests/sim/%.o $B/libsim.a $B/libassay.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(LINK) -o $@ $^ $(LIBS)
$B/bin/assay-sim: $(SERVE_OBJ) $B/libsim.a $B/libassay.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(LINK) -o $@ $^ -lmicrohttpd $(LIBS)
$(UNIT) $(PROPS): $B/%: $B/tests/%.o $B/libsim.a $B/libassay.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(LINK) -o $@ $^ -lcmocka $(LIBS)
$(REPLAYS): $B/replay/%: $B/tests/fuzz/%.o $B/tests/fuzz/replay.o $B/libassay.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(LINK) -o $@ $^ $(LIBS)
$(FUZZERS): $B/%: $B/tests/%.o $B/libassay.a
	@mkdir -p $(@D)
	$(call say,LD,$@)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# Set-up comes first and may bring pkg-config itself, so the build is a make of its own.
AGAIN = +@$(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(NPROC))
NPROC := $(shell nproc 2>/dev/null || echo 1)
PROGRAM := $(if $(filter release,$(MODE)),$(OUT)/assay,$B/bin/assay)
SIM_PROGRAM := $(if $(filter release,$(MODE)),$(OUT)/sim-generate,$B/bin/sim-generate)
SERVER := $(if $(filter release,$(MODE)),$(OUT)/assay-sim,$B/bin/assay-sim)
ENVIRON := ASSAY=$(abspath $(PROGRAM)) SIM_GENERATE=$(abspath $(SIM_PROGRAM)) \
	ASSAY_SIM=$(abspath $(SERVER))

$(WRITTEN): $(PROGRAM)
	@mkdir -p $(@D)
	$(call say,GEN,$@)$(PROGRAM) help --format $(FORMAT) >$@.new && mv -f $@.new $@

setup:
	@.ci/setup build check
demo:
	@.ci/setup build
	$(AGAIN) all
	@ASSAY=$(PROGRAM) SIM_GENERATE=$(SIM_PROGRAM) ASSAY_SIM=$(SERVER) \
		tests/sim/demo $(OUT)/demo
check:
	@.ci/setup build check
	$(AGAIN) all unit
	$(AGAIN) quick
quick:
	@$(ENVIRON) tests/run $(CLI) $(UNIT) $(PROPS) $(REPLAYS)

# The totals come from the last run, which holds everything, the slow properties included.
check-long:
	@.ci/setup build check long
	$(AGAIN) all unit
	$(AGAIN) MODE=fuzz fuzz-targets
	@echo "fuzz targets, $${FUZZ_SECONDS:-60} s each"
	@tests/fuzz/run $(patsubst $B/%,$(OUT)/fuzz/%,$(FUZZERS))
	@echo "all tests and the demo with address and undefined-behaviour sanitizers"
	$(AGAIN) MODE=asan all unit
	+@TEST_SECONDS=1800 $(MAKE) --no-print-directory MODE=asan quick
	$(AGAIN) MODE=asan demo
	@echo "unit tests under valgrind"
	@TEST_SECONDS=1800 OMP_NUM_THREADS=1 tests/run -w "$(VALGRIND)" $(UNIT)
	@echo "all tests"
	@ASSAY_LONG=1 TEST_SECONDS=3600 $(ENVIRON) tests/run $(LONG) $(CLI) $(UNIT) $(PROPS) $(REPLAYS)
VALGRIND := valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite

DATA ?= ../shared/data
validation:
	@.ci/setup build
	$(AGAIN) all
	@ASSAY=$(PROGRAM) tests/bench/validation $(DATA)

RUNS ?= 200
check-chaos:
	@.ci/setup build check
	$(AGAIN) all
	@$(ENVIRON) tests/chaos/run $(RUNS)

# Without the two that simulate longest: check-long runs them so too.
asan:
	$(AGAIN) MODE=asan all unit
	$(AGAIN) MODE=asan tests
tests:
	@$(ENVIRON) tests/run $(UNIT) $(filter-out %/prop_toys %/prop_repeated,$(PROPS)) $(REPLAYS)
fuzz:
	$(AGAIN) MODE=fuzz fuzz-targets
cover:
	$(AGAIN) MODE=cover all unit
	@find $(OUT)/cover -name '*.gcda' -delete
	-$(AGAIN) MODE=cover quick
	@tests/cover $(OUT)/cover

# A build of its own, so that a warning stops here and not in everybody's daily make.
STRICT ?= $(OUT)/strict
lint:
	$(AGAIN) MODE=release OUT=$(STRICT) WERROR=-Werror all unit
	@OBJECTS=$(STRICT)/release/analyzer tests/lint/run
format:
	@tests/lint/format -i

SHARE := $(DESTDIR)$(DATADIR)
PLACES := $(DESTDIR)$(PREFIX)/share
MAN_TO  := $(PLACES)/man/man1/assay.1
BASH_TO := $(PLACES)/bash-completion/completions/assay
ZSH_TO  := $(PLACES)/zsh/site-functions/_assay
FISH_TO := $(PLACES)/fish/vendor_completions.d/assay.fish
install: all $(WRITTEN)
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/reports
	install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/assay
	cp -R $(wildcard probes corpora) $(SHARE)/
	$(if $(wildcard reports/theme),cp -R reports/theme $(wildcard reports/report.schema.json) $(SHARE)/reports/)
	chmod -R u+w,go=rX,a+rX $(SHARE)
	install -D -m 644 $(OUT)/assay.1 $(MAN_TO)
	install -D -m 644 $(OUT)/completion/assay.bash $(BASH_TO)
	install -D -m 644 $(OUT)/completion/_assay $(ZSH_TO)
	install -D -m 644 $(OUT)/completion/assay.fish $(FISH_TO)
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/assay $(MAN_TO) $(BASH_TO) $(ZSH_TO) $(FISH_TO)
	rm -rf $(SHARE)

clean:
	rm -rf $(OUT)

-include $(wildcard $(DEPS))
