// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Configuration
import Synchronization

/// The places that settings come from below the command line: `COUNTERSIGN_…` variables, then the configuration file.
struct ConfigurationLayers: Sendable {
    /// A setting as text, and where it was found, for errors.
    struct Found: Sendable, Hashable {
        var text: String
        var place: String
        var key: String?

        func error(_ message: String) -> SettingsError {
            SettingsError(place, key: key, message)
        }
    }

    private let variables: EnvironmentVariablesProvider
    private let file: FileProvider<YAMLSnapshot>
    /// Nil where there is no file to read.
    let filePath: String

    /// `$XDG_CONFIG_HOME/countersign/config.yaml`; a relative or empty variable counts as unset.
    static func filePath(environment: [String: String]) -> String {
        let home = environment["HOME"] ?? "/"
        let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
        return folder + "/countersign/config.yaml"
    }

    /// Reads the file, where there is one.
    ///
    /// - Throws: `SettingsError` for a file that cannot be read, is not YAML, or has a key that nothing reads.
    init(environment: [String: String]) async throws(SettingsError) {
        // Settings may hold passwords, so no provider may ever print a value.
        variables = EnvironmentVariablesProvider(environmentVariables: environment, secretsSpecifier: .all)
        filePath = Self.filePath(environment: environment)
        let keys = KeyCollector()
        do {
            // The specifier is asked about every key of the file, which is the only way to learn them.
            let options = YAMLSnapshot.ParsingOptions(
                secretsSpecifier: .dynamic { key, _ in
                    keys.insert(key)
                    return true
                })
            let place = ConfigReader(
                provider: InMemoryProvider(values: ["filePath": .init(stringLiteral: filePath), "allowMissing": true]))
            file = try await FileProvider<YAMLSnapshot>(parsingOptions: options, config: place)
        } catch {
            // A parser's message goes on with the line at fault, which may hold a secret.
            let reason = String(describing: error).prefix { $0 != "\n" }
            throw SettingsError(filePath, "cannot be read as YAML settings: \(reason)")
        }
        for key in keys.all where !SettingKey.isKnown(key) {
            let nearest = SettingKey.nearest(to: key).map { "did you mean \($0)?" } ?? "take it out"
            throw SettingsError(filePath, key: key, "nothing is configured by this key; \(nearest)")
        }
    }

    /// The setting from the first place that has it; an empty variable counts as unset.
    func value(_ key: String) throws(SettingsError) -> Found? {
        let path = key.split(separator: ".").map(String.init)
        do {
            let variable = try variables.value(forKey: AbsoluteConfigKey(["countersign"] + path), type: .string)
            if let value = variable.value, case .string(let text) = value.content, !text.isEmpty {
                return Found(text: text, place: variable.encodedKey, key: nil)
            }
        } catch {
            throw SettingsError("COUNTERSIGN_" + key, "cannot be read")
        }
        do {
            let entry = try file.value(forKey: AbsoluteConfigKey(path), type: .string)
            guard let value = entry.value, case .string(let text) = value.content else { return nil }
            return Found(text: text, place: filePath, key: key)
        } catch {
            throw SettingsError(filePath, key: key, "must be one value, not a list")
        }
    }

    /// A list: comma-separated in a variable, a YAML list in the file.
    func list(_ key: String) throws(SettingsError) -> (texts: [String], place: Found)? {
        let path = key.split(separator: ".").map(String.init)
        do {
            let variable = try variables.value(forKey: AbsoluteConfigKey(["countersign"] + path), type: .stringArray)
            if let value = variable.value, case .stringArray(let texts) = value.content, texts != [""] {
                return (texts, Found(text: "", place: variable.encodedKey, key: nil))
            }
            let entry = try file.value(forKey: AbsoluteConfigKey(path), type: .stringArray)
            guard let value = entry.value, case .stringArray(let texts) = value.content else { return nil }
            return (texts, Found(text: "", place: filePath, key: key))
        } catch {
            throw SettingsError(filePath, key: key, "must be a list, e.g. [governance, node-runtime]")
        }
    }

    private final class KeyCollector: Sendable {
        private let keys = Mutex<Set<String>>([])

        func insert(_ key: String) {
            keys.withLock { _ = $0.insert(key) }
        }

        var all: [String] { keys.withLock { $0.sorted() } }
    }
}
