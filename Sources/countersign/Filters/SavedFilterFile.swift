// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import PrivateCluster

/// A person's saved filters in a small JSON file of their own.
///
/// It is read anew each time and replaced in one step under a lock, so that several consoles do not lose each other's
/// filters. A file that cannot be understood is told of and left as it is.
struct SavedFilterFile: Sendable {
    let path: String

    /// The file of whoever runs the program.
    static func standard(home: String) -> SavedFilterFile {
        SavedFilterFile(path: home + "/state/filters.json")
    }

    private struct Contents: Codable {
        var filters: [SavedFilter]
    }

    /// The most filters; more than a person can tell apart.
    static let limit = 200

    var client: SavedFilterClient {
        SavedFilterClient(
            all: { try self.read() },
            save: { filter in
                try await self.change { filters in
                    filters.removeAll { $0.name == filter.name }
                    guard filters.count < Self.limit else {
                        throw GovernanceError(.invalidInput, "There are \(Self.limit) filters already; delete one.")
                    }
                    filters.append(filter)
                }
            },
            delete: { name in
                try await self.change { filters in
                    guard filters.contains(where: { $0.name == name }) else {
                        throw GovernanceError(.invalidInput, "There is no filter \(name).")
                    }
                    filters.removeAll { $0.name == name }
                }
            })
    }

    /// The expression of a filter.
    /// - Throws: `GovernanceError` where there is none of that name, or the file cannot be understood.
    func expression(named name: String) throws -> String {
        guard let filter = try read().first(where: { $0.name == name }) else {
            throw GovernanceError(.invalidInput, "There is no filter \(name); countersign filters list shows all.")
        }
        return filter.expression
    }

    private func read() throws -> [SavedFilter] {
        let text: String?
        do {
            text = try FileSystem.text(of: path)
        } catch {
            throw GovernanceError(.invalidInput, error.message)
        }
        guard let text else { return [] }
        guard let contents = try? JSONDecoder().decode(Contents.self, from: Data(text.utf8)),
            contents.filters.allSatisfy({ SavedFilter.isName($0.name) })
        else {
            throw GovernanceError(
                .invalidInput, "\(path) does not hold saved filters; it was left as it is. Mend it or move it away.")
        }
        return contents.filters.sorted { $0.name < $1.name }
    }

    private func change(_ change: (inout [SavedFilter]) throws -> Void) async throws -> [SavedFilter] {
        do {
            try makeFolder()
            let lock = try FileLock(opening: path + ".lock")
            guard try await lock.lock(.exclusive, within: .seconds(2)) else {
                throw GovernanceError(.unavailable, "Another console is writing the saved filters; try again.")
            }
            defer { lock.unlock() }
            var filters = try read()
            try change(&filters)
            filters.sort { $0.name < $1.name }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let text = String(decoding: try encoder.encode(Contents(filters: filters)), as: UTF8.self) + "\n"
            guard text.utf8.count < 60_000 else {
                throw GovernanceError(.invalidInput, "The saved filters are too long together; delete one.")
            }
            try FileSystem.replace(path, with: text, permissions: 0o600)
            return filters
        } catch let error as ClusterError {
            throw GovernanceError(.invalidInput, error.message)
        }
    }

    /// The home itself is made by whoever makes the cluster; the folder in it is this person's own.
    private func makeFolder() throws {
        let folder = (path as NSString).deletingLastPathComponent
        guard try FileSystem.entry(folder) == nil else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}
