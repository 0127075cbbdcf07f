/// A table of resource vectors, one row per node, queue or application, flat in memory.
struct ResourceRows: Sendable {
    /// Resources per row.
    private(set) var width: Int
    /// How many rows.
    private(set) var count = 0
    /// What a resource has that nobody has set.
    private let absent: Int64
    var values: [Int64] = []

    init(width: Int, absent: Int64 = 0) {
        self.width = width
        self.absent = absent
    }

    /// Where a row begins in `values`.
    @inline(__always)
    func base(_ row: Int) -> Int { row &* width }

    subscript(row: Int, lane: Int) -> Int64 {
        @inline(__always) get { values[row &* width &+ lane] }
        @inline(__always) set { values[row &* width &+ lane] = newValue }
    }

    /// Makes room for rows up to and including `row`.
    mutating func reach(_ row: Int) {
        guard row >= count else { return }
        values.append(contentsOf: repeatElement(absent, count: (row + 1 - count) * width))
        count = row + 1
    }

    /// Sets a whole row from a vector.
    mutating func set(_ row: Int, to resources: Resources) {
        for lane in 0..<width { self[row, lane] = resources[ResourceID(lane)] }
    }

    /// Sets a whole row from bounds; what they leave open becomes absent.
    mutating func set(_ row: Int, to bounds: ResourceBounds) {
        clear(row)
        for (resource, quantity) in bounds.entries { self[row, resource.index] = quantity }
    }

    /// Makes every resource of a row absent.
    mutating func clear(_ row: Int) {
        for lane in 0..<width { self[row, lane] = absent }
    }

    /// The sum of one resource over all rows, saturating.
    func sum(_ lane: Int) -> Int64 {
        (0..<count).reduce(0) { $0.addingSaturating(self[$1, lane]) }
    }

    /// One row as a vector.
    func resources(_ row: Int) -> Resources {
        Resources((0..<width).map { (ResourceID($0), self[row, $0]) })
    }

    /// Makes every row wide enough for `newWidth` resources.
    mutating func widen(to newWidth: Int) {
        guard newWidth > width else { return }
        var wider: [Int64] = []
        wider.reserveCapacity(count * newWidth)
        for row in 0..<count {
            wider.append(contentsOf: values[base(row)..<base(row) + width])
            wider.append(contentsOf: repeatElement(absent, count: newWidth - width))
        }
        values = wider
        width = newWidth
    }
}
