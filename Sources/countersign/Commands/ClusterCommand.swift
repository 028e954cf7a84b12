// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import Logging
import PrivateCluster

struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Look after the private PostgreSQL; with --demo the demonstration's.",
        discussion: """
            It starts and stops by itself with the programs that use it; these commands are for looking, and for \
            keeping it running.
            """,
        subcommands: [Status.self, Start.self, Stop.self])

    /// The cluster that the options mean.
    static func cluster(_ global: GlobalOptions) throws -> PrivateCluster {
        guard global.database == nil else {
            throw CommandFailure(.usage, "--database names a PostgreSQL that is not ours to look after.")
        }
        return try PrivateCluster(
            kind: global.isDemonstration ? .demonstration : .real,
            logger: Diagnostics.standardError(environment: ProcessInfo.processInfo.environment))
    }
}

extension ClusterCommand {
    struct Status: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Show how the cluster is doing; starts and changes nothing.",
            discussion: """
                Needs no role. Example:
                  countersign cluster status --format json
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let status = try ClusterCommand.cluster(global).status()
            let output = Output.standard(environment: ProcessInfo.processInfo.environment)
            try output.write(status, ClusterStatus.shape, format: self.output.format)
        }
    }

    struct Start: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Start the cluster and make it stay when its last user leaves.",
            discussion: """
                Needs no role. Example:
                  countersign cluster start
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions

        func run() async throws {
            let cluster = try ClusterCommand.cluster(global)
            try await cluster.start()
            let output = Output.standard(environment: ProcessInfo.processInfo.environment)
            output.say("The cluster in \(cluster.folder) runs, and stays until: countersign cluster stop")
        }
    }

    struct Stop: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Stop the cluster.",
            discussion: """
                Needs no role. Refused while others use it, unless --force. Example:
                  countersign cluster stop
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions

        @Flag(help: "Stop it although others use it; they lose their connections.")
        var force = false

        func run() async throws {
            let cluster = try ClusterCommand.cluster(global)
            let wasRunning = try await cluster.stop(force: force)
            let output = Output.standard(environment: ProcessInfo.processInfo.environment)
            output.say(wasRunning ? "The cluster is stopped." : "The cluster was not running.")
        }
    }
}

extension ClusterStatus {
    static let shape = RecordShape<ClusterStatus>(
        record: { status in
            Record([
                "state": .text(status.state.rawValue), "folder": .text(status.folder),
                "process_id": Field(status.processIdentifier.map(Int.init)),
                "major_version": Field(status.majorVersion), "is_kept": .flag(status.isKept),
                "users": Field(status.users), "socket_folder": Field(status.socketFolder),
                "log_path": .text(status.logPath),
            ])
        }, columns: [])
}
