// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

package import Governance
package import Logging
import Postgres
import PrivateCluster
import SourceCoverage

/// What one run of a program goes by: the command line first, then variables, then the configuration file.
package struct Settings: Sendable, Hashable {
    /// What the command line says; it wins over the rest.
    package struct CommandLine: Sendable, Hashable {
        /// `--demo`.
        package var isDemonstration = false
        /// `--database`: a libpq connection string.
        package var database: String?
        /// `--as`.
        package var person: String?
        /// `--theme`.
        package var theme: String?
        /// `--read-only`.
        package var isReadOnly = false

        package init() {}
    }

    /// Which database is meant.
    package enum Place: Sendable, Hashable {
        /// The private cluster of this machine.
        case privateCluster
        /// The demonstration's cluster.
        case demonstration
        /// A PostgreSQL of its own; the string may hold a password and is never shown as it is.
        case team(connectionString: String)
    }

    package var place: Place
    /// The login to act as; nil for the place's own default.
    package var person: String?
    /// A theme's name or path, for the console.
    package var theme: String?
    package var isReadOnly: Bool
    /// Whether the console is for a screen reader.
    package var isPlain = false
    /// Whether clicks and the wheel are the console's from the start.
    package var usesMouse = true
    /// What to call the database on screen; nil for the place's own word.
    package var environment: String?
    package var sources: [SourceDefinition]
    /// How much goes into the console's log; nil for warnings and worse.
    package var logLevel: Logger.Level?
    /// Where the configuration file is, or would be.
    package var configurationFile: String

    /// Where the configuration file is, or would be.
    package static func filePath(environment: [String: String]) -> String {
        ConfigurationLayers.filePath(environment: environment)
    }

    /// - Throws: `SettingsError`.
    package init(
        _ options: CommandLine, environment variables: [String: String]
    ) async throws(SettingsError) {
        let layers = try await ConfigurationLayers(environment: variables)
        place = try Self.place(options, layers)
        let configuredPerson = try layers.value(SettingKey.person)?.text
        person = options.person ?? configuredPerson
        let configuredTheme = try layers.value(SettingKey.theme)?.text
        theme = options.theme ?? configuredTheme
        let isConfiguredReadOnly = try Self.flag(try layers.value(SettingKey.readOnly))
        isReadOnly = options.isReadOnly || isConfiguredReadOnly
        environment = try layers.value(SettingKey.environment)?.text
        isPlain = try Self.flag(try layers.value(SettingKey.plain))
        let mouse = try layers.value(SettingKey.mouse)
        usesMouse = mouse == nil ? true : try Self.flag(mouse)
        sources = try Self.sources(layers)
        logLevel = try Self.level(try layers.value(SettingKey.logLevel))
        configurationFile = layers.filePath
        if place == .demonstration, let person, !PrivateCluster.personas.contains(person) {
            throw SettingsError(
                "--as", "the demonstration knows \(PrivateCluster.personas.joined(separator: ", "))")
        }
    }

    private static func level(_ found: ConfigurationLayers.Found?) throws(SettingsError) -> Logger.Level? {
        guard let found else { return nil }
        guard let level = Logger.Level(rawValue: found.text.lowercased()) else {
            throw found.error("must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return level
    }

    private static func place(
        _ options: CommandLine, _ layers: ConfigurationLayers
    ) throws(SettingsError) -> Place {
        if options.isDemonstration {
            guard options.database == nil else {
                throw SettingsError("--demo", "the demonstration has its own database; leave out --database")
            }
            return .demonstration
        }
        if let database = options.database {
            let parameters = try parameters(database, SettingsError("--database", ""))
            guard parameters["password"] == nil, parameters["sslpassword"] == nil else {
                throw SettingsError(
                    "--database",
                    "a password on the command line can be read by everyone on this machine; use a password file "
                        + "(PGPASSFILE) or COUNTERSIGN_DATABASE_URL, and change this password")
            }
            return .team(connectionString: database)
        }
        if let found = try layers.value(SettingKey.database) {
            _ = try parameters(found.text, found.error(""))
            return .team(connectionString: found.text)
        }
        return .privateCluster
    }

    private static func parameters(
        _ connectionString: String, _ template: SettingsError
    ) throws(SettingsError) -> [String: String] {
        do {
            return try ConnectionString.parameters(of: connectionString)
        } catch {
            throw SettingsError(template.place, key: template.key, error.message)
        }
    }

    private static func flag(_ found: ConfigurationLayers.Found?) throws(SettingsError) -> Bool {
        guard let found else { return false }
        switch found.text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw found.error("must be true or false")
        }
    }

    // MARK: - Sources

    private static func sources(_ layers: ConfigurationLayers) throws(SettingsError) -> [SourceDefinition] {
        let standard = Dictionary(
            uniqueKeysWithValues: SourceDefinition.standard.map { (Self.key(of: $0.name), $0) })
        let named = try layers.list(SettingKey.sources)?.texts
        let keys = named ?? SourceDefinition.standard.map { Self.key(of: $0.name) }
        var sources: [SourceDefinition] = []
        for key in keys {
            sources.append(try source(key, standard[key], layers))
        }
        do {
            try SourceDefinition.validate(sources)
        } catch {
            throw SettingsError(layers.filePath, key: "sources", error.description)
        }
        return sources
    }

    private static func source(
        _ key: String, _ standard: SourceDefinition?, _ layers: ConfigurationLayers
    ) throws(SettingsError) -> SourceDefinition {
        let url = try layers.value(SettingKey.Source.url.key(key))
        guard let address = url?.text ?? standard?.url else {
            throw SettingsError(
                layers.filePath, key: SettingKey.Source.url.key(key),
                "a source that is not one of the standard five needs its url, e.g. http://127.0.0.1:8080")
        }
        var source = standard ?? SourceDefinition(name: key, url: address)
        source.url = address
        if let name = try layers.value(SettingKey.Source.name.key(key)) { source.name = name.text }
        if let path = try layers.value(SettingKey.Source.healthPath.key(key)) { source.healthPath = path.text }
        if let path = try layers.value(SettingKey.Source.feedPath.key(key)) {
            source.feedPath = path.text == noFeed ? nil : path.text
        }
        if let timeout = try layers.value(SettingKey.Source.timeout.key(key)) {
            guard let milliseconds = Int64(timeout.text), (50...60_000).contains(milliseconds) else {
                throw timeout.error("must be milliseconds, 50 to 60000")
            }
            source.timeout = .milliseconds(milliseconds)
        }
        do {
            try source.validate()
        } catch {
            throw url?.error(error.message) ?? SettingsError(layers.filePath, key: "sources.\(key)", error.message)
        }
        return source
    }

    /// The feed path of a source whose events are not to be collected.
    private static let noFeed = "none"

    /// `Platform Services` → `platform-services`.
    package static func key(of name: String) -> String {
        String(name.lowercased().map { $0 == " " ? "-" : $0 })
    }
}
