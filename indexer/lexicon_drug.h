/* Names of drugs as price lists write them: salts behind the substance, dosage forms behind the
 * brand. */
#pragma once
#include <stdbool.h>

/* アコチアミド塩酸塩水和物 → アコチアミド; without (遺伝子組換え) and [… 後続1] too. What is a salt
 * in itself (塩化ナトリウム, 炭酸カルシウム) stays. Owned by ctx. */
char *lexicon_drug_substance(void *ctx, const char *generic);
/* The generic name with its salt, but without brackets. Owned by ctx. */
char *lexicon_drug_salt(void *ctx, const char *generic);
/* タケキャブ錠 → タケキャブ; NULL when nothing is left that tells it from other text. Owned by ctx.
 */
char *lexicon_drug_brand(void *ctx, const char *brand);
