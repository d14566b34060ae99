/// A stack whose upper part can be moved out as an array, without a reference count being touched.
///
/// All elements below `count` are initialised, and nothing else is; every access checks against `count`.
@safe
struct ScratchStack<Element>: ~Copyable {
    private var elements: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        unsafe elements = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit {
        unsafe elements.deinitialize(count: count)
        unsafe elements.deallocate()
    }

    var isEmpty: Bool { count == 0 }

    @inline(__always)
    mutating func push(_ element: consuming Element) {
        if count == capacity { grow() }
        unsafe (elements + count).initialize(to: element)
        count += 1
    }

    subscript(_ index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count)
            return unsafe elements[index]
        }
        set {
            precondition(index >= 0 && index < count)
            unsafe elements[index] = newValue
        }
    }

    /// Replaces the uppermost element's part at `path`.
    @inline(__always)
    mutating func setTop<Part>(_ path: WritableKeyPath<Element, Part>, to part: Part) {
        precondition(count > 0)
        unsafe elements[count - 1][keyPath: path] = part
    }

    /// Moves the elements from `start` on into an array of exactly their number.
    @inline(__always)
    mutating func popArray(from start: Int) -> [Element] {
        precondition(start >= 0 && start <= count)
        var array: [Element] = []
        // Faster than unsafeUninitializedCapacity, which looks the array's type up at run time.
        array.reserveCapacity(count - start)
        for index in start..<count { unsafe array.append((elements + index).move()) }
        count = start
        return array
    }

    /// Removes the elements from `start` on.
    @inline(__always)
    mutating func removeAll(from start: Int) {
        precondition(start >= 0 && start <= count)
        unsafe (elements + start).deinitialize(count: count - start)
        count = start
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        unsafe larger.moveInitialize(from: elements, count: count)
        unsafe elements.deallocate()
        unsafe elements = larger
        capacity *= 2
    }
}
