/// Visits every page below the roots of a data file and checks that it is there, whole and of the right kind.
///
/// The number of pages visited is bounded by what the header says the file holds, so a loop ends the walk.
struct PageWalk {
    /// LMDB's own limit (`CURSOR_STACK`).
    private static let maximumDepth = 32
    private static let noRoot = UInt64.max

    private let limit: UInt64
    private var visited: UInt64 = 0

    /// - Parameter limit: the number of the last page.
    init(limit: UInt64) {
        self.limit = limit
    }

    mutating func tree(
        _ root: UInt64, pageSize: Int, of file: borrowing DataFile, depth: Int = 0
    ) throws(LMDBError) {
        if root == Self.noRoot { return }
        guard depth < Self.maximumDepth else { throw file.damaged("a tree in it is deeper than LMDB's limit") }
        let page = try load(root, pages: 1, pageSize: pageSize, of: file)
        let flags = page.uint16(10)
        guard page.uint64(0) == root, flags & (PageFlags.branch | PageFlags.leaf) != 0 else {
            throw file.damaged("page \(root) is not part of a tree")
        }
        let lower = Int(page.uint16(12))
        let upper = Int(page.uint16(14))
        guard lower >= DataFile.pageHeaderSize, lower <= upper, upper <= pageSize else {
            throw file.damaged("page \(root) has an impossible header")
        }
        for place in stride(from: DataFile.pageHeaderSize, to: lower, by: 2) {
            let node = Int(page.uint16(place))
            guard node >= upper, node <= pageSize - 8 else { throw file.damaged("page \(root) has an impossible node") }
            if flags & PageFlags.branch != 0 {
                let child = page.uint64(node) & 0xFFFF_FFFF_FFFF  // mn_lo, mn_hi, mn_flags: 48 bits
                try tree(child, pageSize: pageSize, of: file, depth: depth + 1)
            } else {
                try leaf(page, node, in: root, pageSize: pageSize, of: file)
            }
        }
    }

    /// A leaf node's data: inside the page, on overflow pages (`F_BIGDATA`), or the root of a named table.
    private mutating func leaf(
        _ page: PageBytes, _ node: Int, in number: UInt64, pageSize: Int, of file: borrowing DataFile
    ) throws(LMDBError) {
        let length = Int(page.uint16(node)) | Int(page.uint16(node + 2)) << 16
        let flags = page.uint16(node + 4)
        let data = node + 8 + Int(page.uint16(node + 6))
        let isBig = flags & 0x01 != 0
        let isTable = flags & 0x02 != 0
        guard data + (isBig ? 8 : length) <= pageSize else {
            throw file.damaged("page \(number) has a node beyond its end")
        }
        if isBig {
            let pages = UInt64((DataFile.pageHeaderSize - 1 + length) / pageSize + 1)
            let first = page.uint64(data)
            let head = try load(first, pages: pages, pageSize: pageSize, of: file)
            guard head.uint64(0) == first, head.uint16(10) & PageFlags.overflow != 0,
                UInt64(head.uint32(12)) >= pages
            else { throw file.damaged("page \(first) does not hold the value it should") }
        } else if isTable {
            guard length == 48 else { throw file.damaged("page \(number) names a table in a wrong way") }
            try tree(page.uint64(data + 40), pageSize: pageSize, of: file)
        }
    }

    /// The first of `pages` pages, all of which must be inside the file.
    private mutating func load(
        _ number: UInt64, pages: UInt64, pageSize: Int, of file: borrowing DataFile
    ) throws(LMDBError) -> PageBytes {
        guard number >= 2, number <= limit, pages <= limit - number + 1 else {
            throw file.damaged("it refers to page \(number), which it does not have")
        }
        visited += pages
        guard visited <= limit else { throw file.damaged("its pages refer to each other in a circle") }
        // number <= limit, and check() has seen that limit * pageSize does not overflow.
        let (end, overflow) = (number + pages).multipliedReportingOverflow(by: UInt64(pageSize))
        guard !overflow, end <= file.size, let page = try file.bytes(at: number * UInt64(pageSize), count: pageSize)
        else { throw file.damaged("it ends after \(file.size) bytes, in the middle of the data") }
        return page
    }
}
