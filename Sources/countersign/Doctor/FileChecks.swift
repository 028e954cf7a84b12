// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import PrivateCluster
import ThemeKit

/// Whether the program's files and folders can be used, and by nobody else.
struct FileChecks {
    /// nil where the settings cannot be read.
    let settings: Settings?
    /// Why they cannot be read.
    let problem: SettingsError?
    let configurationFile: String
    let home: String
    let library: ThemeLibrary

    var findings: [Finding] {
        [configuration, theme, homeFolder, logFolder]
    }

    private var configuration: Finding {
        let check = "files.configuration"
        if let problem {
            return Finding(
                check, .broken, problem.description, advice: "Mend it there; nothing is read until then.")
        }
        let files = FileManager.default
        guard files.fileExists(atPath: configurationFile) else {
            return Finding(check, .ok, "\(configurationFile) is not there, which is fine")
        }
        guard files.isReadableFile(atPath: configurationFile) else {
            return Finding(check, .broken, "\(configurationFile) cannot be read", advice: "chmod u+r it.")
        }
        if Self.mode(of: configurationFile).map({ $0 & 0o077 != 0 }) ?? false, hasDatabaseAddress {
            return Finding(
                check, .warning, "\(configurationFile) can be read by others, and names a database",
                advice: "chmod 600 it, and keep passwords in PGPASSFILE.")
        }
        return Finding(check, .ok, configurationFile)
    }

    private var hasDatabaseAddress: Bool {
        if case .team? = settings?.place { true } else { false }
    }

    private var theme: Finding {
        let check = "files.theme"
        let name = settings?.theme ?? Theme.fallback.name
        do throws(ThemeError) {
            let loaded = try library.load(name)
            guard let first = loaded.warnings.first else { return Finding(check, .ok, name) }
            return Finding(
                check, .warning, "\(name): \(loaded.warnings.count) of its lines mean nothing, \(first)",
                advice: "countersign themes check \(name)")
        } catch {
            return Finding(check, .broken, error.description, advice: "countersign themes list")
        }
    }

    private var homeFolder: Finding {
        folder("files.home", home, ifMissing: "\(home) is made at the first start")
    }

    private var logFolder: Finding {
        let folder = URL(fileURLWithPath: Diagnostics.logPath(home: home)).deletingLastPathComponent().path
        let finding = self.folder("files.log", folder, ifMissing: "\(folder) is made with the first line")
        guard finding.state == .ok, let mode = Self.mode(of: folder), mode & 0o077 != 0 else { return finding }
        return Finding("files.log", .warning, "\(folder) is open to others", advice: "chmod 700 \(folder)")
    }

    /// A folder that is there must take files; others must not be able to write to it.
    private func folder(_ check: String, _ path: String, ifMissing words: String) -> Finding {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
            return Finding(check, .ok, words)
        }
        guard isFolder.boolValue else {
            return Finding(check, .broken, "\(path) is not a folder", advice: "Move it away, or set COUNTERSIGN_HOME.")
        }
        guard files.isWritableFile(atPath: path) else {
            return Finding(
                check, .broken, "\(path) takes no files", advice: "Give it to your user, or set COUNTERSIGN_HOME.")
        }
        if let mode = Self.mode(of: path), mode & 0o022 != 0 {
            return Finding(check, .broken, "others may write to \(path)", advice: "chmod go-w \(path)")
        }
        return Finding(check, .ok, path)
    }

    private static func mode(of path: String) -> Int? {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        return (facts?[.posixPermissions] as? NSNumber)?.intValue
    }
}
