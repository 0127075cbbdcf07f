#pragma once
#include <stddef.h>

/// The charting library's script, or an empty string where the build had none.
const char *muster_chart_script(void);
/// Its length in bytes; 0 where the build had none.
size_t muster_chart_script_length(void);
