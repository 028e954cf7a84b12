// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// The members of a runtime event, read by the types that the contract gives them. `null` is the same as a missing
/// member, and so is empty text, which Open CLI writes for what it does not know.
struct OpenCLIFields {
    /// With decimals as numbers.
    private let members: [String: JSONValue]

    init(_ members: [String: JSONValue]) {
        self.members = members
    }

    subscript(_ name: String) -> JSONValue? { members[name] }

    func text(_ name: String) throws(LogExchangeError) -> String? {
        switch members[name] {
        case nil, .null?: return nil
        case .string(let text)?: return text.isEmpty ? nil : text
        default: throw LogExchangeError(.invalidRecord, "\(name): expected text.")
        }
    }

    /// An integer from 0 to `limit`; RFC 8259 makes no difference between 200, 200.0 and 2e2.
    func count(_ name: String, limit: Int64 = JSONTree.largestInteger - 1) throws(LogExchangeError) -> Int64? {
        let value: Int64
        switch members[name] {
        case nil, .null?: return nil
        case .integer(let integer)?: value = integer
        case .double(let double)?: value = Int64(exactly: double) ?? -1
        default: throw LogExchangeError(.invalidRecord, "\(name): expected a whole number.")
        }
        guard (0...limit).contains(value) else {
            throw LogExchangeError(.invalidRecord, "\(name): expected a whole number from 0 to \(limit).")
        }
        return value
    }

    /// Text of visible ASCII characters, at most `limit` of them, as ids and cursors are.
    func token(_ name: String, limit: Int) throws(LogExchangeError) -> String? {
        switch members[name] {
        case nil, .null?: return nil
        case .string(let text)? where (1...limit).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isVisible):
            return text
        default:
            throw LogExchangeError(
                .invalidRecord, "\(name): expected 1 to \(limit) visible ASCII characters, without blanks.")
        }
    }

    func lineage() throws(LogExchangeError) -> OpenCLIRecord.Lineage {
        switch members["lineage"] {
        case nil, .null?: return OpenCLIRecord.Lineage()
        case .object(let object)?:
            let fields = OpenCLIFields(object)
            do {
                return OpenCLIRecord.Lineage(
                    delegatedBy: try fields.text("delegatedBy"), delegationID: try fields.text("delegationId"),
                    actor: try fields.claims("actor"))
            } catch {
                throw LogExchangeError(.invalidRecord, "lineage.\(error.message)")
            }
        default: throw LogExchangeError(.invalidRecord, "lineage: expected an object.")
        }
    }

    /// An object of texts; a text alone is the subject.
    private func claims(_ name: String) throws(LogExchangeError) -> [String: String] {
        switch members[name] {
        case nil, .null?: return [:]
        case .string(let subject)?: return subject.isEmpty ? [:] : ["sub": subject]
        case .object(let object)?:
            var claims: [String: String] = [:]
            for (key, value) in object {
                guard case .string(let text) = value else {
                    throw LogExchangeError(.invalidRecord, "\(name): expected an object of texts.")
                }
                if !text.isEmpty { claims[key] = text }
            }
            return claims
        default: throw LogExchangeError(.invalidRecord, "\(name): expected text, or an object of texts.")
        }
    }

    private static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}
