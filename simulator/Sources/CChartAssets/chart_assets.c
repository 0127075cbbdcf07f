#include "chart_assets.h"

// `make` puts the script beside this file (pinned hash, never committed); a plain `swift build`
// does without, and reports then show their tables without charts.
#pragma clang diagnostic ignored "-Wc23-extensions"
#if __has_embed("echarts.min.js")
static const char script[] = {
#embed "echarts.min.js" suffix(, 0)
};
static const size_t length = sizeof(script) - 1;
#else
static const char script[] = "";
static const size_t length = 0;
#endif

const char *muster_chart_script(void) { return script; }
size_t muster_chart_script_length(void) { return length; }
