/* One ICTRP record (portal XML, portal CSV, weekly CSV: the same items under slightly different
 * names) → trial. */
#pragma once
#include "indexer/fields.h"

void ictrp_read(struct flat_record *r);
