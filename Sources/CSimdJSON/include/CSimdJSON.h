#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// simdjson's parser. It keeps the memory of the largest document that it has read.
typedef struct csj_parser csj_parser;

// A document as simdjson's tape (doc/tape.md in its sources), valid until the next call of
// csj_parse or csj_destroy. Strings are unescaped: a length of four bytes, then the bytes.
typedef struct {
    const uint64_t *tape;
    const uint8_t *strings;
} csj_document;

// NULL when there is no memory.
csj_parser *csj_create(size_t maximum_bytes, size_t maximum_depth);

void csj_destroy(csj_parser *parser);

// NULL when the whole text is one valid JSON document, else simdjson's words for what is wrong,
// which are never freed. Reads `count` bytes, none beyond.
const char *csj_parse(
    csj_parser *parser, const uint8_t *bytes, size_t count, csj_document *document);

#ifdef __cplusplus
}
#endif

#endif
