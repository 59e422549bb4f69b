# search/data/lexicon/*.tsv → C: the text of each file. usage: gawk -f scripts/gen-lexicon.awk FILES
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/\t/, "\\t", s); return "\"" s "\\n\"" }
BEGIN { print "/* Generated from search/data/lexicon by scripts/gen-lexicon.awk: do not edit. */\n#include \"search/lexicon_builtin.h\"\n\nconst struct lexicon_builtin lexicon_builtins[] = {" }
FNR == 1 { if (NR > 1) print "    },"; name = FILENAME; sub(/.*\//, "", name); print "    {\"" name "\"," }
{ print "    " quote($0) }
END { print "    },\n};\nconst size_t lexicon_builtin_count = sizeof lexicon_builtins / sizeof *lexicon_builtins;" }
