# shirube: one non-recursive Makefile. `make help` lists what it can do.
# A .c file put into a room is built: no list to keep. Mains: see PROGRAMS.
MODE ?= release
CC ?= gcc
CXX ?= g++
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif
prefix ?= /usr/local
DESTDIR ?=
B := build/$(MODE)

# ---- what must be there: a missing library is named at once
PKGS := xapian-core libmicrohttpd libpq icu-uc icu-i18n jansson libxml-2.0 talloc libsodium inih zlib libbrotlienc libzstd
ifeq ($(MODE),release)
PKGS += libtcmalloc_minimal # a tenth less processor for indexing than libc's malloc: Xapian keeps its terms in small pieces
endif
ifneq ($(MAKECMDGOALS),help)
ifneq ($(MAKECMDGOALS),clean)
MISSING := $(strip $(foreach p,$(PKGS),$(if $(shell pkg-config --exists $(p) 2>/dev/null && echo y),,$(p))))
HEADERS := csv.h kainjow/mustache.hpp # libraries without a .pc file
MISSING += $(strip $(foreach h,$(HEADERS),$(if $(shell echo '\#include <$(h)>' | $(CXX) -E -x c++ - >/dev/null 2>&1 && echo y),,$(h))))
MISSING := $(strip $(MISSING))
ifneq ($(MISSING),)
$(error missing libraries: $(MISSING) (install what scripts/deps.sh lists))
endif
endif
endif

# ---- flags
WARN := -Wall -Wextra -Wshadow -Wvla -Wformat=2 -Wno-format-nonliteral -Wpointer-arith -Wwrite-strings -Wundef -Werror
WARN_C := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
# -g1: functions and lines are all that a report of a sanitizer names; a quarter less to compile and link
FLAGS_release := -O2 -g -DNDEBUG -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
FLAGS_debug   := -O0 -g3 -fPIE
FLAGS_asan    := -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -fPIE
FLAGS_tsan    := -O2 -g1 -fsanitize=thread -fPIE
FLAGS_cov     := -O0 -g1 --coverage -fPIE
FLAGS_fuzz    := -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
ifeq ($(FLAGS_$(MODE)),)
$(error MODE=$(MODE) is none of release debug asan tsan cov fuzz)
endif
ifeq ($(MODE),fuzz)
CC := clang
CXX := clang++
endif
INC := -I. -I$(B)/gen
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
CFLAGS_ALL = -std=gnu17 $(WARN_C) $(FLAGS_$(MODE)) $(INC) $(PKG_CFLAGS) -D_GNU_SOURCE -include schema/base/banned.h -MMD -MP -pthread $(CFLAGS)
CXXFLAGS_ALL = -std=c++17 $(WARN) $(FLAGS_$(MODE)) $(INC) $(PKG_CFLAGS) -fvisibility=hidden -MMD -MP -pthread $(CXXFLAGS)
LINK_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_ALL = $(FLAGS_$(MODE)) $(LINK_$(MODE)) -pthread -Wl,--as-needed $(LDFLAGS)
LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -lm

# ---- rooms (a main is not part of its room's archive)
MAIN_shirube-import  := indexer/import.c
MAIN_shirube-indexer := indexer/indexer.c
MAIN_shirube-sample  := indexer/sample/sample.c
MAIN_shirube-api     := api/main.c
MAIN_shirube-admin   := schema/admin.c
MAIN_shirube-criteria := search/criteria_main.c
PROGRAMS := $(foreach p,shirube-import shirube-indexer shirube-sample shirube-api shirube-admin shirube-criteria,$(if $(wildcard $(MAIN_$(p))),$(p)))
MAINS := $(foreach p,$(PROGRAMS),$(MAIN_$(p))) search/lexicon_freeze_main.c

ROOMS := schema search indexer api
SRC_schema  := $(filter-out $(MAINS),$(wildcard schema/base/*.c schema/*.c))
SRC_search  := $(filter-out $(MAINS),$(wildcard search/*.c search/*.cc))
SRC_indexer := $(filter-out $(MAINS),$(wildcard indexer/*.c indexer/*/*.c))
SRC_api     := $(filter-out $(MAINS),$(wildcard api/*.c api/*.cc))
SAMPLE_DATA := $(sort $(wildcard indexer/sample/data/*.txt))
GEN_SAMPLE := $(B)/obj/gen/indexer/sample/lines_gen.c.o
FOLD_DATA := search/data/fold-kanji.tsv search/data/fold-words.tsv
PLACES_DATA := search/data/places.tsv search/data/postal.tsv
ATTR_DATA := schema/codes/prefecture.tsv search/data/attributes.tsv search/data/questions.ja.tsv search/data/questions.easy.tsv search/data/questions.en.tsv search/data/units.tsv
CRITERIA_DATA := search/data/attributes.tsv search/data/fold-words.tsv search/data/criteria-headings.tsv \
    search/data/criteria-arms.tsv search/data/criteria-ja.tsv
JA_WORDS_DATA := search/data/criteria-ja-doubt.tsv search/data/criteria-ja-words.tsv
NOTE_DATA := search/data/attributes.tsv search/data/note-ja.tsv
FHIR_DATA := search/data/attributes.tsv search/data/fhir-codes.tsv search/data/icd10.tsv
CRIT_EN_DATA := search/data/attributes.tsv search/data/criteria-en.tsv
CUES_EN_DATA := search/data/criteria-cues-en.tsv
GEN_SEARCH := $(patsubst %,$(B)/obj/gen/search/%_gen.c.o,fold_tables lexicon attributes concept_words findings symptoms criteria criteria_en criteria_cues_en criteria_ja_words criteria_heads places fhir_codes note_ja note_en note_en_lists note_ja_lists)
GEN_HEADERS := $(addprefix $(B)/gen/,schema/codes_gen.h search/attributes_gen.h search/criteria_cues_en_gen.h search/criteria_ja_words_gen.h search/criteria_heads_gen.h search/note_en_lists_gen.h search/note_ja_lists_gen.h)
LEXICON_DATA := $(sort $(wildcard search/data/lexicon/*.tsv))
objects = $(patsubst %,$(B)/obj/%.o,$(1))
GEN_OBJ := $(B)/obj/gen/schema/codes_gen.c.o $(B)/obj/gen/schema/sql_gen.c.o
LIB = $(B)/lib/libshirube-$(1).a

# Which archives a main links, in link order (includes only go downward).
DEPS_shirube-import  := indexer search lexicon schema
DEPS_shirube-indexer := indexer search lexicon schema
DEPS_shirube-sample  := indexer schema
DEPS_shirube-api     := api search lexicon schema
DEPS_shirube-admin   := schema
DEPS_shirube-criteria := search lexicon schema

# ---- tests, fuzzers, benchmarks: one binary for each .c
UNIT  := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c tests/store/test_*.c))
FUZZ  := $(patsubst %.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
TOOLS := $(patsubst %.c,$(B)/%,$(wildcard tests/bench/*.c tests/bench/*.cc tests/quality/*.c tests/fault/*.c))
TOOLS := $(patsubst %.cc,$(B)/%,$(TOOLS))
TOOLS := $(patsubst %/tests/bench/api_timed,%/timed/shirube-api,$(TOOLS))

.PHONY: all help clean tests fuzzers tools bench lint format install man locale
.DELETE_ON_ERROR:
.SECONDARY:
all: $(PROGRAMS:%=$(B)/bin/%) locale man ## build all programs (MODE=release|debug|asan|tsan|cov|fuzz)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

tests: $(UNIT) ## build the unit and store tests
fuzzers: $(FUZZ) ## build the fuzz targets (MODE=fuzz)
tools: $(TOOLS) ## build bench, quality and fault tools

# ---- rules
$(B)/gen/schema/codes_gen.h: $(wildcard schema/codes/*.tsv) scripts/gen-codes.awk
	@mkdir -p $(@D)
	awk -v out=h -f scripts/gen-codes.awk $(sort $(wildcard schema/codes/*.tsv)) >$@
$(B)/gen/schema/codes_gen.c: $(wildcard schema/codes/*.tsv) scripts/gen-codes.awk
	@mkdir -p $(@D)
	awk -v out=c -f scripts/gen-codes.awk $(sort $(wildcard schema/codes/*.tsv)) >$@
$(B)/gen/schema/sql_gen.c: $(wildcard schema/sql/*.sql) scripts/gen-sql.sh
	@mkdir -p $(@D)
	./scripts/gen-sql.sh $(sort $(wildcard schema/sql/*.sql)) >$@
$(B)/gen/search/fold_tables_gen.c: $(FOLD_DATA) scripts/gen-fold.awk
	@mkdir -p $(@D)
	awk -f scripts/gen-fold.awk $(FOLD_DATA) >$@
$(B)/gen/search/places_gen.c: $(PLACES_DATA) scripts/gen-places.awk
	@mkdir -p $(@D)
	awk -f scripts/gen-places.awk $(PLACES_DATA) >$@
$(B)/gen/search/attributes_gen.h: $(ATTR_DATA) scripts/gen-attributes.awk
	@mkdir -p $(@D)
	awk -v out=h -f scripts/gen-attributes.awk $(ATTR_DATA) >$@
$(B)/gen/search/attributes_gen.c: $(ATTR_DATA) scripts/gen-attributes.awk
	@mkdir -p $(@D)
	awk -v out=c -f scripts/gen-attributes.awk $(ATTR_DATA) >$@
$(B)/gen/search/criteria_en_gen.c: $(CRIT_EN_DATA) scripts/gen-criteria-en.awk
	@mkdir -p $(@D)
	gawk -f scripts/gen-criteria-en.awk $(CRIT_EN_DATA) >$@
$(B)/gen/search/criteria_cues_en_gen.h: $(CUES_EN_DATA) scripts/gen-cues-en.awk
	@mkdir -p $(@D)
	gawk -b -v out=h -f scripts/gen-cues-en.awk $(CUES_EN_DATA) >$@
$(B)/gen/search/criteria_cues_en_gen.c: $(CUES_EN_DATA) scripts/gen-cues-en.awk $(wildcard search/criteria_read_en*.c)
	@mkdir -p $(@D)
	gawk -b -v out=c -f scripts/gen-cues-en.awk $(CUES_EN_DATA) $(wildcard search/criteria_read_en*.c) >$@
$(B)/gen/search/note_ja_gen.c: $(NOTE_DATA) scripts/gen-note.awk
	@mkdir -p $(@D)
	gawk -f scripts/gen-note.awk $(NOTE_DATA) >$@
$(B)/gen/search/note_en_gen.c: search/data/note-en.tsv scripts/gen-note-en.awk
	@mkdir -p $(@D)
	awk -f scripts/gen-note-en.awk $< >$@
$(B)/gen/search/lexicon_gen.c: $(LEXICON_DATA) scripts/gen-lexicon.awk
	@mkdir -p $(@D)
	gawk -f scripts/gen-lexicon.awk $(LEXICON_DATA) >$@
$(B)/gen/search/concept_words_gen.c: search/data/concept-words.tsv scripts/gen-concept-words.awk
	@mkdir -p $(@D)
	awk -f scripts/gen-concept-words.awk $< >$@
$(B)/gen/search/findings_gen.c: search/data/findings.tsv scripts/gen-findings.awk
	@mkdir -p $(@D)
	awk -f scripts/gen-findings.awk $< >$@
$(B)/gen/search/symptoms_gen.c: search/data/symptoms.tsv scripts/gen-symptoms.awk
	@mkdir -p $(@D)
	awk -f scripts/gen-symptoms.awk $< >$@
$(B)/gen/search/criteria_gen.c: $(CRITERIA_DATA) scripts/gen-criteria.awk
	@mkdir -p $(@D)
	gawk -f scripts/gen-criteria.awk $(CRITERIA_DATA) >$@
# words_rule NAME PREFIX TABLES USERS: a list that none of the users asks for is refused
define words_rule
$(B)/gen/search/$(1)_gen.h: $(3) scripts/gen-words.awk
	@mkdir -p $$(@D)
	gawk -v out=h -v name=$(1) -v prefix=$(2) -f scripts/gen-words.awk $(3) >$$@
$(B)/gen/search/$(1)_gen.c: $(3) scripts/gen-words.awk $(4)
	@mkdir -p $$(@D)
	gawk -v out=c -v name=$(1) -v prefix=$(2) -f scripts/gen-words.awk $(3) $(4) >$$@
endef
$(eval $(call words_rule,criteria_ja_words,ja_words,$(JA_WORDS_DATA),$(wildcard search/criteria_ja_*.c) search/criteria_read_ja.c search/criteria_tidy.c))
$(eval $(call words_rule,criteria_heads,head_words,search/data/criteria-heads.tsv,search/criteria_heading.c))
$(eval $(call words_rule,note_en_lists,en_list,search/data/note-en-lists.tsv,$(wildcard search/note_en_*.c search/note_read_en*.c)))
$(eval $(call words_rule,note_ja_lists,nj_list,search/data/note-ja-lists.tsv,$(wildcard search/note_ja_*.c) search/note_read_ja.c))
$(B)/gen/search/fhir_codes_gen.c: $(FHIR_DATA) scripts/gen-fhir.awk
	@mkdir -p $(@D)
	gawk -f scripts/gen-fhir.awk $(FHIR_DATA) >$@
$(B)/gen/indexer/sample/lines_gen.c: $(SAMPLE_DATA) scripts/gen-lines.awk
	@mkdir -p $(@D)
	awk -f scripts/gen-lines.awk $(SAMPLE_DATA) >$@
$(B)/obj/gen/%.c.o: $(B)/gen/%.c $(GEN_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<
$(B)/obj/%.c.o: %.c | $(GEN_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<
$(B)/obj/%.cc.o: %.cc | $(GEN_HEADERS)
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS_ALL) -c -o $@ $<

define room_rule
$(call LIB,$(1)): $(call objects,$(SRC_$(1))) $(if $(filter schema,$(1)),$(GEN_OBJ)) $(if $(filter search,$(1)),$(GEN_SEARCH)) $(if $(filter indexer,$(1)),$(GEN_SAMPLE))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rule,$(r))))

define program_rule
$(B)/bin/$(1): $(call objects,$(MAIN_$(1))) $(foreach d,$(DEPS_$(1)),$(call LIB,$(d)))
	@mkdir -p $$(@D)
	$(CXX) $$(LDFLAGS_ALL) -o $$@ $$^ $(LIBS)
endef
$(foreach p,$(PROGRAMS),$(eval $(call program_rule,$(p))))

# ---- the lexicon that comes with the programs is compiled once, here, by a program made of the same sources
LEXICON_BIN := $(B)/gen/search/lexicon.bin
$(B)/tool/lexicon-freeze: $(B)/obj/search/lexicon_freeze_main.c.o $(call LIB,search) $(call LIB,schema)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)
$(LEXICON_BIN): $(B)/tool/lexicon-freeze
	GCOV_PREFIX=$(B)/gen/uncounted $< $@
$(B)/gen/search/lexicon_frozen.S: $(LEXICON_BIN)
	printf '.section .rodata\n.balign 64\n.global lexicon_frozen, lexicon_frozen_len\nlexicon_frozen:\n.incbin "%s"\n1: .balign 8\nlexicon_frozen_len: .quad 1b - lexicon_frozen\n.section .note.GNU-stack,"",%%progbits\n' $< >$@
$(call LIB,lexicon): $(B)/gen/search/lexicon_frozen.S
	@mkdir -p $(@D)
	$(CC) -c -o $(<:.S=.o) $<
	@rm -f $@
	ar rcs $@ $(<:.S=.o)

ALL_LIBS := $(foreach r,api indexer search lexicon schema,$(call LIB,$(r)))
$(B)/tests/fuzz/%: $(B)/obj/tests/fuzz/%.c.o $(ALL_LIBS)
	@mkdir -p $(@D)
	$(CXX) $(FLAGS_$(MODE)) -fsanitize=fuzzer -pthread -o $@ $^ $(LIBS)
$(B)/tests/%: $(B)/obj/tests/%.c.o $(ALL_LIBS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) -o $@ $^ $(LIBS) -lcmocka
# The server itself with its searches timed; where it finds web files and words as the other does.
$(B)/timed/shirube-api: $(call objects,tests/bench/api_timed.c api/main.c) $(ALL_LIBS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) -Wl,--wrap=search_run -o $@ $^ $(LIBS)
# Raw Xapian, which we are measured against, runs as it comes: with libc's malloc.
$(B)/tests/%: $(B)/obj/tests/%.cc.o $(ALL_LIBS)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) -o $@ $^ $(filter-out -ltcmalloc_minimal,$(LIBS)) -lcmocka

# ---- locale files and man pages
LOCALES := $(patsubst api/web/locale/%.po,$(B)/locale/%.mo,$(wildcard api/web/locale/*.po))
locale: $(LOCALES)
$(B)/locale/%.mo: api/web/locale/%.po
	@mkdir -p $(@D)
	msgfmt --check-format -o $@ $<
MAN_SRC := $(wildcard schema/*.scd indexer/*.scd search/*.scd api/*.scd)
MAN := $(patsubst %.scd,$(B)/man/%,$(notdir $(MAN_SRC)))
man: $(if $(shell command -v scdoc),$(MAN))
define man_rule
$(B)/man/$(notdir $(1:.scd=)): $(1)
	@mkdir -p $$(@D)
	scdoc <$$< >$$@
endef
$(foreach m,$(MAN_SRC),$(eval $(call man_rule,$(m))))

# ---- people's commands
lint: ## house rules: doors, directions, sizes, format, banned functions, shell, spelling
	./scripts/lint.sh
format: ## rewrite the sources with clang-format
	clang-format -i $$(git ls-files '*.c' '*.h' '*.cc')
bench: all tools ## measure beside raw Xapian, Groonga and Lucene; BENCH_N=10000
	./tests/bench/bench.sh
install: all ## install programs, man pages, web files; honours DESTDIR and prefix
	install -d $(DESTDIR)$(prefix)/bin $(DESTDIR)$(prefix)/share/man/man1 $(DESTDIR)$(prefix)/share/shirube $(DESTDIR)/etc/shirube
	install -m 755 $(PROGRAMS:%=$(B)/bin/%) $(DESTDIR)$(prefix)/bin/
	for m in $(MAN); do [ ! -e "$$m" ] || install -m 644 "$$m" $(DESTDIR)$(prefix)/share/man/man1/; done
	cp -R api/web api/openapi.json $(DESTDIR)$(prefix)/share/shirube/
	mkdir -p $(DESTDIR)$(prefix)/share/shirube/locale
	for m in $(LOCALES); do install -m 644 "$$m" $(DESTDIR)$(prefix)/share/shirube/locale/; done
	[ -e $(DESTDIR)/etc/shirube/shirube.conf ] || install -m 644 scripts/etc/shirube.conf $(DESTDIR)/etc/shirube/shirube.conf
clean: ## remove build/
	rm -rf build

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
