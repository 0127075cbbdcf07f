import CLibYAML

/// One event of libyaml, copied into Swift values.
struct YAMLEvent {
    enum Kind {
        case streamEnd
        case documentStart
        case alias(String)
        case scalar(text: String, isPlain: Bool)
        case sequenceStart
        case mappingStart
        /// The end of a sequence or mapping.
        case collectionEnd
        /// Events that say nothing to us: the start of the stream, the end of a document.
        case other
    }

    var kind: Kind
    var anchor: String?
    var tag: String?
    /// Counted from 1.
    var line: Int
    /// Counted from 1, in characters.
    var column: Int
}

/// Why libyaml stopped, in its own words.
struct YAMLSyntaxError: Error {
    var message: String
    /// What was being read, such as "while scanning a quoted scalar"; "" if unknown.
    var context: String
    /// Where it stopped, counted from 1; `nil` where libyaml only gives a byte offset.
    var position: (line: Int, column: Int)?
    /// Where what was being read starts, counted from 1.
    var contextPosition: (line: Int, column: Int)?
    /// The byte it could not decode, where `position` is `nil`.
    var byteOffset: Int
}

/// libyaml's parser, the only place that sees its pointers.
///
/// Events come one at a time and nothing is kept, so that the caller can stop at its limits before
/// a hostile file costs anything.
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// Starts reading.
    ///
    /// - Precondition: `bytes` outlives the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        // Fails only without memory, as any allocation here would.
        precondition(yaml_parser_initialize(parser) == 1, "no memory for a YAML parser")
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event; after `.streamEnd` or an error it must not be called again.
    func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw syntaxError() }
        defer { yaml_event_delete(&raw) }
        var event = YAMLEvent(
            kind: .other, line: raw.start_mark.line + 1, column: raw.start_mark.column + 1)
        switch raw.type {
        case YAML_STREAM_END_EVENT: event.kind = .streamEnd
        case YAML_DOCUMENT_START_EVENT: event.kind = .documentStart
        case YAML_ALIAS_EVENT: event.kind = .alias(string(raw.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            event.kind = .scalar(
                text: String(decoding: text, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            (event.anchor, event.tag) = (string(scalar.anchor), string(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            event.kind = .sequenceStart
            let start = raw.data.sequence_start
            (event.anchor, event.tag) = (string(start.anchor), string(start.tag))
        case YAML_MAPPING_START_EVENT:
            event.kind = .mappingStart
            let start = raw.data.mapping_start
            (event.anchor, event.tag) = (string(start.anchor), string(start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: event.kind = .collectionEnd
        default: break
        }
        return event
    }

    private func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func syntaxError() -> YAMLSyntaxError {
        let state = parser.pointee
        let isReaderError = state.error == YAML_READER_ERROR
        let position = (state.problem_mark.line + 1, state.problem_mark.column + 1)
        let contextPosition = (state.context_mark.line + 1, state.context_mark.column + 1)
        return YAMLSyntaxError(
            message: state.problem.map { String(cString: $0) } ?? "out of memory",
            context: state.context.map { String(cString: $0) } ?? "",
            position: isReaderError ? nil : position,
            contextPosition: state.context == nil ? nil : contextPosition,
            byteOffset: Swift.min(state.problem_offset, Int.max))
    }
}
