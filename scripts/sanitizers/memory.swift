// Reads memory that was given back: the address sanitizer must find it.

let numbers = UnsafeMutablePointer<Int>.allocate(capacity: 4)
numbers.initialize(repeating: 7, count: 4)
numbers.deallocate()
print(numbers[CommandLine.arguments.count])
