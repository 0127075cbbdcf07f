#include "CSimdJSON.h"

#include <new>

#include <simdjson.h>

struct csj_parser {
    simdjson::dom::parser parser;

    explicit csj_parser(size_t maximum_bytes) noexcept : parser(maximum_bytes) {}
};

// Every function of simdjson called here is noexcept and allocates without throwing, so that no
// exception can reach the caller.

csj_parser *csj_create(size_t maximum_bytes, size_t maximum_depth) {
    auto *created = new (std::nothrow) csj_parser(maximum_bytes);
    if (created == nullptr) return nullptr;
    const size_t first = maximum_bytes < 65536 ? maximum_bytes : 65536;
    if (created->parser.allocate(first, maximum_depth) != simdjson::SUCCESS) {
        delete created;
        return nullptr;
    }
    return created;
}

void csj_destroy(csj_parser *parser) { delete parser; }

const char *csj_parse(
    csj_parser *parser, const uint8_t *bytes, size_t count, csj_document *document) {
    // The copy gives the text the padding that simdjson reads ahead into.
    const auto error = parser->parser.parse(bytes, count, true).error();
    if (error != simdjson::SUCCESS) return simdjson::error_message(error);
    document->tape = parser->parser.doc.tape.get();
    document->strings = parser->parser.doc.string_buf.get();
    return nullptr;
}
