/* The Japanese reader of criteria. */
#include "tests/fuzz/criteria_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_any_block(data, size, CRIT_JA);
    return 0;
}
