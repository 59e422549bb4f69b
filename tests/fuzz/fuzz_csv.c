/* Any bytes as a CSV file: the first byte chooses ICTRP or UMIN. */
#include "tests/fuzz/source_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0)
        read_everything(data + 1, size - 1, data[0] & 1 ? SOURCE_UMIN_CSV : SOURCE_ICTRP_CSV);
    return 0;
}
