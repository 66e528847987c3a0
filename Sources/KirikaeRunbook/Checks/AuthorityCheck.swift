import KirikaeDiagnostics
import KirikaeSyntax

/// Checks that whoever may sign in an environment has a key there, and that each key is one person's.
package struct AuthorityCheck {
    private let context: DecodingContext

    /// Makes a check that reports to this context.
    package init(context: DecodingContext) {
        self.context = context
    }

    /// Checks environments; of one whose parameters have other values by now it is done again.
    package func check(_ environments: [Environment]) {
        var read: Set<String> = []
        for environment in environments {
            if let review = environment.planReview { check(review, environment) }
            if let (path, known) = environment.signersNotFound {
                context.report(AuthorityMessage.signersNotFound(path.value, known: known), at: path.location)
            }
            if let place = environment.signersMissingAt { context.report(AuthorityMessage.signersNotNamed, at: place) }
            guard let signers = environment.allowedSigners else { continue }
            let (entries, defects) = signers.read()
            // Several environments may name one file.
            if read.insert(signers.path).inserted {
                for (line, width, defect) in defects {
                    context.report(AuthorityMessage.signersLine(defect), at: signers.location(line: line, width: width))
                }
                checkKeys(entries, signers)
            }
            guard defects.isEmpty else { continue }
            checkMembers(of: environment, Set(entries.map(\.principal)), signers)
        }
    }

    private func check(_ review: Environment.PlanReview, _ environment: Environment) {
        NameCheck(environments: [environment], context: context).check(review.group, .group)
        guard let group = environment.groups[review.group.value], group.members.count < review.count else { return }
        context.report(
            RunbookMessage.notEnoughApprovers(
                review.count, of: group.members.count, environment: environment.name.value),
            at: review.group.location)
    }

    /// With one key, one person could sign as two.
    private func checkKeys(_ entries: [AllowedSigners.Entry], _ signers: AllowedSigners) {
        var owners: [String: String] = [:]
        for entry in entries {
            if let owner = owners[entry.key], owner != entry.principal {
                context.report(
                    AuthorityMessage.keyOfTwoPeople(owner, entry.principal), at: signers.location(line: entry.line))
            }
            owners[entry.key] = entry.principal
        }
    }

    private func checkMembers(of environment: Environment, _ names: Set<String>, _ signers: AllowedSigners) {
        for (name, group) in environment.groups.sorted(by: { $0.key < $1.key }) {
            guard let location = environment.definitions["groups/\(name)"] else { continue }
            for member in group.members where !names.contains(member) {
                context.report(
                    AuthorityMessage.memberWithoutKey(member, group: name, path: signers.path), at: location)
            }
        }
    }
}
