// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Governance
import Testing

@testable import countersign

@Suite("B66: settings")
struct SettingsTests {
    /// Writes a configuration file for the time of `body`.
    private func withFile<Value>(
        _ text: String?, _ body: ([String: String]) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-\(UUID())")
        let configuration = folder.appendingPathComponent("countersign")
        try FileManager.default.createDirectory(at: configuration, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if let text {
            try Data(text.utf8).write(to: configuration.appendingPathComponent("config.yaml"))
        }
        return try await body(["XDG_CONFIG_HOME": folder.path, "HOME": folder.path])
    }

    private func settings(
        _ arguments: [String] = [], file: String? = nil, variables: [String: String] = [:]
    ) async throws -> Settings {
        let options = try GlobalOptions.parse(arguments)
        return try await withFile(file) { environment in
            try await Settings(options, environment: environment.merging(variables) { _, new in new })
        }
    }

    private func error(_ arguments: [String] = [], file: String? = nil, variables: [String: String] = [:]) async
        -> String
    {
        do {
            _ = try await settings(arguments, file: file, variables: variables)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("Nothing configured is the private cluster and the five sources")
    func standard() async throws {
        let settings = try await settings()
        #expect(settings.place == .privateCluster)
        #expect(settings.sources == SourceDefinition.standard)
        #expect(settings.person == nil && !settings.isReadOnly)
    }

    @Test("A feed path can be given to a source and taken from it, and must be a path without a query")
    func feedPaths() async throws {
        let file = """
            sources:
              names: [governance, node-runtime, billing]
              node-runtime: { feed-path: none }
              billing: { url: "http://127.0.0.1:9100", feed-path: /events }
            """
        let sources = try await settings(file: file).sources
        #expect(sources.map(\.feedPath) == [nil, nil, "/events"])
        let variable = ["COUNTERSIGN_SOURCES_GOVERNANCE_FEED_PATH": "/v1/audit/events?x=1"]
        #expect(await error(variables: variable).contains("feed path"))
    }

    @Test("P1-32 P1-39: the mouse is on and the screen is not plain unless somebody says so")
    func conventions() async throws {
        let standard = try await settings()
        #expect(standard.usesMouse && !standard.isPlain)
        let fromFile = try await settings(file: "plain: true\nmouse: false\n")
        #expect(!fromFile.usesMouse && fromFile.isPlain)
        let fromVariables = try await settings(
            file: "plain: true\nmouse: false\n", variables: ["COUNTERSIGN_PLAIN": "0", "COUNTERSIGN_MOUSE": "1"])
        #expect(fromVariables.usesMouse && !fromVariables.isPlain)
        #expect(await error(file: "mouse: perhaps\n").contains("mouse: must be true or false"))
    }

    @Test("Flags win over variables, variables over the file")
    func order() async throws {
        let file = "database: {url: \"postgresql:///file\"}\nas: from_file\nread-only: true\nenvironment: staging\n"
        let fromFile = try await settings(file: file)
        #expect(fromFile.place == .team(connectionString: "postgresql:///file"))
        #expect(fromFile.person == "from_file" && fromFile.isReadOnly && fromFile.environment == "staging")
        let variables = [
            "COUNTERSIGN_DATABASE_URL": "host=a,b dbname=v", "COUNTERSIGN_AS": "from_variable",
            "COUNTERSIGN_READ_ONLY": "no",
        ]
        let fromVariables = try await settings(file: file, variables: variables)
        #expect(fromVariables.place == .team(connectionString: "host=a,b dbname=v"))
        #expect(fromVariables.person == "from_variable" && !fromVariables.isReadOnly)
        let fromFlags = try await settings(
            ["--database", "postgresql:///flag", "--as", "from_flag"], file: file, variables: variables)
        #expect(fromFlags.place == .team(connectionString: "postgresql:///flag"))
        #expect(fromFlags.person == "from_flag")
        let demonstration = try await settings(
            ["--demo", "--as", "operator_2"], variables: ["COUNTERSIGN_DATABASE_URL": "dbname=v"])
        #expect(demonstration.place == .demonstration)
    }

    @Test("Sources are configured one by one, added and left out")
    func sources() async throws {
        let file = """
            sources:
              names: [node-runtime, billing]
              node-runtime: {timeout-ms: 500, health-path: /up}
              billing: {url: "http://127.0.0.1:9000", name: Billing}
            """
        let settings = try await settings(
            file: file, variables: ["COUNTERSIGN_SOURCES_NODE_RUNTIME_URL": "http://127.0.0.1:9082"])
        #expect(
            settings.sources == [
                SourceDefinition(
                    name: "Node Runtime", url: "http://127.0.0.1:9082", healthPath: "/up",
                    feedPath: "/v1/audit/events", timeout: .milliseconds(500)),
                SourceDefinition(name: "Billing", url: "http://127.0.0.1:9000"),
            ])
    }

    @Test("Errors name the file, the key and the fix")
    func errors() async throws {
        #expect(
            await error(file: "databse: {url: x}").contains(
                "config.yaml: databse.url: nothing is configured by this key; did you mean database.url?"))
        #expect(await error(file: "read-only: perhaps").hasSuffix("config.yaml: read-only: must be true or false"))
        #expect(await error(file: "theme: [a]").hasSuffix("theme: must be one value, not a list"))
        #expect(
            await error(file: "sources: {names: [billing]}").contains(
                "sources.billing.url: a source that is not one of"))
        #expect(
            await error(file: "sources: {node-runtime: {url: \"ftp://x\"}}").contains(
                "sources.node-runtime.url: the url must look like"))
        #expect(await error(file: "sources: {node-runtime: {timeout-ms: 5}}").contains("must be milliseconds"))
        #expect(
            await error(variables: ["COUNTERSIGN_READ_ONLY": "x"]) == "COUNTERSIGN_READ_ONLY: must be true or false")
        #expect(await error(file: "a: [").contains("cannot be read as YAML"))
    }

    @Test("No error repeats a secret")
    func secrets() async {
        let secret = "hunter2"
        for text in [
            await error(["--database", "postgresql://u:\(secret)@h/db"]),
            await error(["--database", "postgresql://u:a/\(secret)@h/db"]),
            await error(file: "database: {url: \"postgresql://u:\(secret)@h:port/db\"}"),
            await error(file: "database: {url: \"postgresql://u:\(secret)@h/db}\nx: ["),
            await error(variables: ["COUNTERSIGN_DATABASE_URL": "postgresql://u:\(secret)@[h/db"]),
        ] {
            #expect(!text.isEmpty)
            #expect(!text.contains(secret), "\(text)")
        }
    }
}
