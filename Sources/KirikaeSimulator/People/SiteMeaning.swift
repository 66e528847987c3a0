import KirikaeService
import KirikaeSyntax

/// A variable that says which sites are meant, with the sites as numbers.
struct SiteMeaning: Sendable {
    /// The variable.
    let variable: String
    /// How much of the whole each site takes, by its number.
    var parts: [Int]
    private let sites: [String: [Int]]

    /// Makes it from the model's description.
    init(_ placement: ServiceModel.People.Placement, sites names: [String]) {
        variable = placement.variable.value
        parts = names.map { placement.part(of: $0) }
        sites = Dictionary(
            placement.meanings.map { meaning in
                (meaning.value.value, meaning.sites.compactMap { names.firstIndex(of: $0.value) })
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The sites meant in a state; nil while the variable is unknown.
    func sites(in state: ServiceState) -> [Int]? { state[variable].flatMap { sites[$0] } }

    /// The sites that a value stands for.
    func sites(of value: String) -> [Int]? { sites[value] }

    /// The value that stands for exactly these sites.
    func value(for wanted: Set<Int>) -> String? {
        sites.filter { Set($0.value) == wanted }.map(\.key).min()
    }
}
