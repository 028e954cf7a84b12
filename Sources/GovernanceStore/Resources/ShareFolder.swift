// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// Finds the files that travel with the program: migrations and the SQL of the demonstration.
///
/// Not by the accessor that SwiftPM generates, because that ends the process where the folder is not at the place of the
/// build: this looks through a list and throws an error that names every place. First match wins:
///
/// 1. `$COUNTERSIGN_SHARE/<folder>`
/// 2. `<executable>/../share/countersign/<folder>`: an installed tree
/// 3. `countersign_GovernanceStore.resources/<folder>` beside the executable: a build tree
/// 4. the same beside a test bundle that another program loaded
public struct ShareFolder: Sendable {
    /// The folders in which `find` looks, in order.
    public var candidates: [String]

    public init(candidates: [String]) {
        self.candidates = candidates
    }

    /// The list for this process.
    public init() {
        self.init(
            environment: ProcessInfo.processInfo.environment, executable: Self.executablePath(),
            arguments: CommandLine.arguments)
    }

    public init(environment: [String: String], executable: String?, arguments: [String]) {
        var candidates: [String] = []
        if let share = environment["COUNTERSIGN_SHARE"], !share.isEmpty {
            candidates.append(share)
        }
        if let executable {
            let folder = Self.parent(of: executable)
            candidates.append(Self.parent(of: folder) + "/share/countersign")
            candidates.append(folder + "/" + Self.bundleName)
        }
        for argument in arguments where argument.hasSuffix(".xctest") || argument.contains(".xctest/") {
            let bundle = argument.range(of: ".xctest").map { String(argument[..<$0.upperBound]) } ?? argument
            let candidate = Self.parent(of: bundle) + "/" + Self.bundleName
            if !candidates.contains(candidate) { candidates.append(candidate) }
        }
        self.candidates = candidates
    }

    /// The path of `folder` in the first place that has it; throws `MigrationError` (`resources-missing`) where none
    /// does.
    public func find(_ folder: String) throws(MigrationError) -> String {
        for candidate in candidates {
            let path = candidate + "/" + folder
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                return path
            }
        }
        throw MigrationError(
            .resourcesMissing,
            "The folder \(folder) that belongs to countersign was not found. Looked in "
                + candidates.joined(separator: ", ")
                + ". Set COUNTERSIGN_SHARE to the folder that holds it, or install the program again.")
    }

    /// The running program's file, symbolic links resolved; nil where the system does not tell.
    public static func executablePath() -> String? {
        #if os(Linux)
        guard var path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        // what Linux says once the file was replaced by a newer build
        if path.hasSuffix(" (deleted)") { path.removeLast(10) }
        return path
        #else
        return Bundle.main.executableURL?.resolvingSymlinksInPath().path
        #endif
    }

    /// SwiftPM's name for the resources of this module: package, underscore, target.
    private static let bundleName = "countersign_GovernanceStore.resources"

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
