/* Any bytes as a file of this format. */
#include "tests/fuzz/source_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_everything(data, size, SOURCE_CTGOV_JSON);
    return 0;
}
