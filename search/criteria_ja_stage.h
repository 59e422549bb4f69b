/* Steps of diseases that are no cancer are no stage of a tumour (ステージ3の慢性腎臓病). */
#pragma once
#include "search/criteria_ja.h"

/* The stages of e become opaque where its diseases have none. */
void ja_check_stages(struct crit_node *e, const char *text, size_t len);
