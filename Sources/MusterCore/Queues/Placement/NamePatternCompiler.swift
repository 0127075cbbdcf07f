/// Writes a regular expression as a program.
struct NamePatternCompiler {
    private(set) var program: [NamePattern.Instruction] = []
    private(set) var classes: [CharacterClass] = []
    /// Instructions and ranges of characters: what a character of a name can cost.
    private var size = 0

    mutating func append(_ instruction: NamePattern.Instruction) throws(NamePatternError) {
        size += 1
        guard size <= NamePattern.maximumSize else { throw .tooLarge }
        program.append(instruction)
    }

    mutating func emit(_ node: NamePatternNode) throws(NamePatternError) {
        switch node {
        case .empty:
            // Not nothing: what is repeated has to count.
            try append(.jump(program.count + 1))
        case .read(let characters):
            size += characters.ranges.count
            classes.append(characters)
            try append(.read(classes.count - 1))
        case .check(let position): try append(.check(position))
        case .sequence(let nodes):
            for node in nodes { try emit(node) }
        case .choice(let nodes): try emit(choice: nodes)
        case .repeated(let node, let atLeast, let atMost):
            for _ in 0..<atLeast { try emit(node) }
            if let atMost {
                try emit(optional: node, count: atMost - atLeast)
            } else {
                try emit(anyNumberOf: node)
            }
        }
    }

    private mutating func emit(choice nodes: [NamePatternNode]) throws(NamePatternError) {
        var ends: [Int] = []
        for node in nodes.dropLast() {
            let split = program.count
            try append(.split(split + 1, split + 1))
            try emit(node)
            ends.append(program.count)
            try append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        if let last = nodes.last { try emit(last) }
        for end in ends { program[end] = .jump(program.count) }
    }

    private mutating func emit(
        optional node: NamePatternNode, count: Int
    ) throws(NamePatternError) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(program.count)
            try append(.split(0, 0))
            try emit(node)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }

    private mutating func emit(anyNumberOf node: NamePatternNode) throws(NamePatternError) {
        let split = program.count
        try append(.split(0, 0))
        try emit(node)
        try append(.jump(split))
        program[split] = .split(split + 1, program.count)
    }
}
