// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto
import Foundation
import Governance
import PrivateCluster

/// The last good snapshot of one person's console on one database, as a JSON file that only they can read.
///
/// It is replaced in one step; a file of another format, or one that cannot be understood, is passed over and replaced by
/// the next good snapshot.
struct SnapshotFile: Sendable {
    /// Above this nothing is written or read: 200 events of the largest size would be three times as much.
    static let limit = 4 << 20

    let path: String
    let log: @Sendable (_ line: String) -> Void

    private let login: String

    /// The file of a person on a database: each has their own, since each may read something else.
    ///
    /// - Parameters:
    ///   - home: the folder of everything that the program writes.
    ///   - database: what tells the database from others; only its digest becomes part of the name.
    ///   - person: the login that the database will be asked as; a snapshot of another one is neither kept nor shown.
    ///   - log: takes a line about what could not be read or written.
    init(home: String, database: String, person: String, log: @escaping @Sendable (_ line: String) -> Void) {
        login = person
        let digest = SHA256.hash(data: Data("\(database)\u{0}\(person)".utf8))
        let name = digest.prefix(8).map { String(format: "%02x", $0) }.joined()
        path = "\(home)/state/snapshot-\(name).json"
        self.log = log
    }

    var client: SnapshotClient {
        SnapshotClient(load: { load() }, save: { save($0) })
    }

    private struct Heading: Decodable {
        var format: Int
    }

    func load() -> ConsoleSnapshot? {
        do {
            guard let text = try FileSystem.text(of: path, limit: Self.limit + 1) else { return nil }
            let data = Data(text.utf8)
            guard data.count <= Self.limit else { return refuse("it is too long") }
            let format = try JSONDecoder().decode(Heading.self, from: data).format
            guard format == ConsoleSnapshot.currentFormat else { return refuse("its format is \(format)") }
            let snapshot = try JSONDecoder().decode(ConsoleSnapshot.self, from: data)
            return snapshot.identity.person.login == login ? snapshot : refuse("it is of another person")
        } catch let error as ClusterError {
            return refuse(error.message)
        } catch {
            return refuse("it cannot be understood")
        }
    }

    func save(_ snapshot: ConsoleSnapshot) {
        // an identity map of the server's may take the asking user for somebody else
        guard snapshot.identity.person.login == login else { return }
        do {
            var snapshot = snapshot
            var data = try JSONEncoder().encode(snapshot)
            // the newest events are worth more than all
            while data.count > Self.limit, !snapshot.events.isEmpty || !snapshot.requests.isEmpty {
                snapshot.events.removeLast((snapshot.events.count + 1) / 2)
                snapshot.requests.removeLast((snapshot.requests.count + 1) / 2)
                data = try JSONEncoder().encode(snapshot)
            }
            guard data.count <= Self.limit else { return log("warning The snapshot is too long to be kept.") }
            try makeFolder()
            // consoles of one person may write at the same moment
            try FileSystem.replace(
                path, with: String(decoding: data, as: UTF8.self), permissions: 0o600,
                draft: "\(path).\(getpid()).new")
        } catch let error as ClusterError {
            log("warning The snapshot was not kept: \(error.message)")
        } catch {
            log("warning The snapshot was not kept: \(error)")
        }
    }

    private func refuse(_ reason: String) -> ConsoleSnapshot? {
        log("warning \(path) was passed over: \(reason)")
        return nil
    }

    /// The home itself is made by whoever makes the cluster; the folder in it is this person's own.
    private func makeFolder() throws {
        let folder = (path as NSString).deletingLastPathComponent
        guard try FileSystem.entry(folder) == nil else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}
