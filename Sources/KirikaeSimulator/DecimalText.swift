/// A number as people write it.
enum DecimalText {
    /// Without a fraction where it has none.
    static func of(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }
}
